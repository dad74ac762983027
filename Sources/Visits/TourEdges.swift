/// All ways between the sessions of a day, by the session from which they lead.
struct TourEdges {
  private(set) var edges: [TourDay.Edge] = []
  /// The ways from stop `s` are those from `first[s]` up to `first[s + 1]`.
  private(set) var first: [Int] = [0]

  init(_ day: TourDay) {
    first.reserveCapacity(day.stops.count + 1)
    let bases = day.candidates.indices
    precondition(bases.count < 65_535, "bases are written with 16 bits")
    let longest = day.policy.longestWait + day.policy.lunchMinutes
    let before = day.policy.arriveBefore + day.policy.leaveAfter
    for base in bases {
      let minutes = bases.map { day.minutes(Int32(base), Int32($0)) }
      for number in day.firstStop[base]..<day.firstStop[base + 1] {
        let stop = day.stops[number]
        for other in bases where other != base && minutes[other] <= day.policy.longestLeg {
          let ready = Int(stop.end) + before + minutes[other]
          for next in day.firstStop[other]..<day.firstStop[other + 1] {
            let start = Int(day.stops[next].start)
            if start < ready { continue }
            if start > ready + longest { break }
            if let edge = day.edge(stop, next, minutes: minutes[other]) { edges.append(edge) }
          }
        }
        first.append(edges.count)
      }
    }
  }

  /// The ways from a stop.
  func from(_ stop: Int32) -> ArraySlice<TourDay.Edge> { edges[first[Int(stop)]..<first[Int(stop) + 1]] }
}
