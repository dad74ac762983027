import Testing

@testable import Evaluation

@Suite("Scores of a round")
struct ScoreMethodTests {
  private func score(_ totals: [Double], _ method: ScoreMethod, decimals: Int) throws -> Thousandths? {
    let sheets = totals.enumerated().map { ReviewSheet(1, by: Int64($0), $1) }
    return try RoundScores.evaluate(sheets, ScoringRules(method: method, decimals: decimals)).ranking.placements.first?.score
      .score
  }

  @Test("judges' totals 90.04 and 89.95 come to 90.0 at one decimal: halves go up, and nothing is rounded twice (TC-086)")
  func roundsHalfUp() throws {
    let score = try #require(try score([90.04, 89.95], .mean, decimals: 1))
    #expect(score.text(decimals: 1) == "90.0")
    #expect(try self.score([90.04, 89.95], .mean, decimals: 2)?.text(decimals: 2) == "90.00")
    #expect(try self.score([90.04, 89.95], .mean, decimals: 3)?.text() == "89.995")
    #expect(try self.score([0.1, 0.2, 0.3], .mean, decimals: 1)?.text(decimals: 1) == "0.2")
  }

  @Test("one highest and one lowest are left out from five scores on, not from four")
  func trims() throws {
    #expect(try score([10, 70, 80, 90, 100], .trimmedMean(from: 5), decimals: 2) == 80)
    #expect(try score([10, 70, 80, 100], .trimmedMean(from: 5), decimals: 2) == 65)
    #expect(try score([80, 80, 80, 80, 0], .trimmedMean(from: 5), decimals: 2) == 80)
  }

  @Test("the median is the middle score, or halfway between the two in the middle")
  func median() throws {
    #expect(try score([1, 99, 70], .median, decimals: 2) == 70)
    #expect(try score([1, 99, 70, 71], .median, decimals: 1) == Thousandths(nearest: 70.5))
  }

  @Test("a science score of 59 % bars a submission with a total of 92; 60 % does not (TC-088)")
  func veto() throws {
    let rules = ScoringRules(vetoes: [CriterionVeto("science", most: 35, below: 0.6)])
    let sheets = [
      ReviewSheet(1, by: 1, 92, ["science": 20.65]), ReviewSheet(1, by: 2, 92, ["science": 20.65]),
      ReviewSheet(2, by: 1, 70, ["science": 21]), ReviewSheet(2, by: 2, 72, ["science": 21]),
      ReviewSheet(3, by: 1, 80, ["science": 20.9]), ReviewSheet(3, by: 2, 80, ["science": 21.099]),
    ]
    let round = try RoundScores.evaluate(sheets, rules)
    #expect(round.vetoed.map(\.score.submission) == [1, 3])
    #expect(round.vetoed.first?.criteria == ["science"])
    #expect(round.vetoed.first?.score.score == 92)
    #expect(round.ranking.placements.map(\.score.submission) == [2])
  }

  @Test("a reviewer who scored twice, and what is no number, are refused")
  func refuses() {
    #expect(throws: ScoringRefusal.ratedTwice(RatedTwice(submission: 7, reviewer: 3))) {
      try RoundScores.evaluate([ReviewSheet(7, by: 3, 80), ReviewSheet(7, by: 3, 81)], ScoringRules())
    }
    #expect(throws: ScoringRefusal.notANumber(submission: 7, reviewer: 3)) {
      try RoundScores.evaluate([ReviewSheet(7, by: 3, .nan)], ScoringRules())
    }
    #expect(throws: ScoringRefusal.notANumber(submission: 7, reviewer: 3)) {
      try RoundScores.evaluate([ReviewSheet(7, by: 3, 80, ["science": .infinity])], ScoringRules())
    }
  }

  @Test("means, medians and trimmed means equal the textbook's, within half a thousandth", arguments: 0..<100 as Range<UInt64>)
  func equalsTextbook(seed: UInt64) throws {
    let drawn = DrawnRound(seed: seed, submissions: 12, reviewers: 9, each: 1 + Int(seed % 7), step: 0.125)
    let totals = Dictionary(grouping: drawn.sheets, by: \.submission).mapValues { $0.map(\.total).sorted() }
    func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
    let expectations: [(ScoreMethod, ([Double]) -> Double)] = [
      (.mean, { mean($0) }), (.median, { ($0[($0.count - 1) / 2] + $0[$0.count / 2]) / 2 }),
      (.trimmedMean(from: 5), { $0.count >= 5 ? mean($0.dropFirst().dropLast()) : mean($0) }),
    ]
    for (method, expected) in expectations {
      let round = try RoundScores.evaluate(drawn.sheets, ScoringRules(method: method, decimals: 3))
      for (submission, values) in totals {
        let score = try #require(round.score(submission))
        #expect(abs(score - expected(values)) <= 0.000_501)
      }
    }
  }

  @Test(
    "19 of 20 intervals of a mean hold what more reviewers of the same kind would have given",
    arguments: [
      ScoreMethod.mean, .trimmedMean(from: 3), .median,
    ])
  func intervalsCover(method: ScoreMethod) throws {
    var (held, all) = (0, 0)
    for seed in 0..<40 as Range<UInt64> {
      let drawn = DrawnRound(seed: seed, submissions: 100, reviewers: 100, each: seed < 20 ? 5 : 3)
      for placement in try RoundScores.evaluate(drawn.sheets, ScoringRules(method: method)).ranking.placements {
        let truth = Thousandths(nearest: 70 + drawn.qualities[Int(placement.score.submission) - 1])
        held += try #require(placement.score.interval).holds(truth) ? 1 : 0
        all += 1
      }
    }
    #expect((0.93...0.975).contains(Double(held) / Double(all)), "\(held) of \(all)")
  }

  @Test("where every submission has a single review nothing tells how sure a score is, and no interval is made up")
  func noInterval() throws {
    let round = try RoundScores.evaluate(
      [ReviewSheet(1, by: 1, 80), ReviewSheet(2, by: 1, 70)], ScoringRules(levels: [QuotaLevel("first", quota: 1)]))
    #expect(round.ranking.placements.allSatisfy { $0.score.interval == nil })
    #expect(round.ranking.cuts.first?.uncertain == nil)
    #expect(round.ranking.cuts.first?.line == 75)
  }
}
