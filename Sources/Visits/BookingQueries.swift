import Places
import SQL

/// How many bookings somebody has, as the limits against hoarding count them.
struct BookingCounts: RowReadable, Sendable {
  let session: Int
  let day: Int
  let open: Int

  init(row: Row) throws {
    session = Int(try row.int(0))
    day = Int(try row.int(1))
    open = Int(try row.int(2))
  }
}

extension Reader {
  func booking(_ id: ID<Booking>) throws -> Booking? {
    try first(Booking.self, "SELECT \(Booking.columns) FROM bookings b WHERE b.id = \(id)")
  }

  func bookings(in session: ID<VisitSession>) throws -> [Booking] {
    try all(Booking.self, "SELECT \(Booking.columns) FROM bookings b WHERE b.session_id = \(session) ORDER BY b.id")
  }

  /// Bookings of a person or with their contact, whichever has more: two accounts with one telephone are one.
  func counts(of request: BookingRequest, for session: VisitSession, today: Day) throws -> BookingCounts? {
    try first(
      BookingCounts.self,
      """
      SELECT COALESCE(SUM(CASE WHEN session_id = \(session.id) THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN day = \(session.day) AND base_id = \(session.base) THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN state IN ('held', 'booked') THEN 1 ELSE 0 END), 0)
      FROM bookings WHERE day >= \(min(today, session.day)) AND state IN ('held', 'booked', 'attended')
        AND (booker = \(request.booker) OR contact = \(request.contact))
      """)
  }

  /// The last day on which somebody may not book at a base.
  func barred(_ request: BookingRequest, at base: ID<Base>, on today: Day) throws -> Day? {
    try value(
      Day.self,
      """
      SELECT until_day FROM visit_bars
      WHERE booker IN \([request.booker, request.contact]) AND base_id = \(base) AND lifted_at IS NULL AND until_day >= \(today)
      ORDER BY until_day DESC LIMIT 1
      """)
  }

  /// Holds of a session whose time is over.
  func overdueHolds(of session: ID<VisitSession>, at now: Instant) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM bookings b
      WHERE b.session_id = \(session) AND b.state = 'held' AND b.held_until <= \(now) ORDER BY b.id
      """)
  }

  func hasOverdueHolds(of session: ID<VisitSession>, at now: Instant) throws -> Bool {
    try value(
      Int64.self,
      "SELECT 1 FROM bookings WHERE session_id = \(session) AND state = 'held' AND held_until <= \(now) LIMIT 1") != nil
  }

  /// The same as `overdueHolds(of:at:)`, of all sessions.
  func overdueHolds(at now: Instant, limit: Int) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM bookings b
      WHERE b.state = 'held' AND b.held_until <= \(now) ORDER BY b.held_until, b.id LIMIT \(limit)
      """)
  }

  /// The days on which somebody did not come to a base, since a day.
  func missedDays(booker: String, contact: String, at base: ID<Base>, since day: Day) throws -> [Day] {
    try values(
      Day.self,
      """
      SELECT day FROM bookings WHERE (booker = \(booker) OR contact = \(contact)) AND base_id = \(base) AND day >= \(day)
        AND state = 'no_show' ORDER BY day
      """)
  }

  /// Until when the last bar of somebody at a base held that was not lifted.
  func lastBar(of booker: String, at base: ID<Base>) throws -> Day? {
    try value(
      Day.self,
      """
      SELECT until_day FROM visit_bars WHERE booker = \(booker) AND base_id = \(base) ORDER BY until_day DESC LIMIT 1
      """)
  }
}

extension Writer {
  func insert(_ booking: Booking, at now: Instant) throws {
    let party = booking.party
    try execute(
      """
      INSERT INTO bookings (id, session_id, base_id, day, audience, adults, minors, preschool, seniors, teachers, state, person_id,
        booker, contact, name, token, held_until, version, created_at, updated_at, ages_confirmed)
      VALUES (\(booking.id), \(booking.session), \(booking.base), \(booking.day), \(booking.audience.rawValue), \(party.adults),
        \(party.minors), \(party.preschool), \(party.seniors), \(party.teachers), \(booking.state.rawValue), \(booking.person),
        \(booking.booker), \(booking.contact), \(booking.name), \(booking.token), \(booking.heldUntil), \(booking.version),
        \(now), \(now), \(party.agesConfirmed ? 1 : 0))
      """)
  }

  /// Stores the next version of a booking.
  ///
  /// - Throws: `BookingRefusal.changedMeanwhile` if it is not the next.
  func update(_ booking: Booking, at now: Instant) throws {
    let party = booking.party
    let touched = try execute(
      """
      UPDATE bookings SET adults = \(party.adults), minors = \(party.minors), preschool = \(party.preschool),
        seniors = \(party.seniors), teachers = \(party.teachers), state = \(booking.state.rawValue), name = \(booking.name),
        held_until = \(booking.heldUntil), version = \(booking.version), updated_at = \(now), ages_confirmed = \(party.agesConfirmed ? 1 : 0)
      WHERE id = \(booking.id) AND version = \(booking.version - 1)
      """)
    guard touched == 1 else { throw BookingRefusal.changedMeanwhile }
  }

  func bar(_ id: Int64, _ booker: String, at base: ID<Base>, until day: Day, at now: Instant) throws {
    try execute(
      """
      INSERT INTO visit_bars (id, base_id, booker, until_day, at) VALUES (\(id), \(base), \(booker), \(day), \(now))
      """)
  }

  /// - Returns: how many bars fell.
  func liftBars(of booker: String, at base: ID<Base>, at now: Instant) throws -> Int {
    try execute(
      """
      UPDATE visit_bars SET lifted_at = \(now) WHERE booker = \(booker) AND base_id = \(base) AND lifted_at IS NULL
      """)
  }
}
