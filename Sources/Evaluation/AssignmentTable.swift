/// A problem checked, put into one order and reduced to what is left to decide once the fixed pairs are taken out.
struct AssignmentTable {
  struct Edge {
    let submission: Int32
    let reviewer: Int32
    /// The position in the problem's candidates.
    let candidate: Int32
    let isPrevious: Bool
    let cost: Int64
  }

  /// In the order of their indices; the numbers in edges are positions in these.
  let submissions: [AssignmentProblem.Submission]
  let reviewers: [AssignmentProblem.Reviewer]
  /// Reviews that each submission still wants.
  private(set) var needs: [Int32]
  /// Reviews that each reviewer may still get.
  private(set) var loads: [Int32]
  /// The unit of each reviewer as a number; −1 for none.
  let units: [Int32]
  let unitLimit: Int32?
  /// How many fixed reviewers of a unit a submission has, where it has any.
  private(set) var fixedOfUnit: [UnitKey: Int32] = [:]
  /// What may be chosen, by submission, then reviewer: neither in conflict nor fixed.
  private(set) var edges: [Edge] = []
  /// The edges of submission s stand at starts[s] ..< starts[s + 1].
  private(set) var starts: [Int] = []

  struct UnitKey: Hashable {
    let submission: Int32
    let unit: Int32
  }

  init(_ problem: AssignmentProblem) throws(AssignmentProblem.Flaw) {
    guard problem.partNames.count <= AssignmentProblem.Parts.scalarCount else { throw .tooManyPartNames }
    let numbers = [problem.submissions.map(\.wanted), problem.reviewers.map(\.limit), problem.unitLimit.map { [$0] } ?? []]
    guard numbers.allSatisfy({ $0.allSatisfy { (0...1_000_000).contains($0) } }) else { throw .numberOutOfRange }
    submissions = problem.submissions.sorted { $0.index < $1.index }
    reviewers = problem.reviewers.sorted { $0.index < $1.index }
    if let again = zip(submissions, submissions.dropFirst()).first(where: { $0.index == $1.index }) {
      throw .repeatedSubmission(again.0.index)
    }
    if let again = zip(reviewers, reviewers.dropFirst()).first(where: { $0.index == $1.index }) {
      throw .repeatedReviewer(again.0.index)
    }
    needs = submissions.map { Int32($0.wanted) }
    loads = reviewers.map { Int32($0.limit) }
    unitLimit = problem.unitLimit.map { Int32($0) }
    let names = Set(reviewers.compactMap(\.unit)).sorted()
    let numbersOfUnits = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    units = reviewers.map { $0.unit.flatMap { numbersOfUnits[$0] } ?? -1 }
    let places = Places(submissions.map(\.index), reviewers.map(\.index))
    try fix(problem, places)
    try list(problem, places)
  }

  /// How many more reviewers of a unit a submission may have.
  func allowance(_ submission: Int32, unit: Int32) -> Int32 {
    guard let unitLimit, unit >= 0 else { return .max }
    return unitLimit - fixedOfUnit[UnitKey(submission: submission, unit: unit), default: 0]
  }

  /// Takes further pairs out of what is left to decide, for example those kept from the previous plan.
  mutating func take(_ taken: [Edge]) {
    var reviewersTaken: [Int32: Set<Int32>] = [:]
    for edge in taken {
      needs[Int(edge.submission)] -= 1
      loads[Int(edge.reviewer)] -= 1
      let unit = units[Int(edge.reviewer)]
      if unit >= 0 { fixedOfUnit[UnitKey(submission: edge.submission, unit: unit), default: 0] += 1 }
      reviewersTaken[edge.submission, default: []].insert(edge.reviewer)
    }
    edges.removeAll { reviewersTaken[$0.submission]?.contains($0.reviewer) ?? false }
    setStarts()
  }

  private mutating func fix(_ problem: AssignmentProblem, _ places: Places) throws(AssignmentProblem.Flaw) {
    var seen: Set<AssignmentProblem.Pair> = []
    for pair in problem.fixed.sorted() {
      guard let submission = places.submission(pair.submission) else { throw .unknownSubmission(pair.submission) }
      guard let reviewer = places.reviewer(pair.reviewer) else { throw .unknownReviewer(pair.reviewer) }
      guard seen.insert(pair).inserted else { throw .repeatedPair(pair) }
      guard !problem.conflicts.contains(pair) else { throw .fixedInConflict(pair) }
      guard needs[Int(submission)] > 0 else { throw .fixedBeyondWanted(submission: pair.submission) }
      guard loads[Int(reviewer)] > 0 else { throw .fixedBeyondLimit(reviewer: pair.reviewer) }
      let unit = units[Int(reviewer)]
      guard allowance(submission, unit: unit) > 0 else {
        throw .fixedBeyondUnitLimit(submission: pair.submission, unit: reviewers[Int(reviewer)].unit ?? "")
      }
      needs[Int(submission)] -= 1
      loads[Int(reviewer)] -= 1
      if unit >= 0 { fixedOfUnit[UnitKey(submission: submission, unit: unit), default: 0] += 1 }
    }
  }

  private mutating func list(_ problem: AssignmentProblem, _ places: Places) throws(AssignmentProblem.Flaw) {
    let (fixed, previous, conflicts) = (Set(problem.fixed), Set(problem.previous), problem.conflicts)
    var keyed: [(key: UInt64, edge: Edge)] = []
    keyed.reserveCapacity(problem.candidates.count)
    for (position, candidate) in problem.candidates.enumerated() {
      guard let submission = places.submission(candidate.submission) else { throw .unknownSubmission(candidate.submission) }
      guard let reviewer = places.reviewer(candidate.reviewer) else { throw .unknownReviewer(candidate.reviewer) }
      let cost = candidate.cost
      guard abs(cost) <= 1_000_000 else { throw .costOutOfRange(candidate.pair) }
      guard conflicts.isEmpty || !conflicts.contains(candidate.pair) else { continue }
      let edge = Edge(
        submission: submission, reviewer: reviewer, candidate: Int32(position),
        isPrevious: !previous.isEmpty && previous.contains(candidate.pair), cost: Int64(cost))
      keyed.append((UInt64(submission) << 32 | UInt64(reviewer), edge))
    }
    keyed.sort { $0.key < $1.key }
    if let again = zip(keyed, keyed.dropFirst()).first(where: { $0.key == $1.key }) {
      throw .repeatedPair(problem.candidates[Int(again.0.edge.candidate)].pair)
    }
    edges = keyed.map(\.edge)
    if !fixed.isEmpty { edges.removeAll { fixed.contains(problem.candidates[Int($0.candidate)].pair) } }
    setStarts()
  }

  private mutating func setStarts() {
    starts = Array(repeating: 0, count: submissions.count + 1)
    for edge in edges { starts[Int(edge.submission) + 1] += 1 }
    for submission in submissions.indices { starts[submission + 1] += starts[submission] }
  }

  /// Positions of submissions and reviewers by their indices.
  private struct Places {
    private let submissions: [Int: Int32]
    private let reviewers: [Int: Int32]

    init(_ submissions: [Int], _ reviewers: [Int]) {
      self.submissions = Dictionary(uniqueKeysWithValues: submissions.enumerated().map { ($1, Int32($0)) })
      self.reviewers = Dictionary(uniqueKeysWithValues: reviewers.enumerated().map { ($1, Int32($0)) })
    }

    func submission(_ index: Int) -> Int32? { submissions[index] }
    func reviewer(_ index: Int) -> Int32? { reviewers[index] }
  }
}
