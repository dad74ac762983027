import Geo
import People
import SQL
import Site
import Testing

@testable import Places
@testable import Visits

@Suite("stories of one-day tours")
struct TourStoryTests {
  private static let school = Coordinate(latitude: 23.1, longitude: 113.3)!
  private var request = TourRequest(start: school, day: Day("2028-02-29")!, party: Party(minors: 41, teachers: 3))
  private var policy = TourPolicy()

  private func base(
    _ number: Int64, kilometresEast: Double, lunch: Bool = false, named: Bool = true, rating: Int? = 500,
    _ sessions: [(start: Int, end: Int)], places: Int = 60
  ) -> TourCandidate {
    TourCandidate(
      base: ID(rawValue: number), coordinate: Coordinate(latitude: 23.1, longitude: 113.3 + kilometresEast / 102.4)!,
      themes: ["birds"], rating: rating, isAccessible: true, isNamed: named, hasLunch: lunch,
      sessions: sessions.enumerated().map { index, time in
        TourSession(
          id: ID(rawValue: number * 100 + Int64(index)), start: time.start, end: time.end, freePlaces: places, freeGuides: nil)
      })
  }

  @Test("one base is no tour, and no base none either")
  func oneBaseOnly() {
    #expect(TourPlanner(policy).plan(request, []).plans.isEmpty)
    let one = TourPlanner(policy).plan(request, [base(1, kilometresEast: 3, [(9 * 60, 10 * 60), (14 * 60, 15 * 60)])])
    #expect(one.plans.isEmpty && one.isExact && one.bound == nil && one.gap == 0)
    #expect(one.counts.bookable == 1)
  }

  @Test("a day over noon has lunch where there is one, and is not proposed where there is none")
  func lunch() {
    var request = request
    let sessions = [(start: 9 * 60 + 30, end: 11 * 60), (start: 13 * 60, end: 14 * 60 + 30)]
    let without = [base(1, kilometresEast: 2, [sessions[0]]), base(2, kilometresEast: 4, [sessions[1]])]
    #expect(TourPlanner(policy).plan(request, without).plans.isEmpty)
    request.bringsLunch = true
    #expect(TourPlanner(policy).plan(request, without).plans.first?.lunch == .after(leg: 0, from: 660, until: 705))
    request.bringsLunch = false
    let atSecond = [without[0], base(2, kilometresEast: 4, lunch: true, [sessions[1]])]
    guard case .before(leg: 1, let from, let until)? = TourPlanner(policy).plan(request, atSecond).plans.first?.lunch else {
      Issue.record("lunch is before the second session")
      return
    }
    #expect(until - from == policy.lunchMinutes)
  }

  @Test("a morning ends with lunch at home, an afternoon begins after it")
  func lunchAtHome() {
    let morning = [base(1, kilometresEast: 1, [(9 * 60, 10 * 60)]), base(2, kilometresEast: 2, [(10 * 60 + 45, 11 * 60 + 30)])]
    #expect(TourPlanner(policy).plan(request, morning).plans.first?.lunch == .afterReturn)
    let afternoon = [base(1, kilometresEast: 1, [(13 * 60, 14 * 60)]), base(2, kilometresEast: 2, [(15 * 60, 16 * 60)])]
    #expect(TourPlanner(policy).plan(request, afternoon).plans.first?.lunch == .beforeDeparture)
  }

  @Test("a night opening that ends after midnight fits a tour that may come back after it")
  func midnight() {
    var request = request
    request.earliestStart = 18 * 60
    request.latestReturn = 24 * 60
    let night = [base(1, kilometresEast: 2, [(19 * 60, 21 * 60)]), base(2, kilometresEast: 4, [(22 * 60, 24 * 60 + 30)])]
    #expect(TourPlanner(policy).plan(request, night).plans.isEmpty)
    request.latestReturn = 25 * 60 + 30
    let plan = TourPlanner(policy).plan(request, night).plans.first
    #expect(plan?.legs.last?.end == 24 * 60 + 30)
    #expect((plan?.back ?? 0) > 24 * 60)
  }

  @Test("a base that is full, expired or too far is never proposed")
  func neverProposed() {
    let times = [(start: 13 * 60, end: 14 * 60), (start: 15 * 60, end: 16 * 60)]
    let good = base(1, kilometresEast: 2, times)
    for bad in [
      base(2, kilometresEast: 3, times, places: 43), base(2, kilometresEast: 3, named: false, times),
      base(2, kilometresEast: 200, times),
    ] {
      #expect(TourPlanner(policy).plan(request, [good, bad]).plans.isEmpty)
    }
    #expect(TourPlanner(policy).plan(request, [good, base(2, kilometresEast: 3, times, places: 44)]).plans.count == 1)
  }

