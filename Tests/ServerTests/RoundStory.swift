import Foundation
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
      if let responsible {
        try writer.insertMember(people.ids.next(), responsible.id, in: id, as: .responsible, at: portal.clock.now)
      }
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
          let review = try evaluation.assign(
            try #require(try writer.submission(id)), to: person.person.id, by: .system, in: writer)
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
        try #require(try $0.submission(id)), level == nil ? .declined : .given, level: level, reason: reason, score: 81.5,
        place: 1,
        by: officer, in: $0)
    }
  }

  func approve(_ call: Call) async throws {
    try await database.write {
      try evaluation.approve(try #require(try $0.call(call.id)), isAgreed: true, reason: "", by: second, in: $0)
    }
  }

  static let book: Facts = [
    "isbn": .text("978-7-5000-0000-1"), "publisher": .text("科普出版社"), "published": .day(Day(daysSince1970: 20_000)),
    "set": .text("single"), "text_language": .text("zh_hans"), "synopsis": .text("大海的故事。"), "audience": .text("小学生"),
    "ai_made": .text("none"), "original": .flag(true),
  ]

  /// A work that its author hands in, by the rules.
  func work(
    _ title: String, by author: Person, in call: Call, recommender: ID<Organization>?, _ answers: Facts = Self.book
  ) async throws -> ID<Submission> {
    let rights = Self.rights(author, portal)
    return try await database.write { writer in
      let call = try #require(try writer.call(call.id))
      let submission = try evaluation.begin(.person(author.id), title: title, track: "natural", in: call, by: rights, in: writer)
      let saved = try evaluation.save(
        submission, title: title, track: "natural", recommender: recommender, answers, in: writer)
      try evaluation.submit(saved, by: rights, Localizer(.en), in: writer)
      return submission.id
    }
  }

  func recommend(_ ids: [ID<Submission>], by speaker: Person) async throws {
    try await database.write { writer in
      for (index, id) in ids.enumerated() {
        try evaluation.recommend(
          try #require(try writer.submission(id)), isPutForward: true, place: index + 1, opinion: "同意推荐",
          by: Self.rights(speaker, portal), in: writer)
      }
    }
  }

  /// Takes works that are handed in through recommendation, check and review to the stage of decisions.
  func judge(_ call: Call, _ ids: [ID<Submission>], recommendedBy speaker: Person) async throws {
    try await recommend(ids, by: speaker)
    wait(days: 21)
    try await advance(call)
    try await advance(call)
    for id in ids { try await check(id) }
    try await advance(call)
    try await review(call, ids)
    try await advance(call)
  }
}
