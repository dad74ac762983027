import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("Halls that several sessions share")
struct HallTests {
  /// Adds a session of some places from a time to a time (hours of the day where the base is), in a hall.
  @discardableResult
  private func add(
    _ house: VisitsHouse, _ id: Int64, from: Double, until: Double, places: Int = 100, in hall: VisitHall?
  ) async throws -> VisitSession {
    let day = try #require(Day("2026-03-08"))
    func at(_ hour: Double) -> Instant { day.localStart + .seconds(Int64(hour * 3_600)) }
    let session = VisitSession(id: ID(rawValue: id), base: house.base, day: day, starts: at(from), ends: at(until))
    return try await house.database.write { writer in
      try house.visits.add(session, SessionPlaces(places), by: .command("test"), in: writer)
      if let hall { try house.visits.put(session, in: hall, writer) }
      return session
    }
  }

  private func hall(_ house: VisitsHouse, _ capacity: Int) async throws -> VisitHall {
    try await house.database.write {
      try house.visits.addHall("一号厅", capacity: capacity, at: house.base, by: .command("test"), in: $0)
    }
  }

  private func group(_ people: Int, session: Int64, name: String = "g") -> BookingRequest {
    VisitsHouse.request("\(name)\(session)", .group, Party(adults: people), session: session)
  }

  @Test(
    "a session is in the hall in every quarter of an hour that it touches",
    arguments: [
      ("2026-03-08T01:30:00Z", "2026-03-08T02:00:00Z", 2), ("2026-03-08T01:20:00Z", "2026-03-08T01:50:00Z", 3),
      ("2026-03-08T01:29:59Z", "2026-03-08T01:30:00Z", 1), ("1969-12-31T23:50:00Z", "1970-01-01T00:10:00Z", 2),
      ("2028-02-28T23:50:00Z", "2028-02-29T00:00:01Z", 2),
    ])
  func quarters(_ from: String, _ until: String, _ count: Int) throws {
    let (starts, ends) = (try #require(Instant(from)), try #require(Instant(until)))
    let quarters = VisitHall.quarters(from: starts, until: ends)
    #expect(quarters.count == count)
    let (first, last) = (try #require(quarters.first), try #require(quarters.last))
    #expect(first <= starts && starts - first < .seconds(900) && last < ends && ends - last <= .seconds(900))
    #expect(quarters.allSatisfy { $0.milliseconds.isMultiple(of: 900_000) })
  }

  @Test("sessions at the same time share its places, those before and after do not", arguments: TestDatabase.engines)
  func sharing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let hall = try await hall(house, 60)
      try await add(house, 1, from: 9, until: 10.5, in: hall)
      try await add(house, 2, from: 10, until: 11, in: hall)
      try await add(house, 3, from: 10.5, until: 12, in: hall)
      try await add(house, 4, from: 9, until: 12, in: nil)
      let first = try await house.book(group(40, session: 1))
      await #expect(throws: BookingRefusal.full(free: 20)) { try await house.book(group(21, session: 2)) }
      _ = try await house.book(group(20, session: 2))
      _ = try await house.book(group(40, session: 3))
      _ = try await house.book(group(100, session: 4))
      await #expect(throws: BookingRefusal.full(free: 0)) { try await house.book(group(20, session: 3, name: "h")) }
      try await house.cancel(first.id)
      _ = try await house.book(group(40, session: 1, name: "again"))
      #expect(try await house.visits.account() == PlacesAccount(given: 200, wrongPools: 0, oversold: 0))
    }
  }

