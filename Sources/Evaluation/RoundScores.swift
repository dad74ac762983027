/// One review that counts, as scoring needs it.
struct ReviewSheet: Hashable, Sendable {
  let submission: Int64
  let reviewer: Int64
  /// The sum of the points.
  let total: Double
  /// The points of each criterion, by its key.
  let criteria: [String: Double]
}

/// How a round is scored; all of it is policy of the programme.
struct ScoringRules: Sendable {
  var method = ScoreMethod.mean
  /// Of scores, 0…3; halves are rounded up.
  var decimals = 2
  var confidence = Confidence.ninetyFive
  var vetoes: [CriterionVeto] = []
  /// Asked one after the other where scores are equal.
  var ties: [TieRule] = []
  /// The best first.
  var levels: [QuotaLevel] = []
}

/// What the reviews of a round come to: who stands where, how sure that is, and how far reviewers agree.
///
///     let round = try RoundScores.evaluate(sheets, ScoringRules(method: .trimmedMean(from: 5), levels: [.init("first", quota: 3)]))
///     round.ranking.placements.first  // the best
///     round.ranking.oneMoreReview     // who needs another review before the line can be trusted
///
/// The same sheets give the same result in whatever order they come and on whatever machine: tables are sorted, sums run in
/// that order, only operations are used that IEEE 754 defines to the last bit, and results are whole numbers of thousandths.
struct RoundScores: Hashable, Sendable {
  let ranking: Ranking
  /// By submission; they take no place.
  let vetoed: [VetoedSubmission]
  /// Of the totals first, then of the criteria by key.
  let agreement: [Agreement]
  /// Where the method calibrates: how severe each reviewer was, and how much that explains.
  let calibration: Calibration?

  /// Scores and ranks a round.
  ///
  /// - Throws: why there is no result: no fallback is chosen in silence.
  static func evaluate(_ sheets: [ReviewSheet], _ rules: ScoringRules) throws(ScoringRefusal) -> RoundScores {
    let table = try ratings(sheets)
    var calibration: Calibration?
    if case .calibrated(let needs) = rules.method {
      do { calibration = try Calibration(table, needs, decimals: rules.decimals, confidence: rules.confidence) } catch {
        throw .calibration(error)
      }
    }
    let scores = calibration?.scores ?? rules.method.scores(of: table, decimals: rules.decimals, confidence: rules.confidence)
    let points = CriterionPoints(sheets, table)
    let vetoes = table.submissions.indices.map { submission in
      rules.vetoes.filter { $0.vetoes(points.moments(of: $0.criterion, submission)) }.map(\.criterion)
    }
    let candidates = table.submissions.indices.filter { vetoes[$0].isEmpty }.map { submission in
      Ranking.Candidate(
        score: scores[submission],
        ties: rules.ties.map { rule in
          switch rule {
          case .criterion(let key): points.moments(of: key, submission).mean
          case .median: scores[submission].median
          }
        })
    }
    return RoundScores(
      ranking: Ranking(candidates, ties: rules.ties, levels: rules.levels),
      vetoed: table.submissions.indices.filter { !vetoes[$0].isEmpty }.map {
        VetoedSubmission(score: scores[$0], criteria: vetoes[$0])
      },
      agreement: [Agreement(of: nil, CriterionPoints.moments(of: table))] + points.agreement,
      calibration: calibration)
  }

  private static func ratings(_ sheets: [ReviewSheet]) throws(ScoringRefusal) -> RatingTable {
    let limit = 1e9
    for sheet in sheets {
      guard sheet.total.magnitude <= limit, sheet.criteria.values.allSatisfy({ $0.magnitude <= limit }) else {
        throw .notANumber(submission: sheet.submission, reviewer: sheet.reviewer)
      }
    }
    do {
      return try RatingTable(sheets.map { Rating($0.submission, by: $0.reviewer, Thousandths(nearest: $0.total)) })
    } catch {
      throw .ratedTwice(error)
    }
  }
}

/// Why a round has no result.
enum ScoringRefusal: Error, Hashable, Sendable {
  case ratedTwice(RatedTwice)
  /// A sheet holds something that is no number, or none between ± a thousand million.
  case notANumber(submission: Int64, reviewer: Int64)
  /// The programme wants calibrated scores and the reviews do not carry them.
  case calibration(CalibrationRefusal)
}

/// A criterion that bars a submission, whatever its total, where reviewers together find too little (一票否决; §7.5, TC-088).
struct CriterionVeto: Hashable, Sendable {
  let criterion: String
  /// The most points of the criterion.
  let most: Thousandths
  /// In millionths of the most.
  let threshold: Int

  /// Below this share of the most the submission is vetoed; the threshold itself passes.
  init(_ criterion: String, most: Double, below share: Double) {
    self.criterion = criterion
    self.most = Thousandths(nearest: most)
    threshold = Thousandths(nearest: min(max(share, 0), 1) * 1000).count
  }

  /// Whether the mean of the points lies below the threshold, exactly; without points nothing is vetoed.
  func vetoes(_ points: Moments) -> Bool {
    points.count > 0 && points.sum * 1_000_000 < Int128(points.count) * Int128(most.count) * Int128(threshold)
  }
}

/// A submission that a criterion bars.
struct VetoedSubmission: Hashable, Sendable {
  /// What it would have come to.
  let score: SubmissionScore
  /// The criteria that bar it, in the order of the rules.
  let criteria: [String]
}
