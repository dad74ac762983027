import Testing

@testable import Evaluation

@Suite("Calibrated scores")
struct CalibrationTests {
  private let rules = ScoringRules(method: .calibrated(CalibrationRules()), decimals: 3)

  private func refusal(_ sheets: [ReviewSheet], _ needs: CalibrationRules = CalibrationRules()) -> CalibrationRefusal? {
    do throws(ScoringRefusal) {
      _ = try RoundScores.evaluate(sheets, ScoringRules(method: .calibrated(needs)))
    } catch .calibration(let refusal) {
      return refusal
    } catch {
      Issue.record(error)
    }
    return nil
  }

  @Test("a severe reviewer no longer costs the submissions that drew her their places")
  func takesSeverityOut() throws {
    var sheets: [ReviewSheet] = []
    for submission in 1...12 as ClosedRange<Int64> {
      for offset in 0..<3 as Range<Int64> {
        let reviewer = (submission + offset * (1 + submission / 7)) % 6
        sheets.append(ReviewSheet(submission, by: reviewer, 60 + Double(submission) * 2 - (reviewer == 0 ? 20 : 0)))
      }
    }
    let calibrated = try RoundScores.evaluate(sheets, rules)
    #expect(calibrated.ranking.placements.map(\.score.submission) == (1...12).reversed())
    #expect(try RoundScores.evaluate(sheets, ScoringRules()).ranking.placements.map(\.score.submission) != (1...12).reversed())
    let severest = try #require(calibrated.calibration?.reviewers.min { $0.effect < $1.effect })
    #expect(severest.reviewer == 0 && severest.effect < -15)
  }

  @Test("two groups without a common submission are not compared, and both are named")
  func refusesWithoutOverlap() {
    let sheets = [1, 2, 3].flatMap { submission in [1, 2].map { ReviewSheet(submission, by: $0, Double(70 + submission * $0)) } }
    let others = [7, 8].flatMap { submission in [5, 6].map { ReviewSheet(submission, by: $0, Double(70 + submission * $0)) } }
    #expect(
      refusal(sheets + others)
        == .notConnected([
          OverlapGroup(submissions: [1, 2, 3], reviewers: [1, 2]), OverlapGroup(submissions: [7, 8], reviewers: [5, 6]),
        ]))
    #expect(refusal(sheets + others + [ReviewSheet(7, by: 1, 80)]) == nil)
  }

  @Test("who gave too few reviews, what got too few, and a round with nothing left to learn from are named")
  func refusesThinRounds() {
    let full = [1, 2, 3].flatMap { submission in [1, 2, 3].map { ReviewSheet(submission, by: $0, Double(70 + submission * $0)) } }
    #expect(refusal([]) == .noReviews)
    #expect(refusal(full + [ReviewSheet(3, by: 9, 70)]) == .tooFewReviewsByReviewers([9], needed: 2))
    #expect(refusal(full + [ReviewSheet(4, by: 1, 70)]) == .tooFewReviewsOfSubmissions([4], needed: 2))
    #expect(refusal(full, CalibrationRules(leastPerReviewer: 4)) == .tooFewReviewsByReviewers([1, 2, 3], needed: 4))
    let chain = [
      ReviewSheet(1, by: 1, 70), ReviewSheet(1, by: 2, 71), ReviewSheet(2, by: 2, 72), ReviewSheet(2, by: 3, 73),
    ]
    #expect(refusal(chain, CalibrationRules(leastPerReviewer: 1)) == .noFreedom)
  }

  @Test(
    "where everybody reviewed everything and nothing is wild, calibrated scores are the means", arguments: 0..<20 as Range<UInt64>
  )
  func fullRoundsAreMeans(seed: UInt64) throws {
    let drawn = DrawnRound(seed: seed, submissions: 10, reviewers: 5, each: 5)
    let plain = ScoringRules(method: .calibrated(CalibrationRules(robustness: .none)), decimals: 3)
    for placement in try RoundScores.evaluate(drawn.sheets, plain).ranking.placements {
      #expect(abs(placement.score.score.count - placement.score.raw.count) <= 1)
    }
  }

  @Test(
    "one wild score among a hundred and twenty moves the others by less than least squares lets it",
    arguments: 0..<20 as Range<UInt64>)
  func isRobust(seed: UInt64) throws {
    let drawn = DrawnRound(seed: seed, submissions: 40, reviewers: 10, each: 3, noise: 2)
    var wild = drawn.sheets
    wild[0] = ReviewSheet(wild[0].submission, by: wild[0].reviewer, wild[0].total - 60)
    func moved(_ robustness: Robustness) throws -> Int {
      let rules = ScoringRules(method: .calibrated(CalibrationRules(robustness: robustness)), decimals: 3)
      let before = try #require(try RoundScores.evaluate(drawn.sheets, rules).calibration)
      let after = try #require(try RoundScores.evaluate(wild, rules).calibration)
      return zip(before.scores, after.scores).map { abs($0.score.count - $1.score.count) }.max() ?? 0
    }
    #expect(try moved(.huber) * 2 < moved(.none))
  }

  @Test("19 of 20 intervals hold the true quality as the round's average reviewer would have seen it")
  func intervalsCover() throws {
    var (held, all) = (0, 0)
    for seed in 0..<20 as Range<UInt64> {
      let drawn = DrawnRound(seed: seed, submissions: 100, reviewers: 25, each: 3)
      let level = 70 + drawn.severities.reduce(0, +) / 25
      for score in try #require(try RoundScores.evaluate(drawn.sheets, rules).calibration).scores {
        let truth = Thousandths(nearest: level + drawn.qualities[Int(score.submission) - 1])
        held += try #require(score.interval).holds(truth) ? 1 : 0
        all += 1
      }
    }
    #expect((0.93...0.97).contains(Double(held) / Double(all)), "\(held) of \(all)")
  }

  @Test("severity and noise are found again, within a tenth over many rounds")
  func findsComponents() throws {
    var (severity, noise) = (0.0, 0.0)
    for seed in 0..<40 as Range<UInt64> {
      let drawn = DrawnRound(seed: seed, submissions: 120, reviewers: 40, each: 3)
      let found = try #require(try RoundScores.evaluate(drawn.sheets, rules).calibration)
      severity += Double(found.severity.count * found.severity.count) / 40e6
      noise += Double(found.noise.count * found.noise.count) / 40e6
    }
    #expect((5.4...6.6).contains(severity.squareRoot()), "\(severity.squareRoot())")
    #expect((4.5...5.5).contains(noise.squareRoot()), "\(noise.squareRoot())")
  }

  @Test("effects and errors are those of the mixed model's equations solved as a whole", arguments: 0..<30 as Range<UInt64>)
  func equalsDenseSolution(seed: UInt64) throws {
    let drawn = DrawnRound(seed: seed, submissions: 9, reviewers: 5, each: 2 + Int(seed % 3))
    let table = try RatingTable(drawn.ratings)
    let graph = ReviewGraph(table)
    let fit = HuberFit(graph, scores: table.scores.map { Double($0.count) }, robustness: .none, leastScale: 1)
    let components = VarianceComponents(severity: 4_000_000, noise: 3_000_000)
    let free = try #require(fit.fitWithScale())
    let estimate = try #require(fit.fit(from: free, ridge: components.ridge))
    let variances = try #require(CalibrationErrors.variances(of: graph, components))
    let model = DenseModel(table, ridge: components.ridge)
    for (submission, expected) in model.effects.prefix(9).enumerated() {
      #expect(abs(estimate.submissions[submission] - expected) < 0.01)
    }
    for submission in 0..<9 {
      #expect(abs(variances[submission] / components.noise - model.inverse[submission][submission]) < 1e-6)
    }
  }
}

