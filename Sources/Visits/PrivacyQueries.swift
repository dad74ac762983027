import People
import SQL

extension Reader {
  /// Sessions before a day whose bookings still say whose they were, the oldest first.
  func sessionsWithContacts(before end: Day, limit: Int) throws -> [ID<VisitSession>] {
    try values(
      ID<VisitSession>.self,
      "SELECT id FROM visit_sessions WHERE forgotten_at IS NULL AND day < \(end) ORDER BY day, id LIMIT \(limit)")
  }
}

extension Writer {
  /// Bookings without an account become nobody's; those of an account stay in its list, without the contact.
  func forgetContacts(of session: ID<VisitSession>, at now: Instant) throws {
    try execute(
      """
      UPDATE bookings SET contact = '—', name = '—', booker = CASE WHEN person_id IS NULL THEN '—' ELSE booker END
      WHERE session_id = \(session)
      """)
    try execute("DELETE FROM waiting WHERE session_id = \(session)")
    try execute("UPDATE visit_sessions SET forgotten_at = \(now) WHERE id = \(session)")
  }

  /// Bookings of somebody stay as numbers of people; who it was is gone.
  func forgetBooker(_ person: ID<Person>, booker: String) throws {
    try execute(
      """
      UPDATE visit_appeals SET text = '—', answer = NULL
      WHERE booking_id IN (SELECT id FROM bookings WHERE person_id = \(person))
      """)
    try dropContacts(of: person)
    try execute(
      "UPDATE bookings SET name = '—', booker = '—', contact = '—', person_id = NULL WHERE person_id = \(person)")
    try execute("DELETE FROM waiting WHERE person_id = \(person)")
    try execute("DELETE FROM visit_bars WHERE booker = \(booker)")
    try execute("DELETE FROM visit_calendars WHERE person_id = \(person)")
  }

  func moveBookings(of from: ID<Person>, to into: ID<Person>, bookers: (from: String, into: String)) throws {
    try execute(
      "UPDATE bookings SET person_id = \(into), booker = \(bookers.into) WHERE person_id = \(from) AND booker = \(bookers.from)")
    try execute("UPDATE bookings SET person_id = \(into) WHERE person_id = \(from)")
    try execute("UPDATE visit_bars SET booker = \(bookers.into) WHERE booker = \(bookers.from)")
    // One person stands in a line once.
    try execute(
      """
      DELETE FROM waiting WHERE booker = \(bookers.from)
        AND session_id IN (SELECT session_id FROM waiting WHERE booker = \(bookers.into))
      """)
    try execute("UPDATE waiting SET person_id = \(into), booker = \(bookers.into) WHERE person_id = \(from)")
  }
}
