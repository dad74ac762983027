import Foundation
import Geo
import People
import Places
import SQL

extension Trip: RowReadable {
  static let columns: SQL =
    "t.id, t.person_id, t.state, t.title, t.start_name, t.request, t.plan, t.sheet, t.token, t.version"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    func json<Value: Decodable>(_ column: Int) throws -> Value {
      try JSONDecoder().decode(Value.self, from: Data(try row.text(column).utf8))
    }
    id = try row.get(0)
    person = try row.get(1)
    state = State(rawValue: try row.text(2)) ?? .cancelled
    title = try row.text(3)
    startName = try row.text(4)
    request = try json(5)
    plan = try json(6)
    sheet = try json(7)
    token = try row.text(8)
    version = Int(try row.int(9))
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  fileprivate var texts: (request: String, plan: String, sheet: String) {
    get throws { (try Self.json(request), try Self.json(plan), try Self.json(sheet)) }
  }
}

extension Reader {
  func trip(_ id: ID<Trip>) throws -> Trip? {
    try first(Trip.self, "SELECT \(Trip.columns) FROM trips t WHERE t.id = \(id)")
  }

  /// The tours of a person, the next first.
  func trips(of person: ID<Person>) throws -> [Trip] {
    try all(
      Trip.self, "SELECT \(Trip.columns) FROM trips t WHERE t.person_id = \(person) ORDER BY t.day DESC, t.id DESC LIMIT 200")
  }

  /// The bookings of a tour in the order of the day.
  func bookings(of trip: ID<Trip>) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM trip_bookings l JOIN bookings b ON b.id = l.booking_id
      WHERE l.trip_id = \(trip) ORDER BY l.place
      """)
  }

  /// The tour of which a booking is a part.
  func trip(with booking: ID<Booking>) throws -> Trip? {
    try first(
      Trip.self,
      "SELECT \(Trip.columns) FROM trip_bookings l JOIN trips t ON t.id = l.trip_id WHERE l.booking_id = \(booking)")
  }

  /// Bases at which somebody was, by their bookings.
  func basesVisited(by person: ID<Person>) throws -> [ID<Base>] {
    try values(
      ID<Base>.self,
      "SELECT DISTINCT base_id FROM bookings WHERE person_id = \(person) AND state = 'attended' ORDER BY base_id")
  }
}

extension Writer {
  func insert(_ trip: Trip, at now: Instant) throws {
    let texts = try trip.texts
    let start = trip.request.start.coordinate
    try execute(
      """
      INSERT INTO trips (id, person_id, day, state, title, latitude, longitude, start_name, request, plan, sheet, token, version,
        created_at, updated_at)
      VALUES (\(trip.id), \(trip.person), \(trip.day), \(trip.state.rawValue), \(trip.title), \(start.latitude),
        \(start.longitude), \(trip.startName), \(texts.request), \(texts.plan), \(texts.sheet), \(trip.token), \(trip.version),
        \(now), \(now))
      """)
  }

  /// Stores the next version of a tour.
  ///
  /// - Throws: `TourRefusal.changedMeanwhile` if it is not the next.
  func update(_ trip: Trip, at now: Instant) throws {
    let texts = try trip.texts
    let touched = try execute(
      """
      UPDATE trips SET state = \(trip.state.rawValue), title = \(trip.title), start_name = \(trip.startName),
        request = \(texts.request), plan = \(texts.plan), sheet = \(texts.sheet), version = \(trip.version), updated_at = \(now)
      WHERE id = \(trip.id) AND version = \(trip.version - 1)
      """)
    guard touched == 1 else { throw TourRefusal.changedMeanwhile }
  }

  /// Says which bookings a tour has, in the order of the day.
  func setBookings(_ bookings: [ID<Booking>], of trip: ID<Trip>) throws {
    try execute("DELETE FROM trip_bookings WHERE trip_id = \(trip)")
    for (place, booking) in bookings.enumerated() {
      try execute("INSERT INTO trip_bookings (trip_id, place, booking_id) VALUES (\(trip), \(place), \(booking))")
    }
  }
}
