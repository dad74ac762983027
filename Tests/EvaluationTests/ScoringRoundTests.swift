import Foundation
import People
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation

@Suite("What a round comes to")
struct ScoringRoundTests {
  private func text(_ programme: String) throws -> String {
    try String(contentsOfFile: House.root + "/Policies/programmes/\(programme).yaml", encoding: .utf8)
  }

  private func sheet(_ reviewer: Int, _ points: [String: Double]) -> RoundRecord.Sheet {
    .init(reviewer: reviewer, points: points)
  }

  @Test("TC-086: judges' totals of 90.04 and 89.95 come to 90.0")
  func experimentShow() throws {
    let turn = RoundRecord.TurnRecord(
      round: "show", milliseconds: 300_000, correct: nil,
      sheets: [
        sheet(1, ["content": 45.04, "demonstration": 36, "image": 9]),
        sheet(2, ["content": 44.95, "demonstration": 36, "image": 9]),
      ])
    let record = RoundRecord(
      programme: try text("experiment-show"), quotas: [:], entries: [.init(number: 1, turns: [turn])])
    #expect(try record.evaluate().ranking.placements.first?.score.score.text(decimals: 1) == "90.0")
  }

  @Test("TC-087: the introduction of twenty seconds is no part of the time; what is longer than both and the grace costs points")
  func introduction() throws {
    func score(seconds: Double) throws -> String? {
      let turns = [
        RoundRecord.TurnRecord(
          round: "own", milliseconds: Int64(seconds * 1000), correct: nil,
          sheets: [sheet(1, ["content": 50, "expression": 40, "image": 10])])
      ]
      let record = RoundRecord(
        programme: try text("explanation-contest"), quotas: [:], entries: [.init(number: 1, turns: turns)])
      return try record.evaluate().ranking.placements.first?.score.score.text(decimals: 2)
    }
    #expect(try score(seconds: 260) == "60.00" && score(seconds: 265) == "60.00")
    #expect(try score(seconds: 266) == "59.40" && score(seconds: 276) == "58.80")
  }

  @Test("TC-088: 59 % of the points for accuracy veto a work, whatever its total")
  func veto() throws {
    let full: [String: Double] = ["accuracy": 20.65, "creativity": 20, "popularity": 20, "artistry": 15, "reach": 10]
    let record = RoundRecord(
      programme: try text("micro-video"), quotas: [:],
      entries: [
        .init(number: 1, reviews: [sheet(1, full), sheet(2, full)]),
        .init(number: 2, reviews: [1, 2].map { sheet($0, full.merging(["accuracy": 21]) { $1 }) }),
      ])
    let scores = try record.evaluate()
    #expect(scores.vetoed.map(\.score.submission) == [1] && scores.vetoed.first?.criteria == ["accuracy"])
    #expect(scores.ranking.placements.map(\.score.submission) == [2], "exactly 60 % pass")
  }

  @Test("points that follow from numbers count beside those of reviewers, and grades follow from the score")
  func automatic() throws {
    let entries = [(1, 15.0), (2, 10.0), (3, 5.0)].map { number, opening in
      RoundRecord.Entry(
        number: number,
        automatic: [
          "area_points": 10, "renewal_points": 5, "open_points": opening, "visitor_points": 15, "media_points": 5,
          "benefit_points": 10,
        ],
        reviews: [1, 2].map { sheet($0, ["quality": 20 - Double(number) * 5, "assurance": 15]) })
    }
    let scores = try RoundRecord(programme: try text("base-assessment"), quotas: [:], entries: entries).evaluate()
    #expect(scores.ranking.placements.map { $0.score.score.text(decimals: 0) } == ["90", "80", "70"])
    #expect(scores.ranking.placements.map(\.standing) == [.level("excellent"), .level("good"), .level("good")])
  }

  @Test("the same record gives the same answer, in whatever order it is written")
  func anyOrder() throws {
    var random = SeededRandom(7)
    var record = RoundRecord(programme: try text("excellent-works"), quotas: ["excellent": 3], entries: [])
    for number in 1...12 {
      record.entries.append(
        .init(
          number: number,
          reviews: (0..<3).map { offset in
            sheet(
              (number + offset) % 6 + 1,
              [
                "accuracy": Double(Int.random(in: 20...35, using: &random)),
                "creativity": Double(Int.random(in: 5...20, using: &random)),
                "popularity": 15, "artistry": 10, "reach": Double(Int.random(in: 2...10, using: &random)),
              ])
          }))
    }
    let first = try record.evaluate()
    for _ in 0..<5 {
      record.entries.shuffle(using: &random)
      for index in record.entries.indices { record.entries[index].reviews.shuffle(using: &random) }
      #expect(try record.evaluate() == first)
    }
    #expect(first.ranking.placements.count { $0.standing == .level("excellent") } <= 3)
  }

