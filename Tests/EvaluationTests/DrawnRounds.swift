@testable import Evaluation

/// SplitMix64, so that a failing seed fails again.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x2545_f491_4f6c_dd1d &+ 88 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}

/// A round drawn with known qualities: score = 70 + quality + severity + noise.
struct DrawnRound {
  var qualities: [Double] = []
  var severities: [Double] = []
  var sheets: [ReviewSheet] = []

  init(
    seed: UInt64, submissions: Int, reviewers: Int, each: Int, severity: Double = 6, noise: Double = 5, step: Double = 0.5,
    criteria: [String] = []
  ) {
    var random = SeededRandom(seed)
    qualities = (0..<submissions).map { _ in random.normal() * 8 }
    severities = (0..<reviewers).map { _ in random.normal() * severity }
    var taken = Array(repeating: Set<Int>(), count: submissions)
    for _ in 0..<each {
      for (position, submission) in (0..<submissions).shuffled(using: &random).enumerated() {
        var reviewer = position % reviewers
        while !taken[submission].insert(reviewer).inserted { reviewer = (reviewer + 1) % reviewers }
        let score = 70 + qualities[submission] + severities[reviewer] + random.normal() * noise
        var points: [String: Double] = [:]
        for key in criteria { points[key] = (Double.random(in: 0...40, using: &random)).rounded() / 2 }
        sheets.append(
          ReviewSheet(
            submission: Int64(submission + 1), reviewer: Int64(reviewer + 501), total: (score / step).rounded() * step,
            criteria: points))
      }
    }
  }

  var ratings: [Rating] { sheets.map { Rating($0.submission, by: $0.reviewer, Thousandths(nearest: $0.total)) } }
}

extension ReviewSheet {
  init(_ submission: Int64, by reviewer: Int64, _ total: Double, _ criteria: [String: Double] = [:]) {
    self.init(submission: submission, reviewer: reviewer, total: total, criteria: criteria)
  }
}

extension RoundScores {
  /// The score of a submission, as people read it.
  func score(_ submission: Int64) -> Double? {
    ranking.placements.first { $0.score.submission == submission }.map { Double($0.score.score.count) / 1000 }
  }
}
