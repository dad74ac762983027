import Evaluation
import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("What bases offer again and again")
struct OfferTests {
  private func facts(
    _ weekdays: Set<Weekday>, first: String = "2026-03-01", last: String? = nil, places: Int = 10, kept: Int = 0,
    starts: [Int] = [840, 600]
  ) throws -> VisitOffer.Facts {
    VisitOffer.Facts(
      names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: weekdays, starts: starts, minutes: 120,
      first: try #require(Day(first)), last: last.flatMap { Day($0) }, places: places, keptForGroups: kept)
  }

  private func days(_ maker: SessionMaker, _ facts: VisitOffer.Facts, _ first: String, _ last: String) throws -> [String] {
    let all = maker.starts(of: facts, on: try #require(Day(first))...(try #require(Day(last))))
    return all.map(\.day.description).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  @Test("a week has its days and times in order, and the 29th of February where there is one")
  func weeks() throws {
    let maker = SessionMaker(calendar: try VisitsHouse.calendar(), exceptions: [])
    let facts = try self.facts([.saturday, .sunday], first: "2026-03-01")
    #expect(try days(maker, facts, "2026-03-02", "2026-03-15") == ["2026-03-07", "2026-03-08", "2026-03-14", "2026-03-15"])
    let starts = maker.starts(of: facts, on: try #require(Day("2026-03-07"))...(try #require(Day("2026-03-07"))))
    #expect(starts.map(\.at) == [Instant("2026-03-07T02:00:00Z"), Instant("2026-03-07T06:00:00Z")])
    let leap = try self.facts([.tuesday], first: "2028-01-01", last: "2028-02-29")
    #expect(try days(maker, leap, "2028-02-22", "2028-03-14") == ["2028-02-22", "2028-02-29"])
  }

  @Test("public holidays and the weekends that are worked for them follow the rule of the offer")
  func holidays() throws {
    // The National Day of 2026: 1 to 7 October off, worked on Sunday 20 September and Saturday 10 October.
    let maker = SessionMaker(calendar: try VisitsHouse.calendar(), exceptions: [])
    var closed = try self.facts([.thursday, .friday, .saturday])
    closed.holidays = .closed
    #expect(try days(maker, closed, "2026-09-29", "2026-10-10") == ["2026-10-03", "2026-10-08", "2026-10-09", "2026-10-10"])
    var museum = try self.facts([.saturday, .sunday])
    museum.holidays = .likeSundays
    #expect(
      try days(maker, museum, "2026-09-29", "2026-10-11")
        == ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07", "2026-10-11"])
  }

  @Test("days that are dropped, added or closed by the base count before the week")
  func exceptions() throws {
    let closed = OpeningException(
      first: try #require(Day("2026-03-15")), last: try #require(Day("2026-03-16")), hours: nil, reason: "检修")
    let maker = SessionMaker(calendar: try VisitsHouse.calendar(), exceptions: [closed])
    var facts = try self.facts([.sunday])
    facts.dropped = [try #require(Day("2026-03-08"))]
    facts.added = [try #require(Day("2026-03-11")), try #require(Day("2026-03-16"))]
    #expect(try days(maker, facts, "2026-03-01", "2026-03-22") == ["2026-03-01", "2026-03-11", "2026-03-22"])
  }

  @Test("what lies outside of the opening hours is told, or not made where policy says so; unknown hours shut nobody out")
  func openingHours() throws {
    let hours = try OpeningHours("Tu-Su 09:00-12:00,12:00-17:00; PH 10:00-16:00; Mo off")
    let calendar = try VisitsHouse.calendar()
    let facts = try self.facts(Set(Weekday.allCases), starts: [9 * 60, 11 * 60, 16 * 60])
    let range = try #require(Day("2026-03-09"))...(try #require(Day("2026-03-10")))
    // Monday is closed; on Tuesday two hours from eleven run over a joint, and those from four end after five.
    let told = SessionMaker(calendar: calendar, hours: hours, exceptions: []).starts(of: facts, on: range)
    #expect(told.map(\.isOutside) == [true, true, true, false, false, true])
    let made = SessionMaker(calendar: calendar, hours: hours, exceptions: [], outside: .dropped).starts(of: facts, on: range)
    #expect(made.map(\.at) == [Instant("2026-03-10T01:00:00Z"), Instant("2026-03-10T03:00:00Z")])
    // The National Day has hours of its own, also on its Saturday.
    let holiday = try #require(Day("2026-10-03"))
    let late = SessionMaker(calendar: calendar, hours: hours, exceptions: []).starts(of: facts, on: holiday...holiday)
    #expect(late.map(\.isOutside) == [true, false, true])
    let unknown = SessionMaker(calendar: calendar, exceptions: [], outside: .dropped).starts(of: facts, on: range)
    #expect(unknown.count == 6)
  }

  @Test(
    "sessions are made once, also by two programs; a change leaves alone what people have booked", arguments: TestDatabase.engines
  )
  func making(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let weekly = try self.facts([.saturday], last: "2026-03-21")
      let (offer, outcome) = try await database.write {
        try house.visits.offer(weekly, at: house.base, by: .command("test"), in: $0)
      }
      #expect(outcome.made == 6)
      async let one = house.visits.makeSessions()
      async let two = house.visits.makeSessions()
      #expect(try await one + two == 0)
      let sessions = try await database.read { try $0.sessions(of: offer.id, after: house.clock.now) }
      _ = try await house.book(VisitsHouse.request("p", session: sessions[0].id.rawValue))
      let changed = try self.facts([.saturday], last: "2026-03-21", starts: [900])
      let after = try await database.write {
        try house.visits.change(offer.id, version: 1, to: changed, by: .command("test"), in: $0)
      }
      #expect(after == Visits.OfferOutcome(made: 3, removed: 5, kept: 1))
      await #expect(throws: BookingRefusal.changedMeanwhile) {
        try await database.write { try house.visits.change(offer.id, version: 1, to: weekly, by: .command("test"), in: $0) }
      }
      #expect(try await house.visits.account() == PlacesAccount(given: 1, wrongPools: 0, oversold: 0))
      let ended = try await database.write {
        try house.visits.change(offer.id, version: 2, to: changed, state: .ended, by: .command("test"), in: $0)
      }
      #expect(ended == Visits.OfferOutcome(made: 0, removed: 3, kept: 1))
      #expect(try await house.visits.makeSessions() == 0)
    }
  }

  @Test(
    "places kept for groups are theirs until their time, and then everybody's, who waits first", arguments: TestDatabase.engines)
  func keptPlaces(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let weekly = try self.facts([.saturday], last: "2026-03-07", places: 30, kept: 25)
      let (offer, _) = try await database.write { try house.visits.offer(weekly, at: house.base, by: .command("test"), in: $0) }
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: house.clock.now).first })
      let id = session.id.rawValue
      for name in ["a", "b"] { _ = try await house.book(VisitsHouse.request(name, .individual, Party(adults: 2), session: id)) }
      await #expect(throws: BookingRefusal.full(free: 1)) {
        try await house.book(VisitsHouse.request("c", .individual, Party(adults: 3), session: id))
      }
      let waits = try await house.wait(VisitsHouse.request("c", .individual, Party(adults: 3), session: id))
      _ = try await house.book(VisitsHouse.request("g", .group, Party(adults: 20), session: id))
      #expect(try await database.write { try house.visits.releaseQuotas(in: $0) } == 0)
      house.clock.now = session.starts - .seconds(48 * 3_600)
      #expect(try await database.write { try house.visits.releaseQuotas(in: $0) } == 1)
      #expect(try await database.write { try house.visits.releaseQuotas(in: $0) } == 0)
      #expect(try await database.read { try $0.waiting(waits.id)?.state } == .offered)
      #expect(try await house.visits.account() == PlacesAccount(given: 27, wrongPools: 0, oversold: 0))
      await #expect(throws: BookingRefusal.full(free: 3)) {
        try await house.book(VisitsHouse.request("d", .individual, Party(adults: 4), session: id))
      }
    }
  }
}
