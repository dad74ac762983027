/// A place as the spatial index knows it: where it is, and what can be asked of it.
public struct ClusterPoint: Sendable, Hashable {
  /// The caller's number, one point each.
  public var id: Int64
  /// Where the place is.
  public var coordinate: Coordinate
  /// Bits of the first kind, such as one a theme.
  public var tags: UInt64
  /// Bits of the second kind; the caller gives each question its own bits, such as one a level, an audience, "free".
  public var flags: UInt64
  /// A number of the area it lies in, such as the county's administrative code.
  public var region: Int32
  /// The number, 0 or more, of its opening schedule; many places may share one. Nil if not known: never open now.
  public var schedule: Int32?

  /// A place; a negative schedule counts as not known.
  public init(
    id: Int64, coordinate: Coordinate, tags: UInt64 = 0, flags: UInt64 = 0, region: Int32 = 0,
    schedule: Int32? = nil
  ) {
    self.id = id
    self.coordinate = coordinate
    self.tags = tags
    self.flags = flags
    self.region = region
    self.schedule = schedule.flatMap { $0 >= 0 ? $0 : nil }
  }

  var kind: PointKind { PointKind(tags: tags, flags: flags) }
}

/// The bits of a point. Many points share them, so an index stores each combination once.
struct PointKind: Sendable, Hashable {
  let tags: UInt64
  let flags: UInt64
}
