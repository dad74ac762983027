import ArgumentParser
import Foundation
import Places
import Server

extension Places.ExportFormat: ExpressibleByArgument {}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write all published bases as CSV or GeoJSON.",
    discussion: "Goes to the terminal unless --output names a file. `kepu import` reads what this writes.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "csv or geojson.")
  var format = Places.ExportFormat.csv

  @Option(name: .shortAndLong, help: ArgumentHelp("File to write; must not exist.", valueName: "file"))
  var output: String?

  func run() async throws {
    let handle = try opened()
    let portal = try await Portal.open(try common.settings())
    let count = try await portal.places.export(format) { try handle.write(contentsOf: Data($0)) }
    await portal.close()
    if let output { print("Wrote \(count) bases to \(output).") }
  }

  private func opened() throws -> FileHandle {
    guard let output else { return .standardOutput }
    guard !FileManager.default.fileExists(atPath: output) else {
      throw ValidationError("\(output) exists already; an export never overwrites anything.")
    }
    guard FileManager.default.createFile(atPath: output, contents: nil), let handle = FileHandle(forWritingAtPath: output)
    else { throw ValidationError("\(output) cannot be written.") }
    return handle
  }
}
