/// How much of the difference between scores is severity, and how much noise; both in square thousandths.
struct VarianceComponents: Sendable {
  /// The variance of reviewers' effects; zero where the scores show none.
  let severity: Double
  /// The variance of the noise.
  let noise: Double

  /// How many reviews without any severity a reviewer's own reviews are weighed against; infinite where reviewers do not differ.
  var ridge: Double { severity > 0 ? noise / severity : .infinity }

  init(severity: Double, noise: Double) {
    self.severity = severity
    self.noise = noise
  }

  /// From a fit without ridge.
  ///
  /// The noise is Huber's estimate from the clipped residuals with his correction for many parameters (Robust Statistics, 1981,
  /// §7.6). The severity follows from βᵀSβ, whose expectation is severity · trace S + noise · (reviewers − 1).
  init(_ fit: HuberFit, _ estimate: HuberFit.Estimate) {
    let graph = fit.graph
    let residuals = fit.residuals(estimate)
    let clipped = fit.clipped(residuals, estimate.scale, ridge: 0)
    let free = residuals.indices.filter { abs(residuals[$0]) <= abs(clipped[$0]) }.count
    let share = Double(max(free, 1)) / Double(residuals.count)
    let parameters = Double(residuals.count - graph.degreesOfFreedom) / Double(residuals.count)
    let correction = 1 + parameters * (1 - share) / share
    let mean = clipped.reduce(0) { $0 + $1 * $1 } / Double(graph.degreesOfFreedom)
    noise = correction * correction * mean / (share * share)
    let product = graph.normal(estimate.reviewers.map { SIMD2($0, 0) }, ridge: 0)
    let explained = estimate.reviewers.indices.reduce(0) { $0 + estimate.reviewers[$1] * product[$1].x }
    let trace = graph.information.reduce(0, +)
    severity = max(0, (explained - noise * Double(graph.reviewers - 1)) / trace)
  }
}
