import Geo
import Places
import SQL

/// Proposes the best days of a one-day tour that can be booked as they stand.
///
/// Up to twelve bases: exact by ``TourSubsets``. Above: ``TourSearch``, exact unless its labels are used up, with a proven bound then.
/// Everything is in whole thousandths of a point, and the same request gets the same days, in whatever order the bases come.
public struct TourPlanner: Sendable {
  /// What the deployment decides.
  public let policy: TourPolicy

  /// A planner by a policy.
  public init(_ policy: TourPolicy) { self.policy = policy }

  /// Plans with travel times from straight distances.
  public func plan(_ request: TourRequest, _ candidates: [TourCandidate]) -> TourProposals {
    let home = TravelMatrix.minutes(policy.factors, start: request.start.coordinate, to: candidates.map(\.coordinate))
    let (whole, _, counts) = day(request, candidates, out: home, back: home)
    return plan(whole, counts) { straightWays(whole, $0) }
  }

  /// The ways between some bases of a day by straight distances.
  func straightWays(_ day: TourDay, _ bases: [Int]) -> TourWays {
    let places = bases.map { day.candidates[$0].coordinate }
    let matrix = TravelMatrix(policy.factors, start: day.request.start.coordinate, places: places)
    return TourWays(matrix: matrix, rows: Array(bases.indices))
  }

  /// Plans with travel times of others; the matrix is of the candidates in their order.
  public func plan(_ request: TourRequest, _ candidates: [TourCandidate], matrix: TravelMatrix) -> TourProposals {
    precondition(matrix.count == candidates.count, "a row for each candidate")
    let (whole, rows, counts) = day(request, candidates, out: matrix.out, back: matrix.back)
    return plan(whole, counts) { bases in TourWays(matrix: matrix, rows: bases.map { rows[$0] }) }
  }

  /// The day over what could be of use of the candidates, in the order of the bases' numbers, with their rows among the candidates.
  func day(
    _ request: TourRequest, _ candidates: [TourCandidate], out: [Int32], back: [Int32]
  ) -> (day: TourDay, rows: [Int], counts: TourNarrowing.Counts) {
    let (narrowed, rows, counts) = narrow(request, candidates, out: out, back: back)
    let day = TourDay(request, policy, narrowed, out: rows.map { out[$0] }, back: rows.map { back[$0] })
    return (day, narrowed.indices.sorted { narrowed[$0].base < narrowed[$1].base }.map { rows[$0] }, counts)
  }

  /// The candidates that could be of use by straight distances: those whose ways are worth asking a routing service for.
  public func worthAsking(_ request: TourRequest, _ candidates: [TourCandidate]) -> [TourCandidate] {
    let home = TravelMatrix.minutes(policy.factors, start: request.start.coordinate, to: candidates.map(\.coordinate))
    return narrow(request, candidates, out: home, back: home).kept
  }

  private func narrow(
    _ request: TourRequest, _ candidates: [TourCandidate], out: [Int32], back: [Int32]
  ) -> (kept: [TourCandidate], rows: [Int], counts: TourNarrowing.Counts) {
    var narrowing = TourNarrowing(request, policy)
    var known: Set<ID<Base>> = []
    var kept: [TourCandidate] = []
    var rows: [Int] = []
    for (row, candidate) in candidates.enumerated() where known.insert(candidate.base).inserted {
      guard let useful = narrowing.keep(candidate, out: Int(out[row]), back: Int(back[row])) else { continue }
      kept.append(useful)
      rows.append(row)
    }
    return (kept, rows, narrowing.counts)
  }

  private func plan(_ whole: TourDay, _ counts: TourNarrowing.Counts, ways: ([Int]) -> TourWays) -> TourProposals {
    guard whole.candidates.count > TourSubsets.mostBases else {
      let day = whole.only(Array(whole.stops.indices), ways: ways)
      return planBySubsets(day, TourEdges(day), counts)
    }
    let reach = TourReach(whole)
    guard let least = leastPoints(whole, reach, ways: ways) else {
      let day = whole.only(Array(whole.stops.indices), ways: ways)
      return planBySearch(day, TourEdges(day), counts)
    }
    // No proposed day has a stop or a way over which no day gets so many points.
    let day = whole.only(whole.stops.indices.filter { reach.most($0) >= least }, ways: ways)
    return planBySearch(day, TourEdges(day, TourReach(day), least: least), counts)
  }

  func planBySubsets(_ day: TourDay, _ edges: TourEdges, _ counts: TourNarrowing.Counts) -> TourProposals {
    let subsets = TourSubsets(day, edges)
    var days: [[TourLabel]] = []
    while days.count < policy.days, let best = subsets.best(differingFrom: days.map(day.bases)) { days.append(best) }
    let plans = days.map(day.plan)
    return TourProposals(plans: plans, bound: plans.first?.score, isExact: true, labels: subsets.count, counts: counts)
  }

  func planBySearch(_ day: TourDay, _ edges: TourEdges, _ counts: TourNarrowing.Counts) -> TourProposals {
    let completion = TourCompletion(day, edges)
    var days: [[TourLabel]] = []
    var (bound, isExact, labels) = (Int?.none, true, 0)
    while days.count < policy.days {
      var search = TourSearch(day, edges, completion, differingFrom: days.map(day.bases))
      let found = search.run()
      if days.isEmpty { bound = found.bound.map { Int($0) } }
      isExact = isExact && found.isExact
      labels += found.labels
      guard let path = found.path else { break }
      days.append(path)
    }
    return TourProposals(plans: days.map(day.plan), bound: bound, isExact: isExact, labels: labels, counts: counts)
  }
}

/// The days that a planner proposes, the best first.
public struct TourProposals: Sendable, Hashable {
  /// The days; no two are over the same bases.
  public let plans: [TourPlan]
  /// No day has more points than this; `nil` where no day is possible.
  public let bound: Int?
  /// Whether each day is proven to be the best that differs enough from those before it.
  public let isExact: Bool
  /// How many beginnings of days were looked into.
  public let labels: Int
  /// How many bases were left after each step of narrowing.
  public let counts: TourNarrowing.Counts

  /// By how many thousandths of a point the best day may be missed; 0 when it is proven to be the best.
  public var gap: Int { (bound ?? 0) - (plans.first?.score ?? bound ?? 0) }
}
