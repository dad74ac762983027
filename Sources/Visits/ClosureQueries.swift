import Geo
import Places
import SQL

/// Why the time of a booking changed, for its ticket.
struct BookingMove: RowReadable, Sendable {
  let cause: VisitClosure.Cause
  let note: String
  /// When the visit was to be before.
  let before: VisitSession
  /// Places that are held elsewhere instead.
  let instead: ID<Booking>?
  /// The address of the ticket of these.
  let insteadToken: String?

  init(row: Row) throws {
    cause = VisitClosure.Cause(rawValue: try row.text(0)) ?? .works
    note = try row.text(1)
    instead = try row.get(2)
    insteadToken = try row.textOrNil(3)
    before = try VisitSession(row, from: 4)
  }
}

/// A closure with how many bookings it found.
struct ClosureRow: RowReadable, Sendable {
  /// Its number, as others are written.
  let number: String
  let closure: VisitClosure
  let at: Instant
  let bookings: Int

  init(row: Row) throws {
    let id: ID<VisitClosure> = try row.get(0)
    number = id.description
    let first: Day = try row.get(2)
    let last: Day = try row.get(3)
    closure = VisitClosure(
      base: try row.get(1), days: first...max(first, last), session: try row.get(4),
      cause: VisitClosure.Cause(rawValue: try row.text(5)) ?? .works, note: try row.text(6))
    at = try row.get(7)
    bookings = Int(try row.int(8))
  }
}

extension Reader {
  /// The closures of a base, the latest first.
  func closures(of base: ID<Base>, limit: Int = 200) throws -> [ClosureRow] {
    try all(
      ClosureRow.self,
      """
      SELECT c.id, c.base_id, c.first_day, c.last_day, c.session_id, c.cause, c.note, c.at,
        (SELECT COUNT(*) FROM visit_moves m WHERE m.closure_id = c.id)
      FROM visit_closures c WHERE c.base_id = \(base) ORDER BY c.at DESC, c.id DESC LIMIT \(limit)
      """)
  }

  /// Sessions of a base on some days that lie ahead and take place.
  func sessionsAhead(of base: ID<Base>, on days: ClosedRange<Day>, after now: Instant) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s
      WHERE s.base_id = \(base) AND s.day BETWEEN \(days.lowerBound) AND \(days.upperBound) AND s.ends_at > \(now)
        AND s.state <> 'cancelled' ORDER BY s.starts_at, s.id
      """)
  }

  /// Sessions of a base into which bookings can be moved.
  func sessionsToMoveInto(of base: ID<Base>, on days: ClosedRange<Day>, after now: Instant) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s JOIN bases b ON b.id = s.base_id
      WHERE s.base_id = \(base) AND s.day BETWEEN \(days.lowerBound) AND \(days.upperBound) AND s.starts_at > \(now)
        AND s.state = 'open' AND s.mode = 'first_come' AND b.status = 'published' ORDER BY s.starts_at, s.id LIMIT 2000
      """)
  }

  /// Bookings of a session that have places and lie ahead, who booked first foremost.
  func openBookings(in session: ID<VisitSession>) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM bookings b
      WHERE b.session_id = \(session) AND b.state IN ('held', 'booked') ORDER BY b.id
      """)
  }

  /// The last move of a booking, or why it was given back.
  func move(of booking: ID<Booking>) throws -> BookingMove? {
    try first(
      BookingMove.self,
      """
      SELECT c.cause, c.note, m.instead_id, i.token, \(VisitSession.columns)
      FROM visit_moves m JOIN visit_closures c ON c.id = m.closure_id JOIN visit_sessions s ON s.id = m.from_session
        LEFT JOIN bookings i ON i.id = m.instead_id
      WHERE m.booking_id = \(booking) ORDER BY m.closure_id DESC LIMIT 1
      """)
  }

  func wasMoved(_ booking: ID<Booking>) throws -> Bool {
    try value(Int.self, "SELECT 1 FROM visit_moves WHERE booking_id = \(booking) LIMIT 1") != nil
  }

  /// Bases that are not public any more but have sessions ahead.
  func basesToClose(after now: Instant) throws -> [ID<Base>] {
    try values(
      ID<Base>.self,
      """
      SELECT DISTINCT b.id FROM bases b JOIN visit_sessions s ON s.base_id = b.id
      WHERE b.status IN ('suspended', 'closed') AND s.day >= \(now.localDay) AND s.ends_at > \(now) AND s.state <> 'cancelled'
      ORDER BY b.id LIMIT 100
      """)
  }

  /// The last day on which a base has a session.
  func lastSessionDay(of base: ID<Base>) throws -> Day? {
    try value(Day.self, "SELECT MAX(day) FROM visit_sessions WHERE base_id = \(base)")
  }
}

extension Writer {
  func insertClosure(_ id: Int64, _ closure: VisitClosure, at now: Instant) throws {
    try execute(
      """
      INSERT INTO visit_closures (id, base_id, first_day, last_day, session_id, cause, note, at)
      VALUES (\(id), \(closure.base), \(closure.days.lowerBound), \(closure.days.upperBound), \(closure.session),
        \(closure.cause.rawValue), \(closure.note), \(now))
      """)
  }

  func insertMove(of booking: Booking, in closure: Int64, instead: ID<Booking>?) throws {
    try execute(
      """
      INSERT INTO visit_moves (booking_id, closure_id, from_session, instead_id)
      VALUES (\(booking.id), \(closure), \(booking.session), \(instead))
      """)
  }

  /// Gives a booking another time; its version has grown by one.
  ///
  /// - Throws: `BookingRefusal.changedMeanwhile` if it is not the next.
  func place(_ booking: Booking, in session: VisitSession, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE bookings SET session_id = \(session.id), day = \(session.day), version = \(booking.version + 1), updated_at = \(now)
      WHERE id = \(booking.id) AND version = \(booking.version)
      """)
    guard touched == 1 else { throw BookingRefusal.changedMeanwhile }
  }

  /// Ends the line of a session.
  ///
  /// - Returns: how many waited.
  func endLine(of session: ID<VisitSession>) throws -> Int {
    try execute("UPDATE waiting SET state = 'passed' WHERE session_id = \(session) AND state = 'waiting'")
  }
}
