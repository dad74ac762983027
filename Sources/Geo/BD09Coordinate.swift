import Foundation

/// A position as Baidu's maps number it (BD-09): GCJ-02 with a second offset on top.
public struct BD09Coordinate: Sendable, Hashable {
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

  /// The position Baidu shows for `coordinate`; unchanged where `offset` says that nothing is shifted.
  public init(_ coordinate: Coordinate, offset: ChinaOffset = .mainlandOnly) {
    let shifted = offset.applies(at: coordinate) ? Self.shifted(coordinate) : coordinate
    latitude = shifted.latitude
    longitude = shifted.longitude
  }

  /// The position Baidu shows for a place known in GCJ-02.
  public init(_ coordinate: GCJ02Coordinate, offset: ChinaOffset = .mainlandOnly) {
    self.init(coordinate.wgs84(offset: offset), offset: offset)
  }

  /// The position in WGS-84, to 0.1 m and better; borders are decided as in ``GCJ02Coordinate/wgs84(offset:)``.
  public func wgs84(offset: ChinaOffset = .mainlandOnly) -> Coordinate {
    offset.unshifted(Coordinate(clamping: latitude, longitude), by: Self.shifted)
  }

  /// The position in GCJ-02.
  public func gcj02(offset: ChinaOffset = .mainlandOnly) -> GCJ02Coordinate {
    GCJ02Coordinate(wgs84(offset: offset), offset: offset)
  }

  private static func shifted(_ coordinate: Coordinate) -> Coordinate {
    let gcj = GCJ02.shifted(coordinate)
    let (x, y) = (gcj.longitude, gcj.latitude)
    let turn = Double.pi * 3000 / 180
    let radius = (x * x + y * y).squareRoot() + 0.000_02 * sin(y * turn)
    let angle = atan2(y, x) + 0.000_003 * cos(x * turn)
    return Coordinate(clamping: radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065)
  }
}
