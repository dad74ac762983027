import People
import Places
import SQL
import Site

/// A draw over sessions (摇号、学校统筹): requests are collected in a window, and places given out by a chance that nobody can bend.
public struct SessionDraw: Sendable, Hashable {
  /// Its number.
  public let id: ID<SessionDraw>
  /// What it is called.
  public var names: LocalizedText
  /// How the places are given out.
  public let method: DrawMethod
  /// As what those come who ask.
  public let audience: Audience
  /// Where it stands.
  public var state: State
  /// Whether a smaller group may take places that a larger one before it could not.
  public let smallerMayFollow: Bool
  /// From when requests are taken.
  public let opens: Instant
  /// Until when.
  public let closes: Instant
  /// When the draw goes without a public value, if nobody entered one.
  public let drawsBy: Instant
  /// What the public value is.
  public let valueName: LocalizedText
  /// SHA-256 of the secret, once it is open.
  public var commitment: DrawDigest?
  /// SHA-256 of the closed list.
  public var digest: DrawDigest?
  /// The public value that one person entered and a second has not confirmed.
  public var offered: Offered?
  /// The public value with which it was drawn; empty where it went without one.
  public var value: String?
  /// Where that was published.
  public var source: String?
  /// When it was drawn.
  public var drawnAt: Instant?
  /// From when places that nobody got are given to whoever comes first.
  public var releasesAt: Instant?
  /// When that happened.
  public var releasedAt: Instant?
  /// Why it was withdrawn.
  public var reason: String?
  /// Who made it.
  public let madeBy: ID<Person>
  /// Grows with every change.
  public var version: Int

  /// Where a draw stands.
  public enum State: String, Sendable, CaseIterable {
    /// It is announced.
    case planned
    /// Requests are taken.
    case open
    /// The list is closed, the draw is to come.
    case closed
    case drawn
    case withdrawn

    /// Whether the places are still to be given out.
    public var isLive: Bool { self == .planned || self == .open || self == .closed }
  }

  /// A public value that waits for a second person.
  public struct Offered: Sendable, Hashable {
    let value: String
    let source: String
    let by: ID<Person>
  }

  /// Whether requests are taken at a moment; also true for a window that nobody has come to close yet.
  public func takesRequests(at now: Instant) -> Bool { state == .open && opens <= now && now < closes }

  /// The address of its page.
  public var path: String { "/draws/\(id)" }
}

/// A session whose places a draw gives out.
public struct DrawnSession: Sendable, Hashable {
  /// The session.
  public let session: VisitSession
  /// How many people it takes by the draw.
  public let places: Int
  /// The hold that keeps these places until the draw.
  let hold: ID<Booking>
  /// How its places were given before.
  let modeBefore: VisitSession.Mode
}

/// What somebody plans to draw.
public struct DrawPlan: Sendable {
  /// What it is called.
  public var names: LocalizedText
  /// How the places are given out.
  public var method: DrawMethod
  /// As what those come who ask; an allocation is among schools.
  public var audience: Audience
  /// From when requests are taken.
  public var opens: Instant
  /// Until when.
  public var closes: Instant
  /// The sessions, and how many places of each; all that are free where nothing is said.
  public var sessions: [(session: ID<VisitSession>, places: Int?)]

  /// A plan.
  public init(
    names: LocalizedText, method: DrawMethod, audience: Audience, opens: Instant, closes: Instant,
    sessions: [(session: ID<VisitSession>, places: Int?)]
  ) {
    self.names = names
    self.method = method
    self.audience = audience
    self.opens = opens
    self.closes = closes
    self.sessions = sessions
  }
}

/// Why something about a draw is not done.
public enum DrawRefusal: Error, Sendable, Hashable {
  case notFound
  /// The draw is not where this step begins.
  case wrongState
  case changedMeanwhile
  /// Requests are not taken yet.
  case notYet(Instant)
  /// The window is over.
  case late(Instant)
  /// The window is shorter or longer than the policy lets it be.
  case window(leastHours: Int, mostDays: Int)
  /// A session begins before the draw is sure to be over.
  case tooSoon(ID<VisitSession>, after: Instant)
  /// Another draw has the session.
  case taken(ID<VisitSession>)
  /// The session cannot give so many places for sure.
  case places(ID<VisitSession>, most: Int)
  /// Too few or too many sessions, or one that gives no places.
  case sessions(most: Int)
  /// A school asks, and nobody else.
  case noSchool
  /// So many wishes at most, each another one, and at least one.
  case wishes(most: Int)
  /// More people than a wished session takes.
  case tooLarge(ID<VisitSession>, places: Int)
  /// There is a request of the same person, telephone or school already.
  case repeated(number: Int)
  /// A wish cannot be had by the rules of its base.
  case rule(ID<VisitSession>, BookingRefusal)
  /// Only after the window has closed, when the value is published.
  case noValueYet(Instant)
  /// The second person is another one.
  case samePerson
  /// Who runs the draw has asked in it, or their school has.
  case ownRequest
  /// What the second person typed differs.
  case otherValue
  /// The requests are not those whose digest was published.
  case otherList
  /// The secret cannot be opened, or is not the one that was committed to.
  case noSecret
}
