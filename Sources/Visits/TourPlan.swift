import Places
import SQL

/// A day that can be booked as it stands: sessions at several bases, with the ways between them.
public struct TourPlan: Sendable, Hashable, Codable {
  /// The sessions in order.
  public let legs: [TourLeg]
  /// Minutes after midnight at which the group leaves, as late as the first session allows.
  public let departure: Int
  /// Minutes of the way home.
  public let homeMinutes: Int
  /// Minutes after midnight at which the group is back.
  public let back: Int
  /// Where lunch is.
  public let lunch: TourLunch
  /// Minutes on the road in all.
  public let travelMinutes: Int
  /// Minutes of waiting in all, lunch aside.
  public let waitingMinutes: Int
  /// What speaks for the day and against it, in thousandths of a point, so that a page can tell why it was proposed.
  public let reasons: [TourReason]

  /// Everything that speaks for the day less what speaks against it, in thousandths of a point.
  public var score: Int { reasons.reduce(0) { $0 + $1.points } }
  /// The bases in order.
  public var bases: [ID<Base>] { legs.map(\.base) }
}

/// A session of a plan, and the way to it.
public struct TourLeg: Sendable, Hashable, Codable {
  /// The base.
  public let base: ID<Base>
  /// The number of the session.
  public let session: ID<VisitSession>
  /// Minutes of the way to it.
  public let travelMinutes: Int
  /// Minutes after midnight at which the group is there; without lunch before, it has left the last base as soon as it could.
  public let arrival: Int
  /// Minutes after midnight at which the session begins.
  public let start: Int
  /// Minutes after midnight at which the session ends.
  public let end: Int
}

/// Where a group has lunch on a tour.
public enum TourLunch: Sendable, Hashable, Codable {
  /// At home before they leave, which is late enough.
  case beforeDeparture
  /// At home when they are back, which is early enough.
  case afterReturn
  /// At a base after its session; `leg` counts from 0, the time is minutes after midnight.
  case after(leg: Int, from: Int, until: Int)
  /// At a base before its session.
  case before(leg: Int, from: Int, until: Int)
}

/// One thing that speaks for a day or against it.
public struct TourReason: Sendable, Hashable, Codable {
  /// What it is.
  public let kind: Kind
  /// How much there is of it: bases, themes or minutes; for ratings thousandths in all.
  public let amount: Int
  /// Thousandths of a point; negative where it speaks against the day.
  public let points: Int

  /// What is counted.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// Bases of the day.
    case stops
    /// How visitors rate them.
    case rating
    /// Bases with a theme that was wished for.
    case wantedThemes
    /// Different themes of the day.
    case variety
    /// Bases where a guide takes the group.
    case guides
    /// Bases at which the group has not been.
    case notVisited
    /// Minutes in sessions.
    case visiting
    /// Minutes on the road.
    case travel
    /// Minutes of waiting.
    case waiting
  }
}
