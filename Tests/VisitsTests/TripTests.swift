import Geo
import People
import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

/// Three bases near a school, each with a session for forty, and what tours need of them.
struct TourHouse {
  let house: VisitsHouse
  let tours: Tours
  let bases: [ID<Base>]

  static let day = "2026-03-20"
  static let school = Coordinate(latitude: 23.1, longitude: 113.3)!

  init(_ database: Database, places: Int = 60) async throws {
    let house = try await VisitsHouse(database)
    self.house = house
    tours = Tours(house.visits, policy: TourPolicy())
    let bases = (0..<3).map { number in
      Base(
        id: ID<Base>(rawValue: 9_000 + Int64(number)), slug: "base\(number)", version: 1, status: .published,
        updatedAt: house.clock.now,
        facts: BaseFacts(
          externalID: "t\(number)", names: LocalizedText(zhHans: "基地\(number)", zhHant: nil, en: "Base \(number)"),
          category: "st_venue", namings: [.init(scheme: "gd_provincial", from: 2025, until: 2029)], themes: ["birds"],
          region: "440106",
          position: .init(
            coordinate: Coordinate(latitude: 23.1, longitude: 113.31 + Double(number) / 100)!, accuracy: .exact)))
    }
    self.bases = bases.map(\.id)
    try await database.write { writer in
      for base in bases { try writer.insert(base, at: house.clock.now) }
    }
    for (number, time) in [(540, 630), (660, 720), (840, 930)].enumerated() {
      try await add(Int64(number + 1), base: number, from: time.0, to: time.1, places: places)
    }
    let first = self.bases[1]
    let tours = tours
    try await database.write { try tours.setLunch("食堂", at: first, by: .command("test"), in: $0) }
  }

  func add(_ id: Int64, base: Int, from start: Int, to end: Int, places: Int) async throws {
    let day = try #require(Day(Self.day))
    let midnight = Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000) - .seconds(8 * 3_600)
    let session = VisitSession(
      id: ID(rawValue: id), base: bases[base], day: day, starts: midnight + .seconds(Int64(start) * 60),
      ends: midnight + .seconds(Int64(end) * 60))
    _ = try await house.database.write { writer in
      try house.visits.add(session, SessionPlaces(places), by: .command("test"), in: writer)
    }
  }

  func request(_ party: Party = Party(minors: 41, teachers: 3)) throws -> TourRequest {
    TourRequest(start: Self.school, day: try #require(Day(Self.day)), party: party)
  }

  func order(_ sessions: [Int64], party: Party = Party(minors: 41, teachers: 3), who: String = "school") throws -> TourOrder {
    TourOrder(
      request: try request(party), sessions: sessions.map { ID(rawValue: $0) }, title: "科技一日游", startName: "某小学",
      person: nil, booker: who, contact: "t:\(who)", name: "王老师")
  }

  func book(_ order: TourOrder) async throws -> Trip {
    try await house.database.write { try tours.book(order, by: .command("test"), in: $0) }
  }

  func places() async throws -> [Int] {
    try await house.database.read { reader in
      try (1...3).map { try reader.pools(of: ID(rawValue: $0)).first { $0.kind == .session }?.taken ?? -1 }
    }
  }
}