  @Test("the same base listed twice is visited once")
  func listedTwice() {
    let twice = base(1, kilometresEast: 2, [(13 * 60, 14 * 60), (15 * 60, 16 * 60)])
    #expect(TourPlanner(policy).plan(request, [twice, twice]).plans.isEmpty)
  }

  @Test("a routing service's table decides where it is given")
  func tableOfOthers() throws {
    let times = [(start: 13 * 60, end: 14 * 60), (start: 15 * 60, end: 16 * 60)]
    let bases = [base(1, kilometresEast: 2, times), base(2, kilometresEast: 3, times)]
    let slow = try #require(TravelMatrix(out: [10, 10], back: [10, 10], between: [[0, 46], [46, 0]]))
    #expect(TourPlanner(policy).plan(request, bases, matrix: slow).plans.isEmpty)
    let oneWay = try #require(TravelMatrix(out: [10, 10], back: [10, 10], between: [[0, 46], [45, 0]]))
    #expect(TourPlanner(policy).plan(request, bases, matrix: oneWay).plans.first?.bases == [bases[1].base, bases[0].base])
    #expect(TravelMatrix(out: [1], back: [1], between: [[-1]]) == nil)
    #expect(TravelMatrix(out: [1], back: [1], between: [[1, 2]]) == nil)
  }

  @Test("longer ways never take less time, and each class of distance has its speed")
  func travelFactors() {
    let factors = policy.factors
    var before = 0
    for metres in stride(from: 0.0, through: 300_000, by: 250) {
      let minutes = factors.minutes(metres: metres)
      #expect(minutes >= before)
      before = minutes
    }
    let plain = TravelFactors(
      parts: [.init(upTo: 1_000, winding: 2, speed: 30), .init(upTo: 10_000, winding: 1, speed: 60)], boarding: 3)
    #expect(plain.minutes(metres: 0) == 0)
    #expect(plain.minutes(metres: 1_000) == 3 + 4)
    #expect(plain.minutes(metres: 6_000) == 3 + 4 + 5)
    #expect(plain.minutes(metres: 21_000) == 3 + 4 + 20)
  }

  @Test("the policy that ships is the one that the program would use without it")
  func shippedPolicy() throws {
    let shipped = try TourPolicy(file: "Policies/tours.yaml")
    #expect(shipped.points == policy.points && shipped.factors == policy.factors && shipped.lunchWindow == policy.lunchWindow)
    #expect(shipped.longestLeg == policy.longestLeg && shipped.days == policy.days && shipped.source == .factors)
  }

  @Test("a rule that is misspelt or impossible is told with its line")
  func wrongPolicy() throws {
    let shipped = try String(contentsOfFile: "Policies/tours.yaml", encoding: .utf8)
    for (right, wrong) in [
      ("boarding_minutes: 5", "bording_minutes: 5"), ("until: \"13:30\"", "until: \"11:30\""), ("from: \"11:00\"", "from: noon"),
      ("source: factors ", "source: crow "), ("up_to_km: 15,", "up_to_km: 2,"), ("source: factors ", "source: osrm "),
    ] {
      #expect(shipped.contains(right))
      let text = shipped.replacing(right, with: wrong)
      #expect(throws: PolicyFile.Wrong.self) { try TourPolicy(PolicyFile(text: text, named: "tours.yaml")) }
    }
  }
}

@Suite("checks of a tour")
struct TourCheckTests {
  @Test("a base counts as named while its list holds and the years after it that the policy gives")
  func namings() {
    var base = Base(
      id: ID(rawValue: 1), slug: "a", version: 1, status: .published, updatedAt: Instant(milliseconds: 0),
      facts: BaseFacts(
        externalID: "a", names: LocalizedText(zhHans: "甲"), category: "st_venue", themes: ["birds"], region: "440106"))
    var policy = TourPolicy()
    policy.yearsAfter = 1
    func isNamed(_ day: String) -> Bool { policy.isNamed(base, on: Day(day)!) }
    #expect(!isNamed("2026-03-20"), "named by nobody")
    base.facts.level = "city"
    #expect(isNamed("2026-03-20"), "no scheme is known")
    base.facts.namings = [.init(scheme: "cast_national", from: 2021, until: 2025)]
    #expect(["2020-12-31", "2021-01-01", "2026-12-31", "2027-01-01"].map(isNamed) == [false, true, true, false])
    policy.yearsAfter = 0
    #expect(!isNamed("2026-01-01"))
    policy.onlyNamed = false
    base.facts.namings = []
    #expect(isNamed("2026-01-01"))
  }

