import People
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation

@Suite("Bases: accreditation, renewal, assessment, expiry")
struct BaseRoundTests {
  private static let museum = Subject(
    holder: .base(7), name: .init(zhHans: "科学馆"), region: "440113", unit: nil, path: "/bases/museum")

  private func directory(openDays: Double) -> Directory {
    Directory(
      base: { number, _ in number == 7 ? Self.museum : nil },
      basesOf: { rights, _ in rights.person.name == "馆长" ? [Self.museum] : [] },
      computed: ["open_days": ComputedIndicator(evidence: .init(zhHans: "开放日历"), compute: { _, _, _ in openDays })])
  }

  private static let answers: Facts = [
    "kind_of_base": .text("professional"), "legal_person": .flag(true), "building_area": .number(800),
    "indoor_area": .number(300),
    "full_time_staff": .number(3), "safety_rules": .flag(true), "open_days": .number(310),
  ]

  private struct Office {
    let chen: Rights
    let approvers: [Rights]
    let manager: Rights
    let reviewers: [Rights]

    init(_ house: House) async throws {
      chen = try await house.officer("陈科长")
      approvers = [try await house.officer("省科协"), try await house.officer("省科技厅")]
      manager = try await house.person("馆长")
      reviewers = [try await house.person("赵一"), try await house.person("钱二"), try await house.person("孙三")]
    }
  }

  /// Runs a round until one submission is decided at a level and in force.
  private func run(
    _ house: House, _ office: Office, _ programme: String, _ answers: Facts, level: String, visits: Bool
  ) async throws -> ID<Submission> {
    let call = try await house.call(programme, by: office.chen)
    let id = try await house.fill(call, as: office.manager, for: .base(7), title: "科学馆", answers)
    let obstacles = try await house.obstacles(id)
    #expect(obstacles.isEmpty, "\(obstacles)")
    try await house.submit(id, by: office.manager)
    if try await house.submission(id).state == .recommending { try await house.recommend(id, place: 1, by: office.approvers[0]) }
    house.clock.advance(by: .seconds(21 * 86_400))
    var stage = try await house.advance(call, by: office.chen).stage
    if stage == .recommendation { stage = try await house.advance(call, by: office.chen).stage }
    try await house.check(id, by: office.chen)
    let rules = try #require(house.evaluation.programmes[programme])
    let reviewers = Array(office.reviewers.prefix(rules.review?.reviewers ?? 0))
    try await house.reviewers(call, reviewers, by: office.chen)
    try await house.advance(call, by: office.chen)
    for reviewer in reviewers { try await house.review(try await house.assign(id, to: reviewer), by: reviewer, share: 0.8) }
    stage = try await house.advance(call, by: office.chen).stage
    #expect(stage == .visit)
    if visits {
      await #expect(throws: EvaluationRefusal.stillOpen(1)) { try await house.advance(call, by: office.chen) }
      try await visit(id, house, office)
    }
    try await house.advance(call, by: office.chen)
    try await house.decide(id, level, by: office.chen)
    for approver in office.approvers.prefix(rules.decision.approvals.count) { try await house.approve(call, by: approver) }
    try await house.advance(call, by: office.chen)
    try await house.endNotice(of: call)
    return id
  }

  private func visit(_ id: ID<Submission>, _ house: House, _ office: Office) async throws {
    let visitors = Array(office.reviewers.prefix(2))
    try await house.database.write {
      try house.evaluation.planVisit(
        try #require(try $0.submission(id)), day: house.evaluation.today, visitors: visitors.map(\.person.id), by: office.chen,
        in: $0)
    }
    func note(_ checklist: Facts) async throws {
      try await house.database.write {
        try house.evaluation.note(
          try #require(try $0.visit(of: id)), checklist, summary: "与申报一致", isDone: true, by: visitors[0], in: $0)
      }
    }
    await #expect(throws: EvaluationRefusal.incomplete) { try await note([:]) }
    try await note([
      "area_seen": .flag(true), "opening_seen": .flag(true), "safety_seen": .flag(true), "numbers_seen": .flag(true),
      "remarks": .text("展厅开放"),
    ])
  }

  @Test(
    "a base is visited where its own records differ much from what it claims, named for five years, and expires by itself",
    arguments: TestDatabase.engines)
  func accreditation(engine: TestEngine) async throws {
    try await inHouse(engine, directory: directory(openDays: 200)) { house in
      let office = try await Office(house)
      let id = try await run(house, office, "provincial-base", Self.answers, level: "named", visits: true)
      let award = try #require(try await house.award(for: id))
      #expect(award.isInForce(on: house.evaluation.today))
      #expect(award.lastDay == award.firstDay.adding(months: 60))
      let last = try #require(award.lastDay)
      #expect(!award.isInForce(on: last), "over by itself, whether or not anybody noted it")
      house.clock.advance(by: last.localStart - house.clock.now)
      try await house.evaluation.keepDeadlines()
      #expect(try await house.award(for: id)?.status == .expired)
    }
  }

  @Test("whoever is named already applies again without the long part and without a visit")
  func renewal() async throws {
    try await inHouse(.sqlite, directory: directory(openDays: 200)) { house in
      let office = try await Office(house)
      _ = try await run(house, office, "provincial-base", Self.answers, level: "named", visits: true)
      let second = try await run(house, office, "provincial-base", Self.answers, level: "named", visits: false)
      #expect(try await house.submission(second).isRenewal)
    }
  }

  @Test("TC-026: who falls short has six months; a day later withdrawal is proposed; kept after re-evaluation, or withdrawn")
  func rectification() async throws {
    try await inHouse(.sqlite, directory: directory(openDays: 310)) { house in
      let office = try await Office(house)
      let named = try await run(house, office, "provincial-base", Self.answers, level: "named", visits: false)
      _ = try await run(house, office, "base-assessment", ["open_days": .number(310)], level: "fail", visits: false)
      var award = try #require(try await house.award(for: named))
      #expect(award.status == .rectifying && award.isInForce(on: house.evaluation.today))
      let by = try #require(award.rectifyBy)
      #expect(by == house.evaluation.today.adding(months: 6))
      house.clock.advance(by: by.localStart - house.clock.now)
      try await house.evaluation.keepDeadlines()
      #expect(try await house.award(for: named)?.status == .rectifying, "the last day is still its own")
      house.clock.advance(by: .seconds(86_400))
      try await house.evaluation.keepDeadlines()
      award = try #require(try await house.award(for: named))
      #expect(award.status == .withdrawing)
      let proposed = award
      try await house.database.write { try house.evaluation.withdraw(proposed, reason: "逾期未整改", by: office.chen, in: $0) }
      #expect(try await house.award(for: named)?.isInForce(on: house.evaluation.today) == false)
    }
  }

  @Test("TC-031: a base that hands no assessment in gives it up")
  func forfeits() async throws {
    try await inHouse(.sqlite, directory: directory(openDays: 310)) { house in
      let office = try await Office(house)
      let named = try await run(house, office, "provincial-base", Self.answers, level: "named", visits: false)
      let call = try await house.call("base-assessment", by: office.chen)
      house.clock.advance(by: .seconds(21 * 86_400))
      for _ in 0..<4 { try await house.advance(call, by: office.chen) }
      try await house.approve(call, by: office.approvers[0])
      try await house.advance(call, by: office.chen)
      try await house.endNotice(of: call)
      #expect(try await house.award(for: named)?.status == .withdrawing)
    }
  }
}
