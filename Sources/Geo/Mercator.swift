import Foundation

/// Web Mercator (EPSG:3857) with the world as a unit square: x grows to the east, y to the south.
public enum Mercator {
  /// The latitude at which the square ends; what lies beyond is shown on its edge.
  public static let maxLatitude = 85.051_128_779_806_59

  /// Position in the unit square, 0…1 on both axes.
  public static func project(_ coordinate: Coordinate) -> SIMD2<Double> {
    let latitude = min(max(coordinate.latitude, -maxLatitude), maxLatitude)
    let sine = sin(latitude * .pi / 180)
    let y = 0.5 - log((1 + sine) / (1 - sine)) / (4 * .pi)
    return SIMD2(coordinate.longitude / 360 + 0.5, min(max(y, 0), 1))
  }

  /// The coordinate at a position of the unit square; positions outside come back from its edge.
  public static func unproject(_ position: SIMD2<Double>) -> Coordinate {
    let latitude = atan(sinh(.pi * (1 - 2 * position.y))) * 180 / .pi
    return Coordinate(clamping: latitude, (position.x - 0.5) * 360)
  }

  /// Position on the grid of 2³² × 2³² units that the spatial index works on (one unit: at most 9.4 mm).
  static func grid(_ coordinate: Coordinate) -> GridPoint {
    let position = project(coordinate) * 4_294_967_296
    return GridPoint(
      x: UInt32(min(max(position.x, 0), 4_294_967_295)), y: UInt32(min(max(position.y, 0), 4_294_967_295)))
  }

  /// The middle of a grid unit.
  static func coordinate(_ point: GridPoint) -> Coordinate {
    unproject(SIMD2((Double(point.x) + 0.5) / 4_294_967_296, (Double(point.y) + 0.5) / 4_294_967_296))
  }
}

/// A place on the Mercator grid of 32 bits an axis.
struct GridPoint: Sendable, Hashable {
  var x: UInt32
  var y: UInt32
}
