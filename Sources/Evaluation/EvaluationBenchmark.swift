/// What `kepu bench evaluation` measures and what the comparison with other solvers asks for.
public enum EvaluationBenchmark {
  /// A row of the table.
  public struct Row: Sendable {
    /// What was done.
    public let name: String
    /// How long it took.
    public let milliseconds: Double
  }

  /// The assignment of a round of 10,000 submissions to 2,000 reviewers, three each, of fifty candidates.
  public static func assignment() throws -> [Row] {
    try AssignmentBenchmark().run().map { Row(name: $0.name, milliseconds: $0.milliseconds) }
  }

  /// Scores and ranks a round of 10,000 submissions with three reviews each, by every method.
  public static func scoring() throws -> [Row] {
    try ScoringBenchmark().run().map {
      Row(name: "10,000 submissions, 30,000 reviews, ranked: \($0.name)", milliseconds: $0.milliseconds)
    }
  }

  /// How often each method finds the truly best, the more reviewers differ: lines of a table, from simulated rounds.
  public static func severity() -> [String] {
    let spreads: [(words: String, each: Int, severity: Double, noise: Double)] = [
      ("as at NeurIPS 2014 (severity 4.3, noise 10.0), 3 reviews", 3, 4.33, 9.96),
      ("as at NeurIPS 2014, 5 reviews", 5, 4.33, 9.96), ("severity 7, noise 7, 3 reviews", 3, 7, 7),
      ("severity 7, noise 7, 5 reviews", 5, 7, 7), ("severity 10, noise 5, 3 reviews", 3, 10, 5),
      ("severity 10, noise 5, 5 reviews", 5, 10, 5),
    ]
    return spreads.map { spread in
      let findings = SeveritySimulation(
        reviewsEach: spread.each, severity: spread.severity, noise: spread.noise, rounds: 200
      ).run()
      return "| \(spread.words) | " + findings.map { $0.found.text(decimals: 1) }.joined(separator: " | ") + " |"
    }
  }

  /// Solves a problem of minimum-cost flow in the DIMACS format.
  ///
  /// - Returns: its cost, or `nil` where it has no solution, and the milliseconds that solving took.
  public static func solve(dimacs bytes: [UInt8]) throws -> (cost: Int64?, milliseconds: Double) {
    let network = DIMACSReader(bytes).network()
    let start = ContinuousClock.now
    let outcome = try network.solve()
    let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
    if case .optimal(let solution) = outcome { return (Int64(solution.cost), elapsed) }
    return (nil, elapsed)
  }
}

/// Reads the DIMACS format of minimum-cost flow (DIMACS challenge 1991): `p min NODES ARCS`, `n NODE SUPPLY`, `a TAIL HEAD LOW
/// CAPACITY COST`; what it does not know it passes over.
private struct DIMACSReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes + [10] }

  func network() -> MinCostFlow {
    var reader = self
    return reader.read()
  }

  private mutating func read() -> MinCostFlow {
    var network = MinCostFlow(nodeCount: 0)
    while place < bytes.count {
      let kind = bytes[place]
      place += 1
      switch kind {
      case UInt8(ascii: "p"):
        while place < bytes.count, !(48...57).contains(bytes[place]) { place += 1 }
        let nodes = number()
        network = MinCostFlow(nodeCount: nodes, reservingArcs: number())
      case UInt8(ascii: "n"):
        let node = number()
        network.supplies[node - 1] = Int64(number())
      case UInt8(ascii: "a"):
        let (tail, head, _, capacity, cost) = (number(), number(), number(), number(), number())
        _ = network.addArc(from: tail - 1, to: head - 1, capacity: Int32(capacity), cost: Int64(cost))
      default: break
      }
      while place < bytes.count, bytes[place] != 10 { place += 1 }
      place += 1
    }
    return network
  }

  private mutating func number() -> Int {
    while place < bytes.count, bytes[place] == 32 { place += 1 }
    let isNegative = place < bytes.count && bytes[place] == 45
    if isNegative { place += 1 }
    var value = 0
    while place < bytes.count, (48...57).contains(bytes[place]) {
      value = value * 10 + Int(bytes[place] - 48)
      place += 1
    }
    return isNegative ? -value : value
  }
}
