import Foundation
import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

/// A round that office and applicants go through in browsers; what other desks do is done by the rules.
struct RoundStory {
  let portal: TestPortal
  let officer: Rights
  let second: Rights
  let outsider: Rights
  var evaluation: Evaluation { portal.portal.evaluation }
  var database: Database { portal.portal.database }

  init(_ portal: TestPortal) async throws {
    self.portal = portal
    officer = try await Self.officer("陈科长", portal)
    second = try await Self.officer("省科协", portal)
    outsider = try await Self.officer("纪检", portal)
  }

  private static func officer(_ name: String, _ portal: TestPortal) async throws -> Rights {
    let person = try await portal.person(name, "o\(portal.portal.people.ids.next(Person.self))@example.org".lowercased())
    try await portal.grant(person, .officer, .province)
    let grants = try await portal.portal.database.read { try $0.grants(of: person.id, at: portal.clock.now) }
    return rights(person, portal, grants)
  }

  static func rights(_ person: Person, _ portal: TestPortal, _ grants: [Grant] = []) -> Rights {
    Rights(
      person: person, grants: grants, session: nil, confirmedAt: portal.clock.now, hasSecondFactor: true, tokenScopes: nil,
      isSecondFactorOwed: false)
  }

  func unit(_ name: String, in region: String = "440113", responsible: Person? = nil) async throws -> ID<Organization> {
    let people = portal.portal.people
    return try await database.write { writer in
      let id: ID<Organization> = people.ids.next()
      try writer.insert(
        Organization(id: id, names: .init(zhHans: name), kind: .association, region: region, status: .active, version: 1),
        at: portal.clock.now)
      if let responsible { try writer.insertMember(people.ids.next(), responsible.id, in: id, as: .responsible, at: portal.clock.now) }
      return id
    }
  }

