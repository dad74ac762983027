import Testing

@testable import Evaluation

@Suite("Ranking")
struct RankingTests {
  private let ties = [TieRule.criterion("science"), .median]

  @Test(
    "equal scores are told apart by the named criterion, then by the median, and otherwise they are tied and it is said (§7.5)")
  func breaksTies() throws {
    let sheets = [
      ReviewSheet(1, by: 1, 80, ["science": 20]), ReviewSheet(1, by: 2, 80, ["science": 20]),
      ReviewSheet(1, by: 3, 80, ["science": 20]),
      ReviewSheet(2, by: 1, 70, ["science": 30]), ReviewSheet(2, by: 2, 85, ["science": 30]),
      ReviewSheet(2, by: 3, 85, ["science": 30]),
      ReviewSheet(3, by: 1, 75, ["science": 20]), ReviewSheet(3, by: 2, 82, ["science": 20]),
      ReviewSheet(3, by: 3, 83, ["science": 20]),
      ReviewSheet(4, by: 1, 80, ["science": 20]), ReviewSheet(4, by: 2, 80, ["science": 20]),
      ReviewSheet(4, by: 3, 80, ["science": 20]),
      ReviewSheet(5, by: 1, 60), ReviewSheet(5, by: 2, 60), ReviewSheet(5, by: 3, 60),
    ]
    let placements = try RoundScores.evaluate(sheets, ScoringRules(ties: ties)).ranking.placements
    #expect(placements.map(\.score.submission) == [2, 3, 1, 4, 5])
    #expect(placements.map(\.place) == [1, 2, 3, 3, 5])
    #expect(placements.map(\.isTied) == [false, false, true, true, false])
    #expect(placements.map(\.decidedBy) == [nil, .criterion("science"), .median, .median, nil])
  }

  @Test("quotas are filled from the best down, and what a level leaves free does not pass on")
  func fillsQuotas() throws {
    let sheets = [95, 92, 88, 84, 80, 61].enumerated().flatMap { index, total in
      [1, 2].map { ReviewSheet(Int64(index + 1), by: $0, Double(total)) }
    }
    let levels = [
      QuotaLevel("first", quota: 3, from: 90), QuotaLevel("second", quota: 2, from: 70), QuotaLevel("third", quota: 5, from: 60),
    ]
    let ranking = try RoundScores.evaluate(sheets, ScoringRules(levels: levels)).ranking
    #expect(
      ranking.placements.map(\.standing)
        == [.level("first"), .level("first"), .level("second"), .level("second"), .level("third"), .level("third")])
    #expect(ranking.cuts.map(\.line) == [90, 82, 60])
    #expect(ranking.cuts.map(\.isByQuota) == [false, true, false])
  }

  @Test("where a quota of ten ends among tied submissions nobody gets an eleventh: it says among whom people have to decide")
  func saysTiesAtACut() throws {
    let sheets = (1...12).flatMap { index in
      [1, 2].map { ReviewSheet(Int64(index), by: $0, index <= 8 ? Double(90 + index) : 80) }
    }
    let ranking = try RoundScores.evaluate(sheets, ScoringRules(levels: [QuotaLevel("named", quota: 10)])).ranking
    #expect(ranking.placements.count { $0.standing == .level("named") } == 8)
    #expect(ranking.placements.suffix(4).allSatisfy { $0.standing == .undecided(["named", nil]) && $0.place == 9 })
    #expect(ranking.cuts.first?.tied == [9, 10, 11, 12])
    #expect(ranking.oneMoreReview == [9, 10, 11, 12])
  }

  @Test("one more review is asked for exactly those whose interval holds the line")
  func asksForOneMore() throws {
    let sheets = [(1, 95.0), (2, 81), (3, 79), (4, 60)].flatMap { submission, mean in
      [-2.0, 0, 2].enumerated().map { ReviewSheet(Int64(submission), by: Int64($0), mean + $1) }
    }
    let round = try RoundScores.evaluate(sheets, ScoringRules(levels: [QuotaLevel("named", quota: 2)]))
    let cut = try #require(round.ranking.cuts.first)
    #expect(cut.line == 80 && cut.uncertain == [2, 3] && cut.tied.isEmpty)
    #expect(round.ranking.oneMoreReview == [2, 3])
  }

  @Test("places and levels are those of counting one by one, no quota is exceeded", arguments: 0..<300 as Range<UInt64>)
  func equalsCounting(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let drawn = DrawnRound(
      seed: seed, submissions: 30, reviewers: 8, each: 1 + Int(seed % 4), step: [0.5, 5, 20][Int(seed % 3)], criteria: ["science"]
    )
    let levels = (0..<Int.random(in: 0...4, using: &random)).map { index in
      QuotaLevel(
        "level\(index)", quota: Bool.random(using: &random) ? Int.random(in: 0...9, using: &random) : nil,
        from: Bool.random(using: &random) ? Thousandths(85 - 8 * index) : nil)
    }
    let rules = ScoringRules(method: [.mean, .median][Int(seed % 2)], decimals: 1, ties: ties, levels: levels)
    let ranking = try RoundScores.evaluate(drawn.sheets, rules).ranking
    let science = Dictionary(grouping: drawn.sheets, by: \.submission).mapValues { sheets in
      (sheets.reduce(0) { $0 + $1.criteria["science", default: 0] } / Double(sheets.count) * 1000).rounded()
    }
    func isBetter(_ left: Placement, _ right: Placement) -> Bool {
      func key(_ placement: Placement) -> (Int, Double, Int) {
        (placement.score.score.count, science[placement.score.submission, default: 0], placement.score.median.count)
      }
      return key(left) > key(right)
    }
    var given = Array(repeating: 0, count: levels.count)
    var level = 0
    let single = ranking.placements.map { placement -> String? in
      while level < levels.count,
        given[level] >= levels[level].quota ?? .max || placement.score.score < levels[level].from ?? Thousandths(-1000)
      { level += 1 }
      guard level < levels.count else { return nil }
      given[level] += 1
      return levels[level].key
    }
    for placement in ranking.placements {
      #expect(placement.place == 1 + ranking.placements.count { isBetter($0, placement) })
      let tied = ranking.placements.indices.filter { ranking.placements[$0].place == placement.place }
      #expect(placement.isTied == (tied.count > 1))
      var shares: [String?] = []
      for index in tied where !shares.contains(single[index]) { shares.append(single[index]) }
      let standing: Standing = shares.count > 1 ? .undecided(shares) : shares[0].map(Standing.level) ?? .none
      #expect(placement.standing == standing)
    }
    #expect(ranking.oneMoreReview == Set(ranking.cuts.flatMap { $0.uncertain ?? [] }).sorted())
  }

  @Test("the order in which reviews come changes nothing, to the last thousandth", arguments: 0..<30 as Range<UInt64>)
  func ignoresOrder(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let drawn = DrawnRound(seed: seed, submissions: 40, reviewers: 12, each: 3, criteria: ["science", "art"])
    for method in [ScoreMethod.mean, .median, .trimmedMean(from: 3), .calibrated(CalibrationRules())] {
      let rules = ScoringRules(
        method: method, decimals: 3, vetoes: [CriterionVeto("art", most: 20, below: 0.2)], ties: ties,
        levels: [QuotaLevel("first", quota: 5), QuotaLevel("second", quota: 10)])
      let round = try RoundScores.evaluate(drawn.sheets, rules)
      #expect(try RoundScores.evaluate(drawn.sheets.shuffled(using: &random), rules) == round)
    }
  }
}

