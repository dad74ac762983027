import People
import Places
import SQL

/// What a base and a school agree on for a term: so many sessions with places that are kept for the school (馆校合作协议).
public struct SchoolAgreement: Sendable, Hashable {
  /// Its number.
  public let id: ID<SchoolAgreement>
  /// The base.
  public let base: ID<Base>
  /// The school.
  public let school: ID<Organization>
  /// What is agreed on.
  public let terms: Terms
  /// Who proposed it; the other side answers.
  public let proposer: Side
  /// Where it stands.
  public var state: State
  /// Why it was declined or ended; empty otherwise.
  public var reason: String
  /// Grows with every change.
  public var version: Int

  /// One of the two who agree.
  public enum Side: String, Sendable, CaseIterable {
    case base, school

    /// The other of the two.
    public var other: Self { self == .base ? .school : .base }
  }

  /// Where an agreement stands.
  public enum State: String, Sendable, CaseIterable {
    /// One side has signed.
    case proposed
    /// Both have.
    case inForce = "in_force"
    /// The other side does not sign, or whoever proposed it took it back.
    case declined
    /// One side ended it before its term was over.
    case ended

    /// Whether it holds, or may come to hold.
    public var isOpen: Bool { self == .proposed || self == .inForce }
  }

  /// What is agreed on.
  public struct Terms: Sendable, Hashable {
    /// The first day of the term.
    public var first: Day
    /// The last day of the term.
    public var last: Day
    /// Sessions that are kept at most.
    public var visits: Int
    /// Pupils who come to one of them at most.
    public var pupils: Int
    /// What else is agreed on, in the words of the two.
    public var words: String

    /// Terms.
    public init(from first: Day, to last: Day, visits: Int, pupils: Int, words: String) {
      self.first = first
      self.last = last
      self.visits = visits
      self.pupils = pupils
      self.words = words
    }

    /// Whether a day lies in the term.
    public func contains(_ day: Day) -> Bool { first <= day && day <= last }

    /// Whether an agreement may say this when it is made on a day.
    public func arePossible(on today: Day, _ policy: AgreementPolicy) -> Bool {
      first <= last && today <= last && last < first.adding(days: policy.longestDays) && (1...policy.mostVisits).contains(visits)
        && (1...10_000).contains(pupils)
    }
  }

  /// Whether it holds on a day.
  public func isInForce(on day: Day) -> Bool { state == .inForce && terms.contains(day) }

  /// By which the places that are kept are known among bookings.
  var booker: String { "a:\(id)" }
}

/// One session that an agreement keeps for a school (预留场次).
public struct KeptSession: Sendable, Hashable {
  /// By which agreement.
  public let agreement: ID<SchoolAgreement>
  /// Which session.
  public let session: ID<VisitSession>
  /// The places.
  public let booking: ID<Booking>
  /// Its day.
  public let day: Day
  /// How many people they are for.
  public let people: Int
  /// How it stands.
  public let state: State

  /// How a kept session stands.
  public enum State: String, Sendable, CaseIterable {
    /// The places wait for the school.
    case kept
    /// The school took them up for a visit.
    case takenUp = "taken_up"
    /// They are everybody's again: not taken up in time, or given back.
    case released

    /// Whether it counts against the sessions that were agreed on.
    public var counts: Bool { self != .released }
  }
}

/// Why an agreement is not made, signed or used.
public enum AgreementRefusal: Error, Sendable, Hashable {
  /// The terms cannot be: days the wrong way round or past, too long, too many sessions, nobody.
  case terms
  /// Base and school have an agreement that is open and covers some of the days.
  case exists
  /// The session is of another base or outside of the term.
  case otherSession
  /// All sessions that were agreed on are kept or used.
  case allKept(most: Int)
  /// So near to the session, its places are kept for nobody.
  case tooLate
  /// The base gives no places.
  case booking(BookingRefusal)
  /// Nobody signs for both sides.
  case ownProposal
  /// This side has nothing to answer here.
  case wrongState
  case changedMeanwhile
  case notFound
}
