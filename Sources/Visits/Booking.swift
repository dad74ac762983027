import People
import Places
import SQL

/// How a booking comes to its places (渠道): individuals, groups, schools, and those with a claim to concessions.
public enum Audience: String, Sendable, CaseIterable, Codable, Hashable, CodingKeyRepresentable {
  case individual, group, school, concession

  /// Whether the rules of groups hold.
  public var isGroup: Bool { self == .group || self == .school }
}

/// Places in a session, and who has them (预约).
public struct Booking: Sendable, Hashable {
  /// Its number.
  public let id: ID<Booking>
  /// For which time.
  public let session: ID<VisitSession>
  /// Where.
  public let base: ID<Base>
  /// On which day.
  public let day: Day
  /// As what they come.
  public let audience: Audience
  /// Who comes.
  public var party: Party
  /// Where it stands.
  public var state: State
  /// The account, where there is one.
  public let person: ID<Person>?
  /// By which whoever booked is known again for limits: the account, or a hash of the contact.
  public let booker: String
  /// A hash of the contact; the same for two accounts that give one telephone.
  public let contact: String
  /// The name on the ticket; it goes with nobody else.
  public var name: String
  /// Random, 128 bits or more: whoever has it may see and give back the booking.
  public let token: String
  /// Until when places are kept without being booked.
  public var heldUntil: Instant?
  /// Grows with every change.
  public var version: Int

  /// Where a booking stands.
  public enum State: String, Sendable, CaseIterable {
    /// Kept while a form is filled in or an offer is thought about.
    case held
    case booked
    /// They came.
    case attended
    /// They did not come and had not said so.
    case noShow = "no_show"
    case cancelled
    /// The places were not booked in time.
    case expired

    /// Whether the booking has places.
    public var hasPlaces: Bool { self != .cancelled && self != .expired }
    /// Whether the visit lies ahead.
    public var isOpen: Bool { self == .held || self == .booked }
  }

  /// The places it has.
  public var people: Int { party.people }
}

extension Booking: RowReadable {
  static let columns: SQL =
    "b.id, b.session_id, b.base_id, b.day, b.audience, b.adults, b.minors, b.preschool, b.seniors, b.teachers, b.state, b.person_id, b.booker, b.contact, b.name, b.token, b.held_until, b.version, b.ages_confirmed"
  /// How many columns these are.
  static let width = 19

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    session = try row.get(1)
    base = try row.get(2)
    day = try row.get(3)
    audience = Audience(rawValue: try row.text(4)) ?? .individual
    party = try Party(row, from: 5)
    state = State(rawValue: try row.text(10)) ?? .cancelled
    person = try row.get(11)
    booker = try row.text(12)
    contact = try row.text(13)
    name = try row.text(14)
    token = try row.text(15)
    heldUntil = try row.get(16)
    version = Int(try row.int(17))
    party.agesConfirmed = try row.int(18) != 0
  }
}
