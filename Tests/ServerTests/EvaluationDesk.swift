import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server
@testable import Site

/// An office with its people, units that apply, and a round of exhibit projects, for tests of the desk.
struct EvaluationDesk {
  let portal: TestPortal
  let officer: Person
  let applicants: [Person]
  let units: [ID<Organization>]
  let reviewers: [Person]

  static let programme = "exhibit-fund"

  var evaluation: Evaluation { portal.portal.evaluation }

  init(_ portal: TestPortal, applicants count: Int = 2) async throws {
    self.portal = portal
    officer = try await portal.person("陈科长", "officer@example.org")
    try await portal.grant(officer, .officer, .province)
    var (applicants, units, reviewers): ([Person], [ID<Organization>], [Person]) = ([], [], [])
    for index in 0..<count {
      let person = try await portal.person("申报人\(index)", "applicant\(index)@example.org")
      let unit = try await Self.unit("展品公司\(index)", of: person, portal)
      applicants.append(person)
      units.append(unit)
    }
    for index in 0..<4 { reviewers.append(try await portal.person("评委\(index)", "reviewer\(index)@example.org")) }
    self.applicants = applicants
    self.units = units
    self.reviewers = reviewers
  }

  static func unit(_ name: String, of person: Person, _ portal: TestPortal) async throws -> ID<Organization> {
    let people = portal.portal.people
    return try await portal.portal.database.write { writer in
      let id: ID<Organization> = people.ids.next()
      try writer.insert(
        Organization(
          id: id, names: .init(zhHans: name), kind: .enterprise, creditCode: nil, region: "440106", parent: nil, website: nil,
          phone: nil,
          about: nil, status: .active, mergedInto: nil, version: 1), at: portal.clock.now)
      try writer.insertMember(people.ids.next(), person.id, in: id, as: .responsible, at: portal.clock.now)
      return id
    }
  }

  func rights(_ person: Person) async throws -> Rights {
    let grants = try await portal.portal.database.read { try $0.grants(of: person.id, at: portal.clock.now) }
    return Rights(
      person: person, grants: grants, session: nil, confirmedAt: portal.clock.now, hasSecondFactor: true, tokenScopes: nil,
      isSecondFactorOwed: false)
  }

  func browser(_ person: Person? = nil) async throws -> Browser { try await portal.browser(of: person ?? officer) }

  /// Another officer of the province.
  func another(_ name: String, over scope: Scope = .province) async throws -> Person {
    let person = try await portal.person(name, "officer\(portal.portal.people.ids.next(Person.self))@example.org".lowercased())
    try await portal.grant(person, .officer, scope)
    return person
  }

  // MARK: A round by its rules

