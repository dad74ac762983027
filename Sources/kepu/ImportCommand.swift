import ArgumentParser
import Foundation
import Places
import Server
import Site

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import bases from a CSV or GeoJSON file.",
    discussion: """
      The columns are those that `kepu export` writes; id, name_zh_hans and category must be there, and either county_code
      or a position. The file may be in UTF-8 or GBK. The same id again is a change of that base; the same file twice
      changes nothing. Rows that are wrong are named with their line and left out; the others are taken.
      """)

  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("File to read.", valueName: "file"))
  var file: String

  @Flag(name: .long, help: "Only say what would change and what is wrong.")
  var dryRun = false

  @Flag(name: .long, help: "Take nothing if any row is wrong.")
  var strict = false

  @Option(name: .long, help: "Language of the report: zh-Hans, zh-Hant or en.")
  var language = "en"

  func run() async throws {
    guard let language = Language(tag: language) else {
      throw ValidationError("“--language \(language)” should be zh-Hans, zh-Hant or en.")
    }
    let portal = try await Portal.open(try common.settings())
    var bar = ProgressBar("Importing")
    do {
      let outcome = try await portal.places.importFile(
        file, Places.ImportOptions(isDryRun: dryRun, isStrict: strict), by: Places.Author(actor: .command("import")),
        t: portal.site.localizer(language), progress: { bar.show($0, of: $1) })
      bar.finish()
      try await portal.journal.seal(in: portal.database)
      await portal.close()
      for line in outcome.report { print(line) }
      let verb = outcome.isDryRun ? "Would be: " : ""
      print(
        "\(verb)\(outcome.new) new, \(outcome.changed) changed, \(outcome.unchanged) unchanged, \(outcome.refused) refused.")
      if outcome.isDryRun, !dryRun { print("Nothing was imported, as rows were refused and --strict was given.") }
      if outcome.refused > 0 { throw ExitCode(1) }
    } catch let failure as ImportFailure {
      await portal.close()
      throw ValidationError(failure.description)
    }
  }
}
