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

  func deleteExpiredSessions(at now: Instant) throws { try execute("DELETE FROM sessions WHERE expires_at < \(now)") }

  func deleteSession(_ id: ID<Session>, of person: ID<Person>) throws -> Bool {
    try execute("DELETE FROM sessions WHERE id = \(id) AND person_id = \(person)") == 1
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

extension Reader {
  /// A session with its person and their unread messages, by the hash of its token.
  func knownSession(hash: String) throws -> KnownSession? {
    try first(
      KnownSession.self,
      """
      SELECT \(Session.columns), p.id, p.name, p.email, p.language, p.birth_day, p.status, p.digest, p.version, p.created_at,
        (SELECT COUNT(*) FROM notices n WHERE n.person_id = p.id AND n.read_at IS NULL)
      FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.token_hash = \(hash)
      """)
  }
}

extension Writer {
  func noteSeen(_ id: ID<Session>, at now: Instant) throws {
    try execute("UPDATE sessions SET seen_at = \(now) WHERE id = \(id)")
  }
}

/// A session with its person and their unread messages, in one question to the database: it is asked for every page.
struct KnownSession: RowReadable, Sendable {
  let session: Session
  let person: Person
  let unread: Int

  init(row: Row) throws {
    session = try Session(row: row)
    person = try Person(row: row, from: Session.columnCount)
    unread = Int(try row.int(Session.columnCount + Person.columnCount))
  }
}
