import Identity
import SQL
import Site

/// A passkey that somebody has registered.
struct StoredPasskey: RowReadable, Sendable {
  let id: ID<StoredPasskey>
  let person: ID<Person>
  /// The credential's identifier, base64url.
  let credential: String
  let publicKey: [UInt8]
  let signCount: Int64
  let isBackedUp: Bool
  let name: String
  let createdAt: Instant
  let usedAt: Instant?

  static let columns: SQL = "id, person_id, credential, public_key, sign_count, is_backed_up, name, created_at, used_at"

  init(row: Row) throws {
    id = try row.get(0)
    person = try row.get(1)
    credential = try row.text(2)
    publicKey = try row.get(3)
    signCount = try row.int(4)
    isBackedUp = try row.int(5) == 1
    name = try row.text(6)
    createdAt = try row.get(7)
    usedAt = try row.get(8)
  }

  var json: JSONValue {
    .members([("name", .string(name)), ("added", .string(createdAt.description)), ("used", .text(usedAt?.description))])
  }
}

extension Reader {
  func passkeys(of person: ID<Person>) throws -> [StoredPasskey] {
    try all(StoredPasskey.self, "SELECT \(StoredPasskey.columns) FROM passkeys WHERE person_id = \(person) ORDER BY id")
  }

  func passkey(credential: String) throws -> StoredPasskey? {
    try first(StoredPasskey.self, "SELECT \(StoredPasskey.columns) FROM passkeys WHERE credential = \(credential)")
  }
}

extension Writer {
  func insert(_ passkey: RegisteredPasskey, _ id: ID<StoredPasskey>, name: String, of person: ID<Person>, at now: Instant) throws
  {
    try execute(
      """
      INSERT INTO passkeys (id, person_id, credential, public_key, sign_count, is_backed_up, name, created_at)
      VALUES (
        \(id), \(person), \(Base64URL.encode(passkey.credentialID)), \(passkey.publicKey), \(passkey.signCount),
        \(passkey.isBackedUp ? 1 : 0), \(name), \(now))
      """)
  }

  /// Notes a login: the counter is what shows a copied authenticator the next time.
  func note(_ login: VerifiedLogin, with id: ID<StoredPasskey>, at now: Instant) throws {
    try execute(
      "UPDATE passkeys SET sign_count = \(login.signCount), is_backed_up = \(login.isBackedUp ? 1 : 0), used_at = \(now) WHERE id = \(id)"
    )
  }

  func deletePasskey(_ id: ID<StoredPasskey>, of person: ID<Person>) throws {
    try execute("DELETE FROM passkeys WHERE id = \(id) AND person_id = \(person)")
  }

  func noteSecondFactor(_ session: ID<Session>?) throws {
    try execute("UPDATE sessions SET second_factor = 1 WHERE id = \(session)")
  }

  func keepChallenge(_ challenge: String, for person: ID<Person>?, now: Instant, until: Instant) throws {
    try execute("DELETE FROM links WHERE kind = 'passkey' AND expires_at < \(now)")
    try execute(
      """
      INSERT INTO links (token_hash, kind, person_id, payload, expires_at)
      VALUES (\(SecretToken.hash(challenge)), 'passkey', \(person), '', \(until))
      """)
  }

  /// Uses a challenge up; `false` when it was never given, to somebody else, or too long ago.
  func takeChallenge(_ challenge: String, for person: ID<Person>?, at now: Instant) throws -> Bool {
    try execute(
      """
      DELETE FROM links WHERE token_hash = \(SecretToken.hash(challenge)) AND kind = 'passkey' AND expires_at > \(now)
        AND COALESCE(person_id, -1) = \(person?.rawValue ?? -1)
      """) == 1
  }
}