  @Test("a base is rated as schools say, drawn to the usual by its weight, and never out of its range")
  func ratings() {
    var policy = TourPolicy()
    policy.unrated = 600
    policy.ratingWeight = 5
    let base = ID<Base>(rawValue: 1)
    #expect(policy.rating(GivenRating(base: base, count: 0, sum: 0)) == 600)
    #expect(policy.rating(GivenRating(base: base, count: 1, sum: 5)) == (600 * 5 + 1_000) / 6)
    #expect(policy.rating(GivenRating(base: base, count: 95, sum: 95)) == 30, "all say 1")
    var before = 0
    for sum in 40...200 {
      let rating = policy.rating(GivenRating(base: base, count: 40, sum: sum))
      #expect((0...1_000).contains(rating) && rating >= before, "a better word never counts less")
      before = rating
    }
    policy.ratingWeight = 0
    #expect(policy.rating(GivenRating(base: base, count: 2, sum: 6)) == 500)
  }

  private let checks = TourChecks(TourPolicy())

  private func sheet(_ party: Party) -> TourSheet {
    var sheet = TourSheet(
      legs: [
        .init(base: ID(rawValue: 1), start: 540, end: 630, places: 60, estimatedMinutes: 0, isNamed: true),
        .init(base: ID(rawValue: 2), start: 660, end: 720, places: 50, estimatedMinutes: 30, isNamed: true),
      ], party: party)
    sheet.hasSafetyPlan = true
    sheet.hasInsurance = true
    return sheet
  }

  @Test("TC-120: 41 pupils need 3 teachers, 41 children before school need 5")
  func teachers() {
    #expect(checks.teachersNeeded(Party(minors: 41)) == 3)
    #expect(checks.teachersNeeded(Party(preschool: 41)) == 5)
    #expect(checks.teachersNeeded(Party(minors: 20, preschool: 10)) == 2)
    #expect(checks.teachersNeeded(Party(adults: 5)) == 0)
    #expect(checks.faults(sheet(Party(minors: 41, teachers: 2))) == [.teachers(has: 2, needs: 3)])
    #expect(checks.faults(sheet(Party(minors: 41, teachers: 3))).isEmpty)
  }

  @Test("TC-126: a tour without safety plan or insurance cannot be confirmed")
  func safetyPlanAndInsurance() {
    var sheet = sheet(Party(minors: 41, teachers: 3))
    #expect(checks.faultsBeforeConfirming(sheet).isEmpty)
    sheet.hasSafetyPlan = false
    #expect(checks.faultsBeforeConfirming(sheet) == [.safetyPlan])
    sheet.hasInsurance = false
    #expect(checks.faultsBeforeConfirming(sheet) == [.safetyPlan, .insurance])
    #expect(checks.faults(sheet).isEmpty, "it can be planned all the same")
  }

  @Test("§9.3: places for everybody, time for the way, named bases, two to four of them")
  func legs() {
    var sheet = sheet(Party(minors: 48, teachers: 3))
    #expect(checks.faults(sheet) == [.places(leg: 1, free: 50, people: 51)])
    sheet.party = Party(minors: 41, teachers: 3)
    sheet.legs[1].estimatedMinutes = 31
    sheet.legs[0].isNamed = false
    #expect(checks.faults(sheet) == [.notNamed(leg: 0), .travel(leg: 1, planned: 30, estimated: 31)])
    sheet.legs = [sheet.legs[1]]
    sheet.legs[0].end = sheet.legs[0].start
    #expect(checks.faults(sheet) == [.bases(1), .times(leg: 0)])
  }

  @Test("§9.3: a guide is not in two places at once")
  func guides() {
    var sheet = sheet(Party(adults: 5))
    sheet.guides = [.init(guide: 7, start: 540, end: 600), .init(guide: 7, start: 600, end: 650)]
    #expect(checks.faults(sheet).isEmpty)
    sheet.guides += [.init(guide: 8, start: 560, end: 640), .init(guide: 7, start: 645, end: 700)]
    #expect(checks.faults(sheet) == [.guide(7)])
    sheet.guides = [(500, 700), (510, 520), (600, 610)].map { .init(guide: 9, start: $0.0, end: $0.1) }
    #expect(checks.faults(sheet) == [.guide(9)])
  }
}