/// Henderson's equations of submissions (fixed) and reviewers (random, summing to zero), written out and inverted.
private struct DenseModel {
  var inverse: [[Double]]
  var effects: [Double]

  init(_ table: RatingTable, ridge: Double) {
    let (rows, columns) = (table.submissions.count, table.reviewers.count)
    let size = rows + columns
    var matrix = Array(repeating: Array(repeating: 0.0, count: size), count: size)
    var right = Array(repeating: 0.0, count: size)
    for submission in 0..<rows {
      for rating in table.range(submission) {
        let reviewer = rows + table.reviewerOf[rating]
        for (left, other) in [(submission, submission), (reviewer, reviewer), (submission, reviewer), (reviewer, submission)] {
          matrix[left][other] += 1
        }
        right[submission] += Double(table.scores[rating].count)
        right[reviewer] += Double(table.scores[rating].count)
      }
    }
    for reviewer in rows..<size {
      matrix[reviewer][reviewer] += ridge
      for other in rows..<size { matrix[reviewer][other] += 1e9 }
    }
    inverse = Self.inverse(matrix)
    effects = inverse.map { zip($0, right).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Gauss and Jordan; the matrix is positive definite.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let size = matrix.count
    var rows = matrix.enumerated().map { index, row in row + (0..<size).map { $0 == index ? 1.0 : 0 } }
    for pivot in 0..<size {
      let scale = rows[pivot][pivot]
      rows[pivot] = rows[pivot].map { $0 / scale }
      for row in 0..<size where row != pivot {
        let factor = rows[row][pivot]
        for column in 0..<2 * size { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return rows.map { Array($0[size...]) }
  }
}
