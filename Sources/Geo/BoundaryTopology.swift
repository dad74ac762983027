/// The borders that areas share: rings taken apart into arcs, each kept once, with a weight for every corner.
///
/// Simplifying ring by ring would tear gaps between neighbours. Here a corner belongs to one arc, its weight is
/// computed once, and both neighbours drop it at the same zoom.
struct BoundaryTopology {
  /// A stretch of border between two junctions, with one area beside it or two.
  struct Arc {
    let corners: [Int]
    /// Numbers of areas.
    var sides: [Int]
  }

  /// Corners in the unit square of ``Mercator``.
  private(set) var positions: [SIMD2<Double>] = []
  /// How far the border moves if the corner is dropped; infinite for corners that always stay.
  private(set) var weights: [Double] = []
  private(set) var arcs: [Arc] = []
  /// For each area its polygons, each a list of rings of corners.
  private(set) var areas: [[[[Int]]]] = []

  private var numbers: [SIMD2<Double>: Int] = [:]
  private var neighbours: [Set<Int>] = []
  private var arcNumbers: [SIMD2<Int>: Int] = [:]

  init(_ boundaries: [Boundary]) {
    areas = boundaries.map { boundary in
      boundary.polygons.map { polygon in polygon.rings.map { number($0) } }
    }
    weights = Array(repeating: 0, count: positions.count)
    for area in areas {
      for ring in area.joined() { link(ring) }
    }
    for (area, polygons) in areas.enumerated() {
      for ring in polygons.joined() { takeApart(ring, of: area) }
    }
    for arc in arcs { weigh(arc.corners) }
  }

  private mutating func number(_ ring: Ring) -> [Int] {
    ring.points.map { point in
      if let number = numbers[point] { return number }
      numbers[point] = positions.count
      positions.append(Mercator.project(Coordinate(clamping: point.y, point.x)))
      neighbours.append([])
      return positions.count - 1
    }
  }

  private mutating func link(_ ring: [Int]) {
    guard var previous = ring.last else { return }
    for corner in ring {
      neighbours[corner].insert(previous)
      neighbours[previous].insert(corner)
      previous = corner
    }
  }

  /// Cuts the ring at its junctions. A ring without any is cut at its first corner by number and the corner furthest
  /// from that one, so that an enclave and the hole around it are cut alike.
  private mutating func takeApart(_ ring: [Int], of area: Int) {
    var cuts = ring.indices.filter { neighbours[ring[$0]].count != 2 }
    if cuts.isEmpty { cuts = opposites(ring) }
    for (number, start) in cuts.enumerated() {
      let end = number + 1 < cuts.count ? cuts[number + 1] : cuts[0] + ring.count
      add((start...max(end, start + 1)).map { ring[$0 % ring.count] }, of: area)
    }
  }

  private func opposites(_ ring: [Int]) -> [Int] {
    guard let first = ring.indices.min(by: { ring[$0] < ring[$1] }) else { return [] }
    func square(_ index: Int) -> Double {
      let offset = positions[ring[index]] - positions[ring[first]]
      return (offset * offset).sum()
    }
    let second = ring.indices.max {
      square($0) != square($1) ? square($0) < square($1) : ring[$0] > ring[$1]
    }
    return [first, second ?? first].sorted()
  }

  /// An arc is known by its end and the corner next to it, from either end.
  private mutating func add(_ corners: [Int], of area: Int) {
    guard corners.count >= 2, let last = corners.last else { return }
    let forward = SIMD2(corners[0], corners[1])
    if let known = arcNumbers[forward] {
      if !arcs[known].sides.contains(area) { arcs[known].sides.append(area) }
      return
    }
    arcNumbers[forward] = arcs.count
    arcNumbers[SIMD2(last, corners[corners.count - 2])] = arcs.count
    arcs.append(Arc(corners: corners, sides: [area]))
    weights[corners[0]] = .infinity
    weights[last] = .infinity
  }

  /// Weighs the corners between the ends by Douglas and Peucker: each is worth its distance from the line at the
  /// split that needs it, and no more than the split above.
  /// Source: D. Douglas, T. Peucker, The Canadian Cartographer 10 (1973).
  private mutating func weigh(_ corners: [Int]) {
    var stack: [(first: Int, last: Int, cap: Double)] = [(0, corners.count - 1, .infinity)]
    while let (first, last, cap) = stack.popLast() {
      guard last - first > 1 else { continue }
      var (furthest, distance) = (first + 1, -1.0)
      for index in first + 1..<last {
        let away = self.distance(corners[index], fromLine: corners[first], corners[last])
        if away > distance { (furthest, distance) = (index, away) }
      }
      let weight = min(distance, cap)
      weights[corners[furthest]] = weight
      stack.append((first, furthest, weight))
      stack.append((furthest, last, weight))
    }
  }

  private func distance(_ corner: Int, fromLine start: Int, _ end: Int) -> Double {
    let along = positions[end] - positions[start]
    let offset = positions[corner] - positions[start]
    let length = (along * along).sum()
    let share = length == 0 ? 0 : min(max((offset * along).sum() / length, 0), 1)
    let away = offset - along * share
    return (away * away).sum().squareRoot()
  }
}
