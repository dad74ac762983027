import Foundation

/// Distances and directions on the WGS-84 ellipsoid.
public enum Geodesic {
  /// Length in metres of the shortest way between two places, exact to a millimetre.
  ///
  /// Vincenty's inverse formula. Between nearly opposite places, where it does not converge, the way is cut in two
  /// at the great circle of points 90° from `a`: the shortest way crosses that circle once, so the least sum over
  /// the circle is the distance.
  /// Source: T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (1975).
  public static func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
    inverse(a, b)?.distance ?? distanceOfOpposites(a, b)
  }

  /// Metres on a sphere of the earth's mean radius: fast, within 0.6 % of ``distance(_:_:)``. For ranking.
  public static func approximateDistance(_ a: Coordinate, _ b: Coordinate) -> Double {
    let half = haversine(a, b)
    return 2 * meanRadius * asin(min(1, half.squareRoot()))
  }

  /// The direction in which to leave `a` for `b`: degrees clockwise from north, 0..<360; 0 if they are the same place.
  ///
  /// On the ellipsoid; between nearly opposite places, where many directions are about as short, on the sphere.
  public static func bearing(from a: Coordinate, to b: Coordinate) -> Double {
    let azimuth = inverse(a, b)?.azimuth ?? sphericalAzimuth(a, b)
    let degrees = azimuth * 180 / .pi
    return degrees < 0 ? degrees + 360 : degrees
  }

  static let semiMajorAxis = 6_378_137.0
  static let flattening = 1 / 298.257_223_563
  static let meanRadius = 6_371_008.8
  /// The least radius of curvature of the ellipsoid (of the meridian at the equator).
  static let smallestRadius = 6_335_439.0
  /// No way on the ellipsoid is shorter than this share of the spherical distance.
  static let leastRatio = 0.994

  private static func inverse(_ a: Coordinate, _ b: Coordinate) -> (distance: Double, azimuth: Double)? {
    if a == b { return (0, 0) }
    let l = longitudeDifference(a, b)
    let (sinU1, cosU1) = reducedLatitude(a)
    let (sinU2, cosU2) = reducedLatitude(b)
    var lambda = l
    for _ in 0..<40 {
      let east = cosU2 * sin(lambda)
      let north = cosU1 * sinU2 - sinU1 * cosU2 * cos(lambda)
      let sinSigma = (east * east + north * north).squareRoot()
      if sinSigma == 0 { return lambda == 0 || cosU1 < 1e-15 ? (0, 0) : nil }
      let cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cos(lambda)
      let sigma = atan2(sinSigma, cosSigma)
      let sinAlpha = cosU1 * cosU2 * sin(lambda) / sinSigma
      let cosSquaredAlpha = 1 - sinAlpha * sinAlpha
      let cos2SigmaM = cosSquaredAlpha == 0 ? 0 : cosSigma - 2 * sinU1 * sinU2 / cosSquaredAlpha
      let c = flattening / 16 * cosSquaredAlpha * (4 + flattening * (4 - 3 * cosSquaredAlpha))
      let series = sigma + c * sinSigma * (cos2SigmaM + c * cosSigma * (2 * cos2SigmaM * cos2SigmaM - 1))
      let next = l + (1 - c) * flattening * sinAlpha * series
      if next.magnitude > .pi { return nil }
      if (next - lambda).magnitude < 1e-12 {
        let length = arc(sigma, sinSigma, cosSigma, cosSquaredAlpha, cos2SigmaM)
        return (length, atan2(east, north))
      }
      lambda = next
    }
    return nil
  }

  private static func arc(
    _ sigma: Double, _ sinSigma: Double, _ cosSigma: Double, _ cosSquaredAlpha: Double, _ cos2SigmaM: Double
  ) -> Double {
    let semiMinorAxis = semiMajorAxis * (1 - flattening)
    let second = (semiMajorAxis * semiMajorAxis) / (semiMinorAxis * semiMinorAxis) - 1
    let u = cosSquaredAlpha * second
    let a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    let b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    let square = cos2SigmaM * cos2SigmaM
    let last = b / 6 * cos2SigmaM * (4 * sinSigma * sinSigma - 3) * (4 * square - 3)
    let delta = b * sinSigma * (cos2SigmaM + b / 4 * (cosSigma * (2 * square - 1) - last))
    return semiMinorAxis * a * (sigma - delta)
  }

  private static func distanceOfOpposites(_ a: Coordinate, _ b: Coordinate) -> Double {
    func through(_ azimuth: Double) -> Double {
      let middle = quarterTurn(from: a, azimuth)
      guard let first = inverse(a, middle), let second = inverse(middle, b) else { return .infinity }
      return first.distance + second.distance
    }
    let step = Double.pi / 36
    let best = (0..<72).map { Double($0) * step }.min { through($0) < through($1) } ?? 0
    var (low, high) = (best - step, best + step)
    for _ in 0..<60 {
      let third = (high - low) / 3
      if through(low + third) < through(high - third) { high -= third } else { low += third }
    }
    let length = through((low + high) / 2)
    return length.isFinite ? length : approximateDistance(a, b)
  }

  /// The point 90° away on the sphere.
  private static func quarterTurn(from a: Coordinate, _ azimuth: Double) -> Coordinate {
    let phi = a.latitude * .pi / 180
    let latitude = asin(cos(phi) * cos(azimuth))
    let turn = atan2(sin(azimuth) * cos(phi), -sin(phi) * sin(latitude))
    var longitude = a.longitude + turn * 180 / .pi
    if longitude > 180 { longitude -= 360 }
    if longitude < -180 { longitude += 360 }
    return Coordinate(clamping: latitude * 180 / .pi, longitude)
  }

  private static func haversine(_ a: Coordinate, _ b: Coordinate) -> Double {
    let north = sin((b.latitude - a.latitude) * .pi / 360)
    let east = sin((b.longitude - a.longitude) * .pi / 360)
    return north * north + cos(a.latitude * .pi / 180) * cos(b.latitude * .pi / 180) * east * east
  }

  private static func sphericalAzimuth(_ a: Coordinate, _ b: Coordinate) -> Double {
    let (phi1, phi2) = (a.latitude * .pi / 180, b.latitude * .pi / 180)
    let l = longitudeDifference(a, b)
    return atan2(sin(l) * cos(phi2), cos(phi1) * sin(phi2) - sin(phi1) * cos(phi2) * cos(l))
  }

  private static func longitudeDifference(_ a: Coordinate, _ b: Coordinate) -> Double {
    var degrees = b.longitude - a.longitude
    if degrees > 180 { degrees -= 360 }
    if degrees < -180 { degrees += 360 }
    return degrees * .pi / 180
  }

  private static func reducedLatitude(_ a: Coordinate) -> (sine: Double, cosine: Double) {
    let u = atan((1 - flattening) * tan(a.latitude * .pi / 180))
    return (sin(u), cos(u))
  }
}
