import Identity
import SQL

/// A token with which a program acts for a person, or for what they do in one organization.
public struct APIToken: Sendable {
  let id: ID<APIToken>
  let person: ID<Person>
  let organization: ID<Organization>?
  let name: String
  let scopes: Set<TokenScope>
  let createdAt: Instant
  let usedAt: Instant?
  let expiresAt: Instant
  let revokedAt: Instant?
  /// Whether its owner had shown a second factor when it was made.
  let hasSecondFactor: Bool

  static let columns: SQL =
    "id, person_id, organization_id, name, scopes, created_at, used_at, expires_at, revoked_at, has_second_factor"
  func isGood(at now: Instant) -> Bool { revokedAt == nil && now < expiresAt }
}

extension APIToken: RowReadable {
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
    hasSecondFactor = try row.int(9) == 1
  }
}

extension People {
  /// Makes a token; its text is shown once and never again.
  func makeToken(
    _ name: String, scopes: [TokenScope], organization: ID<Organization>?, days: Int, by rights: Rights, in writer: Writer
  ) throws -> SecretToken {
    let secret = SecretToken()
    let now = clock.now()
    let token = APIToken(
      id: ids.next(), person: rights.person.id, organization: organization, name: name, scopes: Set(scopes), createdAt: now,
      usedAt: nil, expiresAt: now + .seconds(days * 86_400), revokedAt: nil, hasSecondFactor: rights.hasSecondFactor)
    try writer.insert(token, hash: secret.hash)
    try record("token.made", on: .init("token", token.id), by: rights.actor, in: writer)
    return secret
  }

  func revokeToken(_ id: ID<APIToken>, by rights: Rights, in writer: Writer) throws {
    guard try writer.revokeToken(id, of: rights.person.id, at: clock.now()) else { return }
    try record("token.revoked", on: .init("token", id), by: rights.actor, in: writer)
  }
}
