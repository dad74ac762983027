import HTTPTypes
import People
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A school with its head, a base with its manager and two sessions, and a stranger.
private struct AgreementStory {
  let portal: TestPortal
  let base: Base
  let day: Day
  let school = ID<Organization>(rawValue: 700)
  let head: Browser
  let manager: Browser
  let stranger: Browser

  init(_ portal: TestPortal) async throws {
    self.portal = portal
    let house = portal.portal
    let day = portal.clock.now.localDay.adding(days: 40)
    self.day = day
    let base = try #require(
      try await house.database.read { reader in
        try reader.basesOfAnyStatus(
          try reader.values(ID<Base>.self, "SELECT id FROM bases WHERE status = 'published' ORDER BY id LIMIT 1"))
      }.first)
    self.base = base
    let school = school
    try await house.database.write { writer in
      for id in [school, ID(rawValue: 710)] {
        try writer.insert(
          Organization(
            id: id, names: LocalizedText(zhHans: "天河第\(id)小学"), kind: .school, creditCode: nil, region: "440106", parent: nil,
            website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: portal.clock.now)
      }
      for number in 1...2 as ClosedRange<Int64> {
        let start = day.localStart + .seconds(number * 36_000)
        let session = VisitSession(
          id: ID(rawValue: number), base: base.id, day: day, starts: start, ends: start + .seconds(7_200))
        try house.visits.add(session, SessionPlaces(60), by: .command("test"), in: writer)
      }
    }
    let people = [
      try await portal.person("李校长", "li@example.org"), try await portal.person("陈馆长", "chen@example.org"),
      try await portal.person("别校校长", "other@example.org"),
    ]
    try await portal.grant(people[0], .schoolHead, .organization(school))
    try await portal.grant(people[1], .baseManager, .base(base.id.rawValue))
    try await portal.grant(people[2], .schoolHead, .organization(ID(rawValue: 710)))
    head = try await portal.browser(of: people[0], secondFactor: true)
    manager = try await portal.browser(of: people[1], secondFactor: true)
    stranger = try await portal.browser(of: people[2], secondFactor: true)
    for browser in [head, manager, stranger] { browser.setCookie("lang", "en") }
  }

  var terms: [String: String] {
    [
      "base": base.slug, "first": day.adding(days: -40).description, "last": day.adding(days: 90).description, "visits": "1",
      "pupils": "41", "words": "四年级 <科学>",
    ]
  }
}

