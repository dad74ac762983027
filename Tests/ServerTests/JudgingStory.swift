import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

/// Rounds that reviewers, visitors, judges and panels work on in browsers; what others do before is done by the rules.
struct JudgingStory {
  let portal: TestPortal
  let officer: Rights
  var evaluation: Evaluation { portal.portal.evaluation }
  var database: Database { portal.portal.database }
  var clock: ManualClock { portal.clock }

  /// Somebody with an account.
  struct Somebody: Sendable {
    let person: Person
    let rights: Rights
  }

  init(_ portal: TestPortal) async throws {
    self.portal = portal
    let officer = try await portal.person("陈科长", "officer@example.org")
    try await portal.grant(officer, .officer, .province)
    let grants = try await portal.portal.database.read { try $0.grants(of: officer.id, at: portal.clock.now) }
    self.officer = Self.rights(officer, portal, grants)
  }

  static func rights(_ person: Person, _ portal: TestPortal, _ grants: [Grant] = []) -> Rights {
    Rights(
      person: person, grants: grants, session: nil, confirmedAt: portal.clock.now, hasSecondFactor: true, tokenScopes: nil,
      isSecondFactorOwed: false)
  }

  func somebody(_ name: String, _ email: String) async throws -> Somebody {
    let person = try await portal.person(name, email)
    return Somebody(person: person, rights: Self.rights(person, portal))
  }

  func people(_ count: Int, _ name: String) async throws -> [Somebody] {
    var people: [Somebody] = []
    for number in 1...count {
      people.append(try await somebody("\(name)\(number)", "\(name.hash.magnitude)-\(number)@example.org"))
    }
    return people
  }

  /// A browser in English in which somebody is logged in.
  func browser(_ somebody: Somebody) async throws -> Browser {
    let browser = try await portal.browser(of: somebody.person)
    browser.setCookie("lang", "en")
    return browser
  }

  func officerBrowser() async throws -> Browser {
    let browser = try await portal.browser(of: officer.person, secondFactor: true)
    browser.setCookie("lang", "en")
    return browser
  }

