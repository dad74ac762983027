/// Measures scoring and ranking of a large round: 10,000 submissions with three reviews each of 2,000 reviewers, points of five
/// criteria, a veto, two rules for ties, two quotas; agreement and intervals included. Drawn with a fixed seed.
struct ScoringBenchmark: Sendable {
  struct Row: Sendable {
    let name: String
    let milliseconds: Double
  }

  var submissions = 10_000
  var reviewers = 2_000
  var runs = 5

  /// The median of so many runs of each method.
  func run() throws -> [Row] {
    let sheets = sheets()
    let methods: [(String, ScoreMethod)] = [
      ("mean", .mean), ("median", .median), ("trimmed mean", .trimmedMean(from: 3)),
      ("calibrated", .calibrated(CalibrationRules())),
    ]
    return try methods.map { name, method in
      let rules = ScoringRules(
        method: method, vetoes: [CriterionVeto("science", most: 20, below: 0.3)], ties: [.criterion("science"), .median],
        levels: [QuotaLevel("first", quota: submissions / 100), QuotaLevel("second", quota: submissions / 10)])
      let times = try (0..<max(1, runs)).map { _ in
        try ContinuousClock().measure { _ = try RoundScores.evaluate(sheets, rules) } / .milliseconds(1)
      }
      return Row(name: name, milliseconds: times.sorted()[times.count / 2])
    }
  }

  private func sheets() -> [ReviewSheet] {
    let keys = ["art", "creativity", "popularity", "reach", "science"]
    return SeveritySimulation(submissions: submissions, reviewers: reviewers, reviewsEach: 3).draw().map { sheet in
      ReviewSheet(
        submission: sheet.submission, reviewer: sheet.reviewer, total: sheet.total,
        criteria: Dictionary(uniqueKeysWithValues: keys.map { ($0, sheet.total / 5) }))
    }
  }
}
