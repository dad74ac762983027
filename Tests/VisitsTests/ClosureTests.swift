import Geo
import Places
import SQL
import Site
import Synchronization
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("Days on which a base stays closed although people have booked")
struct ClosureTests {
  private func closure(
    _ house: VisitsHouse, _ first: String, _ last: String, _ cause: VisitClosure.Cause = .weather
  ) throws
    -> VisitClosure
  {
    VisitClosure(base: house.base, days: try #require(Day(first))...(try #require(Day(last))), cause: cause, note: "台风")
  }

  private func close(_ house: VisitsHouse, _ closure: VisitClosure, _ told: Told = Told()) async throws -> ClosureOutcome {
    try await house.visits.together { writer in
      try house.visits.close(closure, by: .command("test"), in: writer) { booking, news, _ in told.add(booking.name, news) }
    }
  }

  /// What everybody was told; a transaction that is run again tells again, so only who was told counts.
  private final class Told: Sendable {
    private let all = Mutex<[String: String]>([:])
    func add(_ name: String, _ news: VisitNews) {
      let word =
        switch news {
        case .moved: "moved"
        case .offered: "offered"
        case .ended: "ended"
        }
      all.withLock { $0[name] = word }
    }
    var names: [String: String] { all.withLock { $0 } }
  }

  @Test(
    "on a typhoon day all are moved in one step to the nearest days, whole, who booked first foremost",
    arguments: TestDatabase.engines)
  func typhoon(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", id: 1, SessionPlaces(20))
      try await house.add("2026-03-07", id: 2, SessionPlaces(4))
      try await house.add("2026-03-09", id: 3, SessionPlaces(5))
      for number in 0..<5 { _ = try await house.book(VisitsHouse.request("p\(number)", .individual, Party(adults: 2))) }
      _ = try await house.wait(VisitsHouse.request("late", .individual, Party(adults: 3)))
      let told = Told()
      let before = try await house.visits.preview(try closure(house, "2026-03-08", "2026-03-08"))
      let outcome = try await close(house, try closure(house, "2026-03-08", "2026-03-08"), told)
      #expect(before.moved.map(\.to.id) == outcome.moved.map(\.to.id) && before.bookings == 5)
      #expect(outcome.moved.map { $0.to.day.description } == ["2026-03-07", "2026-03-07", "2026-03-09", "2026-03-09"])
      #expect(outcome.moved.map(\.booking.name) == ["p0", "p1", "p2", "p3"] && outcome.ended.map(\.name) == ["p4"])
      #expect(told.names == ["p0": "moved", "p1": "moved", "p2": "moved", "p3": "moved", "p4": "ended"])
      #expect(try await house.visits.account() == PlacesAccount(given: 8, wrongPools: 0, oversold: 0))
      await #expect(throws: BookingRefusal.cancelled) { try await house.book(VisitsHouse.request("new")) }
      let ticket = try await database.read { try $0.booking(outcome.moved[0].booking.id) }
      #expect(ticket?.token == outcome.moved[0].booking.token && ticket?.day == Day("2026-03-07"))
      let again = try await close(house, try closure(house, "2026-03-08", "2026-03-08"))
      #expect(again.bookings == 0 && again.sessions.isEmpty)
    }
  }

