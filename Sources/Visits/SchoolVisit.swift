import People
import Places
import SQL

/// A visit of a school, on its way from the teacher over the head to the bases (学校参观申请).
public struct SchoolVisit: Sendable, Hashable {
  /// Its number.
  public let id: ID<SchoolVisit>
  /// Which school.
  public let school: ID<Organization>
  /// The teacher who prepares it.
  public let teacher: ID<Person>
  /// Where it stands.
  public var state: State
  /// The one-day tour that it is, where it leads over several bases.
  public let trip: ID<Trip>?
  /// The day.
  public let day: Day
  /// Who comes, why, and how they are looked after.
  public var plan: SchoolVisitPlan
  /// Random: whoever has it may check the receipt.
  public let token: String
  /// Until when whoever is next should have answered.
  public var due: Instant?
  /// Grows with every change.
  public var version: Int

  /// Where a visit stands.
  public enum State: String, Sendable, CaseIterable {
    /// The teacher writes.
    case draft
    /// The head of the school has it; its places are kept.
    case sent
    /// The head sent it back with a reason.
    case returned
    /// The head confirmed; its places are booked, and the bases have it.
    case confirmed
    /// Every base accepted.
    case accepted
    /// The visit took place.
    case done
    /// A base cannot take it.
    case declined
    /// The school does not come.
    case withdrawn

    /// Whether the teacher can still write.
    public var isWritable: Bool { self == .draft || self == .returned }
    /// Whether something can still happen to it before the day.
    public var isOpen: Bool { isWritable || self == .sent || self == .confirmed || self == .accepted }
  }
}

/// A base of a school's visit.
public struct SchoolVisitLeg: Sendable, Hashable {
  /// Which base.
  public let base: ID<Base>
  /// In which session.
  public let session: ID<VisitSession>
  /// The places there.
  public var booking: ID<Booking>?
  /// What the base said.
  public var answer: Answer
  /// How many people came.
  public var came: Int?

  /// What a base said.
  public enum Answer: String, Sendable, CaseIterable {
    case waiting, accepted, declined
  }
}

/// A step that somebody made in the chain.
public struct SchoolVisitStep: Sendable, Hashable {
  /// What was done.
  public let kind: Kind
  /// Who did it.
  public let person: ID<Person>
  /// Their name; none where the account is gone.
  public let name: String?
  /// For which base, where it is a base's step.
  public let base: ID<Base>?
  /// Why, where a reason was asked for.
  public let reason: String
  /// When.
  public let at: Instant

  /// What was done.
  public enum Kind: String, Sendable, CaseIterable {
    case drafted, sent, returned, confirmed, accepted, declined, withdrawn, counted
  }
}

/// How far pupils are at school (学段).
public enum SchoolStage: String, Sendable, CaseIterable, Codable {
  case preschool, primary, junior, senior
}

/// A class that comes; no names, only how many.
public struct SchoolClass: Sendable, Hashable, Codable {
  /// How far they are.
  public var stage: SchoolStage
  /// What the class is called, as 五年级2班.
  public var name: String
  /// How many come.
  public var pupils: Int

  /// A class.
  public init(stage: SchoolStage, name: String, pupils: Int) {
    self.stage = stage
    self.name = name
    self.pupils = pupils
  }
}

/// What a school tells of a visit (domain rules §9.2, §9.3).
public struct SchoolVisitPlan: Sendable, Hashable, Codable {
  /// The classes.
  public var classes: [SchoolClass] = []
  /// The teachers who come along.
  public var teachers: [String] = []
  /// What for.
  public var purpose = ""
  /// How it fits with what is taught.
  public var curriculum = ""
  /// Who is in charge on the day, with a telephone.
  public var contact = ""
  /// Who looks after whom, and what happens when something goes wrong.
  public var safetyPlan = ""
  /// Company and number.
  public var insurance = ""
  /// The vehicle, its licence and its driver's; or how else they come.
  public var vehicle = ""
  /// What happens in bad weather.
  public var weather = ""
  /// Number of the filing with the education office, where there is one.
  public var filing = ""

  /// An empty plan.
  public init() {}

  /// What a visit cannot be sent without.
  public enum Part: String, Sendable, CaseIterable {
    case classes, teachers, purpose, contact, safetyPlan = "safety_plan", insurance, vehicle
  }

  /// Everybody who comes.
  public var party: Party {
    func pupils(_ isOf: (SchoolStage) -> Bool) -> Int { classes.filter { isOf($0.stage) }.map(\.pupils).reduce(0, +) }
    return Party(minors: pupils { $0 != .preschool }, preschool: pupils { $0 == .preschool }, teachers: teachers.count)
  }

  /// What is missing.
  public var missing: [Part] {
    Part.allCases.filter { part in
      switch part {
      case .classes: classes.isEmpty
      case .teachers: teachers.isEmpty
      case .purpose: purpose.isEmpty
      case .contact: contact.isEmpty
      case .safetyPlan: safetyPlan.isEmpty
      case .insurance: insurance.isEmpty
      case .vehicle: vehicle.isEmpty
      }
    }
  }

  /// The plan without the names and numbers of people.
  public var withoutNames: Self {
    var plan = self
    plan.teachers = teachers.map { _ in "—" }
    plan.contact = contact.isEmpty ? "" : "—"
    plan.vehicle = vehicle.isEmpty ? "" : "—"
    return plan
  }
}

/// Why a step of the chain is not made.
public enum SchoolRefusal: Error, Sendable, Hashable {
  /// What the plan lacks.
  case missing([SchoolVisitPlan.Part])
  /// The base gives no places.
  case booking(BookingRefusal)
  /// The tour cannot be booked or confirmed.
  case tour(TourRefusal)
  /// The plan has other people than the tour was booked for.
  case otherParty(booked: Party)
  /// The visit has not begun, so nobody can have come.
  case tooEarly
  /// The visit is not where this step begins.
  case wrongState
  case changedMeanwhile
  case notFound
}
