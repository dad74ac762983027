import Geo
import Places
import SQL

/// The ways between the bases of a day: their numbers in a matrix.
struct TourWays {
  let matrix: TravelMatrix
  let rows: [Int]

  /// Minutes from one base of the day to another.
  @inline(__always)
  func minutes(_ from: Int, _ to: Int) -> Int { matrix.minutes(from: rows[from], to: rows[to]) }
}

/// A day of tours as numbers: the sessions that can be used, and what it means to come to one, to go on to another and to go home.
///
/// Both ways of planning walk through it; they differ only in what they look at and what they leave out.
struct TourDay {
  /// A session of a base. The order is by base and start.
  struct Stop {
    let base: Int32
    let start: Int32
    let end: Int32
    /// Points for the session as it stands.
    let prize: Int32
    /// The themes of its base that count, as bits.
    let themes: UInt64
  }

  /// A way from a session to a later one at another base.
  struct Edge {
    let to: Int32
    /// Points for the later session with its themes that the earlier has not, less what the way and the waiting without lunch cost.
    let gain: Int32
    /// The base of the later session.
    let base: UInt16
    /// Whether the wait without lunch is not too long.
    let canPass: Bool
    /// Whether there is time for lunch on the way.
    let canEat: Bool
  }

  var request: TourRequest
  var policy: TourPolicy
  let candidates: [TourCandidate]
  let stops: [Stop]
  /// The session of each stop.
  let sessions: [TourSession]
  /// The stops of base `b` are those from `firstStop[b]` up to `firstStop[b + 1]`.
  let firstStop: [Int]
  /// Points that lunch saves, as no waiting.
  let lunchSaves: Int32
  private let themePoints: Int32
  /// Minutes from the start to each base, and back from it.
  private let out: [Int32]
  private let back: [Int32]
  /// Whether a group can eat at each base.
  private let eats: [Bool]
  /// The ways between the bases, once somebody has asked for them.
  private let ways: TourWays

  /// A day over candidates that were narrowed, without the ways between them; `out` and `back` are the minutes from and to the start.
  init(_ request: TourRequest, _ policy: TourPolicy, _ narrowed: [TourCandidate], out: [Int32], back: [Int32]) {
    self.request = request
    self.policy = policy
    ways = TourWays(matrix: .empty, rows: [])
    lunchSaves = Int32(policy.lunchMinutes * policy.points.waitingMinute)
    themePoints = Int32(policy.points.newTheme)
    let order = narrowed.indices.sorted { narrowed[$0].base < narrowed[$1].base }
    candidates = order.map { narrowed[$0] }
    self.out = order.map { out[$0] }
    self.back = order.map { back[$0] }
    eats = candidates.map { request.bringsLunch || $0.hasLunch }
    let bits = Self.bits(candidates, counted: policy.themesCounted)
    var (stops, sessions): ([Stop], [TourSession]) = ([], [])
    var firstStop = [0]
    for (number, candidate) in candidates.enumerated() {
      let base = Self.prize(of: candidate, request, policy)
      let themes = candidate.themes.prefix(policy.themesCounted).reduce(UInt64(0)) { $0 | (bits[$1] ?? 0) }
      for session in candidate.sessions.sorted(by: { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }) {
        let guide = session.freeGuides == nil ? 0 : policy.points.guide
        let prize = base + guide + (session.end - session.start) * policy.points.visitMinute
        stops.append(
          Stop(
            base: Int32(number), start: Int32(session.start), end: Int32(session.end), prize: Int32(prize), themes: themes))
        sessions.append(session)
      }
      firstStop.append(stops.count)
    }
    self.stops = stops
    self.sessions = sessions
    self.firstStop = firstStop
  }

  /// The day over some of its stops, with the ways between their bases.
  ///
  /// - Parameters:
  ///   - numbers: the stops that stay, in their order.
  ///   - ways: tells the ways between bases, each told by its number in this day.
  func only(_ numbers: [Int], ways: ([Int]) -> TourWays) -> TourDay { TourDay(self, numbers, ways) }

  private init(_ whole: TourDay, _ numbers: [Int], _ ways: ([Int]) -> TourWays) {
    (request, policy, lunchSaves, themePoints) = (whole.request, whole.policy, whole.lunchSaves, whole.themePoints)
    var (stops, firstStop, bases): ([Stop], [Int], [Int]) = ([], [0], [])
    for number in numbers {
      let stop = whole.stops[number]
      if bases.last != Int(stop.base) {
        if !bases.isEmpty { firstStop.append(stops.count) }
        bases.append(Int(stop.base))
      }
      stops.append(
        Stop(base: Int32(bases.count - 1), start: stop.start, end: stop.end, prize: stop.prize, themes: stop.themes))
    }
    firstStop.append(stops.count)
    (self.stops, self.firstStop) = (stops, firstStop)
    sessions = numbers.map { whole.sessions[$0] }
    candidates = bases.map { whole.candidates[$0] }
    out = bases.map { whole.out[$0] }
    back = bases.map { whole.back[$0] }
    eats = bases.map { whole.eats[$0] }
    self.ways = ways(bases)
  }

