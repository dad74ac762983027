import Geo
import Places
import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("one-day tours")
struct TourPlannerTests {
  /// Each proposed day is as good as the best that differs enough from those before it.
  private func compare(_ proposals: TourProposals, _ oracle: TourOracle, _ comment: Comment) {
    let numbers = Dictionary(uniqueKeysWithValues: oracle.candidates.enumerated().map { ($1.base, $0) })
    var earlier: [Set<Int>] = []
    for plan in proposals.plans {
      #expect(plan.score == oracle.best(differingFrom: earlier), comment)
      earlier.append(Set(plan.bases.compactMap { numbers[$0] }))
    }
    if proposals.plans.count < oracle.policy.days { #expect(oracle.best(differingFrom: earlier) == nil, comment) }
    #expect(proposals.isExact && proposals.gap == 0, comment)
  }

  @Test("the days proposed are those that trying everything finds, by either way of planning")
  func equalToBruteForce() {
    var found = 0
    for seed in UInt64(1)...300 {
      var world = TourWorld(seed)
      let request = world.request()
      var policy = TourPolicy()
      policy.sharedStops = world.number(0...3)
      policy.longestWait = world.number(30...150)
      let candidates = world.candidates(world.number(3...7), sessions: 0...5, spread: 0.2)
      let oracle = TourOracle(request, policy, candidates)
      let planner = TourPlanner(policy)
      compare(planner.plan(request, candidates), oracle, "subsets, seed \(seed)")
      compare(planner.planBySearch(request, candidates), oracle, "search, seed \(seed)")
      if oracle.best(differingFrom: []) != nil { found += 1 }
    }
    #expect(found > 100, "enough of the worlds have days at all")
  }

  @Test("over twelve bases with many sessions the search finds what the dynamic program proves")
  func searchEqualsSubsets() {
    for seed in UInt64(1)...20 {
      var world = TourWorld(seed + 1_000)
      let request = world.request()
      let candidates = world.candidates(12, sessions: 4...9)
      let planner = TourPlanner(TourPolicy())
      let exact = planner.plan(request, candidates)
      let searched = planner.planBySearch(request, candidates)
      #expect(exact.plans.first?.score == searched.plans.first?.score, "seed \(seed)")
      #expect(exact.plans.count == searched.plans.count, "seed \(seed)")
      #expect(searched.isExact)
    }
  }

  @Test("what is left out before the ways are looked at changes no proposed day", arguments: 0...3)
  func pruning(sharedStops: Int) {
    var pruned = 0
    for seed in UInt64(1)...12 {
      var world = TourWorld(seed + 5_000)
      var request = world.request()
      if seed % 3 == 0 { request.stops = 2...3 }
      let candidates = world.candidates(160 + 40 * Int(seed), sessions: 2...5, spread: 0.2)
      var policy = TourPolicy()
      policy.sharedStops = sharedStops
      policy.days = world.number(1...5)
      let planner = TourPlanner(policy)
      let (proposals, all) = (planner.plan(request, candidates), planner.planBySearch(request, candidates))
      #expect(proposals.plans.map(\.score) == all.plans.map(\.score), "seed \(seed)")
      #expect(proposals.bound == all.bound && proposals.isExact && all.isExact && proposals.counts == all.counts)
      if proposals.labels < all.labels { pruned += 1 }
    }
    #expect(sharedStops < 2 || pruned > 0, "enough was left out")
  }

  @Test("no day has more points than its stops and ways are said to reach")
  func reach() {
    var days = 0
    for seed in UInt64(1)...60 {
      var world = TourWorld(seed + 6_000)
      let request = world.request()
      var policy = TourPolicy()
      policy.points.waitingMinute = world.number(0...20)
      let planner = TourPlanner(policy)
      let candidates = world.candidates(14, sessions: 2...6, spread: 0.2)
      let home = TravelMatrix.minutes(policy.factors, start: request.start.coordinate, to: candidates.map(\.coordinate))
      let whole = planner.day(request, candidates, out: home, back: home).day
      let reach = TourReach(whole)
      for plan in planner.planBySearch(request, candidates).plans {
        days += 1
        for leg in plan.legs {
          let stop = whole.sessions.firstIndex { $0.id == leg.session }
          #expect(stop.map { Int(reach.most($0)) >= plan.score } == true, "seed \(seed)")
        }
      }
    }
    #expect(days > 60)
  }

  @Test("a search that is stopped tells a bound that no day exceeds")
  func boundHolds() {
    var stopped = 0
    for seed in UInt64(1)...40 {
      var world = TourWorld(seed + 2_000)
      let request = world.request()
      let candidates = world.candidates(60, sessions: 3...6)
      var policy = TourPolicy()
      let best = TourPlanner(policy).plan(request, candidates)
      #expect(best.isExact)
      policy.mostLabels = world.number(1...120)
      let short = TourPlanner(policy).plan(request, candidates)
      guard let score = best.plans.first?.score else { continue }
      #expect((short.bound ?? .min) >= score, "seed \(seed)")
      #expect((short.plans.first?.score ?? .min) <= score, "seed \(seed)")
      #expect(short.plans.isEmpty || short.gap >= score - (short.plans.first?.score ?? 0))
      if !short.isExact { stopped += 1 }
    }
    #expect(stopped > 10, "enough searches were stopped")
  }

  @Test("the order in which the bases come changes nothing")
  func deterministic() {
    for seed in UInt64(1)...15 {
      var world = TourWorld(seed + 3_000)
      let request = world.request()
      let candidates = world.candidates(seed % 2 == 0 ? 10 : 80, sessions: 2...6)
      let planner = TourPlanner(TourPolicy())
      let plans = planner.plan(request, candidates)
      #expect(planner.plan(request, candidates.shuffled(using: &world.random)) == plans, "seed \(seed)")
    }
  }

  @Test("what is proposed can be booked: places, guides, ways, lunch and hours are kept")
  func feasible() {
    for seed in UInt64(1)...30 {
      var world = TourWorld(seed + 4_000)
      let request = world.request()
      let candidates = world.candidates(100, sessions: 2...6)
      let policy = TourPolicy()
      for plan in TourPlanner(policy).plan(request, candidates).plans { audit(plan, request, policy, candidates) }
    }
  }

  private func audit(_ plan: TourPlan, _ request: TourRequest, _ policy: TourPolicy, _ candidates: [TourCandidate]) {
    #expect(request.stops.contains(plan.legs.count) && Set(plan.bases).count == plan.legs.count)
    #expect(plan.departure >= request.earliestStart && plan.back <= request.latestReturn)
    var (clock, minutes) = (plan.departure, plan.homeMinutes)
    for leg in plan.legs {
      let candidate = candidates.first { $0.base == leg.base }
      let session = candidate?.sessions.first { $0.id == leg.session }
      #expect(candidate?.isNamed == true && (candidate?.isAccessible == true || !request.needsAccess))
      #expect(session?.start == leg.start && session?.end == leg.end)
      #expect((session?.freePlaces ?? 0) >= request.party.people)
      #expect((session?.freeGuides ?? 9) >= request.party.people.dividedUp(by: policy.peoplePerGuide))
      #expect(clock + leg.travelMinutes <= leg.arrival && leg.arrival + policy.arriveBefore <= leg.start)
      clock = leg.end + policy.leaveAfter
      minutes += leg.travelMinutes
    }
    #expect(minutes == plan.travelMinutes && plan.back >= clock + plan.homeMinutes)
    switch plan.lunch {
    case .beforeDeparture: #expect(plan.departure >= policy.lunchWindow.lowerBound + policy.lunchMinutes)
    case .afterReturn: #expect(plan.back + policy.lunchMinutes <= policy.lunchWindow.upperBound)
    case .before(let leg, let from, let until):
      #expect(from >= plan.legs[leg].arrival && until + policy.arriveBefore <= plan.legs[leg].start)
      #expect(policy.lunchWindow.lowerBound <= from && until <= policy.lunchWindow.upperBound)
    case .after(let leg, let from, let until):
      let next = leg + 1 < plan.legs.count ? plan.legs[leg + 1].arrival - plan.legs[leg + 1].travelMinutes : .max
      #expect(from >= plan.legs[leg].end && until + policy.leaveAfter <= next)
      #expect(policy.lunchWindow.lowerBound <= from && until <= policy.lunchWindow.upperBound)
    }
  }
}

extension TourPlanner {
  /// The way of planning for many bases, also where there are few.
  func planBySearch(_ request: TourRequest, _ candidates: [TourCandidate]) -> TourProposals {
    let home = TravelMatrix.minutes(policy.factors, start: request.start.coordinate, to: candidates.map(\.coordinate))
    let (whole, _, counts) = day(request, candidates, out: home, back: home)
    let all = whole.only(Array(whole.stops.indices)) { straightWays(whole, $0) }
    return planBySearch(all, TourEdges(all), counts)
  }
}
