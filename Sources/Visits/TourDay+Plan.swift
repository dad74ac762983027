import Places
import SQL

extension TourDay {
  /// The bases of a path in order.
  func bases(_ path: [TourLabel]) -> [Int32] { path.map { stops[Int($0.stop)].base } }

  /// A path as a plan with times, lunch and reasons.
  func plan(_ path: [TourLabel]) -> TourPlan {
    let stops = path.map { self.stops[Int($0.stop)] }
    let sessions = path.map { self.sessions[Int($0.stop)] }
    guard let first = stops.first, let last = stops.last, let begin = begin(first),
      let finish = finish(last, hasEaten: path.last?.hasEaten ?? false)
    else { preconditionFailure("a path begins and ends as the search found it") }
    var lunch: TourLunch? = begin.hasEaten ? .beforeDeparture : nil
    var waiting = finish.end.waiting
    var legs = [leg(first, sessions[0], minutes: minutesOut(first.base), leaving: begin.departure)]
    for (number, stop) in stops.enumerated().dropFirst() {
      let before = stops[number - 1]
      let minutes = minutes(before.base, stop.base)
      var leaving = Int(before.end) + policy.leaveAfter
      waiting += Int(stop.start) - policy.arriveBefore - minutes - leaving
      if path[number].hasEaten && !path[number - 1].hasEaten,
        let (isBefore, time) = self.lunch(between: before, and: stop, minutes: minutes)
      {
        waiting -= policy.lunchMinutes
        if !isBefore { leaving = time.upperBound + policy.leaveAfter }
        lunch =
          isBefore
          ? .before(leg: number, from: time.lowerBound, until: time.upperBound)
          : .after(leg: number - 1, from: time.lowerBound, until: time.upperBound)
      }
      legs.append(leg(stop, sessions[number], minutes: minutes, leaving: leaving))
    }
    if let time = finish.end.lunch { lunch = .after(leg: legs.count - 1, from: time.lowerBound, until: time.upperBound) }
    let home = minutesBack(last.base)
    let travel = legs.reduce(home) { $0 + $1.travelMinutes }
    return TourPlan(
      legs: legs, departure: begin.departure, homeMinutes: home, back: finish.end.back, lunch: lunch ?? .afterReturn,
      travelMinutes: travel, waitingMinutes: waiting, reasons: reasons(stops, sessions, travel: travel, waiting: waiting))
  }

  private func leg(_ stop: Stop, _ session: TourSession, minutes: Int, leaving: Int) -> TourLeg {
    TourLeg(
      base: candidates[Int(stop.base)].base, session: session.id, travelMinutes: minutes, arrival: leaving + minutes,
      start: Int(stop.start), end: Int(stop.end))
  }

  private func reasons(_ stops: [Stop], _ sessions: [TourSession], travel: Int, waiting: Int) -> [TourReason] {
    let bases = stops.map { candidates[Int($0.base)] }
    let rated = bases.map { $0.rating ?? policy.unrated }
    let wanted = bases.count { $0.isWanted(request) }
    let themes = stops.reduce(UInt64(0)) { $0 | $1.themes }.nonzeroBitCount
    let guided = sessions.count { $0.freeGuides != nil }
    let new = bases.count { !request.visited.contains($0.base) }
    let visiting = stops.reduce(0) { $0 + Int($1.end - $1.start) }
    let points = policy.points
    let reasons = [
      TourReason(kind: .stops, amount: bases.count, points: bases.count * points.stop),
      TourReason(kind: .rating, amount: rated.reduce(0, +), points: bases.reduce(0) { $0 + policy.ratingPoints($1) }),
      TourReason(kind: .wantedThemes, amount: wanted, points: wanted * points.wantedTheme),
      TourReason(kind: .variety, amount: themes, points: themes * points.newTheme),
      TourReason(kind: .guides, amount: guided, points: guided * points.guide),
      TourReason(kind: .notVisited, amount: new, points: new * points.notVisited),
      TourReason(kind: .visiting, amount: visiting, points: visiting * points.visitMinute),
      TourReason(kind: .travel, amount: travel, points: -travel * points.travelMinute),
      TourReason(kind: .waiting, amount: waiting, points: -waiting * points.waitingMinute),
    ]
    return reasons.filter { $0.amount != 0 }
  }
}
