import Journal
import Places
import SQL

/// Days on which a base, or one session of it, does not take place although people have booked (临时闭馆).
public struct VisitClosure: Sendable, Hashable {
  /// Which base.
  public var base: ID<Base>
  /// On which days.
  public var days: ClosedRange<Day>
  /// The only session that is meant; all of these days where there is none.
  public var session: ID<VisitSession>?
  /// Why.
  public var cause: Cause
  /// What people are told besides, as somebody at the base wrote it; may be empty.
  public var note: String

  /// Why a base stays closed.
  public enum Cause: String, Sendable, CaseIterable {
    /// A typhoon, a rainstorm, heat: the whole region stays at home.
    case weather
    /// Power, water, fire safety, repairs.
    case works
    /// Somebody who leads it is ill, or an event takes its place.
    case staff
    /// The office has suspended the base.
    case suspended

    /// Whether other bases nearby are closed on the same day too.
    var isOfRegion: Bool { self == .weather }
  }

  /// A closure.
  public init(base: ID<Base>, days: ClosedRange<Day>, session: ID<VisitSession>? = nil, cause: Cause, note: String = "") {
    self.base = base
    self.days = days
    self.session = session
    self.cause = cause
    self.note = note
  }
}

/// What a closure did with bookings (改期、另行安排).
public struct ClosureOutcome: Sendable, Hashable {
  /// Sessions that do not take place.
  public var sessions: [VisitSession] = []
  /// Bookings that have places at another time of the same base now.
  public var moved: [Moved] = []
  /// Bookings that were given back, with places that are held at another base.
  public var offered: [Offered] = []
  /// Bookings that were given back without anything to offer.
  public var ended: [Booking] = []
  /// How many parties waited in vain.
  public var waiting = 0

  /// A booking with its new time.
  public struct Moved: Sendable, Hashable {
    /// The booking as it stands now.
    public let booking: Booking
    /// When it was before.
    public let from: VisitSession
    /// When it is now.
    public let to: VisitSession
  }

  /// A booking with what is offered instead.
  public struct Offered: Sendable, Hashable {
    /// The booking that was given back.
    public let booking: Booking
    /// Places that are held elsewhere.
    public let instead: Booking
  }

  /// How many bookings it found.
  public var bookings: Int { moved.count + offered.count + ended.count }
}

extension VisitRules {
  /// What a base does for those whose visit cannot take place.
  public struct Closure: Sendable, Hashable, Codable {
    /// Within how many days before or after it they are moved to another time.
    public var moveWithinDays: Int
    /// How far away another base may be whose places are held for them, in kilometres; 0 where none are.
    public var elsewhereKilometres: Int
    /// For how long these are held, in minutes.
    public var offerMinutes: Int

    /// Where a set of rules says nothing.
    static let usual = Closure(moveWithinDays: 14, elsewhereKilometres: 30, offerMinutes: 1_440)
  }
}
