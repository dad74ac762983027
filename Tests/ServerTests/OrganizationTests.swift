import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Identity
@testable import Journal
@testable import People
@testable import Places
@testable import Server

@Suite("Organizations, profiles, achievements, tokens, the journal's page")
struct OrganizationTests {
  private static let code = "91350100M000100Y43"

  @Test(
    "a credit code is right with its check character only",
    arguments: [
      ("91350100M000100Y43", true), ("91350100m000100y43", true), ("91350100M000100Y44", false), ("91350100M000100Y4", false),
      ("91350100M00010OY43", false), ("", false), ("１１１１１１１１１１１１１１１１１１", false),
    ])
  func checksCodes(text: String, isRight: Bool) { #expect((CreditCode(text) != nil) == isRight) }

  @Test("one changed character or two swapped ones are always found in a credit code")
  func findsTypos() throws {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    var random = SystemRandomNumberGenerator()
    let code = Array(Self.code)
    for position in code.indices {
      for letter in alphabet where letter != code[position] {
        var wrong = code
        wrong[position] = letter
        #expect(CreditCode(String(wrong)) == nil)
      }
    }
    for _ in 0..<200 {
      let position = Int.random(in: 0..<16, using: &random)
      var wrong = code
      wrong.swapAt(position, position + 1)
      #expect(wrong == code || CreditCode(String(wrong)) == nil)
    }
  }

  @Test("a unit is registered, accepted, joined, invited to, handed over and merged", arguments: TestDatabase.engines)
  func livesItsLife(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let head = try await portal.browser(of: try await portal.person("李明", "li.ming@example.org"))
      try await head.get("/organizations/new?lang=en")
      let facts = ["name": "天河区科学技术协会", "kind": "association", "region": "440106", "credit_code": Self.code]
      try await head.submit("/organizations/new", facts.merging(["credit_code": "91350100M000100Y44"]) { $1 })
      #expect(head.status == .unprocessableContent && head.page.contains("天河区科学技术协会"))
      try await head.submit("/organizations/new", facts.merging(["parent": "0"]) { $1 })
      #expect(head.status == .unprocessableContent && head.page.contains("There is no unit at this address."))
      try await head.submit("/organizations/new", facts)
      let path = head.path
      #expect(path.hasPrefix("/organizations/") && head.page.contains("Waits for an officer"))
      let stranger = Browser(portal.client)
      try await stranger.get(path)
      #expect(stranger.status == .notFound)
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let desk = try await portal.browser(of: officer)
      #expect(try await desk.get("/desk/organizations?lang=en").contains(path))
      try await desk.get(path)
      try await desk.submit("/desk\(path)", ["answer": "yes"])
      #expect(try await stranger.get("/organizations?q=%E5%A4%A9%E6%B2%B3").contains("天河区科学技术协会"))
      let joiner = try await portal.browser(of: try await portal.person("王芳", "wang@example.org"))
      try await joiner.get("\(path)?lang=en")
      try await joiner.submit("\(path)/requests", ["message": "I work there."])
      try await head.get(path)
      let request = String(try #require(head.page.firstMatch(of: /\/organizations\/[0-9A-Z]+\/requests\/[0-9A-Z]+/)).output)
      try await joiner.post(request, joiner.hidden("\(path)/requests") ?? [:])
      #expect(joiner.status == .forbidden)
      try await head.submit(request, ["answer": "yes"])
      #expect(head.page.contains("王芳"))
      try await head.submit("\(path)/invitations", ["email": "new@example.org", "role": "administrator"])
      let link = try await portal.linkInLetter(to: "new@example.org")
      let invited = try await portal.browser(of: try await portal.person("新人", "other@example.org"))
      try await invited.get("\(link)?lang=en")
      try await invited.submit(link)
      #expect(invited.page.contains("You belong to this unit"))
      try await head.get(path)
      let member = String(
        try #require(head.page.firstMatch(of: /王芳[\s\S]*?action="(\/organizations\/[0-9A-Z]+\/members\/[0-9A-Z]+)"/)).output.1)
      try await head.submit(member, ["act": "responsible"])
      #expect(try await joiner.get(path).contains("Responsible person"))
      try await joiner.get("/me/erasure")
      #expect(joiner.page.contains("You are responsible for"))
      try await merge(path, portal, desk)
    }
  }

  private func merge(_ path: String, _ portal: TestPortal, _ desk: Browser) async throws {
    let people = portal.portal.people
    let other = Organization(
      id: people.ids.next(), names: .init(zhHans: "广州市科学技术协会"), kind: .association, region: "440100", status: .active, version: 1)
    try await portal.portal.database.write { try $0.insert(other, at: portal.clock.now) }
    try await desk.get(path)
    try await desk.submit("/desk\(path)/merger", ["into": other.id.description, "merger_reason": "One office"])
    #expect(desk.page.contains("second person"))
    let second = try await portal.person("林处长", "second@example.org")
    try await portal.grant(second, .officer, .province)
    let browser = try await portal.browser(of: second)
    try await browser.get("/desk/second?lang=en")
    let act = String(try #require(browser.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
    try await browser.submit(act, ["answer": "yes"])
    let id = try #require(ID<Organization>(String(path.split(separator: "/").last ?? "")))
    let (current, members) = try await portal.portal.database.read {
      (try $0.currentOrganization(id), try $0.members(of: other.id))
    }
    #expect(current == other.id && members.count == 3 && members.filter { $0.role == .responsible }.isEmpty)
  }

  @Test("an expert is listed only with consent, and shows only what they chose", arguments: TestDatabase.engines)
  func listsExperts(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("王教授", "prof@example.org")
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/profile?lang=en")
      let facts = [
        "kinds": "expert", "headline": "Tides and moons", "fields": "earth", "unit": "Secret Institute", "visible": "headline",
        "listed": "yes",
      ]
      try await browser.submit("/me/profile", facts)
      #expect(browser.status == .unprocessableContent)
      try await browser.get("/me/data")
      try await browser.submit("/me/consents/public_profile", ["answer": "yes"])
      try await browser.get("/me/profile")
      try await browser.submit("/me/profile", facts)
      let visitor = Browser(portal.client)
      try await visitor.get("/experts?lang=en")
      #expect(visitor.page.contains("Tides and moons") && !visitor.page.contains("Secret Institute"))
      try await visitor.get("/experts?field=earth")
      #expect(!visitor.page.contains("王教授"), "what is not shown cannot be searched for")
      try await browser.get("/me/data")
      try await browser.submit("/me/consents/public_profile", ["answer": "no"])
      #expect(try await visitor.get("/experts").contains("王教授") == false, "TC-172")
    }
  }

  @Test(
    "an achievement told by hand is verified by somebody else, exported, and stays apart from records",
    arguments: TestDatabase.engines)
  func keepsLedger(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/achievements?lang=en")
      let told = [
        "title": "=HYPERLINK(\"x\") 潮汐讲座", "kind": "lecture", "role": "speaker", "level": "city", "day": "2026-05-01",
        "evidence": "https://example.org/1",
      ]
      try await browser.submit("/me/achievements", told.merging(["day": "2126-05-01"]) { $1 })
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/me/achievements", told)
      #expect(browser.page.contains("told, not verified"))
      let people = portal.portal.people
      let base: ID<Base> = people.ids.next()
      let credit = Credit(person: person.id, kind: "base", title: "某基地", role: "operator", level: "province")
      for _ in 0..<2 {
        try await portal.portal.database.write { writer in
          try portal.portal.journal.record(
            JournalEntry("base.named", on: .init("base", base), by: .system, details: ["credits": [credit]]), in: writer)
        }
      }
      try await portal.portal.journal.seal(in: portal.portal.database)
      while try await people.keepLedger() > 0 {}
      let entries = try await portal.portal.database.read { try $0.achievements(of: .person(person.id)) }
      #expect(
        entries.count == 2 && entries.contains { $0.state == .recorded && $0.title == "某基地" }, "the same record counts once")
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .province)
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk/achievements?lang=en")
      let path = String(try #require(desk.page.firstMatch(of: /\/desk\/achievements\/[0-9A-Z]+/)).output)
      try await desk.submit(path, ["answer": "yes"])
      #expect(try await browser.get("/me/achievements").contains("badge-open"))
      #expect(try await browser.get("/me/achievements.csv").contains("\"'=HYPERLINK(\"\"x\"\") 潮汐讲座\""))
      #expect(try await browser.get("/me/achievements.json").contains("\"state\":\"verified\""))
      #expect(try await browser.get("/me/achievements.bib").contains("@misc{kepu"))
      let orcid = try await browser.get("/me/achievements.orcid.json")
      #expect(orcid.contains("\"work-summary\"") && orcid.contains("\"publication-date\":{\"year\":{\"value\":\"20"))
    }
  }

