import Identity
import SQL

/// What a link in a mail is good for.
enum LinkKind: String {
  case reset, email, guardian
}

/// A link that was sent to somebody.
struct SentLink: RowReadable, Sendable {
  let kind: String
  let person: ID<Person>?
  let payload: String
  let expires: Instant

  init(row: Row) throws {
    kind = try row.text(0)
    person = try row.get(1)
    payload = try row.text(2)
    expires = try row.get(3)
  }
}

extension Reader {
  /// What a link is good for now; `nil` for one that is used, old or made up.
  func link(_ kind: LinkKind, token: String, at now: Instant) throws -> SentLink? {
    try first(
      SentLink.self,
      """
      SELECT kind, person_id, payload, expires_at FROM links
      WHERE token_hash = \(SecretToken.hash(token)) AND kind = \(kind.rawValue) AND expires_at > \(now)
      """)
  }
}

extension Writer {
  func insertLink(_ kind: LinkKind, token: SecretToken, person: ID<Person>?, payload: String = "", expires: Instant) throws {
    try execute(
      """
      INSERT INTO links (token_hash, kind, person_id, payload, expires_at)
      VALUES (\(token.hash), \(kind.rawValue), \(person), \(payload), \(expires))
      """)
  }

  /// Uses a link up; `false` when somebody was faster.
  func useLink(token: String) throws -> Bool {
    try execute("DELETE FROM links WHERE token_hash = \(SecretToken.hash(token))") == 1
  }

  func deleteLinks(_ kind: LinkKind, of person: ID<Person>) throws {
    try execute("DELETE FROM links WHERE person_id = \(person) AND kind = \(kind.rawValue)")
  }
}
