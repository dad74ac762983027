/// Scores with the severity of their reviewers taken out.
///
/// Model: score = submission + reviewer + noise. The effects of reviewers are estimated from submissions that several of them
/// rated, robustly (``HuberFit``), and drawn to zero by as much as their number of reviews leaves them uncertain: best linear
/// unbiased prediction with the submissions as fixed and the reviewers as random effects (Robinson, Statistical Science 6, 1991;
/// Platt and Burges, Regularized Least Squares to Remove Reviewer Bias, 2012). How much reviewers differ is estimated from the
/// same scores by equating a sum of squares with its expectation (Henderson's Method III; Searle, Casella and McCulloch, Variance
/// Components, 1992, §5.5).
///
/// Reviewers' effects sum to zero: a calibrated score is what the average reviewer of this round would have given. It may lie a
/// little beyond the ends of the scale. Where the reviews do not carry such a comparison, calibration refuses and says why.
struct Calibration: Hashable, Sendable {
  /// In the order of the submissions; raw is the plain mean, score the calibrated one.
  let scores: [SubmissionScore]
  /// In the order of the reviewers.
  let reviewers: [ReviewerEffect]
  /// How far reviewers differ in severity: the standard deviation of their effects.
  let severity: Thousandths
  /// How far scores differ that one could expect to be equal: the standard deviation of the noise.
  let noise: Thousandths
  /// How many scores more there are than numbers that were estimated.
  let degreesOfFreedom: Int

  /// - Throws: why the round cannot be calibrated.
  init(
    _ table: RatingTable, _ rules: CalibrationRules, decimals: Int, confidence: Confidence
  ) throws(CalibrationRefusal) {
    try Self.checkOverlap(table, rules)
    let graph = ReviewGraph(table)
    guard graph.degreesOfFreedom > 0 else { throw .noFreedom }
    let fit = HuberFit(
      graph, scores: table.scores.map { Double($0.count) }, robustness: rules.robustness, leastScale: Self.leastScale(table))
    guard let free = fit.fitWithScale() else { throw .notConverged }
    let components = VarianceComponents(fit, free)
    guard let estimate = fit.fit(from: free, ridge: components.ridge),
      let variances = CalibrationErrors.variances(of: graph, components)
    else { throw .notConverged }
    let reach = StudentT.quantile(confidence, degreesOfFreedom: graph.degreesOfFreedom) ?? 0
    scores = table.submissions.indices.map { submission in
      let given = table.scores[table.range(submission)].sorted()
      let interval = ScoreInterval(centre: estimate.submissions[submission], reach: reach * variances[submission].squareRoot())
      return SubmissionScore(
        submission: table.submissions[submission], reviews: given.count, raw: .mean(given, decimals: decimals) ?? 0,
        score: Thousandths(rounding: estimate.submissions[submission]).rounded(to: decimals),
        median: Thousandths.mean(ScoreMethod.median.kept(given), decimals: 3) ?? 0, interval: interval)
    }
    reviewers = table.reviewers.indices.map {
      ReviewerEffect(
        reviewer: table.reviewers[$0], reviews: Int(graph.reviews[$0]), effect: Thousandths(rounding: estimate.reviewers[$0]))
    }
    severity = Thousandths(rounding: components.severity.squareRoot())
    noise = Thousandths(rounding: components.noise.squareRoot())
    degreesOfFreedom = graph.degreesOfFreedom
  }

  private static func checkOverlap(_ table: RatingTable, _ rules: CalibrationRules) throws(CalibrationRefusal) {
    guard !table.submissions.isEmpty else { throw .noReviews }
    let counts = table.countsOfReviewers
    let idle = table.reviewers.indices.filter { counts[$0] < rules.leastPerReviewer }
    guard idle.isEmpty else { throw .tooFewReviewsByReviewers(idle.map { table.reviewers[$0] }, needed: rules.leastPerReviewer) }
    let thin = table.submissions.indices.filter { table.range($0).count < rules.leastPerSubmission }
    guard thin.isEmpty else {
      throw .tooFewReviewsOfSubmissions(thin.map { table.submissions[$0] }, needed: rules.leastPerSubmission)
    }
    let groups = table.overlapGroups
    guard groups.count == 1 else { throw .notConnected(groups) }
  }

  /// What rounding to the steps of the scale alone would spread: step/√12.
  private static func leastScale(_ table: RatingTable) -> Double {
    guard let first = table.scores.first else { return 0 }
    let step = table.scores.reduce(0) { step, score in
      var (left, right) = (step, abs(score.count - first.count))
      while right != 0 { (left, right) = (right, left % right) }
      return left
    }
    return Double(step) * 0.288_675_134_594_812_9
  }
}

/// What a round must offer to be calibrated. All of it is policy.
struct CalibrationRules: Hashable, Sendable {
  /// The fewest reviews a reviewer must have given.
  var leastPerReviewer = 2
  /// The fewest reviews a submission must have; a single one says nothing about who gave it.
  var leastPerSubmission = 2
  var robustness = Robustness.huber
}

/// How far above the others a reviewer scores: positive is lenient, negative severe.
struct ReviewerEffect: Hashable, Sendable {
  let reviewer: Int64
  let reviews: Int
  let effect: Thousandths
}

/// Why a round is not calibrated.
enum CalibrationRefusal: Error, Hashable, Sendable {
  case noReviews
  /// These reviewers gave fewer reviews than needed.
  case tooFewReviewsByReviewers([Int64], needed: Int)
  /// These submissions have fewer reviews than needed.
  case tooFewReviewsOfSubmissions([Int64], needed: Int)
  /// No review ties these groups to each other: who is severe and what is good cannot be told apart between them.
  case notConnected([OverlapGroup])
  /// There are no more scores than submissions and reviewers: nothing is left to learn the noise from.
  case noFreedom
  /// The fit did not come to rest.
  case notConverged
}
