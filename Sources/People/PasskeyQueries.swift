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
