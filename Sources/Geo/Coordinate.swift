/// A position on the earth in WGS-84 degrees.
///
/// CGCS2000 (Tianditu) differs from it by centimetres and is taken as the same. What mainland providers show in
/// GCJ-02 or BD-09 has its own types, so that the two can never be mixed up.
public struct Coordinate: Sendable, Hashable {
  /// Degrees north of the equator, -90…90.
  public let latitude: Double
  /// Degrees east of Greenwich, -180…180.
  public let longitude: Double

  /// Fails for anything that is no position: NaN, infinities, a latitude beyond 90°, a longitude beyond 180°.
  public init?(latitude: Double, longitude: Double) {
    guard Self.isValid(latitude, longitude) else { return nil }
    self.init(trusted: latitude, longitude)
  }

  /// Longitude, then latitude, as GeoJSON writes a position.
  public var position: [Double] { [longitude, latitude] }

  /// For results of our own arithmetic: pulled back to the nearest valid value.
  init(clamping latitude: Double, _ longitude: Double) {
    self.init(trusted: min(max(latitude, -90), 90), min(max(longitude, -180), 180))
  }

  private init(trusted latitude: Double, _ longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Comparisons with NaN are false, which is what refuses it here.
  static func isValid(_ latitude: Double, _ longitude: Double) -> Bool {
    latitude.magnitude <= 90 && longitude.magnitude <= 180
  }
}

extension Coordinate: CustomStringConvertible {
  /// Latitude first, as people write it: `23.10647, 113.32446`.
  public var description: String { "\(latitude), \(longitude)" }
}
