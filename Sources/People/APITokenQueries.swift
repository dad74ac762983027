import SQL

extension Reader {
  func token(hash: String) throws -> APIToken? {
    try first(APIToken.self, "SELECT \(APIToken.columns) FROM api_tokens WHERE token_hash = \(hash)")
  }

  func tokens(of person: ID<Person>) throws -> [APIToken] {
    try all(APIToken.self, "SELECT \(APIToken.columns) FROM api_tokens WHERE person_id = \(person) ORDER BY id DESC LIMIT 100")
  }
}
