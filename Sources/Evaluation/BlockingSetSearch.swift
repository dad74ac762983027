/// Finds a smallest set of submissions whose candidates together lack capacity: without any one of them, the others could be served.
///
/// P. Hall: On representatives of subsets, J. London Math. Soc. 10 (1935), in the form that a minimum cut gives to networks with capacities.
/// Submissions with few candidates come first and are served one after the other until one cannot be; those in its way are tried for whether
/// they are needed, and let go where they are not (deletion filter). Smallest means that nothing can be left out, not that no other set has fewer.
struct BlockingSetSearch {
  private let table: AssignmentTable
  private let network: AssignmentNetwork
  private let lackingInAll: Int
  private let graph: SingleSourceFlow

  /// The search in a table that has no plan.
  init(_ table: AssignmentTable) {
    self.table = table
    let cut = AssignmentNetwork(table).flow.blockingCut()
    lackingInAll = Int(cut?.lacking ?? 0)
    network = AssignmentNetwork(table, includes: cut.map { Array($0.supplySide.prefix(table.submissions.count)) })
    graph = SingleSourceFlow(network.flow)
  }

  func find() -> AssignmentPlan.BlockingSet {
    let order = table.submissions.indices.filter { network.flow.supplies[$0] > 0 }.sorted { left, right in
      let (mine, theirs) = (table.starts[left + 1] - table.starts[left], table.starts[right + 1] - table.starts[right])
      return (mine, left) < (theirs, right)
    }
    guard let stuck = order.first(where: { !graph.ship(from: $0) }) else { return named([], available: 0, exhausted: []) }
    var members = order.filter { graph.wasReached($0) }
    let others = Set(members)
    for outsider in order where !others.contains(outsider) { graph.withdraw(outsider) }
    if graph.waiting(at: stuck) > 1 {
      members = members.filter { member in member == stuck || isNeeded(member, by: stuck) }
    }
    _ = graph.ship(from: stuck)
    let wanted = members.reduce(0) { $0 + Int(table.needs[$1]) }
    let exhausted = table.reviewers.indices.filter { graph.wasReached(network.firstReviewer + $0) }
    return named(members, available: wanted - Int(graph.waiting(at: stuck)), exhausted: exhausted)
  }

  /// Whether the stuck submission could be served if this one were not there; otherwise this one is gone for good.
  private func isNeeded(_ member: Int, by stuck: Int) -> Bool {
    graph.begin()
    graph.withdraw(member)
    guard graph.ship(from: stuck) else { return false }
    graph.undo()
    return true
  }

  private func named(_ members: [Int], available: Int, exhausted: [Int]) -> AssignmentPlan.BlockingSet {
    let tracks = Dictionary(grouping: members.map { table.submissions[$0] }, by: \.track)
    return AssignmentPlan.BlockingSet(
      tracks: tracks.keys.sorted().map { name in
        AssignmentPlan.BlockingSet.Track(name: name, submissions: (tracks[name] ?? []).map(\.index).sorted())
      },
      exhausted: exhausted.map { table.reviewers[$0].index }, wanted: members.reduce(0) { $0 + Int(table.needs[$1]) },
      available: available, lackingInAll: lackingInAll)
  }
}
