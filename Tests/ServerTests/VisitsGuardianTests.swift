import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A school whose visit is with its head, at a base with an insurance that needs names.
private struct GuardianStory {
  let portal: TestPortal
  let base: Base
  let teacher: Person
  let host: Person
  let visit: ID<SchoolVisit>
  let day: Day

  var path: String { "/school-visits/\(visit)" }
  var names: String { "\(path)/bases/\(base.slug)/names" }

  init(_ portal: TestPortal) async throws {
    self.portal = portal
    let house = portal.portal
    let day = portal.clock.now.localDay.adding(days: 14)
    self.day = day
    let base = try #require(
      try await house.database.read { reader in
        let slug = try reader.value(
          String.self, "SELECT slug FROM bases WHERE region LIKE '4401%' AND status = 'published' ORDER BY id LIMIT 1")
        return try slug.flatMap { try reader.base(slug: $0) }
      })
    self.base = base
    teacher = try await portal.person("王老师", "wang@example.org")
    host = try await portal.person("陈馆长", "chen@example.org")
    let school = ID<Organization>(rawValue: 700)
    let unit = Organization(
      id: school, names: LocalizedText(zhHans: "天河第一小学"), kind: .school, creditCode: nil, region: "440106", parent: nil,
      website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1)
    try await house.database.write { try $0.insert(unit, at: portal.clock.now) }
    try await portal.grant(teacher, .teacher, .organization(school))
    try await portal.grant(host, .baseManager, .base(base.id.rawValue))
    let by = teacher.id
    visit = try await house.database.write { writer in
      let facts = VisitOffer.Facts(
        names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: [], starts: [600], minutes: 120,
        first: portal.clock.now.localDay, added: [day], places: 60, pupilsNames: true)
      let offer = try house.visits.offer(facts, at: base.id, by: .command("test"), in: writer).offer
      let session = try #require(try writer.sessions(of: offer.id, after: portal.clock.now).first)
      var plan = SchoolVisitPlan()
      plan.classes = [SchoolClass(stage: .primary, name: "五年级2班", pupils: 41)]
      plan.teachers = ["王老师", "周老师", "何老师"]
      (plan.purpose, plan.contact, plan.safetyPlan) = ("认识月相", "王老师 13800000000", "每组一名老师")
      (plan.insurance, plan.vehicle) = ("平安 123", "粤A 12345")
      let visit = try house.schools.begin(.init(school: school, teacher: by, plan: plan), in: session.id, writer: writer)
      _ = try house.schools.send(visit.id, by: by, in: writer)
      return visit.id
    }
  }

  func confirm() async throws {
    let (visit, by) = (visit, teacher.id)
    try await portal.portal.database.write { _ = try portal.portal.schools.confirm(visit, by: by, in: $0) }
  }

  /// The addresses on the slips of a page.
  static func addresses(_ page: String) -> [String] {
    page.matches(of: /class="slip-address">https:\/\/kepu\.example([^<?]+)\?lang=/).map { String($0.output.1) }
  }
}

