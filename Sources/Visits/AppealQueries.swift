import People
import Places
import SQL

/// The tables of booking by the public.
enum PublicBookingSchema {
  static let migrations = [Migration("visits/public-0001", appeals)]

  private static let appeals: [SQL] = [
    """
    CREATE TABLE visit_appeals (
      booking_id BIGINT PRIMARY KEY REFERENCES bookings (id), base_id BIGINT NOT NULL REFERENCES bases (id), text TEXT NOT NULL,
      state TEXT NOT NULL, answer TEXT, at BIGINT NOT NULL, answered_at BIGINT)
    """,
    "CREATE INDEX visit_appeals_open ON visit_appeals (base_id, at) WHERE state = 'open'",
    "CREATE INDEX waiting_by_person ON waiting (person_id)",
  ]
}

extension VisitAppeal: RowReadable {
  static let columns: SQL = "a.booking_id, a.base_id, a.text, a.state, a.answer, a.at"

  init(row: Row) throws {
    booking = try row.get(0)
    base = try row.get(1)
    text = try row.text(2)
    state = State(rawValue: try row.text(3)) ?? .declined
    answer = try row.textOrNil(4)
    at = try row.get(5)
  }
}

extension Reader {
  func appeal(about booking: ID<Booking>) throws -> VisitAppeal? {
    try first(VisitAppeal.self, "SELECT \(VisitAppeal.columns) FROM visit_appeals a WHERE a.booking_id = \(booking)")
  }

  /// Appeals that nobody has answered yet, the oldest first.
  func openAppeals(limit: Int) throws -> [VisitAppeal] {
    try all(
      VisitAppeal.self,
      "SELECT \(VisitAppeal.columns) FROM visit_appeals a WHERE a.state = 'open' ORDER BY a.at, a.booking_id LIMIT \(limit)")
  }
}

extension Writer {
  func insert(_ appeal: VisitAppeal) throws {
    try execute(
      """
      INSERT INTO visit_appeals (booking_id, base_id, text, state, at)
      VALUES (\(appeal.booking), \(appeal.base), \(appeal.text), \(appeal.state.rawValue), \(appeal.at))
      """)
  }

  func answer(_ booking: ID<Booking>, as state: VisitAppeal.State, _ words: String, at now: Instant) throws {
    try execute(
      """
      UPDATE visit_appeals SET state = \(state.rawValue), answer = \(words), answered_at = \(now) WHERE booking_id = \(booking)
      """)
  }
}
