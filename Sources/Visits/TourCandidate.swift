import Geo
import Places
import SQL

/// A base that a tour could visit, with its sessions of the day.
public struct TourCandidate: Sendable, Hashable {
  /// The base.
  public let base: ID<Base>
  /// Where it is.
  public let coordinate: Coordinate
  /// Its themes in order of weight (Data/themes.csv).
  public let themes: [String]
  /// What visitors make of it, in thousandths of the best possible; `nil` while nobody has said.
  public let rating: Int?
  /// Whether people with wheelchairs get everywhere.
  public let isAccessible: Bool
  /// Whether it is named as a base and the naming has not expired (domain rule §9.3).
  public let isNamed: Bool
  /// Whether a group can have lunch there.
  public let hasLunch: Bool
  /// Its sessions of the day that take the audience and the ages of the request.
  public let sessions: [TourSession]

  /// A candidate.
  public init(
    base: ID<Base>, coordinate: Coordinate, themes: [String], rating: Int?, isAccessible: Bool, isNamed: Bool, hasLunch: Bool,
    sessions: [TourSession]
  ) {
    self.base = base
    self.coordinate = coordinate
    self.themes = themes
    self.rating = rating
    self.isAccessible = isAccessible
    self.isNamed = isNamed
    self.hasLunch = hasLunch
    self.sessions = sessions
  }
}

/// A session of a base on the day of a tour.
public struct TourSession: Sendable, Hashable {
  /// The number of the session.
  public let id: ID<VisitSession>
  /// Minutes after midnight at which it begins.
  public let start: Int
  /// Minutes after midnight at which it ends.
  public let end: Int
  /// Places that can still be booked by the audience of the request.
  public let freePlaces: Int
  /// Guides that are free, or `nil` where a session has no guide.
  public let freeGuides: Int?

  /// A session.
  public init(id: ID<VisitSession>, start: Int, end: Int, freePlaces: Int, freeGuides: Int?) {
    self.id = id
    self.start = start
    self.end = end
    self.freePlaces = freePlaces
    self.freeGuides = freeGuides
  }
}
