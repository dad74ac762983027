/// How uncertain calibrated scores are.
enum CalibrationErrors {
  /// Of each submission, the variance of its calibrated score, in square thousandths; nil where a system was not solved.
  ///
  /// Prediction error variance of the mixed model (Henderson, Biometrics 31, 1975): noise · (1/n + bᵀS⁻¹b / n²), where n is the
  /// number of the submission's ratings and b marks its reviewers. The columns of S⁻¹ are solved eight at a time; of each only the
  /// places are used where two reviewers share a submission.
  static func variances(of graph: ReviewGraph, _ components: VarianceComponents) -> [Double]? {
    var spread = Array(repeating: 0.0, count: graph.submissions)
    if components.ridge.isFinite {
      let submissionsOf = submissionsOfReviewers(graph)
      for first in stride(from: 0, to: graph.reviewers, by: 8) {
        let lanes = first..<min(first + 8, graph.reviewers)
        guard let columns = graph.solve(unitColumns(lanes, graph.reviewers), ridge: components.ridge, tolerance: 1e-6) else {
          return nil
        }
        for reviewer in lanes {
          for submission in submissionsOf[reviewer] {
            for rating in graph.starts[submission]..<graph.starts[submission + 1] {
              spread[submission] += columns[graph.reviewerOf[rating]][reviewer - first]
            }
          }
        }
      }
    }
    return graph.submissionShare.indices.map { submission in
      let share = graph.submissionShare[submission]
      return components.noise * (share + share * share * max(0, spread[submission]))
    }
  }

  private static func submissionsOfReviewers(_ graph: ReviewGraph) -> [[Int]] {
    var submissions = Array(repeating: [Int](), count: graph.reviewers)
    for submission in graph.submissionShare.indices {
      for rating in graph.starts[submission]..<graph.starts[submission + 1] {
        submissions[graph.reviewerOf[rating]].append(submission)
      }
    }
    return submissions
  }

  /// The columns of the identity that belong to `lanes`, each less its mean: the common level of all reviewers is no part of the
  /// comparison.
  private static func unitColumns(_ lanes: Range<Int>, _ reviewers: Int) -> [SIMD8<Double>] {
    var level = SIMD8<Double>(repeating: 0)
    for reviewer in lanes { level[reviewer - lanes.lowerBound] = -1 / Double(reviewers) }
    var columns = Array(repeating: level, count: reviewers)
    for reviewer in lanes { columns[reviewer][reviewer - lanes.lowerBound] += 1 }
    return columns
  }
}
