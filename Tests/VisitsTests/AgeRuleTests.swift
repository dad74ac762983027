import SQL
import Site
import TestSupport
import Testing

@testable import Visits

@Suite("For visitors of which ages a session is")
struct AgeRuleTests {
  private func session(_ least: Int?, _ greatest: Int?) throws -> VisitSession {
    var session = try VisitsHouse.session("2026-03-08")
    session.ages = VisitorAges(least: least, greatest: greatest)
    return session
  }

  /// What a party is told: nothing where it may come as it is.
  private func told(
    _ party: Party, _ least: Int?, _ greatest: Int?, stages: Set<SchoolStage> = [], as audience: Audience = .individual
  ) throws -> BookingRefusal? {
    do {
      try VisitsHouse.rules("default").check(
        party, as: audience, for: try session(least, greatest), at: VisitsHouse.noon, calendar: try VisitsHouse.calendar(),
        stages: stages)
      return nil
    } catch let refusal as BookingRefusal { return refusal }
  }

  @Test("a kind of visitors all of whom are too young or too old is refused; one of whom some may be is asked to confirm")
  func kinds() throws {
    let family = Party(adults: 1, minors: 1)
    #expect(try told(family, nil, nil) == nil)
    #expect(try told(Party(adults: 1, preschool: 1), 8, nil) == .tooYoung(.preschool, least: 8))
    #expect(try told(Party(adults: 1, preschool: 1), 6, nil) == .unconfirmed(VisitorAges(least: 6)), "some are six")
    #expect(try told(family, 8, nil) == .unconfirmed(VisitorAges(least: 8)))
    #expect(try told(family, 6, nil) == nil, "all of school age are six")
    #expect(try told(family, 18, nil) == .tooYoung(.minors, least: 18))
    #expect(try told(Party(adults: 2), 18, nil) == nil)
    #expect(try told(Party(adults: 2), 60, nil) == .unconfirmed(VisitorAges(least: 60)))
    #expect(try told(family, nil, 10) == .unconfirmed(VisitorAges(greatest: 10)), "grown-ups come along")
    #expect(try told(family, nil, 5) == .tooOld(.minors, greatest: 5))
    #expect(try told(Party(adults: 1), nil, 10) == nil)
    #expect(try told(Party(adults: 1), nil, 40) == .unconfirmed(VisitorAges(greatest: 40)))
    #expect(try told(Party(adults: 1, seniors: 1), nil, 60) == .tooOld(.seniors, greatest: 60))
    var confirmed = family
    confirmed.agesConfirmed = true
    #expect(try told(confirmed, 8, nil) == nil)
    #expect(try told(confirmed, 18, nil) == .tooYoung(.minors, least: 18), "nobody can confirm what cannot be")
  }

  @Test("stages of pupils say more than that they are of school age, and the head confirms the rest")
  func stages() throws {
    let school = Party(minors: 40, teachers: 2)
    #expect(try told(school, 14, nil, stages: [.primary], as: .school) == .tooYoung(.minors, least: 14))
    #expect(try told(school, 14, nil, stages: [.senior], as: .school) == nil)
    #expect(try told(school, 14, nil, stages: [.junior], as: .school) == nil)
    #expect(try told(school, nil, 12, stages: [.primary, .senior], as: .school) == .tooOld(.minors, greatest: 12))
  }

  @Test("a wider rule never refuses more, and what has to be confirmed is never more than the rule itself")
  func properties() throws {
    var random = SeededRandom(8)
    var refused = 0
    for _ in 0..<2_000 {
      let party = Party(
        adults: Int.random(in: 1...2, using: &random), minors: Int.random(in: 0...1, using: &random),
        preschool: Int.random(in: 0...1, using: &random))
      let least = Bool.random(using: &random) ? Int.random(in: 1...70, using: &random) : nil
      let greatest = Bool.random(using: &random) ? Int.random(in: (least ?? 1)...90, using: &random) : nil
      let answer = try told(party, least, greatest)
      // A limit that reaches the age of adults is one for them too, so it is not widened from one to the other.
      let more = greatest.map { $0 < 18 ? Int.random(in: $0...17, using: &random) : $0 + Int.random(in: 0...30, using: &random) }
      let wider = try told(party, least.map { $0 - Int.random(in: 0...$0, using: &random) }, more)
      switch answer {
      case nil: #expect(wider == nil, "\(party) \(String(describing: least)) \(String(describing: greatest))")
      case .unconfirmed(let ages)?:
        #expect(ages.least == nil || ages.least == least)
        #expect(ages.greatest == nil || ages.greatest == greatest)
        if case .unconfirmed = wider {} else { #expect(wider == nil) }
      default: refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test(
    "ages go from the offer to its sessions, what was confirmed stays with the booking, and more people confirm anew",
    arguments: TestDatabase.engines)
  func kept(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let facts = VisitOffer.Facts(
        names: LocalizedText(zhHans: "四维影院"), kind: .entry, weekdays: [.sunday], starts: [600], minutes: 60,
        first: try #require(Day("2026-03-08")), last: Day("2026-03-08"), places: 20, ages: VisitorAges(least: 8))
      let (offer, _) = try await database.write { try house.visits.offer(facts, at: house.base, by: .command("test"), in: $0) }
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: house.clock.now).first })
      #expect(session.ages == VisitorAges(least: 8))
      var party = Party(adults: 1, minors: 2)
      let request = { (party: Party) in VisitsHouse.request("a", .individual, party, session: session.id.rawValue) }
      await #expect(throws: BookingRefusal.unconfirmed(VisitorAges(least: 8))) { try await house.book(request(party)) }
      party.agesConfirmed = true
      let booked = try await house.book(request(party))
      let stored = try await database.read { try $0.booking(booked.id) }
      #expect(stored?.party.agesConfirmed == true)
      let fewer = try await database.write {
        try house.visits.change(booked.id, to: Party(adults: 1, minors: 1), by: .command("test"), in: $0)
      }
      #expect(fewer.party.agesConfirmed && fewer.people == 2, "part of those who were confirmed")
      await #expect(throws: BookingRefusal.unconfirmed(VisitorAges(least: 8))) {
        try await database.write {
          try house.visits.change(booked.id, to: Party(adults: 1, minors: 2), by: .command("test"), in: $0)
        }
      }
      let waiting = try await house.wait(VisitsHouse.request("b", .individual, party, session: session.id.rawValue))
      #expect(try await database.read { try $0.waiting(waiting.id) }?.request.party.agesConfirmed == true)
    }
  }
}
