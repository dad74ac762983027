import Identity
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Visits

@Suite("Consents of pupils' guardians")
struct GuardianTests {
  @Test(
    "slips can be made from the sending to the head until the visit begins, and only where a base needs names",
    arguments: TestDatabase.engines)
  func making(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let free = try await house.school.begin(session: 2)
      try await house.school.send(free)
      await #expect(throws: GuardianRefusal.notNeeded) { try await house.make(1, of: free) }
      let visit = try await house.school.begin()
      await #expect(throws: GuardianRefusal.closed) { try await house.make(1, of: visit) }
      try await house.school.send(visit)
      let made = try await house.make(41, of: visit)
      #expect(made.slips.map(\.number) == Array(1...41) && made.classToken == nil)
      #expect(Set(made.slips.map(\.secret)).count == 41 && made.slips.allSatisfy { $0.secret.utf8.count == 43 })
      let stored = try await database.all(String.self, "SELECT token_hash FROM guardian_slips")
      #expect(Set(stored).isDisjoint(with: made.slips.map(\.secret)), "secrets are kept as hashes alone")
      await #expect(throws: GuardianRefusal.tooMany(most: 5)) { try await house.make(6, of: visit) }
      await #expect(throws: GuardianRefusal.tooMany(most: 5)) { try await house.make(0, of: visit) }
      #expect(try await house.make(5, of: visit).slips.map(\.number) == Array(42...46))
      house.clock.advance(by: .seconds(17 * 86_400))
      await #expect(throws: GuardianRefusal.closed) { try await house.make(1, of: visit, replaces: true) }
    }
  }

  @Test(
    "only names with consent go to the base that needs them; refusals and withdrawals keep none", arguments: TestDatabase.engines)
  func answering(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      let slips = try await house.make(4, of: visit).slips.map { SecretToken.hash($0.secret) }
      try await house.act { try $0.give("王小明", at: slips[0], in: $1) }
      try await house.act { try $0.give("李小红", at: slips[1], in: $1) }
      try await house.act { try $0.refuse(at: slips[2], in: $1) }
      #expect(try await house.names(visit) == ["王小明", "李小红"])
      #expect(try await house.counts(visit).answers == [.given: 2, .refused: 1, .open: 1])
      try await house.act { try $0.withdraw(at: slips[0], in: $1) }
      #expect(try await house.names(visit) == ["李小红"])
      await #expect(throws: GuardianRefusal.closed) { try await house.act { try $0.withdraw(at: slips[0], in: $1) } }
      try await house.act { try $0.give("王小明", at: slips[2], in: $1) }
      #expect(try await house.names(visit) == ["李小红", "王小明"], "somebody may change their mind")
      await #expect(throws: GuardianRefusal.notFound) { try await house.act { try $0.give("谁", at: "none", in: $1) } }
      await #expect(throws: GuardianRefusal.notNeeded) {
        try await database.read { try house.guardians.names(of: visit.id, for: house.school.house.bases[1], $0) }
      }
      let withName = try await database.all(String.self, "SELECT answer FROM guardian_slips WHERE name IS NOT NULL")
      #expect(withName == ["given", "given"])
      let kept = try await database.all(String.self, "SELECT details || action || actor FROM journal")
      #expect(!kept.contains { $0.contains("小") } && kept.contains { $0.contains("consent_withdrawn") })
      house.clock.advance(by: .seconds(17 * 86_400))
      await #expect(throws: GuardianRefusal.closed) { try await house.act { try $0.give("迟到", at: slips[3], in: $1) } }
      try await house.act { try $0.withdraw(at: slips[1], in: $1) }
      #expect(try await house.names(visit) == ["王小明"], "a consent can be taken back at any time")
    }
  }

  @Test("a class has one address and each slip a code, which is read as people type it", arguments: TestDatabase.engines)
  func classes(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      let made = try await house.make(3, of: visit, forClass: true)
      let token = try #require(made.classToken)
      let found = try await database.read { reader in
        (
          try reader.guardianClass(hash: SecretToken.hash(token)),
          try made.slips.map { try reader.guardianSlip(hash: SecretToken.hash(SlipCode.secret(token, $0.secret)))?.number }
        )
      }
      #expect(found.0 == visit.id && found.1 == [1, 2, 3])
      #expect(SlipCode.shown("7K2MQ4XP") == "7K2M-Q4XP" && SlipCode.read(" 7k2m–q4xp ") == "7K2MQ4XP")
      #expect(SlipCode.read("OIL00000") == "01100000")
      for wrong in ["", "7K2M", "7K2MQ4XPU", "7K2MQ4X!", "UUUUUUUU"] { #expect(SlipCode.read(wrong) == nil, "\(wrong)") }
    }
  }

  @Test("new slips may take the place of those that nobody answered, and answers stay", arguments: TestDatabase.engines)
  func replacing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      let first = try await house.make(46, of: visit).slips.map { SecretToken.hash($0.secret) }
      try await house.act { try $0.give("王小明", at: first[45], in: $1) }
      let second = try await house.make(45, of: visit, replaces: true)
      #expect(second.slips.first?.number == 47)
      await #expect(throws: GuardianRefusal.notFound) { try await house.act { try $0.give("谁", at: first[0], in: $1) } }
      #expect(try await house.names(visit) == ["王小明"])
    }
  }

  @Test(
    "thirty days after the visit everything is gone; of a visit that does not take place at once", arguments: TestDatabase.engines
  )
  func erasing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let schools = house.school.schools
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      let made = try await house.make(2, of: visit, forClass: true)
      let token = try #require(made.classToken)
      let hash = SecretToken.hash(SlipCode.secret(token, try #require(made.slips.first).secret))
      try await house.act { try $0.give("王小明", at: hash, in: $1) }
      house.clock.advance(by: .seconds((17 + 30) * 86_400))
      #expect(try await database.write { try schools.eraseConsents(in: $0) } == 0, "the thirtieth day is not over")
      house.clock.advance(by: .seconds(86_400))
      #expect(try await database.write { try schools.eraseConsents(in: $0) } == 1)
      #expect(try await database.write { try schools.eraseConsents(in: $0) } == 0)
      let left = try await database.read { reader in
        (try reader.guardianSlip(hash: hash), try reader.guardianClass(hash: SecretToken.hash(token)))
      }
      #expect(left.0 == nil && left.1 == nil)
      #expect(try await database.all(String.self, "SELECT action FROM journal").contains("school_visit.consents_erased"))
    }
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      _ = try await house.make(2, of: visit)
      try await house.school.act { try $0.withdraw(visit.id, reason: "台风", by: house.school.teacher, in: $1) }
      #expect(try await database.write { try house.school.schools.eraseConsents(in: $0) } == 1)
    }
  }

  @Test("when names are due and missing, it is told once", arguments: TestDatabase.engines)
  func deadline(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await GuardianHouse(database)
      let visit = try await house.school.begin()
      try await house.school.send(visit)
      try await house.school.confirm(visit)
      #expect(try await database.write { try house.guardians.overdue(in: $0).count } == 0)
      house.clock.advance(by: .seconds(15 * 86_400 + 6 * 3_600))
      let told = try await database.write { try house.guardians.overdue(in: $0).map(\.names.missing) }
      #expect(told == [41])
      #expect(try await database.write { try house.guardians.overdue(in: $0).count } == 0)
    }
  }
}