  /// A call that is open for twenty days.
  func call(_ programme: String, _ change: (inout Call.Plan) -> Void = { _ in }) async throws -> Call {
    var plan = Call.Plan(
      names: .init(zhHans: "第一批 \(programme)", en: "First call \(programme)"), announcement: .init(zhHans: "欢迎申报。"), year: 2025,
      opens: portal.clock.now, closes: portal.clock.now + .seconds(20 * 86_400))
    change(&plan)
    let wanted = plan
    return try await database.write { writer in
      let rules = try #require(evaluation.programmes[programme])
      let call = try evaluation.begin(rules, region: "440000", wanted, by: officer, in: writer)
      try evaluation.publish(try #require(try writer.call(call.id)), by: officer, in: writer)
      return try #require(try writer.call(call.id))
    }
  }

  func submission(_ id: ID<Submission>) async throws -> Submission {
    try #require(try await database.read { try $0.submission(id) })
  }

  func advance(_ call: Call) async throws {
    try await database.write { _ = try evaluation.advance(try #require(try $0.call(call.id)), by: officer.actor, in: $0) }
  }

  func wait(days: Int) { portal.clock.advance(by: .seconds(Int64(days) * 86_400)) }

  func check(_ id: ID<Submission>, _ outcome: Evaluation.CheckOutcome = .admitted, reason: String = "") async throws {
    try await database.write {
      try evaluation.check(try #require(try $0.submission(id)), outcome, reason: reason, by: officer, in: $0)
    }
  }

  /// Three reviewers review what is in the review, with a reason and a note each.
  func review(_ call: Call, _ ids: [ID<Submission>]) async throws {
    for name in ["赵评委", "钱评委", "孙评委"] {
      let email = "r\(portal.portal.people.ids.next(Person.self))@example.org".lowercased()
      let person = Self.rights(try await portal.person(name, email), portal)
      try await database.write { writer in
        try evaluation.invite(person.person.id, to: call, most: 9, fields: [], by: officer, in: writer)
        try evaluation.answerInvitation(call, isAccepted: true, by: person, in: writer)
        let rubric = try #require(try evaluation.round(call.id, writer).programme.review).rubric
        for id in ids {
          let review = try evaluation.assign(try #require(try writer.submission(id)), to: person.person.id, by: .system, in: writer)
          try evaluation.declare(try #require(try writer.review(review)), .none, detail: "", by: person, in: writer)
          var sheet = Review.Sheet(reason: "理由之\(name.prefix(1))", note: "只给办公室看")
          for criterion in rubric.judged { sheet.scores[criterion.key] = (criterion.most * 0.8).rounded() }
          try evaluation.submit(try #require(try writer.review(review)), sheet, by: person, in: writer)
        }
      }
    }
  }

  func decide(_ id: ID<Submission>, _ level: String?, reason: String) async throws {
    try await database.write {
      try evaluation.decide(
        try #require(try $0.submission(id)), level == nil ? .declined : .given, level: level, reason: reason, score: 81.5, place: 1,
        by: officer, in: $0)
    }
  }

  func approve(_ call: Call) async throws {
    try await database.write {
      try evaluation.approve(try #require(try $0.call(call.id)), isAgreed: true, reason: "", by: second, in: $0)
    }
  }
}

@Suite("Applicants, in their browsers")
struct EvaluationApplicantTests {
  static let book = [
    "isbn": "978-7-5000-0000-1", "publisher": "科普出版社", "published": "2025-03-01", "set": "single", "text_language": "zh_hans",
    "synopsis": "大海的故事。", "audience": "小学生", "ai_made": "none", "original": "yes",
  ]

  /// The number in an address such as /submissions/0A1B/edit.
  static func id(_ path: String) throws -> ID<Submission> {
    let parts = path.split(separator: "?")[0].split(separator: "/")
    return try #require(parts.count > 1 ? ID<Submission>(String(parts[1])) : nil)
  }

  @Test("somebody finds a call, begins, fills in, is told what is missing, and hands in", arguments: TestDatabase.engines)
  func handsIn(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      _ = try await story.unit("省科普作家协会")
      let visitor = Browser(portal.client)
      try await visitor.get("/calls?lang=en")
      #expect(visitor.page.contains("First call excellent-works") && visitor.page.contains("20 days left"))
      try await visitor.get(call.path)
      #expect(visitor.page.contains("Of a series only the whole set") && visitor.page.contains("Scientific accuracy"))
      try await visitor.get("\(call.path)/submissions")
      #expect(visitor.path.hasPrefix("/login?next="))
      let browser = try await portal.browser(of: try await portal.person("李明", "li@example.org"))
      try await browser.get("/me/submissions?lang=en")
      #expect(browser.page.contains("What I may apply for") && browser.page.contains("nothing is lacking"))
      try await browser.get("\(call.path)/submissions")
      let holder = try #require(browser.page.firstMatch(of: /value="(person-[0-9A-Z]+)"/)).output.1
      try await browser.submit("\(call.path)/submissions", ["holder": String(holder), "title": ""])
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"title-error\""))
      try await browser.submit("\(call.path)/submissions", ["holder": String(holder), "title": "海洋之谜", "track": "natural"])
      #expect(browser.path.hasSuffix("/edit") && browser.status == .ok)
      let path = String(browser.path.dropLast("/edit".count))
      var typed = ["title": "海洋之谜", "track": "natural", "recommender": "科普作家", "published": "昨天", "synopsis": "大海<b>"]
      try await browser.submit("\(path)/edit", typed)
      #expect(browser.status == .ok && browser.page.contains("value=\"昨天\"") && browser.page.contains("大海&lt;b&gt;"))
      #expect(browser.page.contains("id=\"published-error\"") && !browser.page.contains("id=\"set-error\""))
      typed.merge(Self.book) { $1 }
      typed["set"] = "one_of_set"
      typed["synopsis"] = nil
      let fields = typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 }
      try await browser.post("\(path)/submission", fields)
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"synopsis-error\""))
      #expect(browser.page.contains("Perhaps: 省科普作家协会") && browser.page.contains("Of a series only the whole set"))
      #expect(browser.page.contains("978-7-5000-0000-1"))
      typed.merge(Self.book.merging(["recommender": "省科普作家协会"]) { $1 }) { $1 }
      try await browser.post("\(path)/submission", typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 })
      #expect(browser.path == path && browser.page.contains("Waits to be put forward") && browser.page.contains("Handed in."))
      try await browser.get("\(path)/edit")
      #expect(browser.path == path)
      let id = try Self.id(path)
      let kept = try await story.submission(id)
      #expect(kept.state == .recommending && kept.recommender != nil && kept.answers["synopsis"] == .text("大海的故事。"))
    }
  }
}
