import People
import Places
import SQL

/// A booking with its time, as a door and a calendar see it.
struct TimedBooking: Sendable {
  let booking: Booking
  let session: VisitSession
}

extension TimedBooking: RowReadable {
  static let columns: SQL = "\(Booking.columns), \(VisitSession.columns)"

  init(row: Row) throws {
    booking = try Booking(row: row)
    session = try VisitSession(row, from: Booking.width)
  }
}

/// A device at a door, as the portal knows it.
struct GateDevice: RowReadable, Sendable {
  let device: String
  let name: String
  let last: Int

  init(row: Row) throws {
    device = try row.text(0)
    name = try row.text(1)
    last = Int(try row.int(2))
  }
}

extension GateEvent: RowReadable {
  static let columns: SQL = "e.device, e.number, e.at, e.kind, e.booking_id, e.people, e.note"

  /// Reads a row of `columns`; what this version does not know is a correction of nobody.
  public init(row: Row) throws {
    let mark = Mark(device: try row.text(0), number: Int(try row.int(1)))
    let at: Instant = try row.get(2)
    let kind = Kind(rawValue: try row.text(3))
    let people = Int(try row.int(5))
    let event = GateEvent(
      mark: mark, at: at, kind: kind ?? .correction, booking: try row.get(4), people: kind == nil ? 0 : people,
      note: try row.text(6))
    guard let event else { throw DatabaseError.mismatch("gate_events has an event of \(people) people") }
    self = event
  }
}

extension Reader {
  /// Bookings of a base whose time touches a stretch, with those that were given back.
  func timedBookings(of base: ID<Base>, from: Instant, until: Instant) throws -> [TimedBooking] {
    try all(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM visit_sessions s JOIN bookings b ON b.session_id = s.id
      WHERE s.base_id = \(base) AND s.day >= \(from.day.adding(days: -1)) AND s.day <= \(until.day.adding(days: 1))
        AND s.ends_at > \(from) AND s.starts_at < \(until) AND b.state NOT IN ('held', 'expired')
      ORDER BY s.starts_at, b.id
      """)
  }

  func timedBooking(token: String) throws -> TimedBooking? {
    try first(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM bookings b JOIN visit_sessions s ON s.id = b.session_id WHERE b.token = \(token)
      """)
  }

  /// Bookings of somebody from a day on.
  func timedBookings(of person: ID<Person>, from day: Day) throws -> [TimedBooking] {
    try all(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM bookings b JOIN visit_sessions s ON s.id = b.session_id
      WHERE b.person_id = \(person) AND b.day >= \(day) AND b.state NOT IN ('held', 'expired') ORDER BY s.starts_at, b.id LIMIT 500
      """)
  }

  /// Times of a base from a day on.
  func sessions(of base: ID<Base>, from day: Day, through last: Day) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s
      WHERE s.base_id = \(base) AND s.day >= \(day) AND s.day <= \(last) ORDER BY s.starts_at, s.id LIMIT 2000
      """)
  }

  func gateEvents(of base: ID<Base>, from: Instant, until: Instant) throws -> [GateEvent] {
    try all(
      GateEvent.self,
      "SELECT \(GateEvent.columns) FROM gate_events e WHERE e.base_id = \(base) AND e.at >= \(from) AND e.at < \(until)")
  }

  /// Events of one device after a number, of today.
  func gateEvents(of base: ID<Base>, device: String, after number: Int, from: Instant, limit: Int) throws -> [GateEvent] {
    try all(
      GateEvent.self,
      """
      SELECT \(GateEvent.columns) FROM gate_events e
      WHERE e.base_id = \(base) AND e.device = \(device) AND e.number > \(number) AND e.at >= \(from) ORDER BY e.number LIMIT \(limit)
      """)
  }

  func gateDevices(of base: ID<Base>, since: Instant) throws -> [GateDevice] {
    try all(
      GateDevice.self,
      """
      SELECT device, name, last_number FROM gate_devices WHERE base_id = \(base) AND seen_at >= \(since) ORDER BY device
      """)
  }

  func gateDevice(_ device: String, of base: ID<Base>) throws -> GateDevice? {
    try first(
      GateDevice.self, "SELECT device, name, last_number FROM gate_devices WHERE base_id = \(base) AND device = \(device)")
  }

  func calendarOwner(tokenHash: String) throws -> ID<Person>? {
    try value(ID<Person>.self, "SELECT person_id FROM visit_calendars WHERE token = \(tokenHash)")
  }

  func hasCalendar(_ person: ID<Person>) throws -> Bool {
    try value(Int64.self, "SELECT COUNT(*) FROM visit_calendars WHERE person_id = \(person)") == 1
  }
}

extension Writer {
  /// - Returns: whether the event was new.
  func insert(_ event: GateEvent, of base: ID<Base>, by person: ID<Person>, at now: Instant) throws -> Bool {
    try execute(
      """
      INSERT INTO gate_events (base_id, device, number, at, kind, booking_id, people, note, person_id, heard_at)
      VALUES (\(base), \(event.mark.device), \(event.mark.number), \(event.at), \(event.kind.rawValue), \(event.booking),
        \(event.people), \(event.note), \(person), \(now))
      ON CONFLICT (base_id, device, number) DO NOTHING
      """) == 1
  }

  func note(_ device: String, of base: ID<Base>, name: String, last: Int, by person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO gate_devices (base_id, device, name, last_number, person_id, seen_at)
      VALUES (\(base), \(device), \(name), \(last), \(person), \(now))
      ON CONFLICT (base_id, device) DO UPDATE SET name = excluded.name, person_id = excluded.person_id,
        seen_at = excluded.seen_at,
        last_number = CASE WHEN excluded.last_number > gate_devices.last_number THEN excluded.last_number
          ELSE gate_devices.last_number END
      """)
  }

  func setCalendar(_ tokenHash: String, of person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO visit_calendars (person_id, token, made_at) VALUES (\(person), \(tokenHash), \(now))
      ON CONFLICT (person_id) DO UPDATE SET token = excluded.token, made_at = excluded.made_at
      """)
  }

  func dropCalendar(of person: ID<Person>) throws { try execute("DELETE FROM visit_calendars WHERE person_id = \(person)") }
}
