/// A closed line of longitudes (x) and latitudes (y); the first position is not repeated at the end.
struct Ring: Sendable, Hashable {
  let points: [SIMD2<Double>]
  let bounds: PlaneBounds

  init(points: [SIMD2<Double>]) {
    self.points = points
    bounds = PlaneBounds(points)
  }

  /// Longitude and latitude in turn.
  init(pairs: [Double]) {
    self.init(points: stride(from: 0, to: pairs.count - 1, by: 2).map { SIMD2(pairs[$0], pairs[$0 + 1]) })
  }

  func contains(_ coordinate: Coordinate) -> Bool {
    contains(SIMD2(coordinate.longitude, coordinate.latitude))
  }

  /// Crossing number with half-open edges, so that of two rings sharing an edge just one holds a point on it.
  func contains(_ point: SIMD2<Double>) -> Bool {
    guard bounds.contains(point), var previous = points.last else { return false }
    var inside = false
    for current in points {
      if (current.y > point.y) != (previous.y > point.y) {
        let share = (point.y - current.y) / (previous.y - current.y)
        if point.x < current.x + share * (previous.x - current.x) { inside.toggle() }
      }
      previous = current
    }
    return inside
  }
}

/// The smallest upright rectangle around points of a plane.
struct PlaneBounds: Sendable, Hashable {
  var low: SIMD2<Double>
  var high: SIMD2<Double>

  /// Of no points: holds nothing, meets nothing.
  init(_ points: some Sequence<SIMD2<Double>>) {
    low = SIMD2(repeating: .infinity)
    high = SIMD2(repeating: -.infinity)
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
  }

  init(low: SIMD2<Double>, high: SIMD2<Double>) {
    self.low = low
    self.high = high
  }

  func contains(_ point: SIMD2<Double>) -> Bool {
    point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y
  }

  func contains(_ other: PlaneBounds) -> Bool { contains(other.low) && contains(other.high) }

  func meets(_ other: PlaneBounds) -> Bool {
    low.x <= other.high.x && other.low.x <= high.x && low.y <= other.high.y && other.low.y <= high.y
  }

  func union(_ other: PlaneBounds) -> PlaneBounds {
    PlaneBounds(low: pointwiseMin(low, other.low), high: pointwiseMax(high, other.high))
  }
}