  @Test(
    "a hall that shrinks takes no places away, one that grows gives them to who waits first", arguments: TestDatabase.engines)
  func changing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let hall = try await hall(house, 40)
      try await add(house, 1, from: 9, until: 10, in: hall)
      try await add(house, 2, from: 9, until: 10, in: hall)
      _ = try await house.book(group(40, session: 1))
      try await database.write {
        try house.visits.change(hall.id, version: 1, name: "小厅", capacity: 30, by: .command("test"), in: $0)
      }
      await #expect(throws: BookingRefusal.full(free: 0)) { try await house.book(group(20, session: 2)) }
      let waits = try await house.wait(group(25, session: 2, name: "w"))
      await #expect(throws: BookingRefusal.changedMeanwhile) {
        try await database.write {
          try house.visits.change(hall.id, version: 1, name: "大厅", capacity: 65, by: .command("test"), in: $0)
        }
      }
      try await database.write {
        try house.visits.change(hall.id, version: 2, name: "大厅", capacity: 65, by: .command("test"), in: $0)
      }
      #expect(try await database.read { try $0.waiting(waits.id)?.state } == .offered)
      #expect(try await house.visits.account() == PlacesAccount(given: 65, wrongPools: 0, oversold: 0))
    }
  }

  @Test("places that are given back in a hall that shrank are gone", arguments: TestDatabase.engines)
  func shrinking(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let hall = try await hall(house, 60)
      try await add(house, 1, from: 9, until: 10, in: hall)
      try await add(house, 2, from: 9.5, until: 10.5, in: hall)
      let first = try await house.book(group(30, session: 1))
      let second = try await house.book(group(20, session: 2))
      try await database.write {
        try house.visits.change(hall.id, version: 1, name: "小厅", capacity: 30, by: .command("test"), in: $0)
      }
      try await house.cancel(second.id)
      await #expect(throws: BookingRefusal.full(free: 0)) { try await house.book(group(20, session: 2, name: "h")) }
      try await house.cancel(first.id)
      await #expect(throws: BookingRefusal.full(free: 30)) { try await house.book(group(31, session: 2, name: "h")) }
      _ = try await house.book(group(30, session: 2, name: "h"))
      #expect(try await house.visits.account() == PlacesAccount(given: 30, wrongPools: 0, oversold: 0))
    }
  }

  @Test(
    "at no moment are more people in a hall than it has places, whatever is booked, changed and given back",
    arguments: TestDatabase.engines, 1...4)
  func random(_ engine: TestEngine, seed: UInt64) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      var random = SeededRandom(seed)
      let house = try await VisitsHouse(database)
      let hall = try await hall(house, 50)
      var times: [Int64: (from: Double, until: Double)] = [:]
      for id in 1...8 {
        let from = 9 + Double.random(in: 0...6, using: &random)
        times[Int64(id)] = (from, from + Double.random(in: 0.1...3, using: &random))
        try await add(house, Int64(id), from: from, until: times[Int64(id)]?.until ?? from, in: hall)
      }
      var bookings: [Booking] = []
      for number in 0..<60 {
        do {
          if bookings.isEmpty || Bool.random(using: &random) {
            let party = Int.random(in: 20...30, using: &random)
            bookings.append(
              try await house.book(group(party, session: Int64.random(in: 1...8, using: &random), name: "p\(number)-")))
          } else {
            let booking = bookings.remove(at: Int.random(in: 0..<bookings.count, using: &random))
            if Bool.random(using: &random) {
              try await house.cancel(booking.id)
            } else {
              let people = Int.random(in: 20...40, using: &random)
              bookings.append(booking)
              _ = try await database.write {
                try house.visits.change(booking.id, to: Party(adults: people), by: .command("test"), in: $0)
              }
            }
          }
        } catch is BookingRefusal {}
      }
      let all = try await database.read { reader in try (1...8).flatMap { try reader.bookings(in: ID(rawValue: Int64($0))) } }
      for minute in stride(from: 9.0, to: 18, by: 1.0 / 60) {
        let inside = all.filter { booking in
          guard booking.state.hasPlaces, let time = times[booking.session.rawValue] else { return false }
          return time.from <= minute && minute < time.until
        }
        #expect(inside.reduce(0) { $0 + $1.people } <= 50)
      }
      let account = try await house.visits.account()
      #expect(account.wrongPools == 0 && account.oversold == 0)
    }
  }

  @Test("two programs that make the sessions of one hall at once make each once", arguments: TestDatabase.engines)
  func twoPrograms(_ engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let databases = [try await Database.open(url, options: .forTests), try await Database.open(url, options: .forTests)]
      try await databases[0].migrate(VisitsHouse.migrations)
      let house = try await VisitsHouse(databases[0])
      let hall = try await hall(house, 30)
      let facts = VisitOffer.Facts(
        names: LocalizedText(zhHans: "讲座"), kind: .lecture, weekdays: Set(Weekday.allCases), starts: [600, 630], minutes: 60,
        first: try #require(Day("2026-03-04")), places: 30, hall: hall.id)
      let offer = VisitOffer(id: ID(rawValue: 77), base: house.base, state: .open, facts: facts, version: 1)
      try await databases[0].write { try $0.insert(offer, at: house.clock.now) }
      let other = house.visits.over(databases[1])
      async let one = house.visits.makeSessions()
      async let two = other.makeSessions()
      #expect(try await one + two == 120)
      let sessions = try await databases[1].read { try $0.sessions(of: offer.id, after: house.clock.now) }
      #expect(sessions.count == 120 && Set(sessions.map(\.starts)).count == 120)
      let day = sessions.filter { $0.day == sessions[8].day }
      _ = try await house.book(group(20, session: day[0].id.rawValue))
      await #expect(throws: BookingRefusal.full(free: 10)) { try await house.book(group(20, session: day[1].id.rawValue)) }
      for database in databases { await database.close() }
    }
  }
}

extension Visits {
  /// The same room in another program.
  func over(_ database: Database) -> Visits {
    Visits(database: database, journal: journal, clock: clock, ids: IDGenerator(clock: clock), rules: rules, calendar: calendar)
  }
}
