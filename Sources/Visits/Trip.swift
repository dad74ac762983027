import Geo
import People
import Places
import SQL
import Site

/// A one-day tour that is booked: one booking for each base, and what the day needs besides (一日游行程).
public struct Trip: Sendable, Hashable {
  /// Its number.
  public let id: ID<Trip>
  /// Who looks after it, where they have an account.
  public let person: ID<Person>?
  /// What it is called.
  public var title: String
  /// What the place is called where it starts.
  public var startName: String
  /// What was asked for; a new plan asks for the same.
  public var request: TourRequest
  /// The day as it is planned.
  public var plan: TourPlan
  /// What the day needs besides.
  public var sheet: TripSheet
  /// Where it stands.
  public var state: State
  /// Whoever has it may see the tour.
  public let token: String
  /// Grows with every change.
  public var version: Int

  /// The day.
  public var day: Day { request.day }

  /// Where a tour stands.
  public enum State: String, Sendable, CaseIterable {
    /// Every base has given places.
    case booked
    /// Safety plan and insurance are there, and nothing is wrong (TC-126).
    case confirmed
    /// A base of it was cancelled; it needs a new plan or an end.
    case broken
    case cancelled
  }
}

/// What a tour needs besides its bookings (domain rule §9.3): who to call, and what happens when something goes wrong.
public struct TripSheet: Sendable, Hashable, Codable {
  /// Who is in charge on the day, with a telephone.
  public var contact = ""
  /// The safety plan: who does what, meeting points, what to do when somebody is missing or hurt.
  public var safetyPlan = ""
  /// The insurance: company and number.
  public var insurance = ""
  /// The nearest hospitals.
  public var hospital = ""
  /// The vehicle, its licence and its driver's.
  public var vehicle = ""
  /// What happens in bad weather.
  public var weather = ""
  /// Number of the filing with the education office, where there is one.
  public var filing = ""

  /// An empty sheet.
  public init() {}
}

/// Why a tour is not booked, or does not change.
public enum TourRefusal: Error, Sendable, Hashable {
  /// A base gives no places; nothing else was booked. Legs count from 0.
  case leg(Int, base: LocalizedText, BookingRefusal)
  /// The sessions cannot be visited on one day: too little time, or no lunch.
  case noDay
  /// What the rules for tours ask for.
  case faults([TourFault])
  /// The tour is not where this step begins.
  case wrongState
  case changedMeanwhile
  case notFound
}
