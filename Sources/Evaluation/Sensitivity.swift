/// What a round would have come to without one of its reviewers.
struct WithoutReviewer: Hashable, Sendable {
  let reviewer: Int64
  let outcome: Outcome

  enum Outcome: Hashable, Sendable {
    /// The submissions that would have another place, or get something else, by their place in the round.
    case moves([Move])
    /// Without this reviewer the round has no calibrated scores.
    case refused(CalibrationRefusal)
  }

  /// A submission that one reviewer moves.
  struct Move: Hashable, Sendable {
    let submission: Int64
    /// In the round as it is; nil where it is vetoed.
    let place: Int?
    let standing: Standing
    /// Without the reviewer; nil where it is vetoed, or nobody else reviewed it.
    let otherPlace: Int?
    let otherStanding: Standing
  }
}

extension RoundScores {
  /// What hangs on single reviewers: the round again without each of them, by reviewer.
  ///
  /// Costs one evaluation for each reviewer: for a large round name those that are asked about.
  ///
  /// - Parameter reviewers: nil for all.
  /// - Throws: why the round as it is has no result.
  static func sensitivity(
    _ sheets: [ReviewSheet], _ rules: ScoringRules, without reviewers: [Int64]? = nil
  ) throws(ScoringRefusal) -> [WithoutReviewer] {
    let round = try evaluate(sheets, rules)
    var results: [WithoutReviewer] = []
    for reviewer in reviewers ?? Set(sheets.map(\.reviewer)).sorted() {
      do {
        let other = try evaluate(sheets.filter { $0.reviewer != reviewer }, rules)
        results.append(WithoutReviewer(reviewer: reviewer, outcome: .moves(round.moves(to: other))))
      } catch .calibration(let refusal) {
        results.append(WithoutReviewer(reviewer: reviewer, outcome: .refused(refusal)))
      }
    }
    return results
  }

  private func moves(to other: RoundScores) -> [WithoutReviewer.Move] {
    let places = Dictionary(uniqueKeysWithValues: other.ranking.placements.map { ($0.score.submission, $0) })
    let moved = ranking.placements.compactMap { placement in
      let then = places[placement.score.submission]
      return then?.place == placement.place && then?.standing == placement.standing
        ? nil
        : WithoutReviewer.Move(
          submission: placement.score.submission, place: placement.place, standing: placement.standing,
          otherPlace: then?.place, otherStanding: then?.standing ?? .none)
    }
    return moved
      + vetoed.compactMap { submission in
        places[submission.score.submission].map {
          WithoutReviewer.Move(
            submission: submission.score.submission, place: nil, standing: .none, otherPlace: $0.place,
            otherStanding: $0.standing)
        }
      }
  }
}
