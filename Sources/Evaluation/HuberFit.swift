/// The additive model score = submission + reviewer + noise, fitted so that single wild scores do not carry it away.
///
/// Huber's M-estimator by modified residuals (Huber, Robust Statistics, 1981, §7.8): scores farther from the fit than a threshold
/// are drawn to the threshold, and least squares is repeated until nothing moves. The threshold of a rating is so many standard
/// deviations of its residual, narrower where the model can bend more to the single rating (Handschin, Schweppe, Kohlas and
/// Fiechter, IEEE Transactions on Power Apparatus and Systems 94, 1975). Reviewers' effects are drawn to zero by the ridge, as if
/// each reviewer had given so many more reviews without any severity; they sum to zero. All numbers are in thousandths.
struct HuberFit: Sendable {
  let graph: ReviewGraph
  let scores: [Double]
  let robustness: Robustness
  /// No scale below: scores cannot be told apart finer than in the steps they are given in.
  let leastScale: Double

  /// Effects of reviewers, values of submissions, and how wide noise is taken to be.
  struct Estimate: Sendable {
    var reviewers: [Double]
    var submissions: [Double]
    var scale: Double
  }

  init(_ graph: ReviewGraph, scores: [Double], robustness: Robustness, leastScale: Double) {
    self.graph = graph
    self.scores = scores
    self.robustness = robustness
    self.leastScale = leastScale
  }

  /// The fit without ridge together with the scale of the noise (Huber's Proposal 2); nil where it does not come to rest.
  func fitWithScale() -> Estimate? {
    guard var estimate = leastSquares(scores, ridge: 0, from: nil, scale: 0) else { return nil }
    estimate.scale = max(
      leastScale, (residuals(estimate).reduce(0) { $0 + $1 * $1 } / Double(graph.degreesOfFreedom)).squareRoot())
    return repeated(from: estimate, ridge: 0) { next in
      let squares = clipped(residuals(next), next.scale, ridge: 0).reduce(0) { $0 + $1 * $1 }
      return max(leastScale, (squares / (Double(graph.degreesOfFreedom) * robustness.clippedVariance)).squareRoot())
    }
  }

  /// The fit with a ridge, the scale being known; an infinite ridge takes all reviewers for equal.
  func fit(from estimate: Estimate, ridge: Double) -> Estimate? {
    repeated(from: estimate, ridge: ridge) { $0.scale }
  }

  /// Drawn in to the thresholds that belong to `scale`: the clip times √(1 − leverage) standard deviations of noise, where the leverage
  /// is exact if everybody rated everything.
  func clipped(_ residuals: [Double], _ scale: Double, ridge: Double) -> [Double] {
    graph.submissionShare.indices.flatMap { submission in
      let own = 1 - graph.submissionShare[submission]
      return (graph.starts[submission]..<graph.starts[submission + 1]).map { rating in
        let freedom = max(0, own * (1 - 1 / (graph.reviews[graph.reviewerOf[rating]] + ridge))).squareRoot()
        let threshold = robustness.clip * scale * freedom
        return min(max(residuals[rating], -threshold), threshold)
      }
    }
  }

  /// Of each rating, the score without its submission and its reviewer.
  func residuals(_ estimate: Estimate) -> [Double] {
    graph.submissionShare.indices.flatMap { submission in
      (graph.starts[submission]..<graph.starts[submission + 1]).map { rating in
        scores[rating] - estimate.submissions[submission] - estimate.reviewers[graph.reviewerOf[rating]]
      }
    }
  }

  private func repeated(from first: Estimate, ridge: Double, scale: (Estimate) -> Double) -> Estimate? {
    var estimate = first
    for _ in 0..<1000 {
      let residuals = residuals(estimate)
      let clipped = clipped(residuals, estimate.scale, ridge: ridge)
      let drawn = scores.indices.map { scores[$0] - residuals[$0] + clipped[$0] }
      guard var next = leastSquares(drawn, ridge: ridge, from: estimate.reviewers, scale: estimate.scale) else { return nil }
      next.scale = scale(next)
      let moved = [abs(next.scale - estimate.scale), Self.distance(next.reviewers, estimate.reviewers)].max() ?? 0
      let rests = max(moved, Self.distance(next.submissions, estimate.submissions)) <= Self.rest
      estimate = next
      if rests { return estimate }
    }
    return nil
  }

  /// A tenth of a thousandth of a thousandth.
  private static let rest = 1e-4

  private func leastSquares(_ scores: [Double], ridge: Double, from start: [Double]?, scale: Double) -> Estimate? {
    let means = graph.submissionShare.indices.map { submission in
      (graph.starts[submission]..<graph.starts[submission + 1]).reduce(0) { $0 + scores[$1] } * graph.submissionShare[submission]
    }
    guard ridge.isFinite else {
      return Estimate(reviewers: Array(repeating: 0, count: graph.reviewers), submissions: means, scale: scale)
    }
    var right = Array(repeating: SIMD2<Double>(repeating: 0), count: graph.reviewers)
    for submission in means.indices {
      for rating in graph.starts[submission]..<graph.starts[submission + 1] {
        right[graph.reviewerOf[rating]].x += scores[rating] - means[submission]
      }
    }
    let before = start.map { $0.map { SIMD2($0, 0) } }
    guard let solution = graph.solve(right, ridge: ridge, from: before, tolerance: 1e-13, floor: 1e-6) else { return nil }
    let reviewers = solution.map(\.x)
    let submissions = means.indices.map { submission in
      let ratings = graph.starts[submission]..<graph.starts[submission + 1]
      return means[submission] - ratings.reduce(0) { $0 + reviewers[graph.reviewerOf[$1]] } * graph.submissionShare[submission]
    }
    return Estimate(reviewers: reviewers, submissions: submissions, scale: scale)
  }

  private static func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}

/// What becomes of scores far from what submission and reviewer let expect.
enum Robustness: Hashable, Sendable {
  /// They count in full: ordinary least squares.
  case none
  /// Beyond two standard deviations they pull no more than at two. That touches one score in twenty where noise is normal, and loses
  /// 1 % of precision there (Huber and Ronchetti, Robust Statistics, 2009); with the usual 1.345, one score in six would be
  /// touched, and with three reviews each intervals came out too short.
  case huber

  /// In standard deviations; without robustness farther than anything lies.
  var clip: Double {
    switch self {
    case .none: 1e9
    case .huber: 2
    }
  }

  /// The mean square of a standard normal number drawn in to the clip.
  var clippedVariance: Double {
    switch self {
    case .none: 1
    case .huber: 0.920_536_925_636_323
    }
  }
}
