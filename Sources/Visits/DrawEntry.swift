import People
import Places
import SQL

/// A request in a draw as it is kept, with who asks; the published list knows only its number.
public struct DrawEntry: Sendable, Hashable {
  /// Its identifier.
  public let id: ID<DrawEntry>
  /// In which draw.
  public let draw: ID<SessionDraw>
  /// Its number there.
  public let number: Int
  /// Who asked.
  public let person: ID<Person>
  /// The school or unit on whose behalf.
  public let unit: ID<Organization>?
  /// By which whoever asks is known again.
  public let booker: String
  /// A hash of the contact.
  public var contact: String
  /// The name for the ticket.
  public var name: String
  /// Who would come.
  public var party: Party
  /// The sessions that would do, the dearest first.
  public var wishes: [ID<VisitSession>]
  /// What was found out about who asks.
  public var findings: DrawFindings
  /// How many tickets it has.
  public var weight: Int
  /// For each wish its tier; empty in a lottery.
  public var tiers: [Int]
  /// Where it stands.
  public var state: State
  /// The session that it got.
  public var session: ID<VisitSession>?
  /// The booking of it; none where the session was cancelled meanwhile.
  public var booking: ID<Booking>?
  /// Grows with every change.
  public var version: Int

  /// What stands where a name or a contact was erased.
  static let erased = "—"

  /// Where a request stands.
  public enum State: String, Sendable, CaseIterable {
    case asked
    /// It was taken back in time.
    case takenBack = "taken_back"
    /// No wish could be had any more when the window closed: the session was cancelled, or who asks was barred.
    case dropped
    /// It got a session.
    case given
    /// It got none.
    case missed
  }
}

/// What the program found out about who asks, each with what it stands on, so that it can be objected to (异议) in time.
public struct DrawFindings: Sendable, Hashable, Codable {
  /// The county, where it is known.
  public var county: String?
  /// Whether policy calls it rural.
  public var isRural: Bool
  /// Whether no base of the portal lies there.
  public var hasNoVenue: Bool
  /// Whether the school is one of special education.
  public var isSpecial: Bool
  /// Bases of the draw to which a visit is on record.
  public var visited: [ID<Base>]
  /// What the office put right, by fact.
  public var corrections: [String: Correction]

  /// What the office put right.
  public struct Correction: Sendable, Hashable, Codable {
    /// Whether the fact holds.
    public let holds: Bool
    /// Why the office says so.
    public let reason: String
  }

  /// Whether a fact holds at a base; at every base of the draw where none is named.
  public func holds(_ fact: DrawFact, at base: ID<Base>? = nil) -> Bool {
    if let correction = corrections[fact.rawValue] { return correction.holds }
    return switch fact {
    case .neverVisited: base.map { !visited.contains($0) } ?? visited.isEmpty
    case .ruralCounty: isRural
    case .specialEducation: isSpecial
    case .noVenueInCounty: hasNoVenue
    }
  }

  /// The facts that hold.
  public func facts(at base: ID<Base>? = nil) -> Set<DrawFact> { Set(DrawFact.allCases.filter { holds($0, at: base) }) }
}

/// What somebody asks for in a draw.
public struct DrawAsking: Sendable {
  /// Who asks.
  public var person: ID<Person>
  /// On whose behalf.
  public var unit: ID<Organization>?
  /// A hash of the contact.
  public var contact: String
  /// The name for the ticket.
  public var name: String
  /// Who would come.
  public var party: Party
  /// The sessions that would do, the dearest first.
  public var wishes: [ID<VisitSession>]

  /// A request.
  public init(
    person: ID<Person>, unit: ID<Organization>?, contact: String, name: String, party: Party, wishes: [ID<VisitSession>]
  ) {
    self.person = person
    self.unit = unit
    self.contact = contact
    self.name = name
    self.party = party
    self.wishes = wishes
  }

  /// By which whoever asks is known again: the unit for which they do, or the account.
  public var booker: String { unit.map { "o:\($0)" } ?? PublicBooking.booker(person) }
}
