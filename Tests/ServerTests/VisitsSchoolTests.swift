import HTTPTypes
import Journal
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A school of Tianhe with a teacher and a head, and a base of Guangzhou with a session in two weeks.
struct SchoolStory {
  let portal: TestPortal
  let day: Day
  let base: Base
  let school = ID<Organization>(rawValue: 700)
  let teacher: Person
  let head: Person
  let host: Person

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
    try await Self.add(ID(rawValue: 700), "天河第一小学", "440106", to: portal)
    teacher = try await portal.person("王老师", "wang@example.org")
    head = try await portal.person("李校长", "li@example.org")
    host = try await portal.person("陈馆长", "chen@example.org")
    try await portal.grant(teacher, .teacher, .organization(school))
    try await portal.grant(head, .schoolHead, .organization(school))
    try await portal.grant(host, .baseManager, .base(base.id.rawValue))
    try await house.database.write { writer in
      let start = day.localStart + .seconds(10 * 3_600)
      try house.visits.add(
        VisitSession(id: ID(rawValue: 1), base: base.id, day: day, starts: start, ends: start + .seconds(7_200)),
        SessionPlaces(60), by: .command("test"), in: writer)
    }
  }

  static func add(_ id: ID<Organization>, _ name: String, _ region: String, to portal: TestPortal) async throws {
    let unit = Organization(
      id: id, names: LocalizedText(zhHans: name), kind: .school, creditCode: nil, region: region, parent: nil, website: nil,
      phone: nil, about: nil, status: .active, mergedInto: nil, version: 1)
    try await portal.portal.database.write { try $0.insert(unit, at: portal.clock.now) }
  }

  static func typed(teachers: Int = 3) -> [String: String] {
    [
      "stage_1": "primary", "class_1": "五年级2班", "pupils_1": "41",
      "teachers": (0..<teachers).map { "老师\($0) 1380000000\($0)" }.joined(separator: "\n"), "purpose": "认识月相",
      "contact": "王老师 13800000000", "safety_plan": "每组一名老师", "insurance": "平安 123", "vehicle": "粤A 12345",
    ]
  }

  /// A draft that the teacher wrote; the path of its page.
  func draft(_ browser: Browser, teachers: Int = 3) async throws -> String {
    try await browser.get("/school-visits/new?session=\(ID<VisitSession>(rawValue: 1))")
    try await browser.submit("/school-visits", Self.typed(teachers: teachers))
    return browser.path
  }

  func taken() async throws -> [Int64] {
    try await portal.portal.database.all(Int64.self, "SELECT p.taken FROM pools p WHERE p.kind = 'session'")
  }

  func notices(_ person: Person) async throws -> Int64 {
    try await portal.portal.database.all(
      Int64.self, "SELECT COUNT(*) FROM notices WHERE person_id = \(person.id) AND path LIKE '/school-visits/%'"
    ).first ?? 0
  }
}

