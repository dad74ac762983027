import People
import Places
import SQL

extension Reader {
  /// How many sets of places a booker holds now.
  func countHolds(of booker: String, from today: Day, at now: Instant) throws -> Int {
    try value(
      Int.self,
      """
      SELECT COUNT(*) FROM bookings WHERE booker = \(booker) AND day >= \(today) AND state = 'held' AND held_until > \(now)
      """) ?? 0
  }
}

extension Writer {
  func setBooker(_ booker: String, contact: String, person: ID<Person>?, of booking: ID<Booking>) throws {
    try execute(
      "UPDATE bookings SET booker = \(booker), contact = \(contact), person_id = \(person) WHERE id = \(booking)")
  }
}

extension Reader {
  /// Whether held places are an offer of the waiting list.
  func isOffered(_ booking: ID<Booking>) throws -> Bool {
    try value(Int64.self, "SELECT 1 FROM waiting WHERE booking_id = \(booking) AND state = 'offered' LIMIT 1") != nil
  }

  /// What was offered to somebody who waited.
  func offer(to waiting: ID<Waiting>) throws -> Booking? {
    try first(
      Booking.self,
      "SELECT \(Booking.columns) FROM waiting w JOIN bookings b ON b.id = w.booking_id WHERE w.id = \(waiting)")
  }

  /// How many wait for a session who came before somebody.
  func countWaiting(for session: ID<VisitSession>, before waiting: ID<Waiting>) throws -> Int {
    try value(
      Int.self,
      "SELECT COUNT(*) FROM waiting WHERE session_id = \(session) AND state = 'waiting' AND id < \(waiting)") ?? 0
  }

  /// The bookings of a person with their times, the latest first.
  func visits(of person: ID<Person>, limit: Int) throws -> [TimedBooking] {
    try all(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM bookings b JOIN visit_sessions s ON s.id = b.session_id
      WHERE b.person_id = \(person) AND b.state <> 'expired' ORDER BY b.day DESC, s.starts_at DESC, b.id DESC LIMIT \(limit)
      """)
  }

  /// Where a person waits.
  func waiting(of person: ID<Person>, from today: Day) throws -> [WaitingWithSession] {
    try all(
      WaitingWithSession.self,
      """
      SELECT \(Waiting.columns), \(VisitSession.columns) FROM visit_sessions s JOIN waiting w ON w.session_id = s.id
      WHERE w.person_id = \(person) AND s.day >= \(today) AND w.state IN ('waiting', 'offered') ORDER BY s.starts_at, w.id
      """)
  }

  /// Where somebody may not book now, and until when.
  func bars(of booker: String, on today: Day) throws -> [VisitBar] {
    try all(
      VisitBar.self,
      """
      SELECT base_id, MAX(until_day) FROM visit_bars
      WHERE booker = \(booker) AND lifted_at IS NULL AND until_day >= \(today) GROUP BY base_id ORDER BY base_id
      """)
  }
}

/// Somebody's place in a line, with the session for which they wait.
struct WaitingWithSession: RowReadable, Sendable {
  let waiting: Waiting
  let session: VisitSession

  init(row: Row) throws {
    waiting = try Waiting(row: row)
    session = try VisitSession(row, from: Waiting.width)
  }
}

/// Where somebody may not book, and the last day on which they may not.
struct VisitBar: RowReadable, Sendable {
  let base: ID<Base>
  let until: Day

  init(row: Row) throws {
    base = try row.get(0)
    until = try row.get(1)
  }
}
