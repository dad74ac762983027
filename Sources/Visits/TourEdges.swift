import Places
import SQL

/// All ways between the sessions of a day, by the session from which they lead.
struct TourEdges {
  private(set) var edges: [TourDay.Edge] = []
  /// The ways from stop `s` are those from `first[s]` up to `first[s + 1]`.
  private(set) var first: [Int] = [0]

  /// The ways of a day.
  init(_ day: TourDay) { self.init(day, TourReach(), least: TourCompletion.never) }

  /// The ways of a day without those that are no part of a day with so many points, by what `reach` says.
  init(_ day: TourDay, _ reach: TourReach, least: Int32) {
    precondition(day.candidates.count < 65_535, "bases are written with 16 bits")
    first.reserveCapacity(day.stops.count + 1)
    let byStart = day.stops.indices.sorted { (day.stops[$0].start, $0) < (day.stops[$1].start, $1) }
    let starts = byStart.map { Int(day.stops[$0].start) }
    let longest = day.policy.longestLeg + day.policy.longestWait + day.policy.lunchMinutes
    let before = day.policy.arriveBefore + day.policy.leaveAfter
    let isBounded = least > TourCompletion.never
    for number in day.stops.indices {
      let stop = day.stops[number]
      let ready = Int(stop.end) + before
      for place in starts.firstIndex(notBelow: ready)..<starts.firstIndex(notBelow: ready + longest + 1) {
        let (next, room) = (byStart[place], starts[place] - ready)
        let base = day.stops[next].base
        if base == stop.base || isBounded && reach.most(number, minutes: room, next) < least { continue }
        let minutes = day.minutes(stop.base, base)
        guard minutes <= min(room, day.policy.longestLeg), let edge = day.edge(stop, next, minutes: minutes) else { continue }
        if isBounded && reach.most(number, edge.gain + (edge.canEat ? day.lunchSaves : 0), next) < least { continue }
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