  @Test(
    "the best by reviews are heard, one and a half times the quota, and the interviews count by their weight",
    arguments: TestDatabase.engines)
  func defence(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let (chen, approver) = (try await house.officer("陈科长"), try await house.officer("科技厅"))
      let call = try await house.call("leading-talent", by: chen) { $0.quotas = ["leading": 2] }
      var ids: [ID<Submission>] = []
      for number in 0..<5 {
        let person = try await house.person("人才\(number)")
        let id = try await house.fill(
          call, as: person, title: "人才\(number)",
          ["years_of_service": .number(5), "title": .text("senior"), "front_line": .flag(true)])
        try await house.submit(id, by: person)
        ids.append(id)
      }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.advance(call, by: chen)
      for id in ids { try await house.check(id, by: chen) }
      var experts: [Rights] = []
      for number in 0..<3 { experts.append(try await house.person("评委\(number)")) }
      try await house.reviewers(call, experts, by: chen)
      try await house.advance(call, by: chen)
      for (number, id) in ids.enumerated() {
        for expert in experts {
          try await house.review(try await house.assign(id, to: expert), by: expert, share: 0.9 - 0.05 * Double(number))
        }
      }
      #expect(try await house.advance(call, by: chen).stage == .defence)
      let heard = try await house.database.read { reader in
        try house.evaluation.defenders(try #require(try reader.call(call)), reader)
      }
      #expect(heard.map(\.id) == Array(ids.prefix(3)))
      await #expect(throws: EvaluationRefusal.stillOpen(3)) { try await house.advance(call, by: chen) }
      try await hear(call, heard, experts, house, by: chen)
      #expect(try await house.advance(call, by: chen).stage == .decision)
      let outcome = try await house.database.read { try house.evaluation.outcome(of: try #require(try $0.call(call)), $0) }
      let places = try outcome.scores.get().ranking.placements
      // The third by reviews (80) had the best interview (100): 0.6 × 80 + 0.4 × 100 = 88; the first 0.6 × 90 + 0.4 × 50 = 74.
      #expect(places.map { outcome.submissions[Int($0.score.submission)]?.id } == [ids[2], ids[1], ids[0]])
      #expect(places.first?.score.score.text(decimals: 0) == "88")
      try await house.decide(ids[2], "leading", by: chen)
      try await house.decide(ids[1], "leading", by: chen)
      for id in [ids[0], ids[3], ids[4]] { try await house.decide(id, nil, by: chen) }
      try await house.approve(call, by: approver)
      try await house.advance(call, by: chen)
      try await house.endNotice(of: call)
      let award = try #require(try await house.award(for: ids[2]))
      let duties = try await house.database.read { try $0.duties(of: award.id) }
      #expect(Set(duties.map(\.key)) == ["task_book", "midterm", "final"])
      try await bundle(call, house)
    }
  }

  private func hear(_ call: ID<Call>, _ heard: [Submission], _ experts: [Rights], _ house: House, by chen: Rights) async throws {
    try await house.database.write { writer in
      let found = try #require(try writer.call(call))
      try house.evaluation.setJudges(found, .defence, experts.map(\.person.id), by: chen, in: writer)
      try house.evaluation.commit(found, "defence.defence", by: chen, in: writer)
      try house.evaluation.drawOrder(found, .defence, round: "defence", of: heard, by: chen, in: writer)
    }
    for turn in try await house.database.read({ try $0.turns(in: call, .defence) }) {
      let place = heard.firstIndex { $0.id == turn.submission } ?? 0
      let points: [String: Double] = ["presentation": [25, 37, 50][place], "answers": [25, 38, 50][place]]
      try await house.database.write { writer in
        try house.evaluation.keepTime(turn, .start, by: chen, in: writer)
        try house.evaluation.keepTime(try #require(try writer.turn(turn.id)), .stop, by: chen, in: writer)
        let stopped = try #require(try writer.turn(turn.id))
        for expert in experts {
          try house.evaluation.score(stopped, points, by: expert, in: writer)
        }
        try house.evaluation.reveal(stopped, by: chen, in: writer)
      }
    }
  }

  /// The signed result says what the points come to, without names, and a change of any digit is seen.
  private func bundle(_ call: ID<Call>, _ house: House) async throws {
    let file = try #require(try await house.evaluation.published(try await house.call(call))).file
    guard case .good(_, let lines) = ResultBundle.check(file) else {
      Issue.record("\(ResultBundle.check(file))")
      return
    }
    #expect(lines.count == 4)
    let text = String(decoding: file, as: UTF8.self)
    #expect(!text.contains("人才0") && !text.contains("评委"))
    let changed = text.replacing("\"presentation\":25", with: "\"presentation\":49")
    #expect(changed != text && ResultBundle.check(Array(changed.utf8)) == .tampered)
    #expect(ResultBundle.check([]) == .tampered && ResultBundle.check(Array("{}".utf8)) == .tampered)
  }

  @Test("last year's round is scored by last year's rules, though the programme says something else today")
  func lastYear() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("creation-centre", by: chen)
      let next = try text("creation-centre").replacing("most: 40", with: "most: 50").replacing("most: 30}", with: "most: 25}")
      let library = try ProgrammeLibrary(texts: [("creation-centre.yaml", next)])
      let later = try await Evaluation.open(
        Evaluation.Tools(
          database: house.database, people: house.people, journal: house.journal, clock: house.clock.clock,
          ids: IDGenerator(clock: house.clock.clock)),
        Evaluation.Options(
          programmes: library, calendar: try WorkingCalendar(file: House.root + "/Policies/calendar.yaml"),
          evidence: house.evaluation.evidence, issuer: house.evaluation.issuer, localizer: { Localizer($0) }))
      let then = try await house.database.read { try later.round(call, $0).programme }
      #expect(then.review?.rubric.criteria.first { $0.key == "works" }?.most == 40)
      #expect(later.programmes["creation-centre"]?.review?.rubric.criteria.first { $0.key == "works" }?.most == 50)
    }
  }

  @Test("a thirteenth programme is a file and nothing else: one that is written only here runs from call to award")
  func thirteenth() async throws {
    let programme = """
      key: poster-contest
      version: "1"
      name: {zh-Hans: 海报比赛, zh-Hant: 海報比賽, en: Poster contest}
      summary: {zh-Hans: 科普海报, zh-Hant: 科普海報, en: Posters}
      source: {zh-Hans: "测试", zh-Hant: "測試", en: "this test"}
      holder: work
      who_may_apply: {fact: width, at_most: 90}
      form:
        - key: poster
          name: {zh-Hans: 海报, zh-Hant: 海報, en: Poster}
          fields: [{key: width, name: {zh-Hans: 宽度, zh-Hant: 寬度, en: Width}, kind: number}]
      formal_check: {return_days: 3, most_returns: 0}
      review:
        reviewers: 1
        blind: single
        aggregation: median
        conflicts: {same_unit: true, co_author_years: 0}
        rubric: {total: 10, criteria: [{key: idea, name: {zh-Hans: 创意, zh-Hant: 創意, en: Idea}, most: 10}]}
      decision: {levels: [{key: gold, name: {zh-Hans: 金奖, zh-Hant: 金獎, en: Gold}, quota: 1}]}
      notice: {days: 3, counts: working}
      appeal: {working_days: 5, decide_working_days: 5}
      result: {kind: award, name: {zh-Hans: 海报奖, zh-Hant: 海報獎, en: Poster prize}, level: city, achievement: award}
      """
    try await inHouse(.sqlite, more: [programme]) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("poster-contest", by: chen)
      let author = try await house.person("李明")
      let wide = try await house.fill(call, as: author, title: "太宽", ["width": .number(91)])
      await #expect(throws: EvaluationRefusal.notEligible) { try await house.submit(wide, by: author) }
      let id = try await house.fill(call, as: author, title: "海报", ["width": .number(90)])
      try await house.submit(id, by: author)
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.check(id, by: chen)
      let expert = try await house.person("专家")
      try await house.reviewers(call, [expert], by: chen)
      try await house.advance(call, by: chen)
      try await house.review(try await house.assign(id, to: expert), by: expert, share: 0.8)
      try await house.advance(call, by: chen)
      try await house.decide(id, "gold", by: chen)
      try await house.advance(call, by: chen)
      try await house.endNotice(of: call)
      #expect(try await house.award(for: id)?.level == "gold")
    }
  }
}
