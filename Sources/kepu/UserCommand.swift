import ArgumentParser
import Foundation
import People
import SQL
import Server
import Site

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Open accounts, look at them, set passwords, log people out.",
    discussion: "The first accounts of a portal are opened here; later everybody registers in the browser.",
    subcommands: [Add.self, Show.self, Password.self, Logout.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open an account. The password is read from standard input.",
      discussion: "For example: kepu user add chen@example.org --name 陈科长 < password.txt")
    @OptionGroup var common: CommonOptions
    @Argument(help: "E-mail address; it is taken as confirmed.") var email: String
    @Option(help: "Name.") var name: String
    @Option(help: "Language of mails: zh-Hans, zh-Hant or en.") var language = "zh-Hans"

    func run() async throws {
      guard let tag = Language(tag: language) else {
        throw ValidationError("“--language \(language)” should be zh-Hans, zh-Hant or en.")
      }
      let password = try readPassword()
      try await withPortal(common) {
        print(try await $0.people.addPerson(name: name, email: email, password: password, language: tag))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show an account and its roles.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "E-mail address or number.") var person: String

    func run() async throws { try await withPortal(common) { print(try await $0.people.describe(person)) } }
  }

  struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set a password, read from standard input, and end every session.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "E-mail address or number.") var person: String

    func run() async throws {
      let password = try readPassword()
      try await withPortal(common) { try await $0.people.setPassword(person, password) }
    }
  }

  struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End every session of somebody.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "E-mail address or number.") var person: String

    func run() async throws {
      try await withPortal(common) { print("\(try await $0.people.logOut(person)) sessions ended") }
    }
  }
}

/// A password never stands on a command line, where other users of the machine could read it.
private func readPassword() throws -> String {
  if isatty(0) == 1 { FileHandle.standardError.write(Data("Password: ".utf8)) }
  guard let line = readLine(strippingNewline: true), !line.isEmpty else {
    throw ValidationError("Give the password on standard input.")
  }
  return line
}

/// Opens the portal, does something and closes it; what cannot be done is told in one sentence.
func withPortal(_ common: CommonOptions, _ body: (Portal) async throws -> Void) async throws {
  let portal = try await Portal.open(try common.settings())
  do {
    try await body(portal)
    try await portal.journal.seal(in: portal.database)
  } catch let failure as People.CommandFailure {
    await portal.close()
    throw ValidationError(failure.description)
  }
  await portal.close()
}

struct GrantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant", abstract: "Give roles and take them back.",
    discussion: "For example: kepu grant give chen@example.org officer region:440100 --reason 'letter of 2026-11-01'",
    subcommands: [Give.self, Revoke.self])

  struct Give: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a role.", discussion: "Roles: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    @OptionGroup var common: CommonOptions
    @Argument(help: "E-mail address or number of the person.") var person: String
    @Argument(help: "Role.") var role: String
    @Argument(help: "province, region:CODE, organization:NUMBER or base:NUMBER.") var scope: String
    @Option(help: "Last day, as YYYY-MM-DD.") var until: String?
    @Option(help: "Why.") var reason: String

    func run() async throws {
      let day = until.flatMap { Day($0) }
      if let until, day == nil { throw ValidationError("“--until \(until)” should be a day such as 2027-12-31.") }
      try await withPortal(common) {
        print(try await $0.people.grant(person, role: role, scope: scope, until: day, reason: reason))
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a role back.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Number of the grant, as `kepu user show` prints it.") var grant: String
    @Option(help: "Why.") var reason: String

    func run() async throws { try await withPortal(common) { try await $0.people.revokeGrant(grant, reason: reason) } }
  }
}
