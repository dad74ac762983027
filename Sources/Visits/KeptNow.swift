import Places
import SQL

/// Places of a session that are kept for some audiences at this moment, as its counters say.
struct KeptNow: Sendable, Hashable {
  let audiences: Set<Audience>
  let places: Int
  /// How many of them nobody of those has taken yet.
  let left: Int
  /// From when everybody may have what is left; never where there is none.
  let until: Instant?
}

/// The counter from which all others take, beside that of the whole session.
private struct OthersRow: RowReadable, Sendable {
  let others: Set<Audience>
  let capacity: Int
  let taken: Int
  let wholeCapacity: Int
  let wholeTaken: Int
  let until: Instant?

  init(row: Row) throws {
    others = Set(try row.text(0).split(separator: " ").compactMap { Audience(rawValue: String($0)) })
    capacity = Int(try row.int(1))
    taken = Int(try row.int(2))
    wholeCapacity = Int(try row.int(3))
    wholeTaken = Int(try row.int(4))
    until = try row.get(5)
  }
}

extension Reader {
  /// What is kept in a session, for whom, and until when.
  ///
  /// The counter of the others of one set of audiences gives as many places as are not kept for that set (see `KeptCounters`), so
  /// what is kept, and what of it has been taken, follows from it and from the session's own counter.
  func keptPlaces(of session: ID<VisitSession>) throws -> [KeptNow] {
    let single = [1, 2, 4].map { "k:\(session):\($0)" }
    let rows = try all(
      OthersRow.self,
      """
      SELECT l.audiences, p.capacity, p.taken, w.capacity, w.taken, MIN(r.at)
      FROM session_pools l JOIN pools p ON p.id = l.pool_id JOIN pools w ON w.key = \("s:\(session)")
        LEFT JOIN visit_releases r ON r.session_id = l.session_id AND r.pool_id = p.id
      WHERE l.session_id = \(session) AND p.key IN \(single) AND l.audiences IS NOT NULL
      GROUP BY p.key, l.audiences, p.capacity, p.taken, w.capacity, w.taken ORDER BY p.key
      """)
    return rows.filter { $0.capacity < $0.wholeCapacity }.map { row in
      let places = row.wholeCapacity - row.capacity
      return KeptNow(
        audiences: Set(Audience.allCases).subtracting(row.others), places: places,
        left: max(0, places - (row.wholeTaken - row.taken)), until: row.until)
    }
  }
}
