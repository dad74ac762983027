/// Assigns reviewers to submissions: exactly as many as each wants, within all limits, at the least cost, or says what stands in the way.
///
/// By min-cost flow, as HotCRP's autoassigner and many since C. J. Taylor: On the optimal assignment of conference papers to reviewers
/// (2008). What counts first: limits and conflicts; then that a previous plan is touched as little as possible; then fairness, if asked for;
/// then the sum of costs.
struct ReviewerAssignment: Sendable {
  let problem: AssignmentProblem

  /// The plan, or a smallest set of submissions that cannot all be served.
  func plan() throws(AssignmentProblem.Flaw) -> AssignmentPlan.Outcome {
    var table = try AssignmentTable(problem)
    let network = AssignmentNetwork(table, bonus: bonus(table))
    if problem.fairnessRounds == 0 {
      guard let chosen = try solve(network) else { return .blocked(BlockingSetSearch(table).find()) }
      return .complete(plan(chosen, table.edges, table, floors: [:]))
    }
    var kept: [AssignmentTable.Edge] = []
    if table.edges.contains(where: \.isPrevious) {
      guard let chosen = try solve(network) else { return .blocked(BlockingSetSearch(table).find()) }
      kept = chosen.map { table.edges[$0] }.filter(\.isPrevious)
      table.take(kept)
    } else if network.flow.blockingCut() != nil {
      return .blocked(BlockingSetSearch(table).find())
    }
    let floors = FairFloors(table: table, rounds: problem.fairnessRounds).floors()
    guard let chosen = try solve(AssignmentNetwork(table, floors: floors)) else {
      return .blocked(BlockingSetSearch(table).find())
    }
    let named = table.submissions.indices.filter { floors[$0] < .max }.map { (table.submissions[$0].index, Int(floors[$0])) }
    let edges = chosen.map { table.edges[$0] } + kept
    return .complete(plan(Array(edges.indices), edges, table, floors: Dictionary(uniqueKeysWithValues: named)))
  }

  /// More than an exchange of pairs could ever save, so that a pair of the previous plan is given up only for two others.
  ///
  /// Any better plan is reached by exchanges that pass each reviewer at most once, and each passage saves at most the range of costs.
  private func bonus(_ table: AssignmentTable) -> Int64 {
    let costs = table.edges.lazy.map(\.cost)
    guard table.edges.contains(where: \.isPrevious), let least = costs.min(), let most = costs.max() else { return 0 }
    return Int64(table.reviewers.count) * (most - least) + 1
  }

  /// The positions of the edges chosen; nil where not everybody can be served.
  private func solve(_ network: AssignmentNetwork) throws(AssignmentProblem.Flaw) -> [Int]? {
    do {
      guard case .optimal(let solution) = try network.flow.solve() else { return nil }
      return network.arcs.filter { solution.flows[$0.arc] > 0 }.map(\.edge)
    } catch { throw .costsTooLarge }
  }

  private func plan(
    _ chosen: [Int], _ edges: [AssignmentTable.Edge], _ table: AssignmentTable, floors: [Int: Int]
  ) -> AssignmentPlan {
    let ranks = Ranks(problem)
    var choices = chosen.map { position in
      let edge = edges[position]
      let candidate = problem.candidates[Int(edge.candidate)]
      return ranks.choice(candidate.pair, edge.isPrevious ? .kept : .new, candidate)
    }
    let byPair = problem.fixed.isEmpty ? [:] : fixedCandidates()
    choices += problem.fixed.map { ranks.choice($0, .fixed, byPair[$0]) }
    choices.sort { $0.pair < $1.pair }
    let present = Set(choices.map(\.pair))
    return AssignmentPlan(
      choices: choices, cost: chosen.reduce(0) { $0 + Int(edges[$1].cost) },
      dropped: Set(problem.previous).subtracting(present).sorted(), floors: floors)
  }

  private func fixedCandidates() -> [AssignmentProblem.Pair: AssignmentProblem.Candidate] {
    let fixed = Set(problem.fixed)
    let candidates = problem.candidates.filter { fixed.contains($0.pair) }
    return Dictionary(candidates.map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where the chosen stand among the candidates of their submission.
  private struct Ranks {
    /// The costs of each submission's candidates, in rising order.
    private let costs: [Int: [Int]]

    init(_ problem: AssignmentProblem) {
      var costs: [Int: [Int]] = [:]
      costs.reserveCapacity(problem.submissions.count)
      for candidate in problem.candidates where problem.conflicts.isEmpty || !problem.conflicts.contains(candidate.pair) {
        costs[candidate.submission, default: []].append(candidate.cost)
      }
      self.costs = costs.mapValues { $0.sorted() }
    }

    func choice(
      _ pair: AssignmentProblem.Pair, _ origin: AssignmentPlan.Origin, _ candidate: AssignmentProblem.Candidate?
    ) -> AssignmentPlan.Choice {
      let costs = costs[pair.submission] ?? []
      let rank = candidate.map { candidate in 1 + (costs.firstIndex { $0 >= candidate.cost } ?? costs.count) }
      return AssignmentPlan.Choice(pair: pair, origin: origin, parts: candidate?.parts, rank: rank, candidates: costs.count)
    }
  }
}
