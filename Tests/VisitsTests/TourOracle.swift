import Geo
import Places
import SQL
import TestSupport

@testable import Visits

/// The best days by trying everything: each order of bases, each choice of sessions, each place for lunch. Written without looking
/// at how the planner does it, so that the two can be held against each other.
struct TourOracle {
  let request: TourRequest
  let policy: TourPolicy
  let candidates: [TourCandidate]
  let matrix: TravelMatrix
  private(set) var bestBySet: [Set<Int>: Int] = [:]

  init(_ request: TourRequest, _ policy: TourPolicy, _ candidates: [TourCandidate]) {
    self.request = request
    self.policy = policy
    self.candidates = candidates
    matrix = TravelMatrix(policy.factors, start: request.start.coordinate, places: candidates.map(\.coordinate))
    grow([])
  }

  /// The most points of a day that shares few enough bases with earlier days.
  func best(differingFrom earlier: [Set<Int>]) -> Int? {
    bestBySet.filter { set, _ in
      earlier.allSatisfy { set.intersection($0).count <= min(policy.sharedStops, set.count - 1, $0.count - 1) }
    }.values.max()
  }

  private mutating func grow(_ day: [(base: Int, session: TourSession)]) {
    if request.stops.contains(day.count) { judge(day) }
    guard day.count < request.stops.upperBound else { return }
    for base in candidates.indices where !day.contains(where: { $0.base == base }) {
      for session in candidates[base].sessions {
        if let last = day.last, session.start < last.session.end { continue }
        grow(day + [(base, session)])
      }
    }
  }

  /// Tries lunch at home, and before and after each session.
  private mutating func judge(_ day: [(base: Int, session: TourSession)]) {
    var best: Int?
    for place in -1..<(2 * day.count) {
      if let points = points(day, lunchAt: place) { best = max(best ?? points, points) }
    }
    let set = Set(day.map(\.base))
    if let best { bestBySet[set] = max(best, bestBySet[set] ?? best) }
  }

  /// Walks through a day minute by minute; lunch at `2 n` is before session n (n ≥ 1), at `2 n + 1` after it, at -1 at home.
  private func points(_ day: [(base: Int, session: TourSession)], lunchAt place: Int) -> Int? {
    let first = day[0]
    guard place != 0, day.allSatisfy({ hasRoom($0.base, $0.session) }) else { return nil }
    let departure = first.session.start - policy.arriveBefore - Int(matrix.out[first.base])
    guard departure >= request.earliestStart, matrix.out[first.base] <= policy.farthest else { return nil }
    let ateBefore = departure >= policy.lunchWindow.lowerBound + policy.lunchMinutes
    if ateBefore && place != -1 { return nil }
    var (travel, waiting, clock) = (Int(matrix.out[first.base]), 0, first.session.end)
    for number in day.indices {
      let (base, session) = day[number]
      if number > 0 {
        let minutes = matrix.minutes(from: day[number - 1].base, to: base)
        guard minutes <= policy.longestLeg else { return nil }
        clock += policy.leaveAfter + minutes
        travel += minutes
        let arrival = clock
        var idle = session.start - policy.arriveBefore - day[number - 1].session.end - policy.leaveAfter - minutes
        if place == 2 * number {
          guard let over = eat(base, arrival) else { return nil }
          clock = over
        }
        if place == 2 * number || place == 2 * number - 1 { idle -= policy.lunchMinutes }
        guard clock + policy.arriveBefore <= session.start, idle <= policy.longestWait else { return nil }
        waiting += idle
        clock = session.end
      }
      if place == 2 * number + 1 {
        guard let over = eat(base, clock) else { return nil }
        if number == day.count - 1 {
          waiting += over - policy.lunchMinutes - clock
          guard over - policy.lunchMinutes - clock <= policy.longestWait else { return nil }
        }
        clock = over
      }
    }
    let last = day[day.count - 1].base
    let home = Int(matrix.back[last])
    clock += policy.leaveAfter + home
    guard home <= policy.farthest, clock <= request.latestReturn else { return nil }
    if place == -1 && !ateBefore && clock + policy.lunchMinutes > policy.lunchWindow.upperBound { return nil }
    return worth(day, travel: travel + home, waiting: waiting)
  }

