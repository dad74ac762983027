/// How the scores that several reviewers gave one submission become one.
enum ScoreMethod: Sendable {
  /// The arithmetic mean.
  case mean
  /// The mean without one highest and one lowest score, where there are at least so many scores and at least three; the plain mean
  /// where there are fewer (去掉一个最高分和一个最低分).
  case trimmedMean(from: Int)
  /// The middle score, or the mean of the two in the middle.
  case median
  /// The mean with the severity of reviewers taken out, for which the whole round is looked at (``Calibration``).
  case calibrated(CalibrationRules)

  /// The scores whose mean is taken, out of all in ascending order.
  func kept(_ ascending: [Thousandths]) -> ArraySlice<Thousandths> {
    switch self {
    case .mean, .calibrated: return ascending[...]
    case .trimmedMean(let least):
      return trims(ascending.count, from: least) ? ascending.dropFirst().dropLast() : ascending[...]
    case .median:
      guard !ascending.isEmpty else { return [] }
      return ascending[(ascending.count - 1) / 2...ascending.count / 2]
    }
  }

  private func trims(_ count: Int, from least: Int) -> Bool { count >= max(least, 3) }

  /// Whether of so many scores some are left out.
  func trims(_ count: Int) -> Bool {
    if case .trimmedMean(let least) = self { trims(count, from: least) } else { false }
  }

  /// Whether of so many scores the middle is taken, and it is not their mean.
  func takesMiddle(_ count: Int) -> Bool {
    if case .median = self { count > 2 } else { trims(count) && count == 3 }
  }
}

/// What a submission came to.
struct SubmissionScore: Hashable, Sendable {
  let submission: Int64
  /// How many reviewers rated it.
  let reviews: Int
  /// The plain mean of their scores.
  let raw: Thousandths
  /// The score that ranks.
  let score: Thousandths
  /// The median of the scores given, for ties.
  let median: Thousandths
  /// Where the score would lie with other reviewers of the same kind; nil where nothing tells how much reviewers differ.
  let interval: ScoreInterval?
}

/// From where to where a score may be expected, both ends included.
struct ScoreInterval: Hashable, Sendable {
  let lower: Thousandths
  let upper: Thousandths

  /// `centre` ± `reach`, in thousandths.
  init(centre: Double, reach: Double) {
    lower = Thousandths(rounding: centre - reach)
    upper = Thousandths(rounding: centre + reach)
  }

  func holds(_ score: Thousandths) -> Bool { lower <= score && score <= upper }
}

extension ScoreMethod {
  /// The scores of all submissions, in the order of the submissions; uncalibrated.
  ///
  /// The standard error of a mean is taken from the spread of scores around the mean of their submission, pooled over all submissions,
  /// by the number of scores; that of a trimmed mean from the winsorized spread (Tukey and McLaughlin, Sankhyā A 25, 1963; Yuen,
  /// Biometrika 61, 1974), pooled over the submissions with as many scores; that of a median of three and more is √(π/2) times
  /// that of a mean.
  /// Intervals reach as many standard errors as Student's t says for the degrees of freedom of the pool.
  func scores(of table: RatingTable, decimals: Int, confidence: Confidence) -> [SubmissionScore] {
    var pools: [Int: SpreadPool] = [:]
    for submission in table.submissions.indices {
      let ascending = table.scores[table.range(submission)].sorted()
      pools[poolNumber(ascending.count), default: SpreadPool()].add(ascending, winsorized: winsorizes(ascending.count))
    }
    return table.submissions.indices.map { submission in
      let ascending = table.scores[table.range(submission)].sorted()
      let kept = kept(ascending)
      let spread = pools[poolNumber(ascending.count)]?.reach(of: kept.count, confidence)
      let widening = takesMiddle(ascending.count) ? Self.medianWidening(ascending.count, kept.count) : 1
      let sum = kept.reduce(0) { $0 + $1.count }
      return SubmissionScore(
        submission: table.submissions[submission], reviews: ascending.count, raw: .mean(ascending, decimals: decimals) ?? 0,
        score: .mean(kept, decimals: decimals) ?? 0,
        median: .mean(ScoreMethod.median.kept(ascending), decimals: 3) ?? 0,
        interval: spread.map { ScoreInterval(centre: Double(sum) / Double(kept.count), reach: $0 * widening) })
    }
  }

  /// Trimmed submissions are pooled with those of as many scores, all others with each other.
  private func poolNumber(_ count: Int) -> Int { winsorizes(count) ? count : 0 }

  /// Of three scores trimming leaves the median, and winsorizing no spread.
  private func winsorizes(_ count: Int) -> Bool { trims(count) && count > 3 }

  /// √(π/2) standard errors of the mean of all scores, told in standard errors of the mean of those kept.
  private static func medianWidening(_ count: Int, _ kept: Int) -> Double {
    1.253_314_137_315_500_3 * (Double(kept) / Double(count)).squareRoot()
  }
}

/// The spread of scores around the middle of their submission, over many submissions.
private struct SpreadPool {
  private var squares = 0.0
  private var freedom = 0

  /// Adds the squared distances of one submission's scores from their mean; winsorized, the highest and the lowest count as if
  /// they were the next.
  mutating func add(_ ascending: [Thousandths], winsorized: Bool) {
    var values = ascending.map { Int128($0.count) }
    let count = values.count
    if winsorized { (values[0], values[count - 1]) = (values[1], values[count - 2]) }
    let sum = values.reduce(0, +)
    let scaled = Int128(count) * values.reduce(0) { $0 + $1 * $1 } - sum * sum
    squares += Double(scaled) / Double(count)
    freedom += winsorized ? count - 3 : count - 1
  }

  /// How far an interval of a mean of `count` scores reaches, in thousandths.
  func reach(of count: Int, _ confidence: Confidence) -> Double? {
    StudentT.quantile(confidence, degreesOfFreedom: freedom).map {
      $0 * (squares / Double(freedom) / Double(count)).squareRoot()
    }
  }
}
