import Places
import SQL

/// What is known of a tour before it is confirmed, as far as rules ask for it (domain rule §9.3).
public struct TourSheet: Sendable, Hashable {
  /// A session of the tour.
  public struct Leg: Sendable, Hashable {
    /// The base.
    public var base: ID<Base>
    /// Minutes after midnight at which the session begins.
    public var start: Int
    /// Minutes after midnight at which it ends.
    public var end: Int
    /// Places that the tour can have in it.
    public var places: Int
    /// Estimated minutes of the way to it from the base before; for the first leg 0.
    public var estimatedMinutes: Int
    /// Whether the base is named, and still so on the day.
    public var isNamed: Bool

    /// A session of a tour.
    public init(base: ID<Base>, start: Int, end: Int, places: Int, estimatedMinutes: Int, isNamed: Bool) {
      self.base = base
      self.start = start
      self.end = end
      self.places = places
      self.estimatedMinutes = estimatedMinutes
      self.isNamed = isNamed
    }
  }

  /// A time for which a guide is taken, by this tour or by others.
  public struct GuideTime: Sendable, Hashable {
    /// The number of the guide.
    public var guide: Int64
    /// Minutes after midnight.
    public var start: Int
    /// Minutes after midnight.
    public var end: Int

    /// A time of a guide.
    public init(guide: Int64, start: Int, end: Int) {
      self.guide = guide
      self.start = start
      self.end = end
    }
  }

  /// The sessions in order.
  public var legs: [Leg]
  /// Who comes.
  public var party: Party
  /// All times of the day for which the guides of the tour are taken.
  public var guides: [GuideTime] = []
  /// Whether there is a safety plan.
  public var hasSafetyPlan = false
  /// Whether there is an insurance.
  public var hasInsurance = false

  /// A sheet with nothing attached.
  public init(legs: [Leg], party: Party) {
    self.legs = legs
    self.party = party
  }
}

/// What is wrong with a tour; legs count from 0.
public enum TourFault: Sendable, Hashable {
  /// A one-day tour has two to four bases.
  case bases(Int)
  /// A leg has fewer places than the tour has people.
  case places(leg: Int, free: Int, people: Int)
  /// There are fewer teachers than pupils and children need.
  case teachers(has: Int, needs: Int)
  /// Between the session before and this one there is less time than the way takes.
  case travel(leg: Int, planned: Int, estimated: Int)
  /// A session ends before it begins.
  case times(leg: Int)
  /// A base is not named, or no longer.
  case notNamed(leg: Int)
  /// A guide is taken twice at the same time.
  case guide(Int64)
  /// There is no safety plan.
  case safetyPlan
  /// There is no insurance.
  case insurance
}

/// The rules for a tour that do not depend on how it was planned.
public struct TourChecks: Sendable {
  let policy: TourPolicy

  /// Checks by a policy.
  public init(_ policy: TourPolicy) { self.policy = policy }

  /// How many teachers a party needs: the pupils' and the children's, each rounded up.
  ///
  /// Source: LB/T 054-2016 (1 : 20 pupils); group rules of Hubei Science and Technology Museum (1 : 10 before school).
  public func teachersNeeded(_ party: Party) -> Int {
    party.minors.dividedUp(by: policy.pupilsPerTeacher) + party.preschool.dividedUp(by: policy.preschoolPerTeacher)
  }

  /// What is wrong, whether or not it is to be confirmed.
  public func faults(_ sheet: TourSheet) -> [TourFault] {
    var faults: [TourFault] = []
    if !(2...4).contains(sheet.legs.count) { faults.append(.bases(sheet.legs.count)) }
    let needs = teachersNeeded(sheet.party)
    if sheet.party.teachers < needs { faults.append(.teachers(has: sheet.party.teachers, needs: needs)) }
    for (number, leg) in sheet.legs.enumerated() {
      let before = number == 0 ? nil : sheet.legs[number - 1]
      faults += self.faults(number, leg, after: before, people: sheet.party.people)
    }
    return faults + takenTwice(sheet.guides).map { .guide($0) }
  }

  /// What keeps a tour from being confirmed: what is wrong, and what has to be there first.
  public func faultsBeforeConfirming(_ sheet: TourSheet) -> [TourFault] {
    faults(sheet) + (sheet.hasSafetyPlan ? [] : [.safetyPlan]) + (sheet.hasInsurance ? [] : [.insurance])
  }

  private func faults(_ number: Int, _ leg: TourSheet.Leg, after before: TourSheet.Leg?, people: Int) -> [TourFault] {
    var faults: [TourFault] = []
    if leg.end <= leg.start { faults.append(.times(leg: number)) }
    if leg.places < people { faults.append(.places(leg: number, free: leg.places, people: people)) }
    if !leg.isNamed { faults.append(.notNamed(leg: number)) }
    if let before, leg.start - before.end < leg.estimatedMinutes {
      faults.append(.travel(leg: number, planned: leg.start - before.end, estimated: leg.estimatedMinutes))
    }
    return faults
  }

  /// Guides with two times that overlap; one that ends when the next begins does not.
  private func takenTwice(_ times: [TourSheet.GuideTime]) -> [Int64] {
    let sorted = times.sorted { ($0.guide, $0.start, $0.end) < ($1.guide, $1.start, $1.end) }
    var latest: [Int64: Int] = [:]
    var twice: Set<Int64> = []
    for time in sorted {
      if let end = latest[time.guide], time.start < end { twice.insert(time.guide) }
      latest[time.guide] = max(time.end, latest[time.guide] ?? time.end)
    }
    return twice.sorted()
  }
}