/// A school whose visit goes to a base with an insurance that needs names; the other two need none.
struct GuardianHouse {
  let school: SchoolHouse
  let guardians: GuardianConsents

  var clock: ManualClock { school.clock }

  init(_ database: Database) async throws {
    school = try await SchoolHouse(database)
    guardians = GuardianConsents(
      schools: school.schools, policy: try PaperPolicy(file: VisitsHouse.root + "/Policies/visit-papers.yaml"),
      secret: "test secret")
    // The session belongs to an offer that asks for names.
    let (visits, base) = (school.house.tours.visits, school.house.bases[0])
    let facts = VisitOffer.Facts(
      names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: [], starts: [600], minutes: 120,
      first: school.clock.now.localDay, places: 60, pupilsNames: true)
    try await database.write { writer in
      let offer = try visits.offer(facts, at: base, by: .command("test"), in: writer).offer
      try writer.execute("UPDATE visit_sessions SET offer_id = \(offer.id) WHERE id = 1")
    }
  }

  func make(
    _ count: Int, of visit: SchoolVisit, forClass: Bool = false, replaces: Bool = false
  ) async throws -> NewSlips {
    try await school.database.write { writer in
      try guardians.make(
        [(.zhHans, count)], of: visit.id, forClass: forClass, replaces: replaces, by: school.teacher, in: writer)
    }
  }

  func act(_ work: @escaping @Sendable (GuardianConsents, Writer) throws -> Void) async throws {
    try await school.database.write { try work(guardians, $0) }
  }

  func names(_ visit: SchoolVisit) async throws -> [String] {
    try await school.database.read { try guardians.names(of: visit.id, for: school.house.bases[0], $0) }
  }

  func counts(_ visit: SchoolVisit) async throws -> GuardianCounts {
    try await school.database.read { try $0.guardianCounts(of: visit.id) }
  }
}
