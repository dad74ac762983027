import Identity
import Journal
import SQL
import Site

/// What the command line does with accounts: the first administrators of a portal come from here.
extension People {
  /// Something that cannot be done, in one sentence for a terminal.
  public struct CommandFailure: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// A failure.
    public init(_ description: String) { self.description = description }
  }

  /// Opens an account whose address is taken as confirmed.
  public func addPerson(name: String, email: String, password: String, language: Language) async throws -> ID<Person> {
    guard let address = EmailAddress(email) else { throw CommandFailure("“\(email)” is not an e-mail address.") }
    if let fault = passwordRules.fault(password, about: [name, email]) { throw CommandFailure(fault.sentence(Localizer(.en))) }
    let hash = try await passwords.hash(password)
    return try await database.write { writer in
      guard try writer.person(address) == nil else { throw CommandFailure("There is an account for \(email) already.") }
      let person = Person(
        id: ids.next(), name: name, email: address.text, language: language, birthDay: nil, status: .active, digest: .never,
        version: 1,
        createdAt: clock.now())
      return try open(person, password: hash, consents: [], by: .command("user"), in: writer).id
    }
  }

  /// Somebody by address or number.
  private func find(_ key: String, in reader: Reader) throws -> Person {
    let found = try EmailAddress(key).flatMap { try reader.person($0) } ?? ID<Person>(key).flatMap { try reader.person($0) }
    guard let found else { throw CommandFailure("There is no account for “\(key)”.") }
    return found
  }

  /// What is to be seen of an account at a terminal.
  public func describe(_ key: String) async throws -> String {
    let now = clock.now()
    return try await database.read { reader in
      let person = try find(key, in: reader)
      let grants = try reader.grants(of: person.id, at: now).map { grant in
        "  \(grant.id)  \(grant.role.rawValue)  \(grant.scope.text)\(grant.ends.map { "  until \($0)" } ?? "")"
      }
      return
        ([
          "\(person.id)  \(person.name)  \(person.email ?? "-")  \(person.status.rawValue)",
          grants.isEmpty ? "  no roles" : "roles:",
        ] + grants).joined(separator: "\n")
    }
  }

  /// Sets a password; every session ends.
  public func setPassword(_ key: String, _ password: String) async throws {
    let person = try await database.read { try find(key, in: $0) }
    if let fault = passwordRules.fault(password, about: [person.name, person.email ?? ""]) {
      throw CommandFailure(fault.sentence(Localizer(.en)))
    }
    let hash = try await passwords.hash(password)
    try await database.write { writer in
      try writer.setPassword(hash, of: person.id, at: clock.now())
      try writer.deleteSessions(of: person.id)
      try record("password.changed", on: .init("person", person.id), by: .command("user"), in: writer)
    }
  }

  /// Ends every session of somebody.
  public func logOut(_ key: String) async throws -> Int {
    try await database.write { writer in
      let person = try find(key, in: writer)
      let count = try writer.deleteSessions(of: person.id)
      try record("session.ended_all", on: .init("person", person.id), by: .command("user"), in: writer)
      return count
    }
  }

  /// Gives a role: `officer`, at `province`, `region:440100`, `organization:…` or `base:…`.
  public func grant(_ key: String, role: String, scope: String, until: Day?, reason: String) async throws -> ID<Grant> {
    guard let role = Role(rawValue: role) else {
      throw CommandFailure("There is no role “\(role)”; there are \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let parts = scope.split(separator: ":", maxSplits: 1).map(String.init)
    guard let reach = Scope(kind: parts.first ?? "", key: parts.count > 1 ? parts[1] : "") else {
      throw CommandFailure("“\(scope)” should be province, region:CODE, organization:NUMBER or base:NUMBER.")
    }
    if case .region(let code) = reach, regionNames(code) == nil {
      throw CommandFailure("There is no region with the code \(code).")
    }
    let ends = until?.adding(days: 1).localStart
    do {
      return try await database.write { writer in
        let person = try find(key, in: writer)
        return try give(
          NewGrant(person: person.id, role: role, scope: reach, target: .everything, ends: ends, reason: reason), by: nil,
          in: writer
        ).id
      }
    } catch let refusal as GrantRefusal { throw CommandFailure(refusal.sentence(Localizer(.en))) }
  }

  /// Takes a role back, by its number.
  public func revokeGrant(_ number: String, reason: String) async throws {
    guard let id = ID<Grant>(number) else { throw CommandFailure("“\(number)” is not the number of a grant.") }
    try await database.write { writer in
      guard let grant = try writer.grant(id) else { throw CommandFailure("There is no grant \(number).") }
      try revoke(grant, target: .everything, by: nil, reason: reason, in: writer)
    }
  }
}