@Suite("Consents of guardians on the pages")
struct VisitsGuardianTests {
  @Test(
    "guardians answer without an account, the school sees numbers, the base names, and it ends", arguments: TestDatabase.engines)
  func wholeWay(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await GuardianStory(portal)
      let teacher = try await portal.browser(of: story.teacher)
      try await teacher.get("\(story.path)?lang=en")
      #expect(teacher.page.contains("\(story.path)/consents") && !teacher.page.contains(story.names))
      try await teacher.get("\(story.path)/consents")
      #expect(teacher.page.contains("value=\"41\""))
      try await teacher.submit(
        "\(story.path)/consents", ["count_zh-Hans": "3", "count_zh-Hant": "1", "count_en": "1", "kind": "each"])
      let slips = GuardianStory.addresses(teacher.page)
      #expect(teacher.status == .ok && slips.count == 5 && teacher.headers[.cacheControl] == "no-store")
      #expect(teacher.page.contains("lang=\"zh-Hant\"") && teacher.page.contains("class=\"qr\""))

      let first = Browser(portal.client)
      try await first.get("\(slips[0])?lang=en")
      #expect(first.status == .ok && first.page.contains("天河第一小学"))
      #expect(first.headers[.cacheControl] == "no-store" && first.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
      try await first.submit("\(slips[0])/consent", ["name": "王小明2", "guardian": "yes"])
      #expect(first.status == .unprocessableContent && first.page.contains("王小明2"))
      #expect(first.page.contains("name=\"guardian\" value=\"yes\" checked"), "what was ticked stays ticked")
      try await first.submit("\(slips[0])/consent", ["name": " 王小明 ", "guardian": "yes", "agree": "yes"])
      #expect(first.status == .ok && first.page.contains("<strong>王小明</strong>"))
      let second = Browser(portal.client)
      try await second.get("\(slips[1])?lang=en")
      try await second.submit("\(slips[1])/refusal")
      #expect(second.status == .ok && second.page.contains("You did not agree"))

      try await teacher.get("\(story.path)/consents")
      #expect(!teacher.page.contains("王小明") && teacher.page.contains("<dt>Consent given</dt><dd>1</dd>"))
      try await teacher.get(story.names)
      #expect(teacher.status == .forbidden, "names are for the base alone")
      try await story.confirm()
      let host = try await portal.browser(of: story.host)
      try await host.get(story.path)
      #expect(host.page.contains(story.names))
      try await host.get(story.names)
      #expect(host.status == .ok && host.page.contains("王小明"))
      try await host.get("\(story.names).csv")
      #expect(host.page.contains("王小明") && host.headers[.cacheControl] == "no-store")
      let noted = try await portal.portal.database.all(
        Int64.self, "SELECT COUNT(*) FROM journal WHERE action = 'pupil_names.read'")
      #expect(noted == [2], "each reading is noted")
      try await host.get("\(story.path)/consents")
      #expect(host.status == .forbidden)

      try await first.submit("\(slips[0])/withdrawal")
      #expect(first.status == .ok && !first.page.contains("王小明"))
      try await host.get(story.names)
      #expect(!host.page.contains("王小明"))
      try await first.submit("\(slips[0])/consent", ["name": "王小明", "guardian": "yes", "agree": "yes"])
      portal.clock.advance(by: .seconds(46 * 86_400))
      try await portal.portal.database.write { _ = try portal.portal.schools.eraseConsents(in: $0) }
      try await first.get(slips[0])
      #expect(first.status == .notFound)
      let later = try await portal.browser(of: story.host)
      try await later.get(story.names)
      #expect(later.status == .ok && !later.page.contains("王小明"))
    }
  }

  @Test(
    "a class goes by one address and a code; wrong codes are told, and many of them have to wait", arguments: TestDatabase.engines
  )
  func classes(_ engine: TestEngine) async throws {
    try await withPortal(engine, ["rate.bookings": "12"]) { portal in
      let story = try await GuardianStory(portal)
      let teacher = try await portal.browser(of: story.teacher)
      try await teacher.get("\(story.path)/consents?lang=en")
      try await teacher.submit("\(story.path)/consents", ["count_zh-Hans": "2", "kind": "class"])
      let page = teacher.page
      let address = try #require(page.firstMatch(of: /class="key">https:\/\/kepu\.example([^<]+)</)).output.1
      let codes = page.matches(of: /class="slip-code">([^<]+)</).map { String($0.output.1) }
      #expect(codes.count == 2)
      let guardian = Browser(portal.client)
      try await guardian.get("\(address)?lang=en")
      try await guardian.submit(String(address), ["code": "AAAA-AAAA"])
      #expect(guardian.status == .unprocessableContent && guardian.page.contains("AAAA-AAAA"))
      try await guardian.submit(String(address), ["code": codes[1].lowercased()])
      #expect(guardian.status == .ok && guardian.path.contains("."))
      let slip = guardian.path
      try await guardian.submit("\(slip)/consent", ["name": "李小红", "guardian": "yes", "agree": "yes"])
      #expect(guardian.status == .ok && guardian.page.contains("李小红"))
      for _ in 0..<12 { try await guardian.get("/pupil-consents/\(String(repeating: "A", count: 43))") }
      #expect(guardian.status == .tooManyRequests)
      try await guardian.get(slip)
      #expect(guardian.status == .ok, "whoever has a slip still comes to its page")
    }
  }

  @Test(
    "who has no part makes no slips and reads no names; what is wrong is told with everything typed",
    arguments: TestDatabase.engines)
  func secrecy(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await GuardianStory(portal)
      let other = try await portal.person("别校老师", "other@example.org")
      let away = try await portal.browser(of: other)
      for path in ["\(story.path)/consents", story.names, "\(story.names).csv"] {
        try await away.get(path)
        #expect(away.status == .notFound, "\(path)")
      }
      try await away.post("\(story.path)/consents", ["count_zh-Hans": "1", "kind": "each"])
      #expect(away.status == .notFound)
      let teacher = try await portal.browser(of: story.teacher)
      try await teacher.get("\(story.path)/consents?lang=en")
      for typed in [["count_zh-Hans": "47"], ["count_zh-Hans": "0"], ["count_zh-Hans": "x"], ["count_en": "-1"]] {
        try await teacher.submit("\(story.path)/consents", typed.merging(["kind": "class"]) { $1 })
        #expect(teacher.status == .unprocessableContent, "\(typed)")
        #expect(typed.values.allSatisfy { teacher.page.contains("value=\"\($0)\"") })
        #expect(teacher.page.contains("<option value=\"class\" selected>"))
      }
      try await teacher.submit("\(story.path)/consents", ["count_zh-Hans": "1", "kind": "other"])
      #expect(teacher.status == .unprocessableContent)
      let nobody = Browser(portal.client)
      for path in ["/pupil-consents/x", "/pupil-consents/classes/x", "/pupil-consents/\(String(repeating: "é", count: 30))"] {
        try await nobody.get(path)
        #expect(nobody.status == .notFound, "\(path)")
      }
      for step in ["consent", "refusal", "withdrawal"] {
        try await nobody.post("/pupil-consents/x/\(step)", [:])
        #expect(nobody.status == .notFound, "\(step)")
      }
      // A visit whose bases need no names has no page for them.
      let plain = try await portal.portal.database.write { writer in
        let house = portal.portal
        let start = story.day.localStart + .seconds(14 * 3_600)
        let session = try house.visits.add(
          VisitSession(id: ID(rawValue: 5), base: story.base.id, day: story.day, starts: start, ends: start + .seconds(3_600)),
          SessionPlaces(60), by: .command("test"), in: writer)
        let draft = Schools.Draft(
          school: ID(rawValue: 700), teacher: story.teacher.id, plan: SchoolVisitPlan())
        return try house.schools.begin(draft, in: session.id, writer: writer).id
      }
      try await teacher.get("/school-visits/\(plain)")
      #expect(teacher.status == .ok && !teacher.page.contains("/consents"))
      try await teacher.get("/school-visits/\(plain)/consents")
      #expect(teacher.status == .notFound)
    }
  }
}
