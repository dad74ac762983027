import Foundation

/// A position as mainland web maps (Amap, Tencent and others) number it (GCJ-02).
public struct GCJ02Coordinate: Sendable, Hashable {
  /// Shifted degrees north, -90…90.
  public let latitude: Double
  /// Shifted degrees east, -180…180.
  public let longitude: Double

  /// Fails for NaN, infinities and values out of range.
  public init?(latitude: Double, longitude: Double) {
    guard Coordinate.isValid(latitude, longitude) else { return nil }
    self.latitude = latitude
    self.longitude = longitude
  }

  /// The position a provider shows for `coordinate`; unchanged where `offset` says that nothing is shifted.
  public init(_ coordinate: Coordinate, offset: ChinaOffset = .mainlandOnly) {
    let shifted = offset.applies(at: coordinate) ? GCJ02.shifted(coordinate) : coordinate
    latitude = shifted.latitude
    longitude = shifted.longitude
  }

  /// The position in WGS-84, to 0.1 m and better.
  ///
  /// Along a border between shifted and unshifted ground one provider position stands for two places; the shifted
  /// (mainland) one is taken, as in Luohu and Futian, where a city stands against a closed frontier area.
  public func wgs84(offset: ChinaOffset = .mainlandOnly) -> Coordinate {
    offset.unshifted(Coordinate(clamping: latitude, longitude), by: GCJ02.shifted)
  }
}

/// The arithmetic of the offset, wherever it applies.
///
/// Source: the constants and series that open-source converters agree on; test vectors in domain rules §12.2.
enum GCJ02 {
  private static let semiMajorAxis = 6_378_245.0
  private static let eccentricitySquared = 0.006_693_421_622_965_943_23

  static func shifted(_ coordinate: Coordinate) -> Coordinate {
    let x = coordinate.longitude - 105
    let y = coordinate.latitude - 35
    let phi = coordinate.latitude * .pi / 180
    let root = (1 - eccentricitySquared * sin(phi) * sin(phi)).squareRoot()
    let metresPerRadianNorth = semiMajorAxis * (1 - eccentricitySquared) / (root * root * root)
    let metresPerRadianEast = semiMajorAxis / root * cos(phi)
    return Coordinate(
      clamping: coordinate.latitude + northing(x, y) / metresPerRadianNorth * 180 / .pi,
      coordinate.longitude + easting(x, y) / metresPerRadianEast * 180 / .pi)
  }

  /// Metres to the north.
  private static func northing(_ x: Double, _ y: Double) -> Double {
    let plane = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.magnitude.squareRoot()
    let waves =
      20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)
      + 20 * sin(y * .pi) + 40 * sin(y / 3 * .pi)
      + 160 * sin(y / 12 * .pi) + 320 * sin(y * .pi / 30)
    return plane + waves * 2 / 3
  }

  /// Metres to the east.
  private static func easting(_ x: Double, _ y: Double) -> Double {
    let plane = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.magnitude.squareRoot()
    let waves =
      20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)
      + 20 * sin(x * .pi) + 40 * sin(x / 3 * .pi)
      + 150 * sin(x / 12 * .pi) + 300 * sin(x / 30 * .pi)
    return plane + waves * 2 / 3
  }
}