  /// A published call that opened a moment ago.
  func call(_ programme: String = Self.programme) async throws -> Call {
    let officer = try await rights(officer)
    return try await portal.portal.database.write { writer in
      let rules = try #require(evaluation.programmes[programme])
      let plan = Call.Plan(
        names: .init(zhHans: "2026年展品研发"), announcement: .init(zhHans: "通知"), year: 2025, opens: portal.clock.now,
        closes: portal.clock.now + .seconds(20 * 86_400))
      let call = try evaluation.begin(rules, region: "440000", plan, by: officer, in: writer)
      try evaluation.publish(try #require(try writer.call(call.id)), by: officer, in: writer)
      return try #require(try writer.call(call.id))
    }
  }

  static let answers: Facts = [
    "kind_of_project": .text("exhibit"), "result_used": .text("海洋观测"), "design": .text("=方案"), "use": .text("科学馆"),
    "asked": .number(50),
    "own_share": .number(30),
  ]

  /// Hands a project in.
  @discardableResult
  func submit(_ index: Int, in call: ID<Call>, title: String = "潮汐展品", _ change: Facts = [:]) async throws -> Submission {
    let applicant = try await rights(applicants[index])
    let unit = units[index]
    return try await portal.portal.database.write { writer in
      let round = try #require(try writer.call(call))
      let begun = try evaluation.begin(.organization(unit), title: title, track: nil, in: round, by: applicant, in: writer)
      let kept = try evaluation.save(
        begun, title: title, track: nil, recommender: nil, Self.answers.merging(change) { $1 }, in: writer)
      return try evaluation.submit(kept, by: applicant, Localizer(.en), in: writer)
    }
  }

  func advance(_ call: ID<Call>) async throws {
    let actor = try await rights(officer).actor
    try await portal.portal.database.write { _ = try evaluation.advance(try #require(try $0.call(call)), by: actor, in: $0) }
  }

  func check(_ id: ID<Submission>) async throws {
    let officer = try await rights(officer)
    try await portal.portal.database.write {
      try evaluation.check(try #require(try $0.submission(id)), .admitted, reason: "", by: officer, in: $0)
    }
  }

  /// Lets those who were invited say yes.
  func accept(_ call: ID<Call>, _ people: [Person]) async throws {
    for person in people {
      let own = try await rights(person)
      try await portal.portal.database.write {
        try evaluation.answerInvitation(try #require(try $0.call(call)), isAccepted: true, by: own, in: $0)
      }
    }
  }

  /// Invites all reviewers, who say yes.
  func reviewers(of call: ID<Call>) async throws {
    let officer = try await rights(officer)
    for person in reviewers {
      try await portal.portal.database.write {
        try evaluation.invite(person.id, to: try #require(try $0.call(call)), most: 5, fields: [], by: officer, in: $0)
      }
    }
    try await accept(call, reviewers)
  }

  /// All who were asked hand their reviews in.
  func review(_ submission: ID<Submission>) async throws {
    for review in try await portal.portal.database.read({ try $0.reviews(of: submission) }) where review.state == .assigned {
      let person = try #require(reviewers.first { $0.id == review.person })
      let own = try await rights(person)
      try await portal.portal.database.write { writer in
        try evaluation.declare(review, .none, detail: "", by: own, in: writer)
        var sheet = Review.Sheet(reason: "意见来自\(person.name)")
        for criterion in try #require(evaluation.programmes[Self.programme]?.review).rubric.judged {
          sheet.scores[criterion.key] = (criterion.most * 0.8).rounded()
        }
        try evaluation.submit(try #require(try writer.review(review.id)), sheet, by: own, in: writer)
      }
    }
  }

  func assign(_ submission: ID<Submission>, to people: [Person]) async throws {
    let officer = try await rights(officer)
    try await portal.portal.database.write { writer in
      for person in people {
        try evaluation.assignByHand(try #require(try writer.submission(submission)), to: person.id, by: officer, in: writer)
      }
    }
  }

  /// A round whose submissions are admitted and which reviews now.
  func reviewing(_ submissions: Int = 1) async throws -> (call: ID<Call>, submissions: [ID<Submission>]) {
    let call = try await call()
    var ids: [ID<Submission>] = []
    for index in 0..<submissions { ids.append(try await submit(index, in: call.id).id) }
    portal.clock.advance(by: .seconds(21 * 86_400))
    try await advance(call.id)
    for id in ids { try await check(id) }
    try await advance(call.id)
    try await reviewers(of: call.id)
    return (call.id, ids)
  }

  /// A round whose reviews are in and which decides now.
  func deciding(_ submissions: Int = 1) async throws -> (call: ID<Call>, submissions: [ID<Submission>]) {
    let round = try await reviewing(submissions)
    for id in round.submissions {
      try await assign(id, to: Array(reviewers.prefix(3)))
      try await review(id)
    }
    try await advance(round.call)
    return round
  }

  func state(_ id: ID<Submission>) async throws -> Submission.State? {
    try await portal.portal.database.read { try $0.submission(id)?.state }
  }

  func call(_ id: ID<Call>) async throws -> Call { try #require(try await portal.portal.database.read { try $0.call(id) }) }
}
