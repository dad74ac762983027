import Foundation
import Journal
import SQL
import Site

extension People {
  /// Everything that is kept of a person, as a ZIP of JSON files (PIPL 45).
  func export(of id: ID<Person>, with belongings: [Belongings] = []) async throws -> [UInt8] {
    let now = clock.now()
    let files: [(String, JSONValue)] = try await database.read { reader in
      guard let person = try reader.person(id) else { return [] }
      let own: [(String, JSONValue)] = [
        ("account.json", account(person)),
        ("consents.json", .array(try reader.consents(of: id).map(\.json))),
        ("guardians.json", .array(try reader.guardians(of: id).map(\.json))),
        ("grants.json", .array(try reader.history(of: id).map { $0.json(at: now) })),
        ("sessions.json", .array(try reader.sessions(of: id, at: now).map(\.json))),
        ("passkeys.json", .array(try reader.passkeys(of: id).map(\.json))),
        ("messages.json", .array(try reader.notices(of: id, limit: 10_000, offset: 0).map(\.json))),
        ("looks.json", .array(try reader.looks(at: id, limit: 10_000).map(\.json))),
        ("memberships.json", .array(try reader.memberships(of: id).map(\.json))),
        ("profile.json", try reader.profile(of: id).map(\.json) ?? .null),
        ("achievements.json", .array(try reader.achievements(of: .person(id)).map(\.json))),
        ("tokens.json", .array(try reader.tokens(of: id).map(\.json))),
      ]
      return try own + belongings.flatMap { try $0.export(id, reader) }
    }
    try await database.write { try record("person.exported", on: .init("person", id), by: .person(id), in: $0) }
    return ZIPArchive.bytes(files.map { ($0.0, Array($0.1.string.utf8)) }, at: now)
  }

  private func account(_ person: Person) -> JSONValue {
    .members([
      ("id", .string(person.id.description)), ("name", .string(person.name)), ("email", .text(person.email)),
      ("language", .string(person.language.rawValue)), ("birth_day", .text(person.birthDay?.description)),
      ("status", .string(person.status.rawValue)), ("registered", .string(person.createdAt.description)),
    ])
  }

  /// What somebody else has to take over before an account can be closed.
  func openMatters(of id: ID<Person>, _ t: Localizer, in reader: Reader) throws -> [String] {
    let responsible = try reader.memberships(of: id).filter { $0.role == .responsible }
    var matters = responsible.map { t("You are responsible for {organization}.", ["organization": $0.organizationName]) }
    let roles = try reader.grants(of: id, at: clock.now()).filter { Role.separated.contains($0.role) && $0.scope == .province }
    for role in Set(roles.map(\.role)) {
      if try reader.countGrants(of: role, but: id, at: clock.now()) == 0 {
        matters.append(t("You are the only {role}.", ["role": role.name(t)]))
      }
    }
    return matters
  }

  /// Erases what is personal (PIPL 47): the row stays, without a name, so that what was public still has an author.
  func erase(
    _ id: ID<Person>, with belongings: [Belongings] = [], by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    let now = clock.now()
    for room in belongings { try room.erase(id, writer) }
    for grant in try writer.grants(of: id, at: now) { _ = try writer.revoke(grant.id, by: actor.description, at: now) }
    try writer.erase(id, at: now)
    try record("person.erased", on: .init("person", id), by: actor, in: writer)
  }
}

extension Consent {
  var json: JSONValue {
    .members([
      ("purpose", .string(purpose)), ("version", .integer(Int64(version))), ("given_by", .string(givenBy)),
      ("given", .string(givenAt.description)), ("withdrawn", .text(withdrawnAt?.description)),
    ])
  }
}

extension Guardian {
  var json: JSONValue {
    .members([
      ("email", .string(email)), ("consented", .text(consentedAt?.description)), ("withdrawn", .text(withdrawnAt?.description)),
    ])
  }
}

extension Grant {
  func json(at now: Instant) -> JSONValue {
    .members([
      ("role", .string(role.rawValue)), ("scope", .string(scope.text)), ("begins", .string(begins.description)),
      ("ends", .text(ends?.description)), ("reason", .text(reason)), ("holds", .bool(holds(at: now))),
    ])
  }
}

extension Session {
  var json: JSONValue {
    .members([
      ("device", .string(device)), ("network", .string(address)), ("begun", .string(createdAt.description)),
      ("seen", .string(seenAt.description)),
    ])
  }
}

extension Notice {
  var json: JSONValue {
    .members([("at", .string(at.description)), ("kind", .string(kind)), ("event", .string(payload)), ("path", .string(path))])
  }
}

extension Look {
  var json: JSONValue {
    .members([("at", .string(at.description)), ("by", .string(by)), ("what", .string(what)), ("reason", .text(reason))])
  }
}

extension APIToken {
  var json: JSONValue {
    .members([
      ("name", .string(name)), ("scopes", .array(scopes.map { .string($0.rawValue) })), ("made", .string(createdAt.description)),
      ("expires", .string(expiresAt.description)), ("revoked", .text(revokedAt?.description)),
    ])
  }
}