@Suite("Visits of schools on the pages")
struct VisitsSchoolTests {
  @Test(
    "teacher, head and base pass a visit on; everybody is told, and the receipt is signed and can be checked",
    arguments: TestDatabase.engines)
  func wholeChain(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.browser(of: story.teacher)
      let head = try await portal.browser(of: story.head)
      let host = try await portal.browser(of: story.host)
      try await teacher.get("/school-visits?lang=en")
      #expect(teacher.status == .ok && teacher.page.contains("/school-visits/new"))
      try await teacher.get("/school-visits/new?base=\(story.base.slug)")
      #expect(teacher.page.contains("/school-visits/new?session="))
      let path = try await story.draft(teacher)
      #expect(teacher.status == .ok && teacher.page.contains("五年级2班") && teacher.page.contains("\(path)/sending"))
      try await host.get(path)
      #expect(host.status == .notFound, "a draft is the school's own")
      try await teacher.submit("\(path)/sending")
      #expect(try await story.taken() == [44])
      #expect(!teacher.page.contains("\(path)/confirmation"), "a teacher does not confirm")
      #expect(try await story.notices(story.head) == 1)
      try await head.get(path)
      try await head.submit("\(path)/return", ["reason": ""])
      #expect(head.status == .unprocessableContent)
      try await head.submit("\(path)/return", ["reason": "缺少校医"])
      #expect(try await story.taken() == [0])
      try await teacher.get(path)
      #expect(teacher.page.contains("缺少校医"))
      try await teacher.submit("\(path)/sending")
      try await head.get(path)
      try await head.submit("\(path)/confirmation")
      #expect(try await story.taken() == [44])
      #expect(try await story.notices(story.host) == 1)
      try await host.get("/desk/school-visits")
      #expect(host.page.contains(path))
      try await host.get(path)
      let answer = "\(path)/bases/\(story.base.slug)"
      #expect(host.page.contains("\(answer)/acceptance"))
      try await teacher.get("\(path)/receipt")
      #expect(teacher.status == .notFound, "no receipt before the base accepted")
      try await host.submit("\(answer)/acceptance")
      try await teacher.get("\(path)/receipt")
      #expect(teacher.status == .ok && teacher.page.contains("class=\"qr\""))
      let receipt = try #require(teacher.page.firstMatch(of: /"(\/receipts\/[^"\/]+)\/credential"/))
      let stranger = Browser(portal.client)
      try await stranger.get(String(receipt.output.1))
      #expect(stranger.status == .ok && stranger.page.contains("天河第一小学") && !stranger.page.contains("138"))
      try await stranger.get("\(receipt.output.1)/credential")
      #expect(stranger.status == .ok && stranger.page.split(separator: ".").count == 3)
      try await teacher.get("\(path)/filing")
      #expect(teacher.status == .ok && teacher.page.contains("李校长") && teacher.page.contains("老师2"))
    }
  }

  @Test("a visit is counted and talked about by both sides, and learning sheets are there", arguments: TestDatabase.engines)
  func afterwards(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await SchoolStory(portal)
      let schools = portal.portal.schools
      let teacher = try await portal.browser(of: story.teacher)
      let path = try await story.draft(teacher)
      let id = try #require(ID<SchoolVisit>(String(path.split(separator: "/").last ?? "")))
      try await portal.portal.database.write { writer in
        _ = try schools.send(id, by: story.teacher.id, in: writer)
        _ = try schools.confirm(id, by: story.head.id, in: writer)
        _ = try schools.accept(id, at: story.base.id, by: story.host.id, in: writer)
      }
      portal.clock.advance(by: .seconds(15 * 86_400))
      let host = try await portal.browser(of: story.host)
      try await host.get(path)
      let answer = "\(path)/bases/\(story.base.slug)"
      try await host.submit("\(answer)/count", ["people": "none"])
      #expect(host.status == .unprocessableContent)
      try await host.submit("\(answer)/count", ["people": "43"])
      #expect(host.status == .ok && host.page.contains("\(answer)/feedback"))
      try await host.submit("\(answer)/feedback", ["points": "5", "words": "很守时"])
      let later = try await portal.browser(of: story.teacher)
      try await later.get(path)
      #expect(later.page.contains("很守时"))
      try await later.submit("\(answer)/feedback", ["points": "4", "words": "讲解精彩"])
      #expect(later.status == .ok && later.page.contains("讲解精彩"))
      let ratings = try await portal.portal.database.read { try $0.givenRatings() }
      #expect(
        ratings.map { [Int64($0.count), Int64($0.sum), $0.base.rawValue] } == [[1, 4, story.base.id.rawValue]], "the school's")
      let sheets = "/desk/school-visits/bases/\(story.base.slug)"
      try await host.get(sheets)
      let sheet = ["stage": "primary", "title": "月相任务单", "address": "javascript:alert(1)"]
      try await host.submit("\(sheets)/sheets", sheet)
      #expect(host.status == .unprocessableContent && host.page.contains("月相任务单"))
      try await host.submit("\(sheets)/sheets", sheet.merging(["address": "https://example.org/a.pdf"]) { $1 })
      #expect(host.status == .ok)
      try await later.get(path)
      #expect(later.page.contains("月相任务单"))
      try await later.get("/school-visits?lang=en")
      #expect(later.page.contains("43"))
    }
  }

  @Test("41 pupils are refused with two teachers, and what was typed stays", arguments: TestDatabase.engines)
  func teachers(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.browser(of: story.teacher)
      try await teacher.get("/school-visits/new?session=\(ID<VisitSession>(rawValue: 1))")
      try await teacher.submit("/school-visits", SchoolStory.typed().merging(["pupils_1": "-3", "purpose": "P-kept"]) { $1 })
      #expect(teacher.status == .unprocessableContent && teacher.page.contains("P-kept") && teacher.page.contains("五年级2班"))
      let path = try await story.draft(teacher, teachers: 2)
      try await teacher.submit("\(path)/sending")
      #expect(teacher.status == .unprocessableContent)
      #expect(try await story.taken() == [0])
      try await teacher.get("\(path)/edit")
      #expect(teacher.page.contains("老师1 13800000001"))
      try await teacher.submit("\(path)/plan", SchoolStory.typed().merging(["pupils_1": "many"]) { $1 })
      #expect(teacher.status == .unprocessableContent && teacher.page.contains("many"))
      try await teacher.submit("\(path)/plan", SchoolStory.typed())
      try await teacher.submit("\(path)/sending")
      #expect(teacher.status == .ok)
      #expect(try await story.taken() == [44])
      try await teacher.submit("\(path)/withdrawal", ["reason": "台风"])
      #expect(try await story.taken() == [0])
    }
  }

  @Test("who has no part in a visit learns nothing of it", arguments: TestDatabase.engines)
  func secrecy(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.browser(of: story.teacher)
      let path = try await story.draft(teacher)
      let other = try await portal.person("别校老师", "other@example.org")
      try await SchoolStory.add(ID(rawValue: 800), "越秀小学", "440104", to: portal)
      try await portal.grant(other, .teacher, .organization(ID(rawValue: 800)))
      let away = try await portal.browser(of: other)
      try await away.get(path)
      #expect(away.status == .notFound)
      for step in ["sending", "return", "confirmation", "withdrawal", "plan"] {
        try await away.post("\(path)/\(step)", ["reason": "x"])
        #expect(away.status == .notFound, "\(step)")
      }
      try await teacher.post("\(path)/confirmation", [:])
      #expect(teacher.status == .forbidden, "a teacher does not confirm")
      let visit = try #require(ID<SchoolVisit>(String(path.split(separator: "/").last ?? "")))
      try await portal.portal.database.write { writer in
        _ = try portal.portal.schools.send(visit, by: story.teacher.id, in: writer)
        _ = try portal.portal.schools.confirm(visit, by: story.head.id, in: writer)
      }
      for (region, status) in [("440106", HTTPResponse.Status.ok), ("440300", .notFound)] {
        let officer = try await portal.person("Officer \(region)", "o\(region)@example.org")
        try await portal.grant(officer, .officer, .region(region))
        let desk = try await portal.browser(of: officer, secondFactor: true)
        try await desk.get(path)
        #expect(desk.status == status, "\(region)")
        try await desk.get("/desk/school-visits")
        #expect(desk.status == .ok && desk.page.contains(path) == (status == .ok), "\(region)")
      }
      try await away.get("/receipts/none")
      #expect(away.status == .notFound)
      try await teacher.get("/school-visits/new?session=x&tour=y&base=z")
      #expect(teacher.status == .ok)
    }
  }
}
