import Places
import SQL

/// Until when a bar holds.
struct BarEnd: RowReadable, Sendable {
  let day: Day
  /// Whether nobody has lifted it.
  let isInForce: Bool

  init(row: Row) throws {
    day = try row.get(0)
    isInForce = try row.int(1) == 1
  }
}

/// A bar after missed visits, with the booking after which it was given.
struct MissedBar: RowReadable, Sendable {
  let until: Day
  let booking: Booking

  init(row: Row) throws {
    until = try row.get(Booking.width)
    booking = try Booking(row: row)
  }
}

extension Reader {
  /// Sessions that ended and whose door let somebody in during their time, or in the hour before, but not all who had booked.
  func sessionsToCount(from day: Day, endedBefore now: Instant) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s
      WHERE s.day >= \(day) AND s.day <= \(now.localDay) AND s.ends_at <= \(now) AND s.state <> 'cancelled'
        AND EXISTS (SELECT 1 FROM gate_events e WHERE e.base_id = s.base_id AND e.at >= s.starts_at - 3600000 AND e.at < s.ends_at
          AND e.kind IN ('entry', 'group'))
        AND EXISTS (\(uncounted("s.id"))) ORDER BY s.ends_at, s.id LIMIT 1000
      """)
  }

  /// Bookings of a session of which nobody has said whether they came.
  func uncounted(in session: ID<VisitSession>, limit: Int) throws -> [ID<Booking>] {
    try values(ID<Booking>.self, "\(uncounted("\(session)")) ORDER BY b.id LIMIT \(limit)")
  }

  private func uncounted(_ session: SQL) -> SQL {
    """
    SELECT b.id FROM bookings b WHERE b.session_id = \(session) AND b.state = 'booked'
      AND NOT EXISTS (SELECT 1 FROM school_visit_legs l WHERE l.booking_id = b.id)
      AND NOT EXISTS (SELECT 1 FROM kept_sessions k WHERE k.booking_id = b.id)
    """
  }

  /// Until when the bars of somebody at a base hold or held, the last first.
  func untilDays(of booker: String, at base: ID<Base>) throws -> [BarEnd] {
    try all(
      BarEnd.self,
      """
      SELECT until_day, CASE WHEN lifted_at IS NULL THEN 1 ELSE 0 END FROM visit_bars
      WHERE booker = \(booker) AND base_id = \(base) ORDER BY until_day DESC, id DESC LIMIT 10
      """)
  }

  /// The bars that hold at a base on a day: who it is, is known from the last visit that they missed there.
  func bars(at base: ID<Base>, on day: Day) throws -> [MissedBar] {
    try all(
      MissedBar.self,
      """
      SELECT \(Booking.columns), x.until_day FROM bookings b JOIN (
        SELECT MAX(m.id) AS id, MAX(v.until_day) AS until_day FROM visit_bars v JOIN bookings m ON m.base_id = v.base_id
          AND m.booker = v.booker AND m.state = 'no_show'
        WHERE v.base_id = \(base) AND v.lifted_at IS NULL AND v.until_day >= \(day) GROUP BY v.booker) x ON x.id = b.id
      ORDER BY x.until_day DESC, b.id LIMIT 500
      """)
  }
}
