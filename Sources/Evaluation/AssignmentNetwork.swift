/// The flow network of an assignment: submissions send the reviews they want, reviewers pass on what they may take.
///
/// Where a submission has more candidates of one unit than it may have reviewers of it, these candidates stand behind a node that lets only
/// so many through; so the limit is hard and the network still has integral optima.
struct AssignmentNetwork {
  private(set) var flow: MinCostFlow
  /// The edges of the table that are in the network, and the arc of each.
  private(set) var arcs: [(edge: Int, arc: Int)] = []
  let table: AssignmentTable
  let firstReviewer: Int

  /// The network of some of the submissions and edges of a table.
  ///
  /// - Parameters:
  ///   - includes: which submissions take part; nil for all of them.
  ///   - floors: what an edge of each submission may cost at most; edges of the previous plan may cost anything.
  ///   - bonus: what an edge of the previous plan costs less.
  init(_ table: AssignmentTable, includes: [Bool]? = nil, floors: [Int64]? = nil, bonus: Int64 = 0) {
    self.table = table
    let gates = Gates(table, includes)
    firstReviewer = table.submissions.count + gates.count
    let sink = firstReviewer + table.reviewers.count
    flow = MinCostFlow(nodeCount: sink + 1, reservingArcs: table.edges.count + gates.count + table.reviewers.count)
    // Between two reviewers a way passes at most a gate, a submission and another gate.
    flow.longestWay = 4 * table.reviewers.count + 4
    arcs.reserveCapacity(table.edges.count)
    var demand: Int64 = 0
    for submission in table.submissions.indices where includes?[submission] ?? true {
      flow.supplies[submission] = Int64(table.needs[submission])
      demand += Int64(table.needs[submission])
      var gate = gates.first(of: submission)
      for passage in gates.passages(of: submission) {
        flow.addArc(from: submission, to: table.submissions.count + gate, capacity: passage.capacity, cost: 0)
        gate += 1
      }
      for position in table.starts[submission]..<table.starts[submission + 1] {
        let edge = table.edges[position]
        guard edge.isPrevious || edge.cost <= floors?[submission] ?? .max else { continue }
        let gate = gates.gate(submission, unit: table.units[Int(edge.reviewer)])
        let tail = gate.map { table.submissions.count + $0 } ?? submission
        let cost = edge.isPrevious ? edge.cost - bonus : edge.cost
        let arc = flow.addArc(from: tail, to: firstReviewer + Int(edge.reviewer), capacity: 1, cost: cost)
        arcs.append((position, arc))
      }
    }
    for (reviewer, load) in table.loads.enumerated() where load > 0 {
      flow.addArc(from: firstReviewer + reviewer, to: sink, capacity: load, cost: 0)
    }
    flow.supplies[sink] = -demand
  }

  /// The nodes that let only so many reviewers of a unit through to a submission.
  private struct Gates {
    struct Passage {
      let unit: Int32
      let capacity: Int32
    }

    private var passages: [[Passage]]
    private var starts: [Int] = []
    private(set) var count = 0

    init(_ table: AssignmentTable, _ includes: [Bool]?) {
      passages = Array(repeating: [], count: table.unitLimit == nil ? 0 : table.submissions.count)
      guard table.unitLimit != nil else { return }
      var tally = Array(repeating: Int32(0), count: Int(table.units.max() ?? -1) + 1)
      starts.reserveCapacity(table.submissions.count)
      for submission in table.submissions.indices {
        starts.append(count)
        guard includes?[submission] ?? true else { continue }
        var met: [Int32] = []
        for edge in table.edges[table.starts[submission]..<table.starts[submission + 1]] {
          let unit = table.units[Int(edge.reviewer)]
          guard unit >= 0 else { continue }
          if tally[Int(unit)] == 0 { met.append(unit) }
          tally[Int(unit)] += 1
        }
        for unit in met.sorted() {
          let allowance = table.allowance(Int32(submission), unit: unit)
          if tally[Int(unit)] > allowance { passages[submission].append(Passage(unit: unit, capacity: allowance)) }
          tally[Int(unit)] = 0
        }
        count += passages[submission].count
      }
    }

    func passages(of submission: Int) -> [Passage] { passages.isEmpty ? [] : passages[submission] }
    func first(of submission: Int) -> Int { starts.isEmpty ? 0 : starts[submission] }

    func gate(_ submission: Int, unit: Int32) -> Int? {
      guard !passages.isEmpty, unit >= 0 else { return nil }
      return passages[submission].firstIndex { $0.unit == unit }.map { starts[submission] + $0 }
    }
  }
}
