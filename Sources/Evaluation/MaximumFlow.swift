/// Ships as much supply as possible along shortest paths, many at a time.
///
/// E. A. Dinic: Algorithm for solution of a problem of maximum flow in networks with power estimation, Soviet Math. Doklady 11 (1970);
/// with many sources and sinks, which are the nodes with positive and negative excess.
final class MaximumFlow {
  private let graph: ResidualGraph
  private var level: [Int32]
  private var current: [Int32]
  private var queue: [Int32]

  init(_ graph: ResidualGraph) {
    self.graph = graph
    level = Array(repeating: -1, count: graph.nodeCount)
    current = Array(repeating: 0, count: graph.nodeCount)
    queue = Array(repeating: 0, count: graph.nodeCount)
  }

  /// Ships what fits; the minimum cut nearest to the supplies where something is left.
  func run() -> MinCostFlow.Cut? {
    while true {
      let reachesDemand = setLevels()
      guard reachesDemand else { break }
      for node in 0..<graph.nodeCount { current[node] = graph.first[node] }
      for node in 0..<graph.nodeCount where level[node] == 0 {
        while graph.excess[node] > 0, augment(from: node) {}
      }
    }
    let lacking = (0..<graph.nodeCount).reduce(Int64(0)) { $0 + max(0, graph.excess[$1]) }
    return lacking == 0 ? nil : MinCostFlow.Cut(supplySide: level.map { $0 >= 0 }, lacking: lacking)
  }

  /// The distance of each node from the nearest supply by breadth-first search; whether any demand is reached.
  private func setLevels() -> Bool {
    var (head, tail, reaches) = (0, 0, false)
    for node in 0..<graph.nodeCount {
      level[node] = graph.excess[node] > 0 ? 0 : -1
      if level[node] == 0 {
        queue[tail] = Int32(node)
        tail += 1
      }
    }
    while head < tail {
      let node = Int(queue[head])
      head += 1
      if graph.excess[node] < 0 { reaches = true }
      for arc in Int(graph.first[node])..<Int(graph.first[node + 1]) where graph.residual[arc] > 0 {
        let next = Int(graph.arcs[arc].head)
        guard level[next] < 0 else { continue }
        level[next] = level[node] + 1
        queue[tail] = Int32(next)
        tail += 1
      }
    }
    return reaches
  }

  /// Sends one path's worth from a supply to a demand, level by level; false where no path is left.
  private func augment(from source: Int) -> Bool {
    var path: [Int] = []
    var node = source
    while graph.excess[node] >= 0 || node == source {
      if let arc = nextArc(of: node) {
        path.append(arc)
        node = Int(graph.arcs[arc].head)
      } else {
        guard let arc = path.popLast() else { return false }
        node = Int(graph.arcs[Int(graph.arcs[arc].reverse)].head)
        current[node] += 1
      }
    }
    let room = path.reduce(min(graph.excess[source], -graph.excess[node])) { min($0, Int64(graph.residual[$1])) }
    for arc in path { graph.push(Int32(room), through: arc, from: Int(graph.arcs[Int(graph.arcs[arc].reverse)].head)) }
    return true
  }

  private func nextArc(of node: Int) -> Int? {
    let end = graph.first[node + 1]
    var arc = current[node]
    defer { current[node] = arc }
    while arc < end {
      if graph.residual[Int(arc)] > 0, level[Int(graph.arcs[Int(arc)].head)] == level[node] + 1 { return Int(arc) }
      arc += 1
    }
    return nil
  }
}