@Suite("Agreements of schools on the pages")
struct VisitsAgreementTests {
  @Test("a head proposes, the base signs and keeps a session, everybody sees the partner", arguments: TestDatabase.engines)
  func wholeStory(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await AgreementStory(portal)
      let (head, manager, stranger) = (story.head, story.manager, story.stranger)
      let partners = "/bases/\(story.base.slug)/partner-schools"
      try await head.get("/school-agreements")
      #expect(head.page.contains("No agreements yet"))
      try await head.get("/school-agreements/new?base=\(story.base.slug)")
      var wrong = story.terms
      wrong["visits"] = "0"
      try await head.submit("/school-agreements", wrong)
      #expect(head.status == .unprocessableContent && head.page.contains("四年级 &lt;科学&gt;"), "what was typed stays")
      wrong["visits"] = "1"
      wrong["last"] = "2020-01-01"
      try await head.submit("/school-agreements", wrong)
      #expect(head.status == .unprocessableContent && head.page.contains("The days of the term cannot be so"))
      try await head.submit("/school-agreements", story.terms)
      #expect(head.status == .ok && head.page.contains("The base is asked to sign."))
      let path = head.path
      #expect(!head.page.contains("\(path)/signature"), "the proposer has signed already")
      try await stranger.get(path)
      #expect(stranger.status == .notFound)
      try await stranger.get(partners)
      #expect(stranger.status == .ok && !stranger.page.contains("天河第"))
      try await manager.get("/school-agreements")
      #expect(manager.page.contains(path))
      try await manager.get(path)
      try await manager.submit("\(path)/signature")
      #expect(manager.page.contains("In force") && manager.page.contains("陈馆长") && manager.page.contains("李校长"))
      try await manager.submit("\(path)/sessions", ["session": ID<VisitSession>(rawValue: 1).description])
      #expect(manager.status == .ok && manager.page.contains("Kept for the school"))
      #expect(try await taken(portal) == [44, 0])
      try await manager.submit("\(path)/sessions", ["session": ID<VisitSession>(rawValue: 2).description])
      #expect(manager.status == .unprocessableContent && manager.page.contains("The agreement keeps 1 session."))
      try await stranger.get(partners)
      #expect(stranger.page.contains("天河第"))
      try await head.get(path)
      try await head.submit("\(path)/ending")
      #expect(head.status == .unprocessableContent, "an end needs a reason")
      try await head.submit("\(path)/ending", ["reason": "搬迁"])
      #expect(head.page.contains("Ended") && head.page.contains("搬迁"))
      #expect(try await taken(portal) == [0, 0])
      try await stranger.get(partners)
      #expect(!stranger.page.contains("天河第"))
    }
  }

  @Test("no other school, no manager and no visitor proposes or acts in the name of a school")
  func whoMay() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await AgreementStory(portal)
      try await story.head.get("/school-agreements/new")
      try await story.head.submit("/school-agreements", story.terms)
      let path = story.head.path
      let ticket = try #require(story.head.hidden("\(path)/ending"))
      try await story.head.post("\(path)/signature", ticket)
      #expect(story.head.status == .unprocessableContent, "the proposer does not sign for the base")
      for action in ["signature", "ending", "sessions", "sessions/\(story.base.id)/release"] {
        try await story.stranger.get("/school-agreements/new")
        var fields = try #require(story.stranger.hidden("/school-agreements"))
        fields["reason"] = "-"
        try await story.stranger.post("\(path)/\(action)", fields)
        #expect(story.stranger.status == .notFound, "\(action)")
      }
      try await story.manager.get(path)
      try await story.manager.post(
        "/school-agreements", (story.manager.hidden("\(path)/ending") ?? [:]).merging(story.terms) { $1 })
      #expect(story.manager.status == .unprocessableContent, "for its own base, and then a school has to be named")
      #expect(try await portal.portal.database.all(String.self, "SELECT proposer FROM school_agreements") == ["school"])
      for wrong in ["/school-agreements/x", "/school-agreements/\(story.base.id)", "/bases/no-such-base/partner-schools"] {
        try await story.head.get(wrong)
        #expect(story.head.status == .notFound, "\(wrong)")
      }
    }
  }

  @Test(
    "a base proposes to a school that it names, the head signs, and whoever looks after the base through its unit is told",
    arguments: TestDatabase.engines)
  func baseProposes(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await AgreementStory(portal)
      let (head, manager) = (story.head, story.manager)
      let (base, unit) = (story.base.id, ID<Organization>(rawValue: 720))
      let deputy = try await portal.person("馆办", "office@example.org")
      try await portal.portal.database.write { writer in
        try writer.insert(
          Organization(
            id: unit, names: LocalizedText(zhHans: "市科协"), kind: .government, creditCode: nil, region: "440106", parent: nil,
            website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: portal.clock.now)
        try writer.execute("UPDATE bases SET operator_id = \(unit) WHERE id = \(base)")
      }
      try await portal.grant(deputy, .baseManager, .organization(unit))
      try await manager.get("/school-agreements")
      #expect(manager.page.contains("/school-agreements/new"))
      try await manager.get("/school-agreements/new")
      #expect(manager.page.contains("Sign and send to the school") && !manager.page.contains("name=\"base\""))
      var terms = story.terms
      terms["base"] = nil
      for (name, words) in [("", "error-summary"), ("没有的学校", "No registered school"), ("天河第", "please choose one")] {
        terms["school"] = name
        try await manager.submit("/school-agreements", terms)
        #expect(manager.status == .unprocessableContent && manager.page.contains(words), "\(name)")
      }
      #expect(manager.page.contains("<select id=\"school\"") && manager.page.contains("四年级 &lt;科学&gt;"))
      terms["school"] = story.school.description
      try await manager.submit("/school-agreements", terms)
      #expect(manager.status == .ok && manager.page.contains("The school is asked to sign."))
      let path = manager.path
      #expect(!manager.page.contains("\(path)/signature"), "who proposed has signed already")
      let told = try await portal.portal.database.all(
        String.self,
        "SELECT p.name FROM notices n JOIN people p ON p.id = n.person_id WHERE n.path = \(path) ORDER BY p.name")
      #expect(Set(told) == ["李校长", "馆办"])
      try await story.stranger.get(path)
      #expect(story.stranger.status == .notFound)
      try await head.get(path)
      try await head.submit("\(path)/signature")
      #expect(head.page.contains("In force"))
      let other = try await portal.browser(of: deputy, secondFactor: true)
      try await other.get(path)
      #expect(other.status == .ok, "it is the unit's base")
    }
  }

  @Test("nobody proposes for a base that is not theirs, nor for a school as a base")
  func foreignBase() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await AgreementStory(portal)
      let database = portal.portal.database
      let foreign = try #require(
        try await database.all(
          String.self, "SELECT slug FROM bases WHERE status = 'published' AND id <> \(story.base.id) ORDER BY id LIMIT 1"
        ).first)
      let nobody = try await portal.browser(of: try await portal.person("路人", "nobody@example.org"), secondFactor: true)
      try await nobody.get("/school-agreements/new?lang=en")
      #expect(nobody.page.contains("neither") && nobody.hidden("/school-agreements") == nil)
      try await story.manager.get("/school-agreements/new")
      let typed = story.terms.merging(["base": foreign, "school": story.school.description, "side": "school"]) { $1 }
      try await story.manager.submit("/school-agreements", typed)
      #expect(story.manager.status == .ok, "it proposes for its own base, whatever the form says")
      #expect(try await database.all(Int64.self, "SELECT base_id FROM school_agreements") == [story.base.id.rawValue])
      try await story.head.get("/school-agreements/new")
      try await story.head.submit("/school-agreements", typed.merging(["side": "base"]) { $1 })
      #expect(
        try await database.all(String.self, "SELECT proposer FROM school_agreements ORDER BY id") == ["base", "school"],
        "a head speaks for the school only")
    }
  }

  private func taken(_ portal: TestPortal) async throws -> [Int64] {
    try await portal.portal.database.all(
      Int64.self, "SELECT p.taken FROM pools p WHERE p.kind = 'session' ORDER BY p.key")
  }
}