  func unit(_ name: String, responsible: Somebody? = nil) async throws -> ID<Organization> {
    let people = portal.portal.people
    return try await database.write { writer in
      let id: ID<Organization> = people.ids.next()
      try writer.insert(
        Organization(
          id: id, names: .init(zhHans: name), kind: .association, creditCode: nil, region: "440113", parent: nil, website: nil,
          phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: clock.now)
      if let responsible {
        try writer.insertMember(people.ids.next(), responsible.person.id, in: id, as: .responsible, at: clock.now)
      }
      return id
    }
  }

  // MARK: Rounds

  func call(_ programme: String, _ name: String = "年度评审") async throws -> ID<Call> {
    let plan = Call.Plan(
      names: .init(zhHans: name, en: "A yearly round"), announcement: .init(zhHans: "通知"), year: 2026, opens: clock.now,
      closes: clock.now + .seconds(20 * 86_400), contact: "020-12345678")
    return try await database.write { writer in
      let rules = try #require(evaluation.programmes[programme])
      let call = try evaluation.begin(rules, region: "440000", plan, by: officer, in: writer)
      try evaluation.publish(try #require(try writer.call(call.id)), by: officer, in: writer)
      return call.id
    }
  }

  func call(_ id: ID<Call>) async throws -> Call { try #require(try await database.read { try $0.call(id) }) }

  /// Hands a submission in; what is not given gets an answer that its question accepts.
  func handIn(
    _ call: ID<Call>, by applicant: Somebody, for holder: Holder? = nil, title: String, _ answers: Facts = [:],
    recommender: ID<Organization>? = nil
  ) async throws -> ID<Submission> {
    try await database.write { writer in
      let call = try #require(try writer.call(call))
      let programme = try evaluation.programme(of: call, writer)
      let begun = try evaluation.begin(
        holder ?? .person(applicant.person.id), title: title, track: programme.tracks.first?.key, in: call, by: applicant.rights,
        in: writer)
      let all = try plausible(programme, applicant, writer).merging(answers) { $1 }
      let saved = try evaluation.save(begun, title: title, track: begun.track, recommender: recommender, all, in: writer)
      return try evaluation.submit(saved, by: applicant.rights, Localizer(.en), in: writer).id
    }
  }

  private func plausible(_ programme: Programme, _ applicant: Somebody, _ writer: Writer) throws -> Facts {
    var answers: Facts = [:]
    for field in programme.fields {
      switch field.kind {
      case .line, .area: answers[field.key] = .text("说明")
      case .number(let range, _): answers[field.key] = .number(range.lowerBound)
      case .daysOfYear: answers[field.key] = .number(300)
      case .flag: answers[field.key] = .flag(false)
      case .pledge: answers[field.key] = .flag(true)
      case .choice(let options): answers[field.key] = options.first.map { .text($0.key) }
      case .choices(let options): answers[field.key] = .keys(options.prefix(1).map(\.key))
      case .day: answers[field.key] = Day("2025-06-01").map(FactValue.day)
      case .link: answers[field.key] = .text("https://example.org/")
      case .files: break
      case .achievements(let range):
        answers[field.key] = .keys(
          try (0..<range.lowerBound).map { place in
            let id = portal.portal.people.ids.next(Achievement.self)
            try writer.insertVerifiedWork(
              id.rawValue, of: applicant.person.id.rawValue, title: "作品\(place)", at: clock.now)
            return id.description
          })
      }
    }
    return answers
  }

  func recommend(_ id: ID<Submission>, place: Int, by speaker: Rights) async throws {
    try await database.write {
      try evaluation.recommend(
        try #require(try $0.submission(id)), isPutForward: true, place: place, opinion: "同意推荐", by: speaker, in: $0)
    }
  }

  func check(_ id: ID<Submission>) async throws {
    try await database.write {
      try evaluation.check(try #require(try $0.submission(id)), .admitted, reason: "", by: officer, in: $0)
    }
  }

  @discardableResult
  func advance(_ call: ID<Call>) async throws -> Stage? {
    try await database.write { try evaluation.advance(try #require(try $0.call(call)), by: officer.actor, in: $0).stage }
  }

  func wait(days: Int) { clock.advance(by: .seconds(Int64(days) * 86_400)) }

  func invite(_ somebody: Somebody, to call: ID<Call>, isAccepted: Bool = true) async throws {
    try await database.write { writer in
      let call = try #require(try writer.call(call))
      try evaluation.invite(somebody.person.id, to: call, most: 9, fields: [], by: officer, in: writer)
      if isAccepted { try evaluation.answerInvitation(call, isAccepted: true, by: somebody.rights, in: writer) }
    }
  }

  func assign(_ id: ID<Submission>, to somebody: Somebody) async throws -> ID<Review> {
    try await database.write {
      try evaluation.assign(try #require(try $0.submission(id)), to: somebody.person.id, by: .system, in: $0)
    }
  }

  func review(_ id: ID<Review>) async throws -> Review { try #require(try await database.read { try $0.review(id) }) }

  // MARK: Where tests begin

  static let book: Facts = [
    "publisher": .text("蓝天出版社"), "published": .day(Day(daysSince1970: 20_000)), "set": .text("single"),
    "text_language": .text("zh_hans"), "synopsis": .text("大海的故事，由黎明远写成。"), "audience": .text("小学生"),
    "ai_made": .text("none"),
  ]

  /// A double blind round of works at its review: the work, its author, and their unit.
  struct Works {
    let call: ID<Call>
    let author: Somebody
    let ids: [ID<Submission>]
  }

  func works(_ titles: [String] = ["海洋之谜"], inReview: Bool = true) async throws -> Works {
    let call = try await call("excellent-works")
    let author = try await somebody("黎明远", "limingyuan@example.org")
    _ = try await unit("珠江写作社", responsible: author)
    let speaker = try await somebody("推荐人", "speaker@example.org")
    let recommender = try await unit("省科普作协", responsible: speaker)
    var ids: [ID<Submission>] = []
    for title in titles {
      ids.append(try await handIn(call, by: author, title: title, Self.book, recommender: recommender))
      try await recommend(ids[ids.count - 1], place: ids.count, by: speaker.rights)
    }
    wait(days: 21)
    try await advance(call)
    try await advance(call)
    if inReview {
      for id in ids { try await check(id) }
      try await advance(call)
    }
    return Works(call: call, author: author, ids: ids)
  }
}
