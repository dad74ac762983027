/// Measures the assignment of a large round.
///
/// 10,000 submissions that want 3 reviews each, 2,000 reviewers with at most 18, and 50 candidates for each submission, near its own field
/// with nine in ten; drawn with a fixed seed, so that every run measures the same.
struct AssignmentBenchmark: Sendable {
  struct Row: Sendable {
    let name: String
    let milliseconds: Double
  }

  var submissions = 10_000
  var reviewers = 2_000
  var candidates = 50
  var limit = 18

  /// The median of five runs of each step.
  func run() throws -> [Row] {
    let problem = problem()
    let network = AssignmentNetwork(try AssignmentTable(problem)).flow
    guard case .complete(let plan) = try ReviewerAssignment(problem: problem).plan() else { return [] }
    var again = problem
    again.previous = plan.choices.map(\.pair)
    again.reviewers.remove(at: reviewers / 2)
    again.candidates.removeAll { $0.reviewer == reviewers / 2 }
    var withUnits = problem
    withUnits.unitLimit = 1
    var fair = problem
    fair.fairnessRounds = 3
    var short = problem
    for index in short.reviewers.indices { short.reviewers[index].limit = 14 }
    let size = "\(submissions) submissions, \(problem.candidates.count) candidates"
    return [
      try row("min-cost flow, \(size)") { _ = try network.solve() },
      try row("assignment, \(size)") { _ = try ReviewerAssignment(problem: problem).plan() },
      try row("assignment, one reviewer of a unit at most") { _ = try ReviewerAssignment(problem: withUnits).plan() },
      try row("assignment after a reviewer dropped out") { _ = try ReviewerAssignment(problem: again).plan() },
      try row("assignment with three rounds of fairness") { _ = try ReviewerAssignment(problem: fair).plan() },
      try row("blocking set, where reviewers are too few") { _ = try ReviewerAssignment(problem: short).plan() },
    ]
  }

  private func row(_ name: String, _ work: () throws -> Void) rethrows -> Row {
    let times = try (0..<5).map { _ in try ContinuousClock().measure(work) }.sorted()
    return Row(name: name, milliseconds: times[2] / .milliseconds(1))
  }

  func problem() -> AssignmentProblem {
    var random = SplitMix64(state: 20_240_601)
    var problem = AssignmentProblem(partNames: ["expertise", "preference"])
    problem.reviewers = (0..<reviewers).map { .init(index: $0, limit: limit, unit: "unit \($0 % 200)") }
    for submission in 0..<submissions {
      let field = Int.random(in: 0..<reviewers, using: &random)
      problem.submissions.append(.init(index: submission, track: "track \(field * 8 / reviewers)", wanted: 3))
      var met: Set<Int> = []
      while met.count < min(candidates, reviewers) {
        let isNear = Int.random(in: 0..<10, using: &random) < 9
        let distance = isNear ? Int.random(in: -40...40, using: &random) : Int.random(in: 0..<reviewers, using: &random)
        let reviewer = ((field + distance) % reviewers + reviewers) % reviewers
        guard met.insert(reviewer).inserted else { continue }
        var parts = AssignmentProblem.Parts.zero
        parts[0] = Int32(min(abs(distance), 200) * 3)
        parts[1] = Int32.random(in: 0..<400, using: &random)
        problem.candidates.append(AssignmentProblem.Candidate(submission: submission, reviewer: reviewer, parts: parts))
      }
    }
    return problem
  }

  /// G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number generators (OOPSLA 2014).
  private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
