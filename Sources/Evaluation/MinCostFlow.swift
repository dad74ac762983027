/// A network with supplies, capacities and costs, and the cheapest way to ship all supplies.
///
/// ```swift
/// var network = MinCostFlow(nodeCount: 2)
/// network.addArc(from: 0, to: 1, capacity: 5, cost: 3)
/// network.supplies = [4, -4]
/// guard case .optimal(let solution) = try network.solve() else { … }
/// solution.cost  // 12
/// ```
///
/// Solved in two steps: a maximum flow tells whether all supplies fit (`MaximumFlow`), with a minimum cut where they do not;
/// cost scaling then finds the optimum (`CostScaling`). Costs may be negative; a network may have parallel arcs and cycles.
struct MinCostFlow: Sendable {
  struct Arc: Sendable {
    let tail: Int32
    let head: Int32
    let capacity: Int32
    let cost: Int64
  }

  /// The cheapest flow.
  struct Solution: Sendable {
    let cost: Int64
    /// The flow of each arc, in the order in which the arcs were added.
    let flows: [Int32]
  }

  /// Why not everything can be shipped: the arcs that leave these nodes cannot carry what they hold.
  struct Cut: Sendable {
    /// Whether a node is on the side of the supplies, for each node.
    let supplySide: [Bool]
    /// How much supply finds no way.
    let lacking: Int64
  }

  enum Outcome: Sendable {
    case optimal(Solution)
    case infeasible(Cut)
  }

  enum Refusal: Error, Equatable {
    /// Supplies and demands do not sum to zero.
    case unbalanced
    /// Costs so large that prices might not fit into 64 bits.
    case costsTooLarge
  }

  let nodeCount: Int
  private(set) var arcs: [Arc] = []
  /// What each node sends (positive) or wants (negative).
  var supplies: [Int64]

  /// The most nodes that a way without repetition can have in either direction of arcs, where that is known to be fewer than all: the
  /// fewer, the larger the costs that fit and the sooner a flow is known to be optimal.
  var longestWay: Int?

  init(nodeCount: Int, reservingArcs arcCount: Int = 0) {
    self.nodeCount = nodeCount
    supplies = Array(repeating: 0, count: nodeCount)
    arcs.reserveCapacity(arcCount)
  }

  /// Adds an arc and returns its number.
  @discardableResult
  mutating func addArc(from tail: Int, to head: Int, capacity: Int32, cost: Int64) -> Int {
    precondition(tail >= 0 && tail < nodeCount && head >= 0 && head < nodeCount && tail != head && capacity >= 0)
    arcs.append(Arc(tail: Int32(tail), head: Int32(head), capacity: capacity, cost: cost))
    return arcs.count - 1
  }

  /// The cheapest flow that ships every supply, or the cut that stands in the way.
  func solve() throws(Refusal) -> Outcome {
    guard supplies.reduce(0, +) == 0 else { throw .unbalanced }
    let factor = try costFactor()
    let graph = ResidualGraph(self, costFactor: factor)
    if let cut = MaximumFlow(graph).run() { return .infeasible(cut) }
    graph.reset(to: self)
    CostScaling(graph).run()
    return .optimal(solution(in: graph))
  }

  /// The cut that keeps supplies from being shipped; nil where all can be. Costs play no part.
  func blockingCut() -> Cut? { MaximumFlow(ResidualGraph(self, costFactor: 0)).run() }

  /// Multiplied by more than the length of any cycle, integer costs make a flow optimal as soon as it is 1-optimal.
  private func costFactor() throws(Refusal) -> Int64 {
    let factor = Int64(min(nodeCount, longestWay ?? nodeCount)) + 1
    let largest = arcs.reduce(1) { max($0, $1.cost.magnitude) }
    // In all, prices fall by less than twice the largest cost, times this factor, times the nodes of the longest way.
    guard largest <= UInt64(Int64.max / 8) / UInt64(factor) / UInt64(factor) else { throw .costsTooLarge }
    return factor
  }

  private func solution(in graph: ResidualGraph) -> Solution {
    var cost: Int64 = 0
    var flows = Array(repeating: Int32(0), count: arcs.count)
    for position in 0..<2 * arcs.count where graph.number[position] >= 0 {
      let number = Int(graph.number[position])
      flows[number] = arcs[number].capacity - graph.residual[position]
      cost += Int64(flows[number]) * arcs[number].cost
    }
    return Solution(cost: cost, flows: flows)
  }
}