@Suite("What hangs on single reviewers")
struct SensitivityTests {
  @Test("a reviewer who alone puts a submission first is found, and one who changes nothing moves nothing")
  func findsWhoDecides() throws {
    let sheets = [
      ReviewSheet(1, by: 1, 80), ReviewSheet(1, by: 2, 82), ReviewSheet(1, by: 3, 99),
      ReviewSheet(2, by: 1, 84), ReviewSheet(2, by: 2, 86), ReviewSheet(2, by: 3, 85),
      ReviewSheet(3, by: 3, 50),
    ]
    let rules = ScoringRules(levels: [QuotaLevel("first", quota: 1)])
    let results = try RoundScores.sensitivity(sheets, rules)
    #expect(results.map(\.reviewer) == [1, 2, 3])
    #expect(results[0].outcome == .moves([]))
    #expect(
      results[2].outcome
        == .moves([
          .init(submission: 1, place: 1, standing: .level("first"), otherPlace: 2, otherStanding: .none),
          .init(submission: 2, place: 2, standing: .none, otherPlace: 1, otherStanding: .level("first")),
          .init(submission: 3, place: 3, standing: .none, otherPlace: nil, otherStanding: .none),
        ]))
    #expect(try RoundScores.sensitivity(sheets, rules, without: [3]) == [results[2]])
  }

  @Test("a veto that hangs on one reviewer, and a round that cannot be calibrated without another, are told")
  func tellsVetoesAndRefusals() throws {
    var sheets: [ReviewSheet] = []
    for submission: Int64 in 1...3 {
      for reviewer: Int64 in 1...2 {
        let science: Double = submission == 1 && reviewer == 1 ? 0 : 20
        sheets.append(ReviewSheet(submission, by: reviewer, Double(90 - submission * reviewer), ["science": science]))
      }
    }
    let vetoing = ScoringRules(vetoes: [CriterionVeto("science", most: 20, below: 0.6)])
    #expect(
      try RoundScores.sensitivity(sheets, vetoing, without: [1]).first?.outcome
        == .moves([
          .init(submission: 2, place: 1, standing: .none, otherPlace: 2, otherStanding: .none),
          .init(submission: 3, place: 2, standing: .none, otherPlace: 3, otherStanding: .none),
          .init(submission: 1, place: nil, standing: .none, otherPlace: 1, otherStanding: .none),
        ]))
    let calibrating = ScoringRules(method: .calibrated(CalibrationRules()))
    #expect(
      try RoundScores.sensitivity(sheets, calibrating, without: [2]).first?.outcome
        == .refused(.tooFewReviewsOfSubmissions([1, 2, 3], needed: 2)))
  }
}
