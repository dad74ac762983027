/// What the map shows at one spot of a tile: a place, several at the same position, or a cluster of places.
public struct Cluster: Sendable, Hashable {
  /// What stands behind the spot.
  public enum Content: Sendable, Hashable {
    /// A single place, by its id.
    case point(Int64)
    /// Places that the deepest maps cannot tell apart, by their ids, ascending; at most 100 of them are named.
    case pile([Int64])
    /// Places close to each other on this zoom. At `expansionZoom` they are shown apart, or as piles.
    case group(expansionZoom: Int)
  }

  /// The middle of the places.
  public let coordinate: Coordinate
  /// How many places.
  public let count: Int
  /// What stands behind the spot.
  public let content: Content
  let position: GridPoint

  init(_ summary: CellSummary, _ content: Content) {
    position = summary.centroid
    coordinate = Mercator.coordinate(position)
    count = summary.count
    self.content = content
  }
}
