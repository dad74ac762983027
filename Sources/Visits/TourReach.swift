import Places
import SQL

/// How many points a day through a session can have at most, by the hours of the sessions and the ways from and to the start alone:
/// what cannot be part of a day that is good enough is left out before ways between bases are looked at.
///
/// For each session the best beginning of a day up to it and the best end after it are worked out over the minutes of the day, as if
/// every way between two bases took as long as was best for the day, and as if lunch could be had wherever there is time for it. So it is
/// never less than what a real day can get.
///
/// Source: the bounding of bidirectional labels by completion bounds of G. Righini, M. Salani, Symmetry helps: bounded bi-directional
/// dynamic programming for the elementary shortest path problem with resource constraints, Discrete Optimization 3 (2006).
struct TourReach {
  /// At most so many stops.
  private let stops: Int
  /// For each stop one row: the best beginnings that end with it, its points counted, of up to 1, 2, … stops; then the best ends
  /// after it, its points not counted, of up to 1, 2, … stops with it.
  private var table: [Int32]
  /// The points of each stop with all its themes.
  private let worth: [Int32]
  private let minute: Int32
  private let lunch: Int
  private let lunchSaves: Int32

  /// Of no stops.
  init() { (stops, table, worth, minute, lunch, lunchSaves) = (2, [], [], 0, 0, 0) }

  init(_ day: TourDay) {
    let hours = Hours(day)
    let worth = day.stops.map { $0.prize + day.points(themes: $0.themes) }
    var beginnings = [day.stops.map { day.begin($0)?.points ?? TourCompletion.never }]
    var ends = [
      day.stops.map { stop in
        let end = day.finish(stop, hasEaten: true) ?? day.finish(stop, hasEaten: false)
        return end.map { _ in Int32(-day.minutesBack(stop.base) * day.policy.points.travelMinute) } ?? TourCompletion.never
      }
    ]
    stops = max(2, day.request.stops.upperBound)
    for _ in 1..<stops {
      beginnings.append(hours.beginnings(beginnings[beginnings.count - 1], worth))
      ends.append(hours.ends(ends[ends.count - 1], worth))
    }
    table = []
    table.reserveCapacity(day.stops.count * stops * 2)
    for stop in day.stops.indices { for column in beginnings + ends { table.append(column[stop]) } }
    self.worth = worth
    (minute, lunch, lunchSaves) = (hours.minute, day.policy.lunchMinutes, day.lunchSaves)
  }

  /// The most points of a day that has a stop.
  func most(_ stop: Int) -> Int32 {
    let row = stop * 2 * stops
    return (0..<stops).reduce(TourCompletion.never) { max($0, table[row + $1] + table[row + 2 * stops - 1 - $1]) }
  }

  /// The most points of a day that goes from a stop to another, where the way and what follows at once bring `gain`.
  @inline(__always)
  func most(_ stop: Int, _ gain: Int32, _ next: Int) -> Int32 {
    let (from, to) = (stop * 2 * stops, next * 2 * stops + stops)
    var most = TourCompletion.never
    for count in 0..<stops - 1 { most = max(most, table[from + count] + table[to + stops - 2 - count]) }
    return most + gain
  }

  /// The most points of a day that goes from a stop to another in so many minutes, however many of them are on the road.
  @inline(__always)
  func most(_ stop: Int, minutes: Int, _ next: Int) -> Int32 {
    most(stop, worth[next] - minute * Int32(minutes) + (minutes >= lunch ? lunchSaves : 0), next)
  }

  /// What the hours of a day say: from the end of one session to the beginning of another, whatever bases they are at.
  private struct Hours {
    let day: TourDay
    /// Minutes between two sessions that are neither on the road nor waiting.
    let apart: Int
    /// What a minute between two sessions costs at least.
    let minute: Int32
    let last: Int

    init(_ day: TourDay) {
      self.day = day
      apart = day.policy.arriveBefore + day.policy.leaveAfter
      minute = Int32(min(day.policy.points.travelMinute, day.policy.points.waitingMinute))
      last = day.stops.reduce(0) { max($0, Int($1.end)) }
    }

