import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("Bookings")
struct BookingTests {
  @Test("places are taken from every pool or from none, and given back to all", arguments: TestDatabase.engines)
  func pools(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", SessionPlaces(10, quotas: [.individual: 3, .concession: 8]))
      let first = try await house.book(VisitsHouse.request("a", .individual, Party(adults: 2)))
      await #expect(throws: BookingRefusal.full(free: 1)) {
        try await house.book(VisitsHouse.request("b", .individual, Party(adults: 2)))
      }
      // The quota of another audience has more, and the session decides in the end.
      _ = try await house.book(VisitsHouse.request("c", .concession, Party(adults: 4)))
      _ = try await house.book(VisitsHouse.request("d", .concession, Party(adults: 4)))
      await #expect(throws: BookingRefusal.full(free: 0)) {
        try await house.book(VisitsHouse.request("e", .individual, Party(adults: 1)))
      }
      try await house.cancel(first.id)
      _ = try await house.book(VisitsHouse.request("e", .individual, Party(adults: 2)))
      #expect(try await database.read { try $0.wrongPools() }.isEmpty)
    }
  }

  @Test(
    "TC-123: 180 people of groups on a Saturday in Hubei, and 30 more are refused; on a Friday they come",
    arguments: TestDatabase.engines)
  func groupsOfADay(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database, rules: "hubei")
      try await house.add("2026-03-14", id: 1, SessionPlaces(1_000))
      try await house.add("2026-03-14", id: 2, SessionPlaces(1_000))
      try await house.add("2026-03-13", id: 3, SessionPlaces(1_000))
      _ = try await house.book(VisitsHouse.request("a", .group, Party(adults: 100), session: 1))
      _ = try await house.book(VisitsHouse.request("b", .school, Party(minors: 76, teachers: 4), session: 2))
      await #expect(throws: BookingRefusal.full(free: 20)) {
        try await house.book(VisitsHouse.request("c", .group, Party(adults: 30), session: 2))
      }
      _ = try await house.book(VisitsHouse.request("c", .group, Party(adults: 30), session: 3))
      #expect(try await database.read { try $0.wrongPools() }.isEmpty)
    }
  }

  @Test("one guide leads thirty, and no group comes without one", arguments: TestDatabase.engines)
  func guides(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-12", SessionPlaces(500, guides: (count: 2, per: 30)))
      await #expect(throws: BookingRefusal.full(free: 60)) {
        try await house.book(VisitsHouse.request("a", .group, Party(adults: 61)))
      }
      let first = try await house.book(VisitsHouse.request("a", .group, Party(adults: 31)))
      await #expect(throws: BookingRefusal.full(free: 0)) {
        try await house.book(VisitsHouse.request("b", .group, Party(adults: 20)))
      }
      let fewer = Party(adults: 30)
      _ = try await database.write { try house.visits.change(first.id, to: fewer, by: .command("test"), in: $0) }
      _ = try await house.book(VisitsHouse.request("b", .group, Party(adults: 20)))
      #expect(try await database.read { try $0.wrongPools() }.isEmpty)
    }
  }

  @Test("two accounts with one telephone are one to the limits", arguments: TestDatabase.engines)
  func hoarding(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", id: 1, SessionPlaces(100))
      try await house.add("2026-03-08", id: 2, SessionPlaces(100))
      let first = try await house.book(VisitsHouse.request("a", contact: "t:1"))
      await #expect(throws: BookingRefusal.limit(.session, most: 1)) {
        try await house.book(VisitsHouse.request("b", contact: "t:1"))
      }
      await #expect(throws: BookingRefusal.limit(.day, most: 1)) {
        try await house.book(VisitsHouse.request("a", session: 2, contact: "t:2"))
      }
      try await house.cancel(first.id)
      _ = try await house.book(VisitsHouse.request("b", session: 2, contact: "t:1"))
    }
  }

  @Test("freed places go to who waits first and fits, and on to the next when the offer ends", arguments: TestDatabase.engines)
  func waiting(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", SessionPlaces(4))
      let two = try await house.book(VisitsHouse.request("two", .individual, Party(adults: 2)))
      _ = try await house.book(VisitsHouse.request("other", .individual, Party(adults: 2)))
      let four = try await house.wait(VisitsHouse.request("four", .individual, Party(adults: 4)))
      let pair = try await house.wait(VisitsHouse.request("pair", .individual, Party(adults: 2)))
      let late = try await house.wait(VisitsHouse.request("late", .individual, Party(adults: 1)))
      try await house.cancel(two.id)
      @Sendable func state(_ entry: Waiting) async throws -> Waiting.State? {
        try await database.read { try $0.waiting(entry.id) }?.state
      }
      #expect(try await state(four) == .waiting)
      #expect(try await state(pair) == .offered)
      #expect(try await state(late) == .waiting)
      await #expect(throws: BookingRefusal.full(free: 0)) { try await house.book(VisitsHouse.request("quick")) }
      house.clock.advance(by: .seconds(121 * 60))
      #expect(try await database.write { try house.visits.expireHolds(in: $0) } == 1)
      #expect(try await state(pair) == .passed)
      #expect(try await state(late) == .offered)
      #expect(try await database.read { try $0.wrongPools() }.isEmpty)
    }
  }

  @Test(
    "after the third missed visit nothing can be booked for thirty days, unless an appeal is upheld",
    arguments: TestDatabase.engines)
  func missed(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database, rules: "qingdao")
      var last: Booking?
      for (number, day) in ["2026-03-04", "2026-03-05", "2026-03-06"].enumerated() {
        let session = try await house.add(day, id: Int64(number + 1), SessionPlaces(10))
        let booking = try await house.book(VisitsHouse.request("a", session: Int64(number + 1)))
        await #expect(throws: BookingRefusal.wrongState) {
          try await database.write { try house.visits.miss(booking.id, by: .command("test"), in: $0) }
        }
        house.clock.now = session.ends
        last = try await database.write { try house.visits.miss(booking.id, by: .command("test"), in: $0) }
      }
      try await house.add("2026-03-10", id: 9, SessionPlaces(10))
      let until = try #require(Day("2026-04-05"))
      await #expect(throws: BookingRefusal.barred(until: until)) {
        try await house.book(VisitsHouse.request("another", session: 9, contact: "t:a"))
      }
      let id = try #require(last?.id)
      try await database.write { try house.visits.liftBar(of: id, reason: "ill", by: .command("test"), in: $0) }
      _ = try await house.book(VisitsHouse.request("a", session: 9))
    }
  }

  @Test("a booking can be given back until an hour before, not later", arguments: TestDatabase.engines)
  func deadline(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let session = try await house.add("2026-03-08", SessionPlaces(4))
      let booking = try await house.book(VisitsHouse.request("a"))
      let end = session.starts - .seconds(3_600)
      house.clock.now = end + .milliseconds(1)
      await #expect(throws: BookingRefusal.tooLate(until: end)) { try await house.cancel(booking.id) }
      house.clock.now = end
      #expect(try await house.cancel(booking.id).state == .cancelled)
      await #expect(throws: BookingRefusal.wrongState) { try await house.cancel(booking.id) }
    }
  }
}
