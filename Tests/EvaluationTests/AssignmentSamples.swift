@testable import Evaluation

/// A generator with a seed, so that a failing sample can be made again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random problems of reviewer assignment, some with a plan and some without.
struct AssignmentSample {
  var submissions = 2...4
  var reviewers = 2...5
  var wanted = 1...2
  var limits = 0...3
  var chance = 0.7

  func problem(_ seed: UInt64) -> AssignmentProblem {
    var random = SeededGenerator(state: seed)
    var problem = AssignmentProblem(partNames: ["expertise", "preference"])
    let (works, judges) = (Int.random(in: submissions, using: &random), Int.random(in: reviewers, using: &random))
    problem.submissions = (0..<works).map {
      AssignmentProblem.Submission(
        index: 10 * $0 + 3, track: ["A", "B", "C"].randomElement(using: &random)!, wanted: Int.random(in: wanted, using: &random))
    }
    problem.reviewers = (0..<judges).map {
      AssignmentProblem.Reviewer(
        index: 7 * $0 + 100, limit: Int.random(in: limits, using: &random),
        unit: ["x", "y", "z", nil].randomElement(using: &random)!)
    }
    for work in problem.submissions {
      for judge in problem.reviewers where Double.random(in: 0..<1, using: &random) < chance {
        var parts = AssignmentProblem.Parts.zero
        parts[0] = Int32.random(in: 0...20, using: &random)
        parts[1] = Int32.random(in: -5...5, using: &random)
        problem.candidates.append(AssignmentProblem.Candidate(submission: work.index, reviewer: judge.index, parts: parts))
      }
    }
    if Bool.random(using: &random) { problem.unitLimit = Int.random(in: 1...2, using: &random) }
    problem.conflicts = Set(problem.candidates.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }.map(\.pair))
    problem.previous = problem.candidates.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map(\.pair)
    problem.fixed = fixed(problem, &random)
    return problem
  }

  /// Up to two pairs that keep all limits.
  private func fixed(_ problem: AssignmentProblem, _ random: inout SeededGenerator) -> [AssignmentProblem.Pair] {
    var fixed: [AssignmentProblem.Pair] = []
    for candidate in problem.candidates.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)) {
      let tried = fixed + [candidate.pair]
      if Rules(problem).isAllowed(tried) { fixed = tried }
    }
    return fixed
  }
}

/// The rules of a problem, checked pair by pair and independently of the network.
struct Rules {
  let problem: AssignmentProblem

  init(_ problem: AssignmentProblem) { self.problem = problem }

  /// Whether pairs keep conflicts, limits and units, with no submission above what it wants.
  func isAllowed(_ pairs: [AssignmentProblem.Pair]) -> Bool {
    let units = Dictionary(uniqueKeysWithValues: problem.reviewers.map { ($0.index, $0.unit) })
    let perSubmission = Dictionary(grouping: pairs, by: \.submission)
    return Set(pairs).count == pairs.count && problem.conflicts.isDisjoint(with: pairs)
      && problem.reviewers.allSatisfy { reviewer in pairs.count { $0.reviewer == reviewer.index } <= reviewer.limit }
      && problem.submissions.allSatisfy { (perSubmission[$0.index] ?? []).count <= $0.wanted }
      && perSubmission.values.allSatisfy { panel in
        let own = panel.compactMap { units[$0.reviewer] ?? nil }
        return Set(own).allSatisfy { unit in own.count { $0 == unit } <= problem.unitLimit ?? .max }
      }
  }

  func isComplete(_ pairs: [AssignmentProblem.Pair]) -> Bool {
    problem.submissions.allSatisfy { submission in pairs.count { $0.submission == submission.index } == submission.wanted }
  }

  /// The best plan by trying all: first the most pairs of the previous plan, then the least cost; nil where there is none.
  func best() -> (kept: Int, cost: Int)? {
    let free = problem.candidates.filter { !problem.fixed.contains($0.pair) && !problem.conflicts.contains($0.pair) }
    let previous = Set(problem.previous)
    var best: (kept: Int, cost: Int)?
    func extend(_ chosen: [AssignmentProblem.Candidate], _ pairs: [AssignmentProblem.Pair], from position: Int) {
      if isComplete(pairs) {
        let found = (kept: chosen.count { previous.contains($0.pair) }, cost: chosen.reduce(0) { $0 + $1.cost })
        if best.map({ (found.kept, -found.cost) > ($0.kept, -$0.cost) }) ?? true { best = found }
        return
      }
      for next in position..<max(position, free.count) {
        let tried = pairs + [free[next].pair]
        guard isAllowed(tried), couldComplete(tried, free[next...]) else { continue }
        extend(chosen + [free[next]], tried, from: next + 1)
      }
    }
    extend([], problem.fixed, from: 0)
    return best
  }

  /// Whether the submissions that were passed in the order of candidates have what they want.
  private func couldComplete(_ pairs: [AssignmentProblem.Pair], _ rest: ArraySlice<AssignmentProblem.Candidate>) -> Bool {
    problem.submissions.allSatisfy { submission in
      pairs.count { $0.submission == submission.index } + rest.dropFirst().count { $0.submission == submission.index }
        >= submission.wanted
    }
  }

  /// Whether these submissions alone can be served, by plain augmenting paths over (submission, reviewer) pairs with backtracking.
  func canServe(_ submissions: Set<Int>) -> Bool {
    var reduced = problem
    reduced.submissions.removeAll { !submissions.contains($0.index) }
    reduced.candidates.removeAll { !submissions.contains($0.submission) }
    let gone = reduced.fixed.filter { !submissions.contains($0.submission) }
    reduced.fixed.removeAll { !submissions.contains($0.submission) }
    for pair in gone {
      if let place = reduced.reviewers.firstIndex(where: { $0.index == pair.reviewer }) { reduced.reviewers[place].limit -= 1 }
    }
    return Rules(reduced).best() != nil
  }
}
