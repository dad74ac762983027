import Testing

@testable import Evaluation

@Suite("Min-cost flow")
struct MinCostFlowTests {
  @Test("a flow keeps capacities and supplies, costs what it says, and no cycle could make it cheaper", arguments: 0..<400)
  func isOptimal(seed: UInt64) throws {
    let network = network(seed)
    guard case .optimal(let solution) = try network.solve() else { return }
    var balance = network.supplies
    var cost: Int64 = 0
    for (arc, flow) in zip(network.arcs, solution.flows) {
      #expect(flow >= 0 && flow <= arc.capacity)
      balance[Int(arc.tail)] -= Int64(flow)
      balance[Int(arc.head)] += Int64(flow)
      cost += Int64(flow) * arc.cost
    }
    #expect(balance.allSatisfy { $0 == 0 })
    #expect(cost == solution.cost)
    #expect(!hasNegativeCycle(network, solution.flows))
  }

  @Test("where supplies find no way, what the cut lets out is less than what it holds, by what is lacking", arguments: 0..<400)
  func namesTheCut(seed: UInt64) throws {
    let network = network(seed)
    guard case .infeasible(let cut) = try network.solve() else {
      #expect(network.blockingCut() == nil)
      return
    }
    let held = network.supplies.indices.filter { cut.supplySide[$0] }.reduce(0) { $0 + network.supplies[$1] }
    let outlets = network.arcs.filter { cut.supplySide[Int($0.tail)] && !cut.supplySide[Int($0.head)] }
    #expect(held - outlets.reduce(0) { $0 + Int64($1.capacity) } == cut.lacking)
    #expect(cut.lacking > 0)
  }

  @Test("the samples hold networks that can ship everything and networks that cannot")
  func samplesAreMixed() throws {
    let feasible = (0..<400).count { network($0).blockingCut() == nil }
    #expect((80...320).contains(feasible))
  }

  @Test("a way that leads nowhere does not tempt the flow, however cheap it is")
  func avoidsDeadEnds() throws {
    var network = MinCostFlow(nodeCount: 5)
    network.addArc(from: 0, to: 1, capacity: 9, cost: -1_000_000)
    network.addArc(from: 1, to: 2, capacity: 9, cost: -1_000_000)
    network.addArc(from: 0, to: 3, capacity: 5, cost: 7)
    network.addArc(from: 3, to: 4, capacity: 5, cost: 1)
    network.supplies = [5, 0, 0, 0, -5]
    guard case .optimal(let solution) = try network.solve() else {
      Issue.record("infeasible")
      return
    }
    #expect(solution.cost == 40)
    #expect(solution.flows == [0, 0, 5, 5])
  }

  @Test("unbalanced supplies and costs beyond 64 bits are refused")
  func refuses() {
    var network = MinCostFlow(nodeCount: 2)
    network.addArc(from: 0, to: 1, capacity: 1, cost: .max)
    network.supplies = [1, 0]
    #expect(throws: MinCostFlow.Refusal.unbalanced) { try network.solve() }
    network.supplies = [1, -1]
    #expect(throws: MinCostFlow.Refusal.costsTooLarge) { try network.solve() }
  }

  @Test("nothing to ship costs nothing")
  func emptyNetworks() throws {
    for count in 0...2 {
      guard case .optimal(let solution) = try MinCostFlow(nodeCount: count).solve() else {
        Issue.record("infeasible")
        return
      }
      #expect(solution.cost == 0)
    }
  }

  private func network(_ seed: UInt64) -> MinCostFlow {
    var random = SeededGenerator(state: seed)
    let count = Int.random(in: 2...12, using: &random)
    var network = MinCostFlow(nodeCount: count)
    for _ in 0..<Int.random(in: count...5 * count, using: &random) {
      let (tail, head) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      guard tail != head else { continue }
      network.addArc(
        from: tail, to: head, capacity: Int32.random(in: 0...9, using: &random), cost: Int64.random(in: -20...50, using: &random))
    }
    for _ in 0..<3 {
      let amount = Int64.random(in: 0...5, using: &random)
      network.supplies[Int.random(in: 0..<count, using: &random)] += amount
      network.supplies[Int.random(in: 0..<count, using: &random)] -= amount
    }
    return network
  }

  /// Bellman–Ford in the residual graph.
  private func hasNegativeCycle(_ network: MinCostFlow, _ flows: [Int32]) -> Bool {
    var distance = Array(repeating: Int64(0), count: network.nodeCount)
    for _ in 0...network.nodeCount {
      var changed = false
      for (arc, flow) in zip(network.arcs, flows) {
        let (tail, head) = (Int(arc.tail), Int(arc.head))
        if flow < arc.capacity, distance[tail] + arc.cost < distance[head] {
          distance[head] = distance[tail] + arc.cost
          changed = true
        }
        if flow > 0, distance[head] - arc.cost < distance[tail] {
          distance[tail] = distance[head] - arc.cost
          changed = true
        }
      }
      if !changed { return false }
    }
    return true
  }
}
