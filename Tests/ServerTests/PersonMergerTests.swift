import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Journal
@testable import People
@testable import Places
@testable import Server

@Suite("Two accounts of one person")
struct PersonMergerTests {
  private func security(_ portal: TestPortal, _ name: String, _ email: String) async throws -> (Person, Browser) {
    let person = try await portal.person(name, email)
    try await portal.grant(person, .securityAdministrator, .province)
    let browser = try await portal.browser(of: person, secondFactor: true)
    try await browser.get("/desk?lang=en")
    return (person, browser)
  }

  @Test(
    "they become one when a second person agrees: everything goes over once, and the old way in is shut",
    arguments: TestDatabase.engines)
  func merges(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = portal.portal.people
      let database = portal.portal.database
      let old = try await portal.person("李明", "old@example.org")
      let new = try await portal.person("李明", "new@example.org")
      let base = try #require(try await database.read { try $0.base(slug: "guangdong-science-center") })
      try await portal.grant(old, .baseManager, .base(base.id.rawValue))
      try await portal.grant(old, .officer, .region("440100"))
      try await portal.grant(new, .officer, .region("440100"))
      let session = try await portal.browser(of: old)
      let program = try await portal.program(of: old)
      let unit = try await program.send(
        .post, "/api/organizations", ["names": ["zh-Hans": "甲"], "kind": "school", "region": "440113"])
      let unitID = try #require(ID<Organization>(unit["id"] as? String ?? ""))
      let told = [
        "title": "Lecture", "kind": "lecture", "role": "speaker", "level": "county", "day": "2026-05-31", "evidence": "Photo",
      ]
      try await program.send(.post, "/api/me/achievements", told)
      let (_, first) = try await security(portal, "安全员甲", "first@example.org")
      let (_, second) = try await security(portal, "安全员乙", "second@example.org")
      let path = "/desk/people/\(old.id)"
      try await first.get(path)
      try await first.submit(path + "/merger", ["into": "nobody@example.org", "merger_reason": "Two accounts"])
      #expect(first.status == .unprocessableContent)
      try await first.submit(path + "/merger", ["into": "new@example.org", "merger_reason": "Two accounts"])
      #expect(first.page.contains("A second person has to confirm this."))
      #expect(try await program.get("/api/me").status == .ok, "nothing is done yet")
      try await second.get("/desk/second")
      let act = String(try #require(second.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
      try await second.submit(act, ["answer": "yes"])
      let (grants, kept, closed, unitMembers, achievements) = try await database.read { reader in
        (
          try reader.grants(of: new.id, at: portal.clock.now), try reader.person(new.id), try reader.person(old.id),
          try reader.members(of: unitID), try reader.achievements(of: .person(new.id)).map(\.title)
        )
      }
      #expect(grants.map(\.role).sorted { $0.rawValue < $1.rawValue } == [.baseManager, .officer], "the same role is held once")
      #expect(kept?.email == "new@example.org" && closed?.status == .merged && closed?.email == nil)
      #expect(unitMembers.map(\.person) == [new.id] && unitMembers.map(\.role) == [.responsible])
      #expect(achievements == ["Lecture"])
      #expect(try await database.read { try $0.grants(of: old.id, at: portal.clock.now).isEmpty })
      #expect(try await program.get("/api/me").status == .unauthorized)
      try await session.get("/me")
      #expect(session.path.hasPrefix("/login"))
      let letters = try await portal.letters().filter { $0.text.contains("are one now") || $0.text.contains("one now") }
      #expect(Set(letters.map(\.to)) == ["old@example.org", "new@example.org"])
      try await portal.portal.journal.seal(in: database)
      let entries = try await database.all(String.self, "SELECT reason FROM journal WHERE action = 'person.merged'")
      #expect(entries == ["Two accounts"])
      #expect(try await database.read { try $0.currentPerson(old.id) } == new.id)
      try await database.write { try people.erase(new.id, by: .person(new.id), in: $0) }
      #expect(try await database.read { try $0.person(old.id) }?.name == "—", "erasing reaches the merged account")
    }
  }

  @Test(
    "what would put two of the three administrators, a minor's or one's own account together is refused",
    arguments: TestDatabase.engines)
  func refuses(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = portal.portal.people
      let (security, browser) = try await security(portal, "安全员", "security@example.org")
      let plain = try await portal.person("李明", "plain@example.org")
      let other = try await portal.person("李明", "other@example.org")
      let auditor = try await portal.person("审计员", "auditor@example.org")
      try await portal.grant(auditor, .auditor, .province)
      let system = try await portal.person("系统员", "system@example.org")
      try await portal.grant(system, .systemAdministrator, .province)
      let child = try await portal.person("王", "child@example.org", birthDay: people.localToday.adding(months: -192))
      func refusal(_ from: Person, _ into: Person) async throws -> People.MergeRefusal? {
        do {
          try await portal.portal.database.write { writer in
            let rights = Rights(
              person: security, grants: [], session: nil, confirmedAt: portal.clock.now, hasSecondFactor: true, tokenScopes: nil,
              isSecondFactorOwed: false)
            try people.check(from, into: into, by: rights, in: writer)
          }
          return nil
        } catch let refusal as People.MergeRefusal { return refusal }
      }
      #expect(try await refusal(plain, other) == nil)
      #expect(try await refusal(plain, plain) == .notTwo)
      #expect(try await refusal(plain, security) == .own)
      #expect(try await refusal(child, plain) == .age)
      #expect(try await refusal(auditor, system) == .separated)
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk/people/\(plain.id)?lang=en")
      #expect(!desk.page.contains("/merger"), "merging reaches all of the province")
      try await desk.post("/desk/people/\(plain.id)/merger", ["into": "other@example.org", "merger_reason": "x"])
      #expect(desk.status == .forbidden)
      try await browser.get("/desk/people/\(auditor.id)")
      try await browser.submit("/desk/people/\(auditor.id)/merger", ["into": "system@example.org", "merger_reason": "x"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("never one person"))
    }
  }

  @Test("an account with a part in a call stays, and nothing of it is moved")
  func staysWithItsCall() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await withPortal(engine) { portal in
      let (_, browser) = try await security(portal, "安全员", "security@example.org")
      let (_, second) = try await security(portal, "安全员乙", "second@example.org")
      let author = try await portal.person("李明", "author@example.org")
      let other = try await portal.person("李明", "other@example.org")
      try await portal.grant(author, .teacher, .region("440100"))
      try await portal.portal.database.write { writer in
        try writer.execute("INSERT INTO programmes (digest, programme, version, text, loaded_at) VALUES ('d', 'k', '1', 't', 0)")
        try writer.execute(
          """
          INSERT INTO calls (
            id, programme, digest, region, status, plan, opens_at, closes_at, created_by, created_at, updated_at, last_number, version)
          VALUES (1, 'k', 'd', '440000', 'draft', '{}', 0, 0, \(author.id), 0, 0, 0, 1)
          """)
      }
      try await browser.get("/desk/people/\(author.id)?lang=en")
      try await browser.submit("/desk/people/\(author.id)/merger", ["into": "other@example.org", "merger_reason": "x"])
      try await second.get("/desk/second")
      let act = String(try #require(second.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
      try await second.submit(act, ["answer": "yes"])
      #expect(second.status == .conflict && second.page.contains("part in a call"))
      let (status, grants) = try await portal.portal.database.read {
        (try $0.person(author.id)?.status, try $0.grants(of: other.id, at: portal.clock.now).count)
      }
      #expect(status == .active && grants == 0)
    }
  }
}
