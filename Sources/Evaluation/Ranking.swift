/// What decides between submissions with the same score.
enum TieRule: Hashable, Sendable {
  /// The higher mean of the points of a criterion, to three decimals.
  case criterion(String)
  /// The higher median of the totals.
  case median
}

/// A round's submissions from the best down, with the lines between what they get and how sure these are.
struct Ranking: Hashable, Sendable {
  let placements: [Placement]
  let cuts: [CutLine]

  /// The submissions whose standing a further review may change, ascending: those whose interval holds a line. They and no others are
  /// worth one more review.
  var oneMoreReview: [Int64] { Set(cuts.flatMap { $0.uncertain ?? [] }).sorted() }

  /// A submission that takes a place.
  struct Candidate: Hashable, Sendable {
    let score: SubmissionScore
    /// What it brings to each rule for ties; nil where nobody gave points, which is less than any.
    let ties: [Thousandths?]
  }

  /// Ranks in any order the same: by score, then by the rules for ties; what they leave equal shares a place.
  init(_ candidates: [Candidate], ties: [TieRule], levels: [QuotaLevel]) {
    let ranked = candidates.sorted { left, right in
      Self.decision(left, right).map(\.leftIsBetter) ?? (left.score.submission < right.score.submission)
    }
    var groups: [Range<Int>] = []
    var decisions: [Decision?] = []
    for index in ranked.indices {
      let decision = index == 0 ? nil : Self.decision(ranked[index - 1], ranked[index])
      decisions.append(decision)
      if let last = groups.last, decision == nil {
        groups[groups.count - 1] = last.lowerBound..<index + 1
      } else {
        groups.append(index..<index + 1)
      }
    }
    let allocation = LevelAllocation(groups.map { (score: ranked[$0.lowerBound].score.score, count: $0.count) }, levels)
    placements = zip(groups, allocation.standings).flatMap { group, standing in
      group.map { index in
        Placement(
          place: group.lowerBound + 1, score: ranked[index].score, standing: standing, isTied: group.count > 1,
          decidedBy: decisions[group.lowerBound]?.rule.map { ties[$0] })
      }
    }
    cuts = CutLine.between(placements, levels, allocation)
  }

  /// Which of two comes first, and which rule for ties says so; no rule where the score does.
  private struct Decision {
    let leftIsBetter: Bool
    let rule: Int?
  }

  private static func decision(_ left: Candidate, _ right: Candidate) -> Decision? {
    if left.score.score != right.score.score {
      return Decision(leftIsBetter: left.score.score > right.score.score, rule: nil)
    }
    for (rule, values) in zip(left.ties, right.ties).enumerated() where values.0 != values.1 {
      guard let mine = values.0 else { return Decision(leftIsBetter: false, rule: rule) }
      return Decision(leftIsBetter: values.1.map { mine > $0 } ?? true, rule: rule)
    }
    return nil
  }
}

/// Where a submission stands.
struct Placement: Hashable, Sendable {
  /// From one; what is tied shares the place, and as many places after it stay free.
  let place: Int
  let score: SubmissionScore
  let standing: Standing
  /// Others have this place too, and no rule tells them apart.
  let isTied: Bool
  /// The rule that puts it behind the place before, where both have the same score.
  let decidedBy: TieRule?
}

/// What a place brings.
enum Standing: Hashable, Sendable {
  /// The level with this key.
  case level(String)
  /// The quota ends among tied submissions: it brings one of these levels, best first, nil being none, and which of the tied gets
  /// which is for people to decide.
  case undecided([String?])
  /// No level.
  case none
}