  @Test("a token does what its scopes and its owner's grants allow, until it is revoked", arguments: TestDatabase.engines)
  func usesTokens(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .province)
      let browser = try await portal.browser(of: officer)
      try await browser.get("/me/tokens?lang=en")
      try await browser.submit("/me/tokens", ["name": "sync", "scopes": "read", "days": "30"])
      let token = String(try #require(browser.page.firstMatch(of: /<code class="key">([A-Za-z0-9_-]{43})</)).output.1)
      let program = Browser(portal.client)
      let bearer: HTTPFields = [.authorization: "Bearer \(token)"]
      try await program.get("/api/me", headers: bearer)
      #expect(program.status == .ok && program.page.contains("\"scopes\":[\"read\"]"))
      try await program.get("/api/queue", headers: bearer)
      #expect(program.status == .forbidden)
      try await program.get("/desk", headers: bearer)
      #expect(program.status == .forbidden)
      try await program.get("/me/security", headers: bearer)
      #expect(program.status == .forbidden)
      try await program.get("/api/bases", headers: [.authorization: "Bearer nonsense"])
      #expect(program.status == .unauthorized)
      let path = String(
        try #require(try await browser.get("/me/tokens").firstMatch(of: /\/me\/tokens\/[0-9A-Z]+\/revocation/)).output)
      try await browser.submit(path)
      try await program.get("/api/me", headers: bearer)
      #expect(program.status == .unauthorized)
    }
  }

