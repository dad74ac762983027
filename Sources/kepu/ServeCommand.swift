import ArgumentParser
import Server

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the portal.",
    discussion: """
      Listens until it is told to stop (Ctrl-C or SIGTERM), then finishes what it is doing and leaves.
      An empty database is filled with the shipped regions and venues first (--set seed=false to start empty).
      """)

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Address to listen on.")
  var host: String?

  @Option(name: .shortAndLong, help: "Port to listen on.")
  var port: Int?

  @Flag(name: .long, help: "Show all settings in force, secrets hidden, and stop.")
  var printConfig = false

  func run() async throws {
    let settings = try common.settings(["host": host, "port": port.map(String.init)])
    if printConfig {
      print(settings.printed())
      return
    }
    try await Portal.serve(settings)
  }
}
