import Places
import SQL

extension Reader {
  /// A session with the name of the rules that its base chose; it is closed where the base is not public.
  func session(_ id: ID<VisitSession>) throws -> (session: VisitSession, ruleset: String?)? {
    let found = try first(
      SessionOfBase.self,
      """
      SELECT \(VisitSession.columns), t.ruleset, b.status FROM visit_sessions s JOIN bases b ON b.id = s.base_id
        LEFT JOIN visit_settings t ON t.base_id = s.base_id WHERE s.id = \(id)
      """)
    return found.map { ($0.session, $0.ruleset) }
  }

  func ruleset(of base: ID<Base>) throws -> String? {
    try value(String.self, "SELECT ruleset FROM visit_settings WHERE base_id = \(base)")
  }

  /// The pools of a session, always in the same order, so that two transactions never wait for each other.
  func pools(of session: ID<VisitSession>) throws -> [Pool] {
    try all(
      Pool.self,
      """
      SELECT \(Pool.columns) FROM session_pools l JOIN pools p ON p.id = l.pool_id WHERE l.session_id = \(session) ORDER BY p.id
      """)
  }

  func pool(keyed key: String) throws -> ID<Pool>? { try value(ID<Pool>.self, "SELECT id FROM pools WHERE key = \(key)") }

  /// Pools whose counter differs from what the bookings of their sessions take; none, ever.
  func wrongPools() throws -> [ID<Pool>] {
    try values(
      ID<Pool>.self,
      """
      SELECT p.id FROM pools p WHERE p.taken <> COALESCE((
        SELECT SUM((b.adults + b.minors + b.preschool + b.seniors + b.teachers + l.per - 1) / l.per)
        FROM session_pools l JOIN bookings b ON b.session_id = l.session_id
        WHERE l.pool_id = p.id AND b.state NOT IN ('cancelled', 'expired')
          AND (l.audiences IS NULL OR ' ' || l.audiences || ' ' LIKE '% ' || b.audience || ' %')), 0)
      """)
  }
}

extension Reader {
  func placesGiven() throws -> Int {
    try value(
      Int.self,
      """
      SELECT COALESCE(SUM(adults + minors + preschool + seniors + teachers), 0) FROM bookings
      WHERE state NOT IN ('cancelled', 'expired')
      """) ?? 0
  }

  func oversoldPools() throws -> Int { try value(Int.self, "SELECT COUNT(*) FROM pools WHERE taken > capacity") ?? 0 }
}

extension Writer {
  /// Two programs that make the same session at once: the transaction of the later one is a conflict that is run again, as that of
  /// its counters, and finds the session then.
  func insert(_ session: VisitSession) throws {
    try execute(
      """
      INSERT INTO visit_sessions (id, base_id, day, starts_at, ends_at, state, kind, mode, offer_id, least_age,
        greatest_age)
      VALUES (\(session.id), \(session.base), \(session.day), \(session.starts), \(session.ends), \(session.state.rawValue),
        \(session.kind.rawValue), \(session.mode.rawValue), \(session.offer), \(session.ages.least),
        \(session.ages.greatest))
      ON CONFLICT (offer_id, starts_at) DO NOTHING
      """)
  }

  func setState(_ state: VisitSession.State, of session: ID<VisitSession>) throws {
    try execute("UPDATE visit_sessions SET state = \(state.rawValue) WHERE id = \(session)")
  }

  func insertPool(_ id: ID<Pool>, keyed key: String, _ kind: Pool.Kind, of base: ID<Base>, capacity: Int) throws {
    try execute(
      """
      INSERT INTO pools (id, key, kind, base_id, capacity, taken)
      VALUES (\(id), \(key), \(kind.rawValue), \(base), \(capacity), 0)
      ON CONFLICT (key) DO NOTHING
      """)
  }

  func link(_ session: ID<VisitSession>, to pool: ID<Pool>, audiences: Set<Audience>?, per: Int) throws {
    let served = audiences.map { $0.map(\.rawValue).sorted().joined(separator: " ") }
    try execute(
      """
      INSERT INTO session_pools (session_id, pool_id, audiences, per)
      VALUES (\(session), \(pool), \(served), \(per))
      """)
  }

  func setRuleset(_ key: String, of base: ID<Base>) throws {
    try execute(
      """
      INSERT INTO visit_settings (base_id, ruleset) VALUES (\(base), \(key))
      ON CONFLICT (base_id) DO UPDATE SET ruleset = excluded.ruleset
      """)
  }

  /// - Returns: whether the pool had so many.
  func take(_ count: Int, from pool: ID<Pool>) throws -> Bool {
    try execute("UPDATE pools SET taken = taken + \(count) WHERE id = \(pool) AND taken + \(count) <= capacity") == 1
  }

  /// - Parameter keepsCapacity: whether a pool that gave more than it is to have stays as large for now, as the places are taken
  ///   again in the same transaction.
  func giveBack(_ count: Int, to pool: ID<Pool>, keepsCapacity: Bool = false) throws {
    if keepsCapacity {
      try execute("UPDATE pools SET taken = taken - \(count) WHERE id = \(pool)")
    } else {
      try execute("UPDATE pools SET taken = taken - \(count), capacity = \(Self.capacity(after: count)) WHERE id = \(pool)")
    }
  }

  /// Lets the pools of a session be as small as they are to be, or as small as what they gave allows.
  func shrinkPools(of session: ID<VisitSession>) throws {
    try execute(
      """
      UPDATE pools SET capacity = \(Self.capacity(after: 0))
      WHERE id IN (SELECT pool_id FROM session_pools WHERE session_id = \(session))
      """)
  }

  /// The capacity of a pool that is to become smaller, after so many more were given back: never below what it gave.
  private static func capacity(after count: Int) -> SQL {
    """
    CASE WHEN wanted IS NULL OR wanted > capacity THEN capacity
      WHEN taken - \(count) > wanted THEN taken - \(count) ELSE wanted END
    """
  }
}

private struct SessionOfBase: RowReadable, Sendable {
  let session: VisitSession
  let ruleset: String?

  init(row: Row) throws {
    var session = try VisitSession(row: row)
    // A base that its office has suspended gives no places.
    if try row.text(VisitSession.width + 1) != Base.Status.published.rawValue, session.state == .open { session.state = .closed }
    self.session = session
    ruleset = try row.textOrNil(VisitSession.width)
  }
}
