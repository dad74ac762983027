import Foundation

/// A rectangle of latitudes and longitudes; it crosses the antimeridian when `west` is greater than `east`.
public struct BoundingBox: Sendable, Hashable {
  /// Southern edge in degrees.
  public let south: Double
  /// Western edge in degrees.
  public let west: Double
  /// Northern edge in degrees, not less than `south`.
  public let north: Double
  /// Eastern edge in degrees.
  public let east: Double

  /// Fails for values out of range, NaN, or a southern edge north of the northern one.
  public init?(south: Double, west: Double, north: Double, east: Double) {
    guard Coordinate.isValid(south, west), Coordinate.isValid(north, east), south <= north else { return nil }
    self.init(trusted: south, west, north, east)
  }

  private init(trusted south: Double, _ west: Double, _ north: Double, _ east: Double) {
    self.south = south
    self.west = west
    self.north = north
    self.east = east
  }

  /// A box that holds every place within `radius` metres (geodesic) of `centre`, and little more.
  ///
  /// Around a pole, or where the circle is wider than the world, it spans all longitudes. A negative or NaN radius
  /// counts as 0.
  public init(around centre: Coordinate, radius: Double) {
    let angle = (radius > 0 ? radius : 0) / Geodesic.smallestRadius * 180 / .pi
    let south = centre.latitude - angle
    let north = centre.latitude + angle
    guard south > -90, north < 90 else {
      self.init(trusted: max(south, -90), -180, min(north, 90), 180)
      return
    }
    let sine = sin(angle * .pi / 180) / cos(centre.latitude * .pi / 180)
    let reach = sine < 1 ? asin(sine) * 180 / .pi : 180
    guard reach < 180 else {
      self.init(trusted: south, -180, north, 180)
      return
    }
    let west = centre.longitude - reach
    let east = centre.longitude + reach
    self.init(trusted: south, west < -180 ? west + 360 : west, north, east > 180 ? east - 360 : east)
  }

  /// Whether the box spans the 180° meridian.
  public var crossesAntimeridian: Bool { west > east }

  /// Whether the place lies in the box or on its edge.
  public func contains(_ coordinate: Coordinate) -> Bool {
    guard coordinate.latitude >= south, coordinate.latitude <= north else { return false }
    if crossesAntimeridian { return coordinate.longitude >= west || coordinate.longitude <= east }
    return coordinate.longitude >= west && coordinate.longitude <= east
  }

  /// The same area as boxes that do not cross the antimeridian.
  var parts: [BoundingBox] {
    guard crossesAntimeridian else { return [self] }
    return [BoundingBox(trusted: south, west, north, 180), BoundingBox(trusted: south, -180, north, east)]
  }
}
