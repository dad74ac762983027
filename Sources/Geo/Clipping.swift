/// Cuts lines and rings to an upright rectangle.
enum Clipping {
  /// The pieces of a line that lie in the rectangle.
  ///
  /// Source: Y.-D. Liang, B. A. Barsky, A new concept and method for line clipping, ACM TOG 3 (1984).
  static func line(_ points: [SIMD2<Double>], to box: PlaneBounds) -> [[SIMD2<Double>]] {
    var pieces: [[SIMD2<Double>]] = []
    var piece: [SIMD2<Double>] = []
    for (from, to) in zip(points, points.dropFirst()) {
      guard let (start, end) = shares(from, to, box) else { continue }
      if start > 0 || piece.isEmpty {
        if piece.count > 1 { pieces.append(piece) }
        piece = [from + (to - from) * start]
      }
      piece.append(end < 1 ? from + (to - from) * end : to)
    }
    if piece.count > 1 { pieces.append(piece) }
    return pieces
  }

  /// From which to which share of its way a segment runs inside; nil if it never does.
  private static func shares(
    _ from: SIMD2<Double>, _ to: SIMD2<Double>, _ box: PlaneBounds
  ) -> (Double, Double)? {
    let way = to - from
    var (start, end) = (0.0, 1.0)
    for (step, room) in [
      (-way.x, from.x - box.low.x), (way.x, box.high.x - from.x),
      (-way.y, from.y - box.low.y), (way.y, box.high.y - from.y),
    ] {
      if step == 0 {
        if room < 0 { return nil }
      } else if step < 0 {
        start = max(start, room / step)
      } else {
        end = min(end, room / step)
      }
    }
    return start <= end ? (start, end) : nil
  }

  /// The part of a ring's area in the rectangle, as one ring that may run along the rectangle's edges; empty if none.
  ///
  /// Source: I. E. Sutherland, G. W. Hodgman, Reentrant polygon clipping, CACM 17 (1974).
  static func ring(_ points: [SIMD2<Double>], to box: PlaneBounds) -> [SIMD2<Double>] {
    var ring = points
    for axis in 0..<2 {
      ring = keep(ring, axis) {
        $0 >= box.low[axis]
      } crossing: {
        box.low[axis]
      }
      ring = keep(ring, axis) {
        $0 <= box.high[axis]
      } crossing: {
        box.high[axis]
      }
    }
    return ring
  }

  private static func keep(
    _ ring: [SIMD2<Double>], _ axis: Int, where isInside: (Double) -> Bool, crossing edge: () -> Double
  ) -> [SIMD2<Double>] {
    guard var previous = ring.last else { return [] }
    var kept: [SIMD2<Double>] = []
    kept.reserveCapacity(ring.count + 4)
    let edge = edge()
    for current in ring {
      if isInside(current[axis]) != isInside(previous[axis]) {
        let share = (edge - previous[axis]) / (current[axis] - previous[axis])
        var crossing = previous + (current - previous) * share
        crossing[axis] = edge
        kept.append(crossing)
      }
      if isInside(current[axis]) { kept.append(current) }
      previous = current
    }
    return kept
  }
}
