import Identity
import SQL

extension Reader {
  func session(tokenHash: String) throws -> Session? {
    try first(Session.self, "SELECT \(Session.columns) FROM sessions s WHERE s.token_hash = \(tokenHash)")
  }

  func sessions(of person: ID<Person>, at now: Instant) throws -> [Session] {
    try all(
      Session.self,
      """
      SELECT \(Session.columns) FROM sessions s
      WHERE s.person_id = \(person) AND s.state = 'full' AND s.expires_at > \(now) ORDER BY s.seen_at DESC
      """)
  }
}

extension Writer {
  func insert(_ id: ID<Session>, _ session: NewSession, token: SecretToken, at now: Instant) throws {
    try execute(
      """
      INSERT INTO sessions (id, token_hash, person_id, state, device, address, second_factor, created_at, confirmed_at, seen_at, expires_at)
      VALUES (
        \(id), \(token.hash), \(session.person), \(session.state.rawValue), \(session.origin.device), \(session.origin.address),
        \(session.hasSecondFactor ? 1 : 0), \(now), \(now), \(now), \(session.expiresAt))
      """)
  }

  func confirm(_ id: ID<Session>, at now: Instant) throws {
    try execute("UPDATE sessions SET confirmed_at = \(now) WHERE id = \(id)")
  }

  func deleteSession(tokenHash: String) throws -> Bool {
    try execute("DELETE FROM sessions WHERE token_hash = \(tokenHash)") > 0
  }

  /// Ends all sessions of somebody, but for one.
  @discardableResult
  func deleteSessions(of person: ID<Person>, but kept: ID<Session>? = nil) throws -> Int {
    try execute("DELETE FROM sessions WHERE person_id = \(person) AND id <> \(kept?.rawValue ?? -1)")
  }
}

struct NewSession {
  let person: ID<Person>
  let state: Session.State
  let origin: Origin
  let hasSecondFactor: Bool
  let expiresAt: Instant
}
