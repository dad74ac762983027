import Places
import SQL

/// One counter of one session.
private struct SessionPool: RowReadable, Sendable {
  let pool: Pool
  let session: VisitSession

  init(row: Row) throws {
    pool = try Pool(row: row)
    session = try VisitSession(row, from: 6)
  }
}

extension Reader {
  /// The sessions of a base on some days with their counters of places, in the order of time: all in one question, over an index.
  func openSessions(of base: ID<Base>, from first: Day, through last: Day) throws -> [OpenSession] {
    let rows = try all(
      SessionPool.self,
      """
      SELECT \(Pool.columns), \(VisitSession.columns)
      FROM visit_sessions s JOIN session_pools l ON l.session_id = s.id JOIN pools p ON p.id = l.pool_id
      WHERE s.base_id = \(base) AND s.day >= \(first) AND s.day <= \(last)
      ORDER BY s.day, s.starts_at, s.id LIMIT 20000
      """)
    var sessions: [OpenSession] = []
    for row in rows {
      if sessions.last?.session.id == row.session.id {
        sessions[sessions.count - 1].pools.append(row.pool)
      } else {
        sessions.append(OpenSession(session: row.session, pools: [row.pool]))
      }
    }
    return sessions
  }

  /// Whether a base has sessions from a day on.
  func hasSessions(_ base: ID<Base>, from day: Day) throws -> Bool {
    try value(Int64.self, "SELECT 1 FROM visit_sessions WHERE base_id = \(base) AND day >= \(day) LIMIT 1") != nil
  }
}
