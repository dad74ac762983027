import SQL

extension Reader {
  func token(hash: String) throws -> APIToken? {
    try first(APIToken.self, "SELECT \(APIToken.columns) FROM api_tokens WHERE token_hash = \(hash)")
  }

  func tokens(of person: ID<Person>) throws -> [APIToken] {
    try all(APIToken.self, "SELECT \(APIToken.columns) FROM api_tokens WHERE person_id = \(person) ORDER BY id DESC LIMIT 100")
  }
}

extension Writer {
  func insert(_ token: APIToken, hash: String) throws {
    let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
    try execute(
      """
      INSERT INTO api_tokens (
        id, token_hash, person_id, organization_id, name, scopes, created_at, expires_at, has_second_factor)
      VALUES (
        \(token.id), \(hash), \(token.person), \(token.organization), \(token.name), \(scopes), \(token.createdAt),
        \(token.expiresAt), \(token.hasSecondFactor ? 1 : 0))
      """)
  }

  func revokeToken(_ id: ID<APIToken>, of person: ID<Person>, at now: Instant) throws -> Bool {
    try execute(
      "UPDATE api_tokens SET revoked_at = \(now) WHERE id = \(id) AND person_id = \(person) AND revoked_at IS NULL") == 1
  }
}
