import SQL
import TestSupport
import Testing

@testable import People
@testable import Visits

@Suite("Visits to which nobody came")
struct MissedTests {
  private static let keeper = ID<Person>(rawValue: 900)

  private func enter(_ house: VisitsHouse, _ booking: Booking?, at: Instant, number: Int = 1) async throws {
    try await house.database.write { writer in
      if try writer.value(Int64.self, "SELECT id FROM people WHERE id = \(Self.keeper)") == nil {
        try writer.insert(
          Person(
            id: Self.keeper, name: "检票员", email: nil, language: .zhHans, birthDay: nil, status: .active, digest: .never,
            version: 1,
            createdAt: at), password: nil)
      }
      let event = try #require(
        GateEvent(
          mark: .init(device: "ABCDEFGHIJKLMNOPQRSTUV", number: number), at: at, kind: .entry, booking: booking?.id, people: 1,
          note: ""))
      _ = try writer.insert(event, of: house.base, by: Self.keeper, at: at)
      if let booking { _ = try house.visits.attend(booking.id, by: .command("test"), in: writer) }
    }
  }

  private func count(_ house: VisitsHouse) async throws -> [String] {
    try await house.database.write { try house.visits.countMissed(in: $0).map(\.name) }
  }

  @Test(
    "who was not checked in is counted some hours after the end, once, where the door was in use", arguments: TestDatabase.engines
  )
  func counting(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let session = try await house.add("2026-03-08", SessionPlaces(20))
      let came = try await house.book(VisitsHouse.request("came"))
      let stayed = try await house.book(VisitsHouse.request("stayed"))
      let declined = try await house.book(VisitsHouse.request("declined"))
      try await house.cancel(declined.id)
      house.clock.now = session.ends + .seconds(5 * 3_600)
      #expect(try await count(house).isEmpty, "a door that told of nobody counts nobody")
      try await enter(house, came, at: session.starts + .seconds(60))
      house.clock.now = session.ends + .seconds(239 * 60)
      #expect(try await count(house).isEmpty, "a door without a connection has its time to tell")
      house.clock.now = session.ends + .seconds(240 * 60)
      #expect(try await count(house) == ["stayed"])
      #expect(try await count(house).isEmpty)
      // Another device tells later that they came after all.
      try await enter(house, stayed, at: session.starts + .seconds(120), number: 2)
      #expect(try await database.read { try $0.booking(stayed.id)?.state } == .attended)
      #expect(try await count(house).isEmpty)
      #expect(try await house.visits.account() == PlacesAccount(given: 2, wrongPools: 0, oversold: 0))
    }
  }

  @Test(
    "three missed days bar whoever booked until thirty days later; the base sees the bar and lifts it",
    arguments: TestDatabase.engines)
  func barring(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      for number in 1...3 {
        let session = try await house.add("2026-03-0\(4 + number)", id: Int64(number), SessionPlaces(20))
        _ = try await house.book(VisitsHouse.request("stayed", session: Int64(number)))
        house.clock.now = session.ends + .seconds(240 * 60)
        try await enter(house, nil, at: session.starts, number: number)
        #expect(try await database.read { try $0.bars(at: house.base, on: session.day) }.isEmpty)
        #expect(try await count(house) == ["stayed"])
      }
      try await house.add("2026-03-10", id: 9, SessionPlaces(20))
      await #expect(throws: BookingRefusal.barred(until: try #require(Day("2026-04-06")))) {
        try await house.book(VisitsHouse.request("stayed", session: 9))
      }
      let bars = try await database.read { try $0.bars(at: house.base, on: house.clock.now.localDay) }
      #expect(bars.map(\.until.description) == ["2026-04-06"] && bars.map(\.booking.session.rawValue) == [3])
      #expect(try await database.read { try $0.bars(at: house.base, on: try #require(Day("2026-04-07"))) }.isEmpty)
      let booking = try #require(bars.first?.booking.id)
      // The party of the third day was there, as a door tells late: two days are too few for a bar.
      let third = try #require(bars.first?.booking)
      try await enter(house, third, at: third.day.localStart, number: 8)
      #expect(try await database.read { try $0.bars(at: house.base, on: house.clock.now.localDay) }.isEmpty)
      try await house.cancel(try await house.book(VisitsHouse.request("stayed", session: 9)).id)
      try await database.write { writer in
        try writer.execute("UPDATE bookings SET state = 'no_show' WHERE id = \(third.id)")
        try writer.execute("UPDATE visit_bars SET lifted_at = NULL")
      }
      try await database.write { try house.visits.liftBar(of: booking, reason: "生病", by: .command("test"), in: $0) }
      #expect(try await database.read { try $0.bars(at: house.base, on: house.clock.now.localDay) }.isEmpty)
      _ = try await house.book(VisitsHouse.request("stayed", session: 9))
    }
  }
}
