import Places
import SQL
import Site

/// A route that the province publishes (精品线路): bases in order with a story, to be walked in a day and collected in the passport.
public struct BrandTour: Sendable, Hashable {
  /// Its number.
  public let id: ID<BrandTour>
  /// The last part of its address, `/tours/{slug}`.
  public let slug: String
  /// Whether the public sees it.
  public var state: State
  /// What is told of it.
  public var facts: Facts
  /// The bases in order.
  public var bases: [ID<Base>]
  /// Grows with every change.
  public var version: Int

  /// Whether the public sees a route.
  public enum State: String, Sendable, CaseIterable { case draft, published, withdrawn }

  /// What is told of a route.
  public struct Facts: Sendable, Hashable, Codable {
    /// What it is called.
    public var names: LocalizedText
    /// Why these bases belong together.
    public var story: LocalizedText
    /// When it is best.
    public var season: Season
    /// For whom it is.
    public var stage: Stage

    /// Facts of a route.
    public init(names: LocalizedText, story: LocalizedText, season: Season, stage: Stage) {
      self.names = names
      self.story = story
      self.season = season
      self.stage = stage
    }
  }

  /// When a route is best.
  public enum Season: String, Sendable, CaseIterable, Codable { case all, spring, summer, autumn, winter }

  /// For whom a route is; the content of study travel by stage (domain rule §9.2).
  public enum Stage: String, Sendable, CaseIterable, Codable { case everybody, primary, junior, senior, families }
}

/// A route with how far somebody has come on it.
struct BrandTourProgress: Sendable {
  let tour: BrandTour
  let visited: Set<ID<Base>>
  let hasBadge: Bool

  /// Whether each base of it has been visited.
  var isComplete: Bool { tour.bases.allSatisfy(visited.contains) }
}
