import Foundation

/// An area with holes, in longitudes and latitudes.
public struct Polygon: Sendable, Hashable {
  let exterior: Ring
  let holes: [Ring]

  /// Reads one polygon as GeoJSON nests it: rings of `[longitude, latitude]`, the first ring outside, holes after.
  ///
  /// Throws ``GeometryError`` for a ring that is open or has fewer than four positions, and for a position that
  /// is none. The direction of rings does not matter. Areas over the antimeridian come cut in two (RFC 7946, 3.1.9).
  public init(_ coordinates: [[[Double]]]) throws {
    let rings = try coordinates.enumerated().map { number, positions in
      try Self.ring(positions, number: number + 1)
    }
    guard let first = rings.first else { throw GeometryError("A polygon needs at least one ring.") }
    exterior = first
    holes = Array(rings.dropFirst())
  }

  private static func ring(_ positions: [[Double]], number: Int) throws -> Ring {
    guard positions.count >= 4 else {
      throw GeometryError("Ring \(number) has \(positions.count) positions; a ring needs at least 4.")
    }
    let points = try positions.map { position in
      guard position.count >= 2, Coordinate.isValid(position[1], position[0]) else {
        throw GeometryError("Ring \(number) holds \(position), which is no longitude and latitude.")
      }
      return SIMD2(position[0], position[1])
    }
    guard points.first == points.last else {
      throw GeometryError("Ring \(number) is not closed: its last position must repeat its first.")
    }
    return Ring(points: Array(points.dropLast()))
  }

  /// Whether the place lies inside and in no hole.
  public func contains(_ coordinate: Coordinate) -> Bool {
    exterior.contains(coordinate) && !holes.contains { $0.contains(coordinate) }
  }

  /// The rings as GeoJSON nests them, closed.
  public var coordinates: [[[Double]]] {
    rings.map { ring in (ring.points + ring.points.prefix(1)).map { [$0.x, $0.y] } }
  }

  var rings: [Ring] { [exterior] + holes }
}

/// Why coordinates make no geometry: one sentence for the person who supplied them.
public struct GeometryError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A named area, such as a county: one or more polygons.
public struct Boundary: Sendable, Hashable {
  /// The caller's number for the area, such as its administrative code.
  public let id: Int64
  /// The parts, islands among them.
  public let polygons: [Polygon]
  let extent: PlaneBounds

  /// Reads a GeoJSON MultiPolygon's coordinates, `[[[[longitude, latitude]]]]`.
  ///
  /// Throws ``GeometryError`` if there is no polygon or one of them is malformed.
  public init(id: Int64, multiPolygon: [[[[Double]]]]) throws {
    guard !multiPolygon.isEmpty else { throw GeometryError("A boundary needs at least one polygon.") }
    self.id = id
    polygons = try multiPolygon.map { try Polygon($0) }
    extent = polygons.reduce(PlaneBounds([])) { $0.union($1.exterior.bounds) }
  }

  /// The parts as coordinates of a GeoJSON MultiPolygon.
  public var coordinates: [[[[Double]]]] { polygons.map(\.coordinates) }

  /// The smallest box around all parts.
  public var bounds: BoundingBox {
    BoundingBox(south: extent.low.y, west: extent.low.x, north: extent.high.y, east: extent.high.x) ?? .world
  }

  /// The rings that have a part in a box, cut to it, without the closing place; a ring that was cut runs along the edges of the box.
  public func rings(in box: BoundingBox) -> [[Coordinate]] {
    let frame = PlaneBounds([SIMD2(box.west, box.south), SIMD2(box.east, box.north)])
    guard extent.meets(frame) else { return [] }
    return polygons.flatMap(\.rings).map { Clipping.ring($0.points, to: frame) }.filter { $0.count > 2 }
      .map { ring in ring.map { Coordinate(clamping: $0.y, $0.x) } }
  }

  /// Whether the place lies in one of the parts.
  public func contains(_ coordinate: Coordinate) -> Bool {
    extent.contains(SIMD2(coordinate.longitude, coordinate.latitude))
      && polygons.contains { $0.contains(coordinate) }
  }

  /// Metres from the place to the area; 0 inside.
  ///
  /// The nearest edge is sought on a plane that touches the earth at the place, which is exact enough (0.1 %)
  /// within some tens of kilometres.
  public func distance(to coordinate: Coordinate) -> Double {
    if contains(coordinate) { return 0 }
    let plane = TangentPlane(at: coordinate)
    let nearest = polygons.lazy.flatMap(\.rings).compactMap { plane.nearest(on: $0) }
      .min { plane.square($0) < plane.square($1) }
    guard let nearest else { return .infinity }
    return Geodesic.distance(coordinate, Coordinate(clamping: nearest.y, nearest.x))
  }
}

/// Degrees scaled so that near one place equal steps are equal distances.
private struct TangentPlane {
  let origin: SIMD2<Double>
  let scale: SIMD2<Double>

  init(at coordinate: Coordinate) {
    origin = SIMD2(coordinate.longitude, coordinate.latitude)
    scale = SIMD2(cos(coordinate.latitude * .pi / 180), 1)
  }

  /// Squared distance from the origin, in degrees of latitude.
  func square(_ point: SIMD2<Double>) -> Double {
    let offset = (point - origin) * scale
    return (offset * offset).sum()
  }

  func nearest(on ring: Ring) -> SIMD2<Double>? {
    guard var previous = ring.points.last else { return nil }
    var best = previous
    for current in ring.points {
      let along = (current - previous) * scale
      let length = (along * along).sum()
      let share = length == 0 ? 0 : ((origin - previous) * scale * along).sum() / length
      let foot = previous + (current - previous) * min(max(share, 0), 1)
      if square(foot) < square(best) { best = foot }
      previous = current
    }
    return best
  }
}
