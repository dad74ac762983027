import Identity
import SQL

/// A token with which a program acts for a person, or for what they do in one organization.
public struct APIToken: Sendable, RowReadable {
  let id: ID<APIToken>
  let person: ID<Person>
  let organization: ID<Organization>?
  let name: String
  let scopes: Set<TokenScope>
  let createdAt: Instant
  let usedAt: Instant?
  let expiresAt: Instant
  let revokedAt: Instant?

  static let columns: SQL = "id, person_id, organization_id, name, scopes, created_at, used_at, expires_at, revoked_at"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    person = try row.get(1)
    organization = try row.get(2)
    name = try row.text(3)
    scopes = Set(try row.text(4).split(separator: ",").compactMap { TokenScope(rawValue: String($0)) })
    createdAt = try row.get(5)
    usedAt = try row.get(6)
    expiresAt = try row.get(7)
    revokedAt = try row.get(8)
  }

  func isGood(at now: Instant) -> Bool { revokedAt == nil && now < expiresAt }
}

extension People {
  /// Makes a token; its text is shown once and never again.
  func makeToken(
    _ name: String, scopes: [TokenScope], organization: ID<Organization>?, days: Int, by rights: Rights, in writer: Writer
  ) throws -> SecretToken {
    let token = SecretToken()
    let now = clock.now()
    let id: ID<APIToken> = ids.next()
    try writer.execute(
      """
      INSERT INTO api_tokens (id, token_hash, person_id, organization_id, name, scopes, created_at, expires_at)
      VALUES (
        \(id), \(token.hash), \(rights.person.id), \(organization), \(name), \(scopes.map(\.rawValue).joined(separator: ",")), \(now),
        \(now + .seconds(days * 86_400)))
      """)
    try record("token.made", on: .init("token", id), by: rights.actor, in: writer)
    return token
  }

  func revokeToken(_ id: ID<APIToken>, by rights: Rights, in writer: Writer) throws {
    let touched = try writer.execute(
      "UPDATE api_tokens SET revoked_at = \(clock.now()) WHERE id = \(id) AND person_id = \(rights.person.id) AND revoked_at IS NULL"
    )
    if touched == 1 { try record("token.revoked", on: .init("token", id), by: rights.actor, in: writer) }
  }
}
