import Foundation

/// The score of a turn on stage (§7.3): the mean of what the judges gave, less what too long a performance costs, rounded half up
/// (TC-086: 90.04 and 89.95 are 90.0); in a quiz the points of the right answers.
enum LiveScore {
  /// A number to so many decimals, halves up. What binary fractions lose below a billionth does not turn a half down.
  static func rounded(_ value: Double, decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (value * scale + 0.5 + 1e-7).rounded(.down) / scale
  }

  /// The score of a performance; `nil` while nobody has scored.
  static func performance(totals: [Double], deduction: Double, decimals: Int) -> Double? {
    guard !totals.isEmpty else { return nil }
    let mean = totals.reduce(0, +) / Double(totals.count)
    return max(0, rounded(mean - deduction, decimals: decimals))
  }
}

extension LiveRound {
  /// What is taken off for the time that a turn ran over; judges' questions and a quiz cost nothing.
  func deduction(_ turn: Turn, _ overtime: LiveRules.Overtime?) -> Double {
    guard let overtime, kind == .ownTopic || kind == .randomTopic, let stopped = turn.stoppedAt else { return 0 }
    let (seconds, fraction) = turn.elapsed(at: stopped).components
    return overtime.deduction(seconds: Double(seconds) + Double(fraction) / 1e18 - Double(self.seconds))
  }

  /// The score of a turn that is done.
  func score(_ turn: Turn, _ given: [TurnScore], _ overtime: LiveRules.Overtime?, decimals: Int) -> Double? {
    if let rubric {
      let totals = given.map { score in rubric.judged.reduce(0) { $0 + (score.scores[$1.key] ?? 0) } }
      return LiveScore.performance(totals: totals, deduction: deduction(turn, overtime), decimals: decimals)
    }
    return turn.correct.map { LiveScore.rounded(Double($0) * pointsEach, decimals: decimals) }
  }
}
