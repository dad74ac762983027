import People
import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("Visits of schools")
struct SchoolTests {
  @Test("an offer that changes leaves alone the session for which a teacher has begun a visit", arguments: TestDatabase.engines)
  func draftsOverOffers(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let visits = house.house.tours.visits
      let facts = VisitOffer.Facts(
        names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: Set(Weekday.allCases), starts: [600], minutes: 120,
        first: house.clock.now.localDay.adding(days: 10), last: house.clock.now.localDay.adding(days: 19), places: 60)
      let (offer, _) = try await database.write {
        try visits.offer(facts, at: house.house.bases[0], by: .command("test"), in: $0)
      }
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: house.clock.now).last })
      _ = try await house.begin(session: session.id.rawValue)
      let outcome = try await database.write {
        try visits.change(offer.id, version: 1, to: facts, state: .ended, by: .command("test"), in: $0)
      }
      #expect(outcome == Visits.OfferOutcome(made: 0, removed: 9, kept: 1))
    }
  }

  @Test(
    "a visit goes from the teacher over the head to the base: places are kept, booked, and counted",
    arguments: TestDatabase.engines)
  func wholeChain(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let base = house.house.bases[0]
      let visit = try await house.begin()
      #expect(try await house.house.places() == [0, 0, 0], "a draft has no places")
      let sent = try await house.send(visit)
      #expect(sent.state == .sent && sent.due == house.clock.now + .seconds(3 * 86_400))
      let held = try #require(try await house.bookings(visit).first)
      #expect(held.state == .held && held.audience == .school && held.people == 44 && held.heldUntil == sent.due)
      #expect(try await house.confirm(visit).state == .confirmed)
      #expect(try await house.bookings(visit).map(\.state) == [.booked])
      let accepted = try await house.act { try $0.accept(visit.id, at: base, by: house.host, in: $1) }
      #expect(accepted.state == .accepted && accepted.due == nil)
      await #expect(throws: SchoolRefusal.tooEarly) {
        try await house.act { try $0.count(43, at: base, of: visit.id, by: house.host, in: $1) }
      }
      house.clock.advance(by: .seconds(17 * 86_400))
      let done = try await house.act { try $0.count(43, at: base, of: visit.id, by: house.host, in: $1) }
      #expect(done.state == .done)
      let (legs, steps) = try await database.read { (try $0.legs(of: visit.id), try $0.steps(of: visit.id)) }
      #expect(legs.map(\.came) == [43])
      #expect(steps.map(\.kind) == [.drafted, .sent, .confirmed, .accepted, .counted])
      #expect(steps.map(\.name) == ["王老师", "王老师", "李校长", "陈馆长", "陈馆长"])
      #expect(try await house.bookings(visit).map(\.state) == [.attended])
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test(
    "nothing is sent that is not whole: parts that lack, 41 pupils with 2 teachers, a full base", arguments: TestDatabase.engines)
  func completeness(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let empty = try await house.begin(SchoolVisitPlan())
      await #expect(throws: SchoolRefusal.missing(SchoolVisitPlan.Part.allCases)) { try await house.send(empty) }
      var plan = SchoolHouse.plan()
      plan.insurance = ""
      let uninsured = try await house.begin(plan)
      await #expect(throws: SchoolRefusal.missing([.insurance])) { try await house.send(uninsured) }
      let few = try await house.begin(SchoolHouse.plan(teachers: 2))
      await #expect(throws: SchoolRefusal.booking(.teachers(needed: 3))) { try await house.send(few) }
      #expect(try await house.house.places() == [0, 0, 0])
      let better = try await house.act { schools, writer in
        _ = try schools.write(SchoolHouse.plan(), of: few.id, version: few.version, by: house.teacher, in: writer)
        return try schools.send(few.id, by: house.teacher, in: writer)
      }
      #expect(better.state == .sent)
      let late = try await house.begin()
      await #expect(throws: SchoolRefusal.booking(.full(free: 16))) { try await house.send(late) }
      #expect(try await house.wrongPools() == 0)
      await #expect(throws: SchoolRefusal.wrongState) {
        try await house.act { try $0.write(SchoolHouse.plan(), of: few.id, version: better.version, by: house.teacher, in: $1) }
      }
      await #expect(throws: SchoolRefusal.changedMeanwhile) {
        try await house.act { try $0.write(SchoolHouse.plan(), of: late.id, version: 9, by: house.teacher, in: $1) }
      }
    }
  }

  @Test("what the head sends back, a base declines, or the school withdraws has no places", arguments: TestDatabase.engines)
  func endings(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let base = house.house.bases[0]
      let visit = try await house.begin()
      await #expect(throws: SchoolRefusal.wrongState) { try await house.confirm(visit) }
      try await house.send(visit)
      let back = try await house.act { try $0.sendBack(visit.id, reason: "缺少校医", by: house.head, in: $1) }
      #expect(back.state == .returned)
      #expect(try await house.house.places() == [0, 0, 0])
      try await house.send(visit)
      try await house.confirm(visit)
      #expect(try await house.house.places() == [44, 0, 0])
      await #expect(throws: SchoolRefusal.wrongState) {
        try await house.act { try $0.accept(visit.id, at: house.house.bases[1], by: house.host, in: $1) }
      }
      let declined = try await house.act { try $0.decline(visit.id, at: base, reason: "检修", by: house.host, in: $1) }
      #expect(declined.state == .declined)
      #expect(try await house.house.places() == [0, 0, 0])
      let other = try await house.begin()
      try await house.send(other)
      try await house.confirm(other)
      try await house.act { try $0.accept(other.id, at: base, by: house.host, in: $1) }
      #expect(try await house.act { try $0.withdraw(other.id, reason: "台风", by: house.teacher, in: $1) }.state == .withdrawn)
      #expect(try await house.house.places() == [0, 0, 0])
      await #expect(throws: SchoolRefusal.wrongState) {
        try await house.act { try $0.withdraw(other.id, reason: "", by: house.teacher, in: $1) }
      }
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test("a head who is late has the places as long as nobody else took them", arguments: TestDatabase.engines)
  func lateHead(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let visits = house.house.house.visits
      let visit = try await house.begin()
      try await house.send(visit)
      house.clock.advance(by: .seconds(4 * 86_400))
      try await database.write { _ = try visits.expireHolds(in: $0) }
      #expect(try await house.house.places() == [0, 0, 0])
      #expect(try await house.confirm(visit).state == .confirmed)
      #expect(try await house.house.places() == [44, 0, 0])
      let second = try await house.begin(session: 2)
      try await house.send(second)
      house.clock.advance(by: .seconds(4 * 86_400))
      try await database.write { _ = try visits.expireHolds(in: $0) }
      _ = try await house.house.house.book(VisitsHouse.request("others", .group, Party(adults: 20), session: 2))
      await #expect(throws: SchoolRefusal.booking(.full(free: 40))) { try await house.confirm(second) }
      #expect(try await database.read { try $0.schoolVisit(second.id) }?.state == .sent)
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test("the head's confirmation confirms a tour; all its bases accept, or none is visited", arguments: TestDatabase.engines)
  func overTour(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let bases = house.house.bases
      var order = try house.house.order([1, 2, 3])
      order.person = house.teacher
      order.request.audience = .school
      let trip = try await house.house.book(order)
      let draft = Schools.Draft(school: house.school, teacher: house.teacher, plan: SchoolHouse.plan(pupils: 40))
      let visit = try await house.act { try $0.begin(draft, over: trip.id, writer: $1) }
      await #expect(throws: SchoolRefusal.wrongState) {
        try await house.act { try $0.begin(draft, over: trip.id, writer: $1) }
      }
      await #expect(throws: SchoolRefusal.otherParty(booked: Party(minors: 41, teachers: 3))) { try await house.send(visit) }
      try await house.act {
        try $0.write(SchoolHouse.plan(), of: visit.id, version: visit.version, by: house.teacher, in: $1)
      }
      try await house.send(visit)
      try await house.confirm(visit)
      let confirmed = try await database.read { try $0.trip(trip.id) }
      #expect(confirmed?.state == .confirmed && confirmed?.sheet.insurance == "平安 123")
      for base in bases.prefix(2) { try await house.act { try $0.accept(visit.id, at: base, by: house.host, in: $1) } }
      #expect(try await database.read { try $0.schoolVisit(visit.id) }?.state == .confirmed, "the third has not answered")
      let end = try await house.act { try $0.decline(visit.id, at: bases[2], reason: "闭馆", by: house.host, in: $1) }
      #expect(end.state == .declined)
      #expect(try await house.house.places() == [0, 0, 0])
      #expect(try await database.read { try $0.trip(trip.id) }?.state == .cancelled)
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test("names in plans are erased thirty days after the visit", arguments: TestDatabase.engines)
  func erasing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database)
      let visit = try await house.begin()
      house.clock.advance(by: .seconds((17 + 30) * 86_400))
      #expect(try await database.write { try house.schools.eraseNames(in: $0) } == 0, "the thirtieth day is not over")
      house.clock.advance(by: .seconds(86_400))
      #expect(try await database.write { try house.schools.eraseNames(in: $0) } == 1)
      #expect(try await database.write { try house.schools.eraseNames(in: $0) } == 0)
      let plan = try #require(try await database.read { try $0.schoolVisit(visit.id) }?.plan)
      #expect(plan.teachers == ["—", "—", "—"] && plan.contact == "—" && plan.party == SchoolHouse.plan().party)
    }
  }

  @Test("whatever steps chance makes, places are those of visits that are on their way", arguments: TestDatabase.engines)
  func walk(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await SchoolHouse(database, places: 100)
      let visits = house.house.house.visits
      var random = SeededRandom(20_261_126)
      var known: [SchoolVisit] = []
      var made = 0
      for step in 0..<240 {
        if known.isEmpty || step.isMultiple(of: 5) {
          known.append(try await house.begin(session: Int64.random(in: 1...3, using: &random)))
        }
        let visit = try #require(known.randomElement(using: &random))
        let choice = Int.random(in: 0..<8, using: &random)
        let base = try #require(try await database.read { try $0.legs(of: visit.id) }.first?.base)
        do {
          try await house.act { schools, writer in
            switch choice {
            case 0, 1: try schools.send(visit.id, by: house.teacher, in: writer)
            case 2, 3: try schools.confirm(visit.id, by: house.head, in: writer)
            case 4: try schools.accept(visit.id, at: base, by: house.host, in: writer)
            case 5: try schools.sendBack(visit.id, reason: "-", by: house.head, in: writer)
            case 6: try schools.decline(visit.id, at: base, reason: "-", by: house.host, in: writer)
            default: try schools.withdraw(visit.id, reason: "-", by: house.teacher, in: writer)
            }
          }
          made += 1
        } catch is SchoolRefusal {}
        if step % 40 == 39 {
          house.clock.advance(by: .seconds(3 * 86_400 + 1))
          try await database.write { _ = try visits.expireHolds(in: $0) }
        }
        for visit in known {
          let state = try #require(try await database.read { try $0.schoolVisit(visit.id) }).state
          let bookings = try await house.bookings(visit)
          switch state {
          case .confirmed, .accepted: #expect(bookings.map(\.state) == [.booked], "step \(step)")
          case .sent: #expect(bookings.allSatisfy { $0.state == .held || $0.state == .expired }, "step \(step)")
          default: #expect(bookings.allSatisfy { !$0.state.hasPlaces }, "step \(step)")
          }
        }
        #expect(try await house.wrongPools() == 0, "step \(step)")
      }
      #expect(made > 30)
    }
  }
}
