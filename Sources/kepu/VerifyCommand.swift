import ArgumentParser
import Journal
import Server

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that nobody rewrote the journal and that the database is sound.",
    discussion: """
      Follows the journal's hash chain from its first entry. If an entry was changed, removed or slipped in, the first
      one is named and the command ends with 1. The head that is printed can be noted elsewhere; given back with
      --head next time, it shows also that no entries were cut off at the end.
      """)

  @OptionGroup var common: CommonOptions

  @Option(
    name: .long, help: ArgumentHelp("Head that an earlier run printed: SEQUENCE:HASH.", valueName: "head"))
  var head: String?

  func run() async throws {
    let portal = try await Portal.open(try common.settings())
    let expected = try head.map { text in
      guard let head = JournalHead(text) else {
        throw ValidationError("“--head \(text)” should be SEQUENCE:HASH, as `kepu verify` prints it.")
      }
      return head
    }
    let problems = try await portal.database.integrityCheck()
    let report = try await portal.journal.verify(portal.database, expecting: expected)
    await portal.close()
    for problem in problems { print("database: \(problem)") }
    if let fault = report.fault {
      print("journal: \(fault)")
    } else {
      print("The journal is whole: \(report.sealed) entries sealed, \(report.unsealed) not yet. Head \(report.head)")
    }
    if !problems.isEmpty || report.fault != nil { throw ExitCode(1) }
  }
}