    /// For each stop the better of what was known and of one stop more before it.
    func beginnings(_ known: [Int32], _ worth: [Int32]) -> [Int32] {
      // By the minute at which sessions end: the best beginning, as if time cost nothing before midnight.
      var best = [Int32](repeating: TourCompletion.never, count: last + 1)
      for (number, stop) in day.stops.enumerated() {
        best[Int(stop.end)] = max(best[Int(stop.end)], known[number] + minute * stop.end)
      }
      let lunch = day.policy.lunchMinutes
      let (near, far) = windows(best, lunch)
      return day.stops.enumerated().map { number, stop in
        let ready = Int(stop.start) - apart
        guard ready >= 0 else { return known[number] }
        let before = max(near[ready], ready >= lunch ? far[ready - lunch] + day.lunchSaves : TourCompletion.never)
        return max(known[number], before - minute * Int32(ready) + worth[number])
      }
    }

    /// For each stop the better of what was known and of one stop more after it.
    func ends(_ known: [Int32], _ worth: [Int32]) -> [Int32] {
      // The same with the day turned round: by how long before the last minute sessions begin.
      var best = [Int32](repeating: TourCompletion.never, count: last + 1)
      for (number, stop) in day.stops.enumerated() {
        let left = last - Int(stop.start)
        best[left] = max(best[left], known[number] + worth[number] + minute * Int32(left))
      }
      let lunch = day.policy.lunchMinutes
      let (near, far) = windows(best, lunch)
      return day.stops.enumerated().map { number, stop in
        let left = last - Int(stop.end) - apart
        guard left >= 0 else { return known[number] }
        let after = max(near[left], left >= lunch ? far[left - lunch] + day.lunchSaves : TourCompletion.never)
        return max(known[number], after - minute * Int32(left))
      }
    }

    /// For each minute the best of the `width` minutes up to it, and of all up to it.
    private func windows(_ best: [Int32], _ width: Int) -> (near: [Int32], far: [Int32]) {
      var far = best
      for minute in far.indices.dropFirst() { far[minute] = max(far[minute], far[minute - 1]) }
      let near = best.indices.map { minute in best[max(0, minute - width + 1)...minute].max() ?? TourCompletion.never }
      return (near, far)
    }
  }
}

extension TourPlanner {
  /// The points that each of the days that are proposed has at least, where that can be told at little cost.
  ///
  /// It is the least of some days that have no base in common and were found among the most promising bases. An earlier day of at most
  /// `u` bases stands in the way of at most `u / c` of such days, where `c` is how many common bases are too many; so of one more than
  /// all earlier days can stand in the way of, one is free, and no proposed day has fewer points than it.
  func leastPoints(_ whole: TourDay, _ reach: TourReach, ways: ([Int]) -> TourWays) -> Int32? {
    let most = whole.request.stops.upperBound
    let tooMany = min(policy.sharedStops + 1, most)
    let days = (policy.days - 1) * (most / tooMany) + 1
    let promising = 32 * days
    guard whole.candidates.count > 2 * promising else { return nil }
    let bound = whole.candidates.indices.map { base in
      (whole.firstStop[base]..<whole.firstStop[base + 1]).reduce(TourCompletion.never) { max($0, reach.most($1)) }
    }
    let chosen = whole.candidates.indices.sorted { (bound[$1], $0) < (bound[$0], $1) }.prefix(promising).sorted()
    var day = whole.only(chosen.flatMap { whole.firstStop[$0]..<whole.firstStop[$0 + 1] }, ways: ways)
    day.policy.sharedStops = 0
    day.policy.days = days
    day.request.stops = max(day.request.stops.lowerBound, tooMany)...most
    let found = TourPlanner(day.policy).planBySearch(day, TourEdges(day), TourNarrowing.Counts()).plans
    return found.count == days ? found.map { Int32($0.score) }.min() : nil
  }
}
