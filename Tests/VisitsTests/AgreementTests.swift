import People
import SQL
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("Agreements of schools with bases")
struct AgreementTests {
  @Test("both sides sign; the school is a partner in its term and no longer", arguments: TestDatabase.engines)
  func signing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await AgreementHouse(database)
      let proposed = try await house.propose(try AgreementHouse.terms())
      let inTerm = try #require(Day("2026-04-01"))
      func partners(_ day: Day) async throws -> [ID<Organization>] {
        try await database.read { try $0.partnerSchools(of: house.house.base, on: day) }
      }
      #expect(try await partners(inTerm).isEmpty, "one signature is no agreement")
      await #expect(throws: AgreementRefusal.wrongState, "the proposer does not sign for both") {
        try await database.write { _ = try house.agreements.sign(proposed.id, as: .base, by: house.host, in: $0) }
      }
      await #expect(throws: AgreementRefusal.exists) { _ = try await house.propose(try AgreementHouse.terms()) }
      let signed = try await database.write { try house.agreements.sign(proposed.id, as: .school, by: house.head, in: $0) }
      #expect(signed.isInForce(on: inTerm) && !signed.isInForce(on: signed.terms.last.adding(days: 1)))
      #expect(try await partners(inTerm) == [house.school])
      #expect(try await partners(signed.terms.last.adding(days: 1)).isEmpty)
      await #expect(throws: AgreementRefusal.wrongState) {
        try await database.write { _ = try house.agreements.sign(proposed.id, as: .school, by: house.head, in: $0) }
      }
      let ended = try await database.write { try house.agreements.end(signed.id, reason: "搬迁", by: house.head, in: $0) }
      #expect(ended.state == .ended && ended.reason == "搬迁")
      #expect(try await partners(inTerm).isEmpty)
      let next = try await house.propose(try AgreementHouse.terms())
      let declined = try await database.write { try house.agreements.end(next.id, reason: "", by: house.head, in: $0) }
      #expect(declined.state == .declined)
    }
  }

  @Test("terms that cannot be are refused")
  func terms() throws {
    let policy = try AgreementPolicy(file: VisitsHouse.root + "/Policies/school-agreements.yaml")
    let today = try #require(Day("2026-03-03"))
    let good = try AgreementHouse.terms()
    #expect(good.arePossible(on: today, policy))
    let changes: [(inout SchoolAgreement.Terms) -> Void] = [
      { $0.last = $0.first.adding(days: -1) },
      {
        $0.first = today.adding(days: -9); $0.last = today.adding(days: -1)
      },
      { $0.last = $0.first.adding(days: policy.longestDays) }, { $0.visits = 0 }, { $0.visits = policy.mostVisits + 1 },
      { $0.pupils = 0 }, { $0.pupils = 10_001 },
    ]
    for (number, change) in changes.enumerated() {
      var terms = good
      change(&terms)
      #expect(!terms.arePossible(on: today, policy), "change \(number)")
    }
  }

  @Test("sessions are kept as many as agreed, with the teachers that pupils need", arguments: TestDatabase.engines)
  func keeping(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await AgreementHouse(database)
      for (id, day) in ["2026-04-14", "2026-04-15", "2026-04-16", "2026-03-13", "2026-09-01"].enumerated() {
        try await house.house.add(day, id: Int64(id + 1), SessionPlaces(60))
      }
      let proposed = try await house.propose(try AgreementHouse.terms(pupils: 41))
      await #expect(throws: AgreementRefusal.wrongState) { try await house.keep(1, by: proposed) }
      let signed = try await database.write { try house.agreements.sign(proposed.id, as: .school, by: house.head, in: $0) }
      await #expect(throws: AgreementRefusal.tooLate) { try await house.keep(4, by: signed) }
      await #expect(throws: AgreementRefusal.otherSession) { try await house.keep(5, by: signed) }
      await #expect(throws: AgreementRefusal.booking(.notFound)) { try await house.keep(99, by: signed) }
      #expect(try await house.keep(1, by: signed).people == 44)
      #expect(try await house.taken(1) == 44)
      await #expect(throws: AgreementRefusal.booking(.full(free: 16))) { try await house.keep(1, by: signed) }
      let second = try await house.keep(2, by: signed)
      await #expect(throws: AgreementRefusal.allKept(most: 2)) { try await house.keep(3, by: signed) }
      try await database.write { try house.agreements.release(second.booking, of: signed.id, by: house.host, in: $0) }
      #expect(try await house.taken(2) == 0)
      await #expect(throws: AgreementRefusal.wrongState) {
        try await database.write { try house.agreements.release(second.booking, of: signed.id, by: house.host, in: $0) }
      }
      try await house.keep(3, by: signed)
      #expect(try await house.states(signed) == [.kept, .released, .kept])
      try await database.write { _ = try house.agreements.end(signed.id, reason: "", by: house.host, in: $0) }
      #expect(try await house.taken(1) == 0)
      #expect(try await house.taken(3) == 0)
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test("a school takes up its places, and nobody else does; what is left lapses on the day", arguments: TestDatabase.engines)
  func takingUp(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await AgreementHouse(database)
      for (id, day) in ["2026-04-14", "2026-04-15"].enumerated() {
        try await house.house.add(day, id: Int64(id + 1), SessionPlaces(60))
      }
      let signed = try await house.signed(try AgreementHouse.terms())
      try await house.keep(1, by: signed)
      try await house.keep(2, by: signed)
      #expect(try await house.takeUp(1, pupils: 30, teachers: 2, for: house.schools[1]) == nil)
      await #expect(throws: BookingRefusal.teachers(needed: 2)) { _ = try await house.takeUp(1, pupils: 30, teachers: 1) }
      await #expect(throws: BookingRefusal.full(free: 18)) { _ = try await house.takeUp(1, pupils: 70, teachers: 4) }
      #expect(try await house.taken(1) == 42)
      let booking = try #require(try await house.takeUp(1, pupils: 41, teachers: 3))
      #expect(booking.state == .held && booking.people == 44 && booking.booker == "o:\(house.school)")
      #expect(booking.heldUntil == house.clock.now + .seconds(3 * 86_400))
      #expect(try await house.taken(1) == 44)
      #expect(try await house.takeUp(1, pupils: 30, teachers: 2) == nil, "they are taken up once")
      _ = try await database.write { try house.visits.confirm(booking.id, by: .person(house.head), in: $0) }
      // Fourteen days before 15 April, 10:00, the second lapses; the first was taken up.
      house.clock.advance(by: .seconds(29 * 86_400))
      try await house.expire()
      #expect(try await house.states(signed) == [.takenUp, .released])
      #expect(try await house.taken(1) == 44)
      #expect(try await house.taken(2) == 0)
      _ = try await database.write { try house.agreements.end(signed.id, reason: "", by: house.head, in: $0) }
      #expect(try await house.taken(1) == 44, "a visit that is booked stays")
      #expect(try await house.wrongPools() == 0)
    }
  }

  @Test(
    "whatever steps chance makes, no place is lost or doubled and no agreement keeps more than agreed",
    arguments: TestDatabase.engines)
  func walk(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await AgreementHouse(database)
      for id in 1...4 { try await house.house.add("2026-04-1\(id + 2)", id: Int64(id), SessionPlaces(100)) }
      var random = SeededRandom(5)
      var open: [SchoolAgreement] = []
      var made = 0
      for step in 0..<150 {
        let school = try #require(house.schools.randomElement(using: &random))
        let session = Int64.random(in: 1...4, using: &random)
        if !open.contains(where: { $0.school == school }) {
          open.append(try await house.signed(try AgreementHouse.terms(visits: 3), with: school))
        }
        let agreement = try #require(open.first { $0.school == school })
        do {
          switch Int.random(in: 0..<10, using: &random) {
          case 0...4: try await house.keep(session, by: agreement)
          case 5, 6:
            if let booking = try await house.takeUp(
              session, pupils: Int.random(in: 20...60, using: &random), teachers: 3, for: school),
              Bool.random(using: &random)
            {
              _ = try await database.write { try house.visits.confirm(booking.id, by: .person(house.head), in: $0) }
            }
          case 7, 8:
            let kept = try await database.read { try $0.keptSessions(of: agreement.id) }
            if let one = kept.randomElement(using: &random) {
              try await database.write { try house.agreements.release(one.booking, of: agreement.id, by: house.host, in: $0) }
            }
          default:
            try await database.write { _ = try house.agreements.end(agreement.id, reason: "", by: house.head, in: $0) }
            open.removeAll { $0.id == agreement.id }
          }
          made += 1
        } catch is AgreementRefusal {} catch is BookingRefusal {}
        if step % 50 == 49 {
          house.clock.advance(by: .seconds(4 * 86_400))
          try await house.expire()
        }
        for agreement in open {
          #expect(try await house.states(agreement).filter(\.counts).count <= 3, "step \(step)")
        }
        #expect(try await house.wrongPools() == 0, "step \(step)")
      }
      #expect(made > 60)
    }
  }
}
