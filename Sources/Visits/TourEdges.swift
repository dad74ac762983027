import Places
import SQL

/// All ways between the sessions of a day, by the session from which they lead.
struct TourEdges {
  private(set) var edges: [TourDay.Edge] = []
  /// The ways from stop `s` are those from `first[s]` up to `first[s + 1]`.
  private(set) var first: [Int] = [0]

  /// The ways of a day.
  ///
  /// - Parameter least: ways that are no part of a day with so many points are left out, by what `reach` says.
  init(_ day: TourDay, _ reach: TourReach? = nil, least: Int32 = TourCompletion.never) {
    precondition(day.candidates.count < 65_535, "bases are written with 16 bits")
    first.reserveCapacity(day.stops.count + 1)
    let byStart = day.stops.indices.sorted { (day.stops[$0].start, $0) < (day.stops[$1].start, $1) }
    let starts = byStart.map { Int(day.stops[$0].start) }
    let longest = day.policy.longestLeg + day.policy.longestWait + day.policy.lunchMinutes
    let before = day.policy.arriveBefore + day.policy.leaveAfter
    for (number, stop) in day.stops.enumerated() {
      let ready = Int(stop.end) + before
      for place in starts.firstIndex(notBelow: ready)..<starts.firstIndex(notBelow: ready + longest + 1) {
        let next = byStart[place]
        let base = day.stops[next].base
        guard base != stop.base else { continue }
        let minutes = day.minutes(stop.base, base)
        guard minutes <= day.policy.longestLeg, minutes <= starts[place] - ready,
          let edge = day.edge(stop, next, minutes: minutes)
        else { continue }
        if let reach, reach.most(number, edge.gain + (edge.canEat ? day.lunchSaves : 0), next) < least { continue }
        edges.append(edge)
      }
      first.append(edges.count)
    }
  }

  /// The ways from a stop.
  func from(_ stop: Int32) -> ArraySlice<TourDay.Edge> { edges[first[Int(stop)]..<first[Int(stop) + 1]] }
}

extension [Int] {
  /// The place of the first number that is not below another, in a sorted array.
  fileprivate func firstIndex(notBelow number: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
