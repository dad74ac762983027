import ArgumentParser
import Server

/// What every command needs to find the database and the shipped files.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("YAML file with settings.", valueName: "file"))
  var config: String?

  @Option(
    name: .long, help: ArgumentHelp("Where everything is kept: sqlite:PATH or postgresql://…", valueName: "url"))
  var database: String?

  @Option(
    name: .long, help: ArgumentHelp("Folder that holds Data, Public, Locales and Policies.", valueName: "folder"))
  var home: String?

  @Option(name: .long, help: ArgumentHelp("Any other setting, as name=value; may be repeated.", valueName: "name=value"))
  var set: [String] = []

  /// The settings in force; a mistake ends the command with one sentence.
  func settings(_ more: [String: String?] = [:]) throws -> Settings {
    var flags = more.compactMapValues { $0 }
    flags["database"] = database
    flags["home"] = home
    for pair in set {
      guard let equals = pair.firstIndex(of: "=") else {
        throw ValidationError("“--set \(pair)” should be name=value.")
      }
      flags[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
    }
    do { return try Settings.load(flags: flags, file: config) } catch let wrong as Settings.Wrong {
      throw ValidationError(wrong.description)
    }
  }
}