  /// Themes as bits. Where there are more than 64, those of the most bases count for variety.
  private static func bits(_ candidates: [TourCandidate], counted: Int) -> [String: UInt64] {
    var bases: [String: Int] = [:]
    for candidate in candidates { for theme in candidate.themes.prefix(counted) { bases[theme, default: 0] += 1 } }
    let ordered = bases.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(64)
    return Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1.key, UInt64(1) << UInt64($0)) })
  }

  private static func prize(of candidate: TourCandidate, _ request: TourRequest, _ policy: TourPolicy) -> Int {
    var prize = policy.points.stop + policy.ratingPoints(candidate)
    if candidate.isWanted(request) { prize += policy.points.wantedTheme }
    if !request.visited.contains(candidate.base) { prize += policy.points.notVisited }
    return prize
  }

  /// Minutes from base to base.
  @inline(__always)
  func minutes(_ from: Int32, _ to: Int32) -> Int { ways.minutes(Int(from), Int(to)) }
  /// Minutes from the start to a base.
  func minutesOut(_ base: Int32) -> Int { Int(out[Int(base)]) }
  /// Minutes from a base back to the start.
  func minutesBack(_ base: Int32) -> Int { Int(back[Int(base)]) }
  /// Whether a group can eat at a base.
  @inline(__always)
  func canEat(at base: Int32) -> Bool { eats[Int(base)] }

  /// Points for themes of which there are so many.
  func points(themes: UInt64) -> Int32 { Int32(themes.nonzeroBitCount) * themePoints }
}

extension TourDay {
  /// How a day begins with a stop: when the group leaves, whether it has eaten by then, and the points up to the end of the session.
  func begin(_ stop: Stop) -> (departure: Int, hasEaten: Bool, points: Int32)? {
    let minutes = minutesOut(stop.base)
    let departure = Int(stop.start) - policy.arriveBefore - minutes
    guard departure >= request.earliestStart else { return nil }
    let points = stop.prize + points(themes: stop.themes) - Int32(minutes * policy.points.travelMinute)
    return (departure, departure >= policy.lunchWindow.lowerBound + policy.lunchMinutes, points)
  }

  /// How a day ends after a stop.
  func finish(_ stop: Stop, hasEaten: Bool) -> (end: End, points: Int32)? {
    let minutes = minutesBack(stop.base)
    let travel = minutes * policy.points.travelMinute
    let back = Int(stop.end) + policy.leaveAfter + minutes
    if back <= request.latestReturn, hasEaten || back + policy.lunchMinutes <= policy.lunchWindow.upperBound {
      return (End(back: back, lunch: nil, waiting: 0), Int32(-travel))
    }
    guard !hasEaten, let lunch = lunch(from: Int(stop.end), until: .max), canEat(at: stop.base) else { return nil }
    let waiting = lunch.lowerBound - Int(stop.end)
    let later = lunch.upperBound + policy.leaveAfter + minutes
    guard waiting <= policy.longestWait, later <= request.latestReturn else { return nil }
    return (End(back: later, lunch: lunch, waiting: waiting), Int32(-travel - waiting * policy.points.waitingMinute))
  }

  /// The end of a day: when the group is back, and lunch and waiting after the last session.
  struct End {
    let back: Int
    let lunch: Range<Int>?
    let waiting: Int
  }

  /// The first lunch in the window that begins at a time or later and is over at another.
  func lunch(from: Int, until: Int) -> Range<Int>? {
    let begin = max(from, policy.lunchWindow.lowerBound)
    let end = begin + policy.lunchMinutes
    return end <= min(until, policy.lunchWindow.upperBound) ? begin..<end : nil
  }

  /// Lunch between two stops: after the first, or before the second.
  func lunch(between first: Stop, and second: Stop, minutes: Int) -> (isBefore: Bool, time: Range<Int>)? {
    let ready = Int(second.start) - policy.arriveBefore
    if canEat(at: first.base),
      let time = lunch(from: Int(first.end), until: ready - minutes - policy.leaveAfter)
    {
      return (false, time)
    }
    guard canEat(at: second.base) else { return nil }
    return lunch(from: Int(first.end) + policy.leaveAfter + minutes, until: ready).map { (true, $0) }
  }

  /// The way from a stop to one at another base, or `nil` where the second cannot be reached in time.
  func edge(_ first: Stop, _ number: Int, minutes: Int) -> Edge? {
    let second = stops[number]
    let slack = Int(second.start) - policy.arriveBefore - minutes - policy.leaveAfter - Int(first.end)
    guard slack >= 0 else { return nil }
    let canPass = slack <= policy.longestWait
    let canEat =
      slack >= policy.lunchMinutes && slack - policy.lunchMinutes <= policy.longestWait
      && lunch(between: first, and: second, minutes: minutes) != nil
    guard canPass || canEat else { return nil }
    let cost = minutes * policy.points.travelMinute + slack * policy.points.waitingMinute
    let gain = second.prize + points(themes: second.themes & ~first.themes) - Int32(cost)
    return Edge(to: Int32(number), gain: gain, base: UInt16(second.base), canPass: canPass, canEat: canEat)
  }
}

extension TourCandidate {
  /// Whether it has a theme that was wished for.
  func isWanted(_ request: TourRequest) -> Bool { themes.contains(where: request.themes.contains) }
}

extension TourPolicy {
  /// The mean of what schools said of a base, in thousandths of the best, drawn to that of an unrated base by its weight: the
  /// posterior mean of a rating with a conjugate prior (the “Bayesian average”).
  func rating(_ given: GivenRating) -> Int {
    let best = given.count * (GivenRating.points.upperBound - GivenRating.points.lowerBound)
    guard best > 0 else { return unrated }
    let mean = (given.sum - given.count * GivenRating.points.lowerBound) * 1_000 / best
    return (unrated * ratingWeight + mean * given.count) / (ratingWeight + given.count)
  }

  /// Points for the rating of a base.
  func ratingPoints(_ candidate: TourCandidate) -> Int { points.rating * (candidate.rating ?? unrated) / 1_000 }
}
