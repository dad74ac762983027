/// Finds the area a place lies in, among many.
public struct BoundaryIndex: Sendable {
  /// The areas, as given.
  public let boundaries: [Boundary]
  private let extents: [PlaneBounds]

  /// An index of areas that should not overlap; where they do, the first given wins.
  public init(_ boundaries: [Boundary]) {
    self.boundaries = boundaries
    extents = boundaries.map(\.extent)
  }

  /// An area found for a place.
  public struct Match: Sendable, Hashable {
    /// The area.
    public let boundary: Boundary
    /// Metres from the place to the area; 0 if the place lies inside.
    public let distance: Double
  }

  /// The area that holds the place.
  public func boundary(containing coordinate: Coordinate) -> Boundary? {
    let point = SIMD2(coordinate.longitude, coordinate.latitude)
    for (index, extent) in extents.enumerated() where extent.contains(point) {
      if boundaries[index].contains(coordinate) { return boundaries[index] }
    }
    return nil
  }

  /// The area that holds the place, else the nearest one within `metres`, as for a place on a quay that a
  /// simplified coastline leaves in the sea.
  public func match(_ coordinate: Coordinate, within metres: Double) -> Match? {
    if let boundary = boundary(containing: coordinate) { return Match(boundary: boundary, distance: 0) }
    let parts = BoundingBox(around: coordinate, radius: metres).parts.map { part in
      PlaneBounds(low: SIMD2(part.west, part.south), high: SIMD2(part.east, part.north))
    }
    let candidates = boundaries.indices.lazy.filter { index in
      parts.contains { $0.meets(extents[index]) }
    }
    return
      candidates
      .map { Match(boundary: boundaries[$0], distance: boundaries[$0].distance(to: coordinate)) }
      .filter { $0.distance <= metres }
      .min { $0.distance < $1.distance }
  }
}