  @Test(
    "who was moved may give the places back until the new time begins, who chose it only until the deadline",
    arguments: TestDatabase.engines)
  func declining(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", id: 1, SessionPlaces(4))
      try await house.add("2026-03-07", id: 2, SessionPlaces(8))
      let moved = try await house.book(VisitsHouse.request("moved"))
      let chosen = try await house.book(VisitsHouse.request("chosen", session: 2))
      _ = try await close(house, try closure(house, "2026-03-08", "2026-03-08"))
      house.clock.now = try #require(Instant("2026-03-07T01:30:00Z"))
      await #expect(throws: BookingRefusal.self) { try await house.cancel(chosen.id) }
      #expect(try await house.cancel(moved.id).state == .cancelled)
      #expect(try await house.visits.account() == PlacesAccount(given: 1, wrongPools: 0, oversold: 0))
    }
  }

  @Test(
    "of a suspended base people are told and places of another base are held for them; nobody books there any more",
    arguments: TestDatabase.engines)
  func suspension(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let near = try await house.addBase("near", latitude: 23.13, longitude: 113.31)
      _ = try await house.addBase("far", latitude: 24.8, longitude: 113.6)
      try await house.place(house.base, latitude: 23.12, longitude: 113.30)
      try await house.add("2026-03-08", id: 1, SessionPlaces(20))
      let there = try VisitsHouse.session("2026-03-08", at: near, id: 2)
      try await database.write { try house.visits.add(there, SessionPlaces(3), by: .command("test"), in: $0) }
      for number in 0..<3 { _ = try await house.book(VisitsHouse.request("p\(number)", .individual, Party(adults: 2))) }
      try await database.write { try $0.execute("UPDATE bases SET status = 'suspended' WHERE id = \(house.base)") }
      await #expect(throws: BookingRefusal.over) { try await house.book(VisitsHouse.request("new")) }
      let told = Told()
      #expect(try await house.visits.closeSuspended { booking, news, _ in told.add(booking.name, news) } == 3)
      #expect(try await house.visits.closeSuspended { booking, news, _ in told.add(booking.name, news) } == 0)
      #expect(told.names == ["p0": "offered", "p1": "ended", "p2": "ended"])
      let held = try await database.read { try $0.openBookings(in: there.id) }
      #expect(held.map(\.name) == ["p0"] && held.map(\.state) == [.held])
      let booked = try await database.write { try house.visits.confirm(held[0].id, by: .command("test"), in: $0) }
      #expect(booked.state == .booked && booked.base == near)
      #expect(try await house.visits.account() == PlacesAccount(given: 2, wrongPools: 0, oversold: 0))
    }
  }

  @Test(
    "whatever is booked and closed, no booking is lost or doubled and no place sold twice", arguments: TestDatabase.engines, 1...4
  )
  func random(_ engine: TestEngine, seed: UInt64) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      var random = SeededRandom(seed)
      let house = try await VisitsHouse(database)
      for id in 1...8 {
        let places = SessionPlaces(
          Int.random(in: 1...12, using: &random), quotas: [.individual: Int.random(in: 1...12, using: &random)])
        try await house.add("2026-03-0\(4 + id % 4)", id: Int64(id), places)
      }
      var names: Set<String> = []
      for number in 0..<30 {
        let party = Party(adults: Int.random(in: 1...4, using: &random))
        let request = VisitsHouse.request("p\(number)", .individual, party, session: Int64.random(in: 1...8, using: &random))
        do { names.insert(try await house.book(request).name) } catch is BookingRefusal {}
      }
      var lost: Set<String> = []
      for day in ["2026-03-05", "2026-03-06", "2026-03-07"].shuffled(using: &random).prefix(2) {
        let outcome = try await close(house, try closure(house, day, day))
        lost.formUnion(outcome.ended.map(\.name))
        #expect(outcome.sessions.count == 2)
      }
      let account = try await house.visits.account()
      #expect(account.wrongPools == 0 && account.oversold == 0)
      let kept = try await database.read { reader in
        try (1...8).flatMap { try reader.openBookings(in: ID(rawValue: Int64($0))) }
      }
      #expect(kept.count == names.count - lost.count && Set(kept.map(\.name)) == names.subtracting(lost))
      let closed = try await database.read {
        try $0.values(Int64.self, "SELECT id FROM visit_sessions WHERE state = 'cancelled'")
      }
      #expect(kept.allSatisfy { !closed.contains($0.session.rawValue) })
    }
  }
}

extension VisitsHouse {
  /// Another museum.
  func addBase(_ slug: String, latitude: Double, longitude: Double) async throws -> ID<Base> {
    let id = visits.ids.next(Base.self)
    var facts = BaseFacts(
      externalID: slug, names: LocalizedText(zhHans: slug), category: "st_venue", themes: [], region: "440106")
    facts.position = .init(coordinate: try #require(Coordinate(latitude: latitude, longitude: longitude)), accuracy: .exact)
    let base = Base(id: id, slug: slug, version: 1, status: .published, updatedAt: clock.now, facts: facts)
    try await database.write { try $0.insert(base, at: clock.now) }
    return id
  }

  /// Puts a museum on the map.
  func place(_ id: ID<Base>, latitude: Double, longitude: Double) async throws {
    try await database.write { writer in
      guard var base = try writer.base(id) else { return }
      base.facts.position = .init(
        coordinate: try #require(Coordinate(latitude: latitude, longitude: longitude)), accuracy: .exact)
      base.version += 1
      _ = try writer.update(base, at: clock.now)
    }
  }
}
