/// How often the truly best are found: rounds in which the truth is known, scored by each method.
///
/// score = 70 + quality + severity + noise, in whole points from 0 to 100; every submission goes to as many reviewers, drawn by lot
/// with even loads. The spreads are those fitted to the scores of NeurIPS 2014, variances of 1.28 of quality, 0.24 of severity and
/// 1.27 of noise (Lawrence, A Retrospective on the 2014 NeurIPS Experiment, 2021), told for a quality of 10 points.
struct SeveritySimulation: Sendable {
  var submissions = 200
  var reviewers = 40
  var reviewsEach = 5
  /// How many are to be found.
  var best = 20
  /// Standard deviations, in points.
  var quality = 10.0
  var severity = 4.33
  var noise = 9.96
  var rounds = 100
  var seed: UInt64 = 20_240_601

  /// What one method found.
  struct Finding: Hashable, Sendable {
    /// `mean`, `median`, `trimmed_mean`, `calibrated`, as programmes write it.
    let method: String
    /// Out of a hundred of the truly best, how many were among as many chosen; where a tie straddles the line, on average over lots.
    let found: Thousandths
    /// How many rounds the method refused; they are left out.
    let refused: Int
  }

  /// All methods on the same rounds.
  func run() -> [Finding] {
    let methods: [(name: String, method: ScoreMethod)] = [
      ("mean", .mean), ("median", .median), ("trimmed_mean", .trimmedMean(from: 5)),
      ("calibrated", .calibrated(CalibrationRules())),
    ]
    var found = Array(repeating: 0.0, count: methods.count)
    var refused = Array(repeating: 0, count: methods.count)
    var random = Random(state: seed)
    for _ in 0..<rounds {
      let (truth, sheets) = draw(&random)
      for (index, method) in methods.enumerated() {
        let rules = ScoringRules(method: method.method, decimals: 3)
        if let scores = try? RoundScores.evaluate(sheets, rules) {
          found[index] += share(of: truth, in: scores.ranking.placements)
        } else {
          refused[index] += 1
        }
      }
    }
    return methods.indices.map {
      Finding(
        method: methods[$0].name, found: Thousandths(nearest: 100 * found[$0] / Double(max(1, rounds - refused[$0]))),
        refused: refused[$0])
    }
  }

  /// One round.
  func draw() -> [ReviewSheet] {
    var random = Random(state: seed)
    return draw(&random).sheets
  }

  private func draw(_ random: inout Random) -> (truth: Set<Int64>, sheets: [ReviewSheet]) {
    let qualities = (0..<submissions).map { _ in random.normal() * quality }
    let severities = (0..<reviewers).map { _ in random.normal() * severity }
    let order = qualities.indices.sorted { (qualities[$1], $0) < (qualities[$0], $1) }
    var sheets: [ReviewSheet] = []
    var reviewersOf = Array(repeating: Set<Int>(), count: submissions)
    for _ in 0..<min(reviewsEach, reviewers) {
      for (position, submission) in qualities.indices.shuffled(using: &random).enumerated() {
        var reviewer = position % reviewers
        while !reviewersOf[submission].insert(reviewer).inserted { reviewer = (reviewer + 1) % reviewers }
        let score = (70 + qualities[submission] + severities[reviewer] + random.normal() * noise).rounded()
        sheets.append(
          ReviewSheet(
            submission: Int64(submission), reviewer: Int64(reviewer), total: min(max(score, 0), 100), criteria: [:]))
      }
    }
    return (Set(order.prefix(best).map(Int64.init)), sheets)
  }

  private func share(of truth: Set<Int64>, in placements: [Placement]) -> Double {
    let ties = Dictionary(grouping: placements, by: \.place)
    return placements.prefix(best).reduce(0.0) { sum, placement in
      let tied = ties[placement.place, default: []]
      return sum + Double(tied.count { truth.contains($0.score.submission) }) / Double(tied.count)
    } / Double(min(best, submissions))
  }

  /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }

    /// Nearly standard normal: the sum of twelve uniform numbers less six (Irwin and Hall), the same on every machine, which
    /// logarithms and cosines are not.
    mutating func normal() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
    }
  }
}