@Suite("Tours that are booked")
struct TripTests {
  @Test("a day is planned from what is free, and booked as it was proposed", arguments: TestDatabase.engines)
  func planAndBook(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database)
      let plan = try #require(try await house.tours.plan(try house.request()).plans.first)
      #expect(plan.bases == house.bases)
      let trip = try await house.book(try house.order(plan.legs.map(\.session.rawValue).reversed()))
      #expect(trip.plan == plan)
      #expect(try await house.places() == [44, 44, 44])
      let (kept, bookings) = try await database.read { (try $0.trip(trip.id), try $0.bookings(of: trip.id)) }
      #expect(kept == trip)
      #expect(bookings.map(\.session.rawValue) == [1, 2, 3])
      #expect(try await house.tours.plan(try house.request()).plans.isEmpty, "forty-four more do not fit")
    }
  }

  @Test(
    "nothing that cannot be booked is proposed: notice, teachers, expired names, a full base", arguments: TestDatabase.engines)
  func neverWhatCannotBeBooked(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database)
      #expect(try await house.tours.plan(try house.request(Party(minors: 41, teachers: 2))).plans.isEmpty)
      _ = try await house.house.book(
        VisitsHouse.request("others", .group, Party(adults: 20), session: 3))
      let plan = try await house.tours.plan(try house.request()).plans.first
      #expect(plan?.bases == Array(house.bases.prefix(2)), "the third has no forty-four places left")
      house.house.clock.advance(by: .seconds(16 * 86_400))
      #expect(try await house.tours.plan(try house.request()).plans.isEmpty, "too late to give notice")
    }
  }

  @Test(
    "when one base has no places the tour takes none of the others, and the refusal names it", arguments: TestDatabase.engines)
  func allOrNone(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database)
      _ = try await house.house.book(VisitsHouse.request("others", .group, Party(adults: 20), session: 3))
      let error = await #expect(throws: TourRefusal.self) { _ = try await house.book(try house.order([1, 2, 3])) }
      #expect(error == .leg(2, base: LocalizedText(zhHans: "基地2", zhHant: nil, en: "Base 2"), .full(free: 40)))
      #expect(try await house.places() == [0, 0, 20])
      // Also inside a transaction that goes on.
      try await database.write { writer in
        #expect(throws: TourRefusal.self) {
          try house.tours.book(try house.order([1, 2, 3]), by: .command("test"), in: writer)
        }
      }
      #expect(try await house.places() == [0, 0, 20])
      #expect(try await house.house.visits.account().wrongPools == 0)
    }
  }

  @Test("tours and others who take single bases, all at once: all or none, and no place lost", arguments: TestDatabase.engines)
  func crowd(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database, places: 200)
      let booked = try await withThrowingTaskGroup(of: ID<Trip>?.self) { group in
        for number in 0..<24 {
          group.addTask {
            if number % 3 == 0 {
              let session = Int64(number / 3 % 3 + 1)
              let request = VisitsHouse.request("g\(number)", .group, Party(adults: 25), session: session)
              do {
                _ = try await house.house.visits.together { try house.house.visits.book(request, by: .command("test"), in: $0) }
              } catch BookingRefusal.full {}
              return nil
            }
            let sessions: [Int64] = number % 2 == 0 ? [1, 2, 3] : [2, 3]
            let order = try house.order(sessions, party: Party(adults: 21 + number), who: "t\(number)")
            do {
              return try await house.house.visits.together { try house.tours.book(order, by: .command("test"), in: $0) }.id
            } catch TourRefusal.leg(_, base: _, .full) { return nil }
          }
        }
        return try await group.reduce(into: [ID<Trip>]()) { ids, id in if let id { ids.append(id) } }
      }
      #expect(!booked.isEmpty)
      let account = try await house.house.visits.account()
      #expect(account.wrongPools == 0 && account.oversold == 0)
      for id in booked {
        let (trip, bookings) = try await database.read { (try $0.trip(id), try $0.bookings(of: id)) }
        #expect(bookings.count == trip?.plan.legs.count && bookings.allSatisfy { $0.state == .booked })
      }
      let all = try await database.all(Int64.self, "SELECT COUNT(*) FROM bookings WHERE audience = 'group' AND name = '王老师'")
      let linked = try await database.all(Int64.self, "SELECT COUNT(*) FROM trip_bookings")
      #expect(all == linked, "no booking of a tour without its tour")
    }
  }

  @Test("TC-126: a tour is confirmed with a safety plan and an insurance, not before", arguments: TestDatabase.engines)
  func confirming(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database)
      let tours = house.tours
      let trip = try await house.book(try house.order([1, 2, 3]))
      let error = await #expect(throws: TourRefusal.self) {
        _ = try await database.write { try tours.confirm(trip.id, by: .command("test"), in: $0) }
      }
      #expect(error == .faults([.safetyPlan, .insurance]))
      var sheet = TripSheet()
      sheet.safetyPlan = "每组一名老师，走失时在大门集合"
      sheet.insurance = "平安 123"
      let whole = sheet
      let confirmed = try await database.write { writer in
        _ = try tours.write(whole, of: trip.id, by: .command("test"), in: writer)
        return try tours.confirm(trip.id, by: .command("test"), in: writer)
      }
      #expect(confirmed.state == .confirmed)
      let emptied = try await database.write { try tours.write(TripSheet(), of: trip.id, by: .command("test"), in: $0) }
      #expect(emptied.state == .booked, "without a safety plan it is not confirmed any more")
    }
  }

  @Test(
    "a tour that gives back one base keeps the others and gets a new day; one that ends gives back all",
    arguments: TestDatabase.engines)
  func cancelling(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await TourHouse(database)
      let tours = house.tours
      let trip = try await house.book(try house.order([1, 2]))
      let second = try #require(try await database.read { try $0.bookings(of: trip.id) }.last)
      let broken = try await database.write { try tours.cancel(second.id, of: trip.id, by: .command("test"), in: $0) }
      #expect(broken.state == .broken)
      #expect(try await house.places() == [44, 0, 0])
      // Without lunch at the second base the day to the third is not possible; carried lunch makes it so.
      #expect(try await house.tours.replan(broken).plans.isEmpty)
      var order = try house.order([1, 3])
      order.request.bringsLunch = true
      let tooEarly = order
      await #expect(throws: TourRefusal.noDay) {
        _ = try await database.write { try tours.change(trip.id, to: tooEarly, by: .command("test"), in: $0) }
      }
      #expect(try await house.places() == [44, 0, 0], "what was refused left nothing behind")
      try await house.add(4, base: 2, from: 740, to: 830, places: 50)
      var asked = broken
      asked.request.bringsLunch = true
      let plan = try #require(try await house.tours.replan(asked).plans.first)
      #expect(plan.legs.map(\.session.rawValue) == [1, 4])
      order.sessions = plan.legs.map(\.session)
      let better = order
      let (whole, ended) = try await database.write { writer in
        let whole = try tours.change(trip.id, to: better, by: .command("test"), in: writer)
        return (whole, try tours.cancel(trip.id, by: .command("test"), in: writer))
      }
      #expect(whole.state == .booked && whole.plan == plan && ended.state == .cancelled)
      #expect(try await house.places() == [0, 0, 0])
      #expect(try await house.house.visits.account() == PlacesAccount(given: 0, wrongPools: 0, oversold: 0))
      await #expect(throws: TourRefusal.wrongState) {
        _ = try await database.write { try tours.cancel(trip.id, by: .command("test"), in: $0) }
      }
    }
  }
}
