/// Who rated what, as the additive model needs it: score = submission + reviewer + noise.
///
/// With the submissions eliminated, the normal equations are a system in the reviewers alone, whose matrix is never written out:
/// S = diag(reviews of a reviewer) + ridge − Σ over submissions of (their reviewers)(their reviewers)ᵀ / reviews of the submission.
struct ReviewGraph: Sendable {
  let reviewers: Int
  let starts: [Int]
  let reviewerOf: [Int]
  /// Of each submission, one over the number of its ratings.
  let submissionShare: [Double]
  /// Of each reviewer, the number of reviews.
  let reviews: [Double]
  /// Of each reviewer, the diagonal of S without ridge: the reviews that say something about the reviewer.
  let information: [Double]

  init(_ table: RatingTable) {
    reviewers = table.reviewers.count
    starts = table.starts
    reviewerOf = table.reviewerOf
    submissionShare = table.submissions.indices.map { 1 / Double(table.range($0).count) }
    reviews = table.countsOfReviewers.map(Double.init)
    var information = reviews
    for submission in table.submissions.indices {
      for rating in table.range(submission) { information[table.reviewerOf[rating]] -= submissionShare[submission] }
    }
    self.information = information
  }

  var submissions: Int { submissionShare.count }
  var ratings: Int { reviewerOf.count }

  /// What is left to learn the noise from when every submission and every reviewer has a number of its own.
  var degreesOfFreedom: Int { ratings - submissions - reviewers + 1 }

  /// S · `vector`.
  func normal<Lanes: SIMD>(_ vector: [Lanes], ridge: Double) -> [Lanes] where Lanes.Scalar == Double {
    var product = vector.indices.map { vector[$0] * (reviews[$0] + ridge) }
    for submission in submissionShare.indices {
      var sum = Lanes(repeating: 0)
      for rating in starts[submission]..<starts[submission + 1] { sum += vector[reviewerOf[rating]] }
      sum *= submissionShare[submission]
      for rating in starts[submission]..<starts[submission + 1] { product[reviewerOf[rating]] -= sum }
    }
    return product
  }

  /// The solution of S · x = `right` whose values sum to zero, for as many right sides at once as there are lanes; nil where it is
  /// not found in so many steps.
  ///
  /// Preconditioned conjugate gradients with the diagonal as preconditioner (Saad, Iterative Methods for Sparse Linear Systems,
  /// 2003, algorithm 9.1). The right sides must sum to zero. A lane is done when every preconditioned residual is within `tolerance`
  /// of its largest at the beginning, or within `floor`.
  func solve<Lanes: SIMD>(
    _ right: [Lanes], ridge: Double, from start: [Lanes]? = nil, tolerance: Double, floor: Double = 0, steps: Int? = nil
  ) -> [Lanes]? where Lanes.Scalar == Double {
    let diagonal = information.map { 1 / ($0 + ridge) }
    var solution = start ?? Array(repeating: Lanes(repeating: 0), count: reviewers)
    var residual = right
    if start != nil {
      let product = normal(solution, ridge: ridge)
      for reviewer in residual.indices { residual[reviewer] -= product[reviewer] }
    }
    var scaled = residual.indices.map { residual[$0] * diagonal[$0] }
    var direction = scaled
    var energy = Self.dot(residual, scaled)
    var limit = Lanes(repeating: floor)
    for reviewer in right.indices { limit.raise(to: right[reviewer].magnitude * diagonal[reviewer] * tolerance) }
    for _ in 0..<(steps ?? 10 * reviewers + 100) {
      if scaled.allSatisfy({ all($0.magnitude .<= limit) }) { return Self.centred(solution) }
      let product = normal(direction, ridge: ridge)
      let length = Self.quotient(energy, Self.dot(direction, product))
      for reviewer in solution.indices {
        solution[reviewer] += direction[reviewer] * length
        residual[reviewer] -= product[reviewer] * length
        scaled[reviewer] = residual[reviewer] * diagonal[reviewer]
      }
      let next = Self.dot(residual, scaled)
      let turn = Self.quotient(next, energy)
      for reviewer in direction.indices { direction[reviewer] = scaled[reviewer] + direction[reviewer] * turn }
      energy = next
    }
    return nil
  }

  private static func dot<Lanes: SIMD>(_ left: [Lanes], _ right: [Lanes]) -> Lanes where Lanes.Scalar == Double {
    var sum = Lanes(repeating: 0)
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }

  /// Zero where a lane has nothing left to do.
  private static func quotient<Lanes: SIMD>(_ part: Lanes, _ whole: Lanes) -> Lanes where Lanes.Scalar == Double {
    (part / whole).replacing(with: Lanes(repeating: 0), where: whole .<= 0)
  }

  private static func centred<Lanes: SIMD>(_ vector: [Lanes]) -> [Lanes] where Lanes.Scalar == Double {
    var sum = Lanes(repeating: 0)
    for value in vector { sum += value }
    let mean = sum / Double(vector.count)
    return vector.map { $0 - mean }
  }
}

extension SIMD where Scalar == Double {
  /// The absolute values.
  fileprivate var magnitude: Self { replacing(with: Self(repeating: 0) - self, where: self .< 0) }

  fileprivate mutating func raise(to other: Self) { replace(with: other, where: other .> self) }
}
