/// Finds the cheapest flow by successive approximation: flows that are optimal up to an ever smaller epsilon.
///
/// A. V. Goldberg, R. E. Tarjan: Finding minimum-cost circulations by successive approximation, Math. of Operations Research 15 (1990),
/// with the look-ahead of A. V. Goldberg: An efficient implementation of a scaling minimum-cost flow algorithm, J. of Algorithms 22 (1997).
///
/// The graph must have a flow that ships everything, and its costs must be multiples of more than the number of nodes.
final class CostScaling {
  /// By how much epsilon shrinks from one approximation to the next; of 5, 8, 16 and 32 no other was quicker on all
  /// assignment networks that were measured.
  private static let alpha: Int64 = 8
  /// The price of a node that flow cannot leave: lower than any other, so that nothing is pushed there.
  private static let deadEnd = -(Int64.max / 2)

  private let graph: ResidualGraph
  private let nodeCount: Int
  private let first: UnsafeMutablePointer<Int32>
  private let arcs: UnsafeMutablePointer<ResidualGraph.Arc>
  private let residual: UnsafeMutablePointer<Int32>
  private let open: UnsafeMutablePointer<Int32>
  private let excess: UnsafeMutablePointer<Int64>
  private let price: UnsafeMutablePointer<Int64>
  private let current: UnsafeMutablePointer<Int32>
  /// The nodes with excess, as a stack.
  private let active: UnsafeMutablePointer<Int32>
  private var activeCount = 0
  private var epsilon: Int64 = 1

  init(_ graph: ResidualGraph) {
    self.graph = graph
    nodeCount = graph.nodeCount
    (first, open, arcs, residual, excess) = (graph.first, graph.open, graph.arcs, graph.residual, graph.excess)
    price = .allocate(capacity: nodeCount)
    price.initialize(repeating: 0, count: nodeCount)
    current = .allocate(capacity: nodeCount)
    active = .allocate(capacity: nodeCount)
  }

  deinit {
    price.deallocate()
    current.deallocate()
    active.deallocate()
  }

  func run() {
    let arcCount = Int(first[nodeCount])
    epsilon = (0..<arcCount).reduce(1) { max($0, arcs[$1].cost) }
    repeat {
      epsilon = max(1, epsilon / Self.alpha)
      refine()
    } while epsilon > 1
  }

  /// Makes the flow epsilon-optimal.
  private func refine() {
    saturate()
    activeCount = 0
    for node in 0..<nodeCount {
      current[node] = first[node]
      if excess[node] > 0 { activate(node) }
    }
    while activeCount > 0 {
      activeCount -= 1
      discharge(Int(active[activeCount]))
    }
  }

  @inline(__always)
  private func activate(_ node: Int) {
    active[activeCount] = Int32(truncatingIfNeeded: node)
    activeCount &+= 1
  }

  /// Fills the arcs that are too cheap for the present epsilon.
  private func saturate() {
    for node in 0..<nodeCount {
      let own = price[node]
      // Backwards, because the last open arc takes the place of one that is filled.
      for arc in (Int(first[node])..<Int(open[node])).reversed() {
        let a = arcs[arc]
        if a.cost &+ own &- price[Int(a.head)] < -epsilon { graph.pushInOrder(residual[arc], through: arc, from: node) }
      }
    }
  }

  /// Pushes the excess of a node along arcs of negative reduced cost, lowering its price where there is none.
  private func discharge(_ node: Int) {
    while true {
      let own = price[node]
      var arc = Int(current[node])
      while arc < Int(open[node]) {
        let a = arcs[arc]
        let head = Int(a.head)
        guard a.cost &+ own &- price[head] < 0,
          excess[head] < 0 || leads(head) || a.cost &+ own &- price[head] < 0
        else {
          arc &+= 1
          continue
        }
        let amount = Int32(truncatingIfNeeded: min(excess[node], Int64(residual[arc])))
        let wasActive = excess[head] > 0
        graph.pushInOrder(amount, through: arc, from: node)
        if !wasActive, excess[head] > 0 { activate(head) }
        if excess[node] == 0 {
          current[node] = Int32(truncatingIfNeeded: arc)
          return
        }
      }
      relabel(node)
    }
  }

  /// Whether flow pushed to this node could go on; where it could not, its price is lowered before anything is pushed there.
  @inline(__always)
  private func leads(_ node: Int) -> Bool {
    let end = Int(open[node])
    let own = price[node]
    var arc = Int(current[node])
    while arc < end {
      if arcs[arc].cost &+ own &- price[Int(arcs[arc].head)] < 0 {
        current[node] = Int32(truncatingIfNeeded: arc)
        return true
      }
      arc &+= 1
    }
    relabel(node)
    return false
  }

  /// Lowers the price of a node as far as epsilon-optimality allows.
  private func relabel(_ node: Int) {
    var best = Int64.min
    var chosen = first[node]
    for arc in Int(first[node])..<Int(open[node]) {
      let a = arcs[arc]
      let reach = price[Int(a.head)] &- a.cost
      if reach > best {
        best = reach
        chosen = Int32(truncatingIfNeeded: arc)
      }
    }
    // The best arc is tried first; others within epsilon of it are found when the node is looked at again.
    price[node] = best == Int64.min ? Self.deadEnd : best &- epsilon
    current[node] = chosen
  }
}
