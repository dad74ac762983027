import Journal
import OpenID
import SQL

extension Reader {
  /// The person to whom a provider's login belongs.
  func person(_ identity: OpenIDIdentity) throws -> Person? {
    let id = try value(
      ID<Person>.self,
      "SELECT person_id FROM external_logins WHERE provider = \(identity.provider) AND subject = \(identity.subject)")
    return try id.flatMap { try person($0) }
  }
}

extension Reader {
  /// The providers with which somebody can log in.
  func linkedProviders(of person: ID<Person>) throws -> [String] {
    try all(String.self, "SELECT provider FROM external_logins WHERE person_id = \(person) ORDER BY provider")
  }
}

extension Writer {
  func unlink(_ provider: String, of person: ID<Person>) throws {
    try execute("DELETE FROM external_logins WHERE person_id = \(person) AND provider = \(provider)")
  }
}

extension People {
  func link(_ identity: OpenIDIdentity, to person: ID<Person>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    let added = try writer.execute(
      """
      INSERT INTO external_logins (provider, subject, person_id, created_at)
      VALUES (\(identity.provider), \(identity.subject), \(person), \(clock.now())) ON CONFLICT (provider, subject) DO NOTHING
      """)
    if added == 1 {
      try record("login.linked", on: .init("person", person), by: actor, details: ["provider": identity.provider], in: writer)
    }
  }
}
