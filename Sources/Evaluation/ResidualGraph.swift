/// The residual graph of a flow: every arc stands beside its reverse, and the arcs that leave a node stand together.
///
/// Forward star representation on flat memory (Ahuja, Magnanti, Orlin: Network Flows, 1993, § 2.3), so that the inner loops of the flow
/// algorithms walk memory in one direction. The memory belongs to this object and lives as long as it does.
final class ResidualGraph {
  /// One direction of an arc.
  struct Arc {
    var cost: Int64
    var head: Int32
    /// The position of the opposite direction.
    var reverse: Int32
  }

  let nodeCount: Int
  /// The arcs of node v stand at first[v] ..< first[v + 1].
  let first: UnsafeMutablePointer<Int32>
  let arcs: UnsafeMutablePointer<Arc>
  /// What may still flow through each arc; apart from the arcs, because most that are looked at are full.
  let residual: UnsafeMutablePointer<Int32>
  /// What arrives at a node and has not left it; negative where flow is still wanted.
  let excess: UnsafeMutablePointer<Int64>
  /// The position of each arc of the network, in the order in which the arcs were added; until arcs change places.
  let position: UnsafeMutablePointer<Int32>
  /// The number of the arc of the network that stands at a position; −1 for reverses.
  let number: UnsafeMutablePointer<Int32>
  /// The end of a node's arcs that stand first because something may flow through them; kept up to date by `pushInOrder` alone.
  let open: UnsafeMutablePointer<Int32>

  /// The graph of a network without any flow; costs are multiplied by `costFactor`.
  init(_ network: MinCostFlow, costFactor: Int64) {
    let (nodeCount, arcCount) = (network.nodeCount, network.arcs.count)
    self.nodeCount = nodeCount
    first = .allocate(capacity: nodeCount + 1)
    first.initialize(repeating: 0, count: nodeCount + 1)
    arcs = .allocate(capacity: 2 * arcCount)
    residual = .allocate(capacity: 2 * arcCount)
    excess = .allocate(capacity: nodeCount)
    position = .allocate(capacity: arcCount)
    number = .allocate(capacity: 2 * arcCount)
    open = .allocate(capacity: nodeCount)
    open.initialize(repeating: 0, count: nodeCount)
    for node in 0..<nodeCount { excess[node] = network.supplies[node] }
    network.arcs.withUnsafeBufferPointer { fill(from: $0, costFactor) }
  }

  deinit {
    first.deallocate()
    arcs.deallocate()
    residual.deallocate()
    excess.deallocate()
    position.deallocate()
    number.deallocate()
    open.deallocate()
  }

  /// A counting sort of both directions of every arc by the node they leave, those that may carry something first.
  private func fill(from input: UnsafeBufferPointer<MinCostFlow.Arc>, _ costFactor: Int64) {
    for arc in input {
      first[Int(arc.tail)] += 1
      first[Int(arc.head)] += 1
      if arc.capacity > 0 { open[Int(arc.tail)] += 1 }
    }
    var end: Int32 = 0
    for node in 0...nodeCount {
      let degree = first[node]
      first[node] = end
      end += degree
    }
    let nextOpen = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * nodeCount)
    defer { nextOpen.deallocate() }
    let nextFull = nextOpen + nodeCount
    for node in 0..<nodeCount {
      open[node] += first[node]
      nextOpen[node] = first[node]
      nextFull[node] = open[node]
    }
    func place(_ node: Int32, in next: UnsafeMutablePointer<Int32>) -> Int32 {
      defer { next[Int(node)] += 1 }
      return next[Int(node)]
    }
    for index in input.indices {
      let arc = input[index]
      let forward = place(arc.tail, in: arc.capacity > 0 ? nextOpen : nextFull)
      let backward = place(arc.head, in: nextFull)
      let cost = arc.cost &* costFactor
      arcs[Int(forward)] = Arc(cost: cost, head: arc.head, reverse: backward)
      arcs[Int(backward)] = Arc(cost: -cost, head: arc.tail, reverse: forward)
      (residual[Int(forward)], residual[Int(backward)]) = (arc.capacity, 0)
      (number[Int(forward)], number[Int(backward)]) = (Int32(index), -1)
      position[index] = forward
    }
  }

  /// Sends an amount through an arc that leaves `tail`.
  @inline(__always)
  func push(_ amount: Int32, through arc: Int, from tail: Int) {
    residual[arc] &-= amount
    residual[Int(arcs[arc].reverse)] &+= amount
    excess[tail] &-= Int64(amount)
    excess[Int(arcs[arc].head)] &+= Int64(amount)
  }

  /// Sends an amount through an arc that leaves `tail` and keeps the arcs of both ends in order: open ones first, full ones last.
  ///
  /// Arcs change places: the last open arc of `tail` takes the place of one that is filled.
  @inline(__always)
  func pushInOrder(_ amount: Int32, through arc: Int, from tail: Int) {
    let reverse = Int(arcs[arc].reverse)
    let head = Int(arcs[arc].head)
    let opens = residual[reverse] == 0
    residual[reverse] &+= amount
    residual[arc] &-= amount
    excess[tail] &-= Int64(amount)
    excess[head] &+= Int64(amount)
    if opens {
      swap(reverse, Int(open[head]))
      open[head] &+= 1
    }
    if residual[arc] == 0 {
      open[tail] &-= 1
      swap(arc, Int(open[tail]))
    }
  }

  /// Exchanges two arcs of one node.
  @inline(__always)
  private func swap(_ one: Int, _ other: Int) {
    guard one != other else { return }
    (arcs[one], arcs[other]) = (arcs[other], arcs[one])
    (residual[one], residual[other]) = (residual[other], residual[one])
    (number[one], number[other]) = (number[other], number[one])
    arcs[Int(arcs[one].reverse)].reverse = Int32(truncatingIfNeeded: one)
    arcs[Int(arcs[other].reverse)].reverse = Int32(truncatingIfNeeded: other)
  }

  /// Takes all flow back, so that supplies wait at their nodes again.
  func reset(to network: MinCostFlow) {
    for index in network.arcs.indices {
      let arc = Int(position[index])
      residual[arc] = network.arcs[index].capacity
      residual[Int(arcs[arc].reverse)] = 0
    }
    for node in 0..<nodeCount { excess[node] = network.supplies[node] }
  }
}
