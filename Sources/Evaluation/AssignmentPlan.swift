/// Who reviews what: every submission has exactly the reviews it wants.
struct AssignmentPlan: Sendable, Hashable {
  enum Origin: String, Sendable {
    /// It was fixed.
    case fixed
    /// It stood in the previous plan.
    case kept
    case new
  }

  struct Choice: Sendable, Hashable {
    let pair: AssignmentProblem.Pair
    let origin: Origin
    /// What the pair costs, by parts; nil for a fixed pair that is not among the candidates.
    let parts: AssignmentProblem.Parts?
    /// How many candidates of the submission would cost less, plus one; nil for a fixed pair that is not among the candidates.
    let rank: Int?
    /// How many candidates without conflicts the submission has.
    let candidates: Int
  }

  /// Ordered by submission, then by reviewer.
  let choices: [Choice]
  /// What all pairs cost that are not fixed.
  let cost: Int
  /// The pairs of the previous plan that are no longer there.
  let dropped: [AssignmentProblem.Pair]
  /// The cost above which a new pair was out of the question for a submission, by index, where fairness asked for one.
  let floors: [Int: Int]

  enum Outcome: Sendable, Hashable {
    case complete(AssignmentPlan)
    /// No plan gives every submission its reviews.
    case blocked(BlockingSet)
  }

  /// Submissions whose candidates together lack capacity, while any fewer of them could be served.
  struct BlockingSet: Sendable, Hashable {
    struct Track: Sendable, Hashable {
      let name: String
      let submissions: [Int]
    }

    /// The submissions by track, tracks by name.
    let tracks: [Track]
    /// The reviewers who would all be at their limits.
    let exhausted: [Int]
    /// How many reviews these submissions still want, fixed ones not counted.
    let wanted: Int
    /// How many of them they can get at most.
    let available: Int
    /// How many reviews all submissions of the problem lack together.
    let lackingInAll: Int

    var lacking: Int { wanted - available }
    var submissions: [Int] { tracks.flatMap(\.submissions).sorted() }
  }
}

extension AssignmentPlan {
  /// Why a reviewer was chosen, in numbers that a page can say in words.
  struct Explanation: Sendable, Hashable {
    enum Reason: String, Sendable {
      /// The reviewer is at the limit.
      case limit
      /// The submission has all it may have of the reviewer's unit.
      case unitLimit
      /// Another pair was fixed or kept.
      case earlierPlan
    }

    struct Part: Sendable, Hashable {
      let name: String
      let cost: Int
    }

    struct Better: Sendable, Hashable {
      let reviewer: Int
      let cost: Int
      let reason: Reason
    }

    let choice: Choice
    /// The parts of the cost by name, in the order of the problem.
    let parts: [Part]
    /// The candidates who would have cost less but were not chosen, cheapest first.
    let passedOver: [Better]
  }

  /// Explains one choice of this plan; nil where the pair is not part of it.
  func explanation(of pair: AssignmentProblem.Pair, in problem: AssignmentProblem) -> Explanation? {
    guard let choice = choices.first(where: { $0.pair == pair }) else { return nil }
    let parts = choice.parts.map { parts in
      problem.partNames.enumerated().map { Explanation.Part(name: $1, cost: Int(parts[$0])) }
    }
    let cost = choice.parts.map { AssignmentProblem.Candidate(submission: 0, reviewer: 0, parts: $0).cost } ?? Int.min
    let panel = Set(choices.filter { $0.pair.submission == pair.submission }.map(\.pair.reviewer))
    let better = problem.candidates.filter {
      $0.submission == pair.submission && $0.cost < cost && !panel.contains($0.reviewer) && !problem.conflicts.contains($0.pair)
    }
    let reasons = reasons(for: better.map(\.reviewer), panel: panel, problem)
    let passedOver = better.map {
      Explanation.Better(reviewer: $0.reviewer, cost: $0.cost, reason: reasons[$0.reviewer] ?? .earlierPlan)
    }
    return Explanation(
      choice: choice, parts: parts ?? [], passedOver: passedOver.sorted { ($0.cost, $0.reviewer) < ($1.cost, $1.reviewer) })
  }

  private func reasons(for reviewers: [Int], panel: Set<Int>, _ problem: AssignmentProblem) -> [Int: Explanation.Reason] {
    let asked = Set(reviewers)
    var loads: [Int: Int] = [:]
    for choice in choices where asked.contains(choice.pair.reviewer) { loads[choice.pair.reviewer, default: 0] += 1 }
    var units: [String: Int] = [:]
    for reviewer in problem.reviewers where panel.contains(reviewer.index) {
      if let unit = reviewer.unit { units[unit, default: 0] += 1 }
    }
    var reasons: [Int: Explanation.Reason] = [:]
    for reviewer in problem.reviewers where asked.contains(reviewer.index) {
      if loads[reviewer.index, default: 0] >= reviewer.limit {
        reasons[reviewer.index] = .limit
      } else if let limit = problem.unitLimit, let unit = reviewer.unit, units[unit, default: 0] >= limit {
        reasons[reviewer.index] = .unitLimit
      }
    }
    return reasons
  }
}
