/// The address of a map tile: zoom, column from the west, row from the north (XYZ scheme).
public struct TileID: Sendable, Hashable {
  /// The deepest zoom served.
  public static let maxZoom = 22

  /// Zoom, 0…22.
  public let z: Int
  /// Column, 0..<2ᶻ.
  public let x: Int
  /// Row, 0..<2ᶻ.
  public let y: Int

  /// Fails for a zoom, column or row that does not exist.
  public init?(z: Int, x: Int, y: Int) {
    guard (0...Self.maxZoom).contains(z), (0..<(1 << z)).contains(x), (0..<(1 << z)).contains(y) else {
      return nil
    }
    self.z = z
    self.x = x
    self.y = y
  }

  /// The tile that holds the place; nil for a zoom that does not exist.
  public init?(containing coordinate: Coordinate, zoom: Int) {
    guard (0...Self.maxZoom).contains(zoom) else { return nil }
    let point = Mercator.grid(coordinate)
    self.init(z: zoom, x: Int(UInt64(point.x) >> (32 - zoom)), y: Int(UInt64(point.y) >> (32 - zoom)))
  }

  /// The area of the tile in degrees.
  public var bounds: BoundingBox {
    let side = 1 / Double(1 << z)
    let northWest = Mercator.unproject(SIMD2(Double(x) * side, Double(y) * side))
    let southEast = Mercator.unproject(SIMD2(Double(x + 1) * side, Double(y + 1) * side))
    return BoundingBox(
      south: southEast.latitude, west: northWest.longitude, north: northWest.latitude,
      east: southEast.longitude) ?? .world
  }
}

extension BoundingBox {
  /// The whole earth.
  public static let world = BoundingBox(around: Coordinate(clamping: 0, 0), radius: .infinity)
}