  private func eat(_ base: Int, _ time: Int) -> Int? {
    guard candidates[base].hasLunch || request.bringsLunch else { return nil }
    let over = max(time, policy.lunchWindow.lowerBound) + policy.lunchMinutes
    return over <= policy.lunchWindow.upperBound ? over : nil
  }

  private func hasRoom(_ base: Int, _ session: TourSession) -> Bool {
    let candidate = candidates[base]
    let people = request.party.people
    let guides = Int((Double(people) / Double(policy.peoplePerGuide)).rounded(.up))
    return candidate.isNamed && (candidate.isAccessible || !request.needsAccess) && session.freePlaces >= people
      && (session.freeGuides ?? guides) >= guides
  }

  private func worth(_ day: [(base: Int, session: TourSession)], travel: Int, waiting: Int) -> Int {
    let points = policy.points
    var sum = -travel * points.travelMinute - waiting * points.waitingMinute
    var themes: Set<String> = []
    for (base, session) in day {
      let candidate = candidates[base]
      sum += points.stop + points.rating * (candidate.rating ?? policy.unrated) / 1_000
      sum += (session.end - session.start) * points.visitMinute
      if !request.themes.isDisjoint(with: candidate.themes) { sum += points.wantedTheme }
      if !request.visited.contains(candidate.base) { sum += points.notVisited }
      if session.freeGuides != nil { sum += points.guide }
      themes.formUnion(candidate.themes.prefix(policy.themesCounted))
    }
    return sum + themes.count * points.newTheme
  }
}

/// Bases by chance around a town, with sessions of which some are full, some too late, some without guides.
struct TourWorld {
  var random: SeededRandom

  init(_ seed: UInt64) { random = SeededRandom(seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  mutating func place(spread: Double) -> Coordinate {
    let north = Double.random(in: -spread...spread, using: &random)
    let east = Double.random(in: -spread...spread, using: &random)
    return Coordinate(latitude: 23.1 + north, longitude: 113.3 + east)!
  }

  mutating func candidates(_ count: Int, sessions: ClosedRange<Int>, spread: Double = 0.35) -> [TourCandidate] {
    let themes = ["astronomy", "birds", "energy", "food", "geology", "ocean", "robotics", "water"]
    return (1...count).map { base in
      TourCandidate(
        base: ID(rawValue: Int64(base)), coordinate: place(spread: spread),
        themes: Array(themes.shuffled(using: &random).prefix(number(1...4))), rating: chance(30) ? nil : number(0...1_000),
        isAccessible: chance(70), isNamed: chance(95), hasLunch: chance(60),
        sessions: (0..<number(sessions)).map { session in self.session(Int64(base * 100 + session)) })
    }
  }

  private mutating func session(_ id: Int64) -> TourSession {
    let start = 8 * 60 + 15 * number(0...36)
    return TourSession(
      id: ID(rawValue: id), start: start, end: start + 15 * number(2...7),
      freePlaces: chance(80) ? number(44...90) : number(0...43),
      freeGuides: chance(40) ? number(1...4) : nil)
  }

  mutating func request() -> TourRequest {
    let party = Party(minors: 41, teachers: 3)
    var request = TourRequest(start: place(spread: 0.2), day: Day("2026-11-28")!, party: party)
    if chance(50) { request.party = Party(adults: number(1...20)) }
    request.themes = chance(50) ? ["birds", "robotics"] : []
    request.earliestStart = 7 * 60 + 30 * number(0...9)
    request.latestReturn = 16 * 60 + 30 * number(0...8)
    request.needsAccess = chance(20)
    request.bringsLunch = chance(40)
    request.visited = chance(50) ? [ID(rawValue: 1), ID(rawValue: 3)] : []
    request.stops = number(1...2) == 1 ? 2...4 : 2...number(2...4)
    return request
  }
}
