/// Raises the floor of the worst-served submissions before the sum of costs is minimized.
///
/// After the PR4A algorithm of I. Stelmakh, N. Shah, A. Singh: PeerReview4All, J. of Machine Learning Research 22 (2021), with the worst
/// pair of a submission as the measure of how it is served, so that each step is a maximum flow: the smallest cost is sought at which
/// everybody can be served without any dearer pair. The submissions that stand in the way of a smaller one keep it, and the search goes on
/// for the others, at most so many rounds.
///
/// An approximation in three respects: the worst pair counts, not the sum of a panel; all submissions that compete for the same too few
/// reviewers keep the same floor, although some might do better; and after the last round the rest share one floor.
struct FairFloors {
  let table: AssignmentTable
  let rounds: Int

  /// What an edge of each submission may cost at most; the problem must have a plan.
  func floors() -> [Int64] {
    var floors = Array(repeating: Int64.max, count: table.submissions.count)
    var open = Set(table.submissions.indices.filter { table.needs[$0] > 0 })
    for _ in 0..<rounds where !open.isEmpty {
      let costs = Set(open.flatMap { table.edges[table.starts[$0]..<table.starts[$0 + 1]].map(\.cost) }).sorted()
      guard let (cost, barred) = lowest(of: costs, open, floors) else { break }
      for submission in open { floors[submission] = cost }
      guard let barred else { break }
      open.subtract(table.submissions.indices.filter { barred[$0] })
    }
    return floors
  }

  /// The smallest of the costs that can be the floor of all open submissions, and who bars the next smaller one.
  private func lowest(of costs: [Int64], _ open: Set<Int>, _ floors: [Int64]) -> (cost: Int64, barred: [Bool]?)? {
    var (low, high) = (0, costs.count - 1)
    var barred: [Bool]?
    while low < high {
      let middle = (low + high) / 2
      if let cut = cut(at: costs[middle], open, floors) {
        barred = cut.supplySide
        low = middle + 1
      } else {
        high = middle
      }
    }
    return costs.isEmpty ? nil : (costs[low], barred)
  }

  private func cut(at cost: Int64, _ open: Set<Int>, _ floors: [Int64]) -> MinCostFlow.Cut? {
    var tried = floors
    for submission in open { tried[submission] = cost }
    return AssignmentNetwork(table, floors: tried).flow.blockingCut()
  }
}
