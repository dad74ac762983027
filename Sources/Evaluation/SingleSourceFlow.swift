/// A flow that is built from one supply after the other, and from which supplies can be taken out again.
///
/// L. R. Ford, D. R. Fulkerson: Maximal flow through a network, Canadian J. of Math. 8 (1956), by breadth-first search.
final class SingleSourceFlow {
  private let graph: ResidualGraph
  private let supplies: [Int64]
  private var stamp: [Int32]
  private var now: Int32 = 0
  /// The arc by which a node was reached.
  private var arrival: [Int32]
  private var queue: [Int32]
  /// What was pushed since `begin`, to be undone.
  private var log: [(arc: Int32, amount: Int32)] = []
  /// The supply taken out since `begin`, to be put back.
  private var taken: (source: Int, amount: Int64)?
  private var logs = false
  /// Whether the supply of a node takes part.
  private var started: [Bool]
  /// An arc of each node to a demand; −1 where it has none.
  private var exit: [Int32]
  /// Whether an arc is one of the network, not the reverse of one.
  private var forward: [Bool]

  /// Nothing flows yet; demands are the nodes with negative supply.
  init(_ network: MinCostFlow) {
    graph = ResidualGraph(network, costFactor: 0)
    supplies = network.supplies
    for node in 0..<graph.nodeCount where supplies[node] > 0 { graph.excess[node] = 0 }
    stamp = Array(repeating: 0, count: graph.nodeCount)
    arrival = Array(repeating: -1, count: graph.nodeCount)
    queue = Array(repeating: 0, count: graph.nodeCount)
    started = Array(repeating: false, count: graph.nodeCount)
    forward = Array(repeating: false, count: 2 * network.arcs.count)
    exit = Array(repeating: -1, count: graph.nodeCount)
    for (index, arc) in network.arcs.enumerated() {
      forward[Int(graph.position[index])] = true
      if supplies[Int(arc.head)] < 0 { exit[Int(arc.tail)] = graph.position[index] }
    }
  }

  /// Ships the supply of a node, or what of it still waits; false where some of it finds no way.
  func ship(from source: Int) -> Bool {
    if !started[source] {
      started[source] = true
      graph.excess[source] = supplies[source]
    }
    while graph.excess[source] > 0 {
      guard let end = search(from: source) else { return false }
      var room = min(graph.excess[source], -graph.excess[end])
      walk(from: end, to: source) { arc, _ in room = min(room, Int64(graph.residual[arc])) }
      walk(from: end, to: source) { arc, tail in push(Int32(room), through: arc, from: tail) }
    }
    return true
  }

  /// What could not be shipped.
  func waiting(at source: Int) -> Int64 { graph.excess[source] }

  /// Whether the last search came by a node.
  func wasReached(_ node: Int) -> Bool { stamp[node] == now }

  /// Takes the supply of a node out of the flow, unit by unit, along the arcs that carry it; one node at most between `begin` and `undo`.
  func withdraw(_ source: Int) {
    guard started[source] else { return }
    while let arc = carrier(of: source) {
      var (arc, node, path) = (arc, source, [(arc: Int, tail: Int)]())
      while true {
        path.append((arc, node))
        node = Int(graph.arcs[arc].head)
        guard let next = carrier(of: node) else { break }
        arc = next
      }
      for step in path {
        push(1, through: Int(graph.arcs[step.arc].reverse), from: Int(graph.arcs[step.arc].head))
      }
    }
    // What waits at the node or came back to it is gone with it.
    if logs { taken = (source, graph.excess[source]) }
    graph.excess[source] = 0
    started[source] = false
  }

  func begin() {
    log.removeAll(keepingCapacity: true)
    taken = nil
    logs = true
  }

  /// Pushes everything back that was pushed since `begin`.
  func undo() {
    logs = false
    if let taken {
      graph.excess[taken.source] += taken.amount
      started[taken.source] = true
    }
    for step in log.reversed() {
      let arc = Int(step.arc)
      graph.push(step.amount, through: Int(graph.arcs[arc].reverse), from: Int(graph.arcs[arc].head))
    }
  }

  private func push(_ amount: Int32, through arc: Int, from tail: Int) {
    graph.push(amount, through: arc, from: tail)
    if logs { log.append((Int32(arc), amount)) }
  }

  /// An arc out of a node with flow on it: every node but a demand passes on what it gets.
  private func carrier(of node: Int) -> Int? {
    for arc in Int(graph.first[node])..<Int(graph.first[node + 1]) where forward[arc] {
      if graph.residual[Int(graph.arcs[arc].reverse)] > 0 { return arc }
    }
    return nil
  }

  private func search(from source: Int) -> Int? {
    now += 1
    var (head, tail) = (0, 1)
    queue[0] = Int32(source)
    stamp[source] = now
    while head < tail {
      let node = Int(queue[head])
      head += 1
      for arc in Int(graph.first[node])..<Int(graph.first[node + 1]) where graph.residual[arc] > 0 {
        let next = Int(graph.arcs[arc].head)
        guard stamp[next] != now else { continue }
        stamp[next] = now
        arrival[next] = Int32(arc)
        if let end = demand(at: next) { return end }
        queue[tail] = Int32(next)
        tail += 1
      }
    }
    return nil
  }

  /// The demand at a node or one step behind it: looked for as soon as a node is met, long before its turn in the queue comes.
  private func demand(at node: Int) -> Int? {
    if graph.excess[node] < 0 { return node }
    guard exit[node] >= 0, graph.residual[Int(exit[node])] > 0 else { return nil }
    let end = Int(graph.arcs[Int(exit[node])].head)
    guard graph.excess[end] < 0 else { return nil }
    arrival[end] = exit[node]
    return end
  }

  private func walk(from end: Int, to source: Int, _ visit: (_ arc: Int, _ tail: Int) -> Void) {
    var node = end
    while node != source {
      let arc = Int(arrival[node])
      let tail = Int(graph.arcs[Int(graph.arcs[arc].reverse)].head)
      visit(arc, tail)
      node = tail
    }
  }
}