  @Test("the three administrators are never one person, and it takes two people to make one", arguments: TestDatabase.engines)
  func separatesPowers(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let security = try await portal.person("安全员", "security@example.org")
      try await portal.grant(security, .securityAdministrator, .province)
      let auditor = try await portal.person("审计员", "auditor@example.org")
      try await portal.grant(auditor, .auditor, .province)
      await #expect(throws: People.GrantRefusal.separated(.auditor)) {
        try await portal.grant(auditor, .systemAdministrator, .province)
      }
      let plain = try await portal.browser(of: security)
      try await plain.get("/desk/people?lang=en")
      #expect(plain.status == .forbidden && plain.page.contains("second factor"))
      let browser = try await portal.browser(of: security, secondFactor: true)
      let receiver = try await portal.person("新系统员", "system@example.org")
      try await browser.get("/desk/people/\(receiver.id)?lang=en")
      let fields = ["role": "system_administrator", "scope": "province", "reason": "New office"]
      try await browser.submit("/desk/people/\(receiver.id)/grants", fields)
      #expect(browser.page.contains("A second person has to confirm this."))
      #expect(try await portal.portal.database.read { try $0.grants(of: receiver.id, at: portal.clock.now).isEmpty })
      #expect(try await portal.portal.database.read { try $0.looks(at: receiver.id, limit: 9).map(\.by) } == ["安全员"])
      try await browser.get("/journal")
      #expect(browser.status == .forbidden)
      let reader = try await portal.browser(of: auditor, secondFactor: true)
      try await portal.portal.journal.seal(in: portal.portal.database)
      try await reader.get("/journal?lang=en&action=grant.")
      #expect(reader.page.contains("grant.given") && !reader.page.contains("base.published"))
      try await reader.submit("/journal/verification")
      #expect(reader.page.contains("The journal is whole"))
    }
  }

  @Test("a role lent to another ends with its time, and with the lender's own", arguments: TestDatabase.engines)
  func lendsRoles(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let deputy = try await portal.person("副科长", "deputy@example.org")
      let browser = try await portal.browser(of: officer)
      try await browser.get("/me/delegations?lang=en")
      let grant = try #require(
        try await portal.portal.database.read { try $0.grants(of: officer.id, at: portal.clock.now).first })
      let today = portal.portal.people.localToday
      let fields = ["grant": grant.id.description, "email": "deputy@example.org", "reason": "Holiday"]
      try await browser.submit("/me/delegations", fields.merging(["until": today.adding(days: 200).description]) { $1 })
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/me/delegations", fields.merging(["until": today.adding(days: 7).description]) { $1 })
      func held() async throws -> Int {
        try await portal.portal.database.read { try $0.grants(of: deputy.id, at: portal.clock.now).count }
      }
      #expect(try await held() == 1)
      portal.clock.advance(by: .seconds(9 * 86_400))
      #expect(try await held() == 0)
      portal.clock.advance(by: .seconds(-9 * 86_400))
      try await portal.portal.database.write {
        try portal.portal.people.revoke(grant, target: .everything, by: nil, reason: "Left", in: $0)
      }
      #expect(try await held() == 0)
    }
  }

  @Test("messages are mailed as a digest to who wants one, once", arguments: TestDatabase.engines)
  func mailsDigests(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = portal.portal.people
      let person = try await portal.person("李明", "li.ming@example.org")
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/messages?lang=en")
      try await browser.submit("/me/digest", ["digest": "daily"])
      try await portal.portal.database.write {
        try people.notify(person.id, .baseStale(base: "某馆", days: 200), path: "/me", in: $0)
      }
      #expect(try await people.mailDigests() == 1)
      #expect(try await people.mailDigests() == 0)
      let letter = try #require(try await portal.letters().last)
      #expect(letter.to == "li.ming@example.org" && letter.text.contains("某馆") && letter.text.contains("https://kepu.example/me"))
    }
  }

  @Test("managers are asked about pages that nobody has confirmed for long", arguments: TestDatabase.engines)
  func asksManagers(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let places = portal.portal.places
      let base = try #require(try await portal.portal.database.read { try $0.base(slug: "guangdong-science-center") })
      let manager = try await portal.person("李明", "li.ming@example.org")
      try await portal.grant(manager, .baseManager, .base(base.id.rawValue))
      #expect(try await places.remindManagers() == 0)
      portal.clock.advance(by: .seconds(181 * 86_400))
      #expect(try await places.remindManagers() == 1)
      #expect(try await places.remindManagers() == 0)
      let browser = try await portal.browser(of: manager)
      #expect(try await browser.get("/me/messages?lang=en").contains("for 181 days"))
      try await browser.get("/bases/\(base.slug)/edit")
      try await browser.submit("/bases/\(base.slug)/confirmation")
      portal.clock.advance(by: .seconds(40 * 86_400))
      #expect(try await places.remindManagers() == 0)
    }
  }

  @Test("grants reach what lies under their region, unit or base, and nothing else")
  func reaches() {
    let tianhe = Target(region: "440106", organization: ID(rawValue: 7), base: 9)
    for scope in [
      Scope.province, .region("440000"), .region("440100"), .region("440106"), .organization(ID(rawValue: 7)), .base(9),
    ] {
      #expect(scope.covers(tianhe))
    }
    for scope in [Scope.region("440300"), .region("440105"), .region("810000"), .organization(ID(rawValue: 8)), .base(10)] {
      #expect(!scope.covers(tianhe))
    }
    #expect(!Scope.region("440100").covers(.everything) && !Scope.region("000000").covers(tianhe))
  }
}
