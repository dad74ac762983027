import Foundation

extension ClusterIndex {
  /// A point and how far it is.
  public struct Neighbour: Sendable, Hashable {
    /// The point.
    public let point: ClusterPoint
    /// Geodesic metres.
    public let distance: Double
  }

  /// The `count` nearest points that pass the filter, no further than `maxDistance` metres, nearest first; exact.
  ///
  /// Points at the same distance come by their ids. Squares of the quadtree are opened in the order of the least
  /// distance anything in them can have, until nothing unopened can be nearer than what was found.
  /// Source: G. R. Hjaltason, H. Samet, Distance browsing in spatial databases, ACM TODS 24 (1999).
  public func nearest(
    _ count: Int, to origin: Coordinate, where filter: ClusterFilter = ClusterFilter(),
    maxDistance: Double = .infinity
  ) -> [Neighbour] {
    guard count > 0, maxDistance >= 0 else { return [] }
    var search = NearestSearch(self, count: count, origin: origin, filter: filter, maxDistance: maxDistance)
    return search.run().map { found in
      Neighbour(
        point: found.row.map { columns.point($0) } ?? added[found.added].point, distance: found.distance)
    }
  }
}

/// One search for nearest points.
private struct NearestSearch {
  /// A point found: a row of the columns, or else a number into the added points.
  struct Found {
    let distance: Double
    let id: Int64
    let row: Int?
    let added: Int

    static func isNearer(_ a: Found, _ b: Found) -> Bool {
      a.distance != b.distance ? a.distance < b.distance : a.id < b.id
    }
  }

  private struct Candidate: Comparable {
    let leastDistance: Double
    let run: Range<Int>
    let square: Square

    static func < (a: Candidate, b: Candidate) -> Bool { a.leastDistance < b.leastDistance }
    static func == (a: Candidate, b: Candidate) -> Bool { a.leastDistance == b.leastDistance }
  }

  private let index: ClusterIndex
  private let count: Int
  private let origin: Coordinate
  private let filter: ClusterFilter
  private let filtered: FilteredRows?
  private let maxDistance: Double
  /// Ascending, `count` at most.
  private var found: [Found] = []

  init(_ index: ClusterIndex, count: Int, origin: Coordinate, filter: ClusterFilter, maxDistance: Double) {
    self.index = index
    self.count = count
    self.origin = origin
    self.filter = filter
    self.maxDistance = maxDistance
    filtered = index.columns.rows(where: filter)
  }

  mutating func run() -> [Found] {
    for (number, added) in index.added.enumerated() where filter.matches(added.point) {
      consider(added.point.coordinate, id: added.point.id, row: nil, added: number)
    }
    var queue = Heap<Candidate>()
    queue.insert(Candidate(leastDistance: 0, run: 0..<index.columns.count, square: .world))
    while let next = queue.popMin(), next.leastDistance <= limit {
      if next.run.count <= 16 || next.square.level == Square.deepest {
        scan(next.run)
      } else {
        open(next, into: &queue)
      }
    }
    return found
  }

  /// What is further than this is of no interest.
  private var limit: Double {
    found.count < count ? maxDistance : min(maxDistance, found.last?.distance ?? maxDistance)
  }

  private func open(_ candidate: Candidate, into queue: inout Heap<Candidate>) {
    var start = candidate.run.lowerBound
    for number in 0..<4 {
      let quarter = candidate.square.quarter(number)
      let end = index.columns.codes.partitionPoint(in: start..<candidate.run.upperBound) {
        $0 > quarter.lastCode
      }
      if start < end {
        let least = quarter.area.leastDistance(to: origin)
        if least <= limit {
          queue.insert(Candidate(leastDistance: least, run: start..<end, square: quarter))
        }
      }
      start = end
    }
  }

  private mutating func scan(_ run: Range<Int>) {
    for row in run where !index.isRemoved(row) && (filtered?.contains(row) ?? true) {
      consider(index.columns.coordinates[row], id: index.columns.ids[row], row: row, added: 0)
    }
  }

  private mutating func consider(_ coordinate: Coordinate, id: Int64, row: Int?, added: Int) {
    guard Geodesic.approximateDistance(origin, coordinate) * Geodesic.leastRatio <= limit else { return }
    let distance = Geodesic.distance(origin, coordinate)
    guard distance <= limit else { return }
    let new = Found(distance: distance, id: id, row: row, added: added)
    found.insert(new, at: found.partitionPoint { Found.isNearer(new, $0) })
    if found.count > count { found.removeLast() }
  }
}

extension Square {
  /// What the square holds, in degrees: a hair more than its corners, and up to the pole at the edge of the map.
  fileprivate var area: DegreeBox {
    let side = 1 / Double(1 << level)
    let northWest = Mercator.unproject(SIMD2(Double(x) * side, Double(y) * side))
    let southEast = Mercator.unproject(SIMD2(Double(x + 1) * side, Double(y + 1) * side))
    let hair = 1e-9
    return DegreeBox(
      south: y + 1 == 1 << level ? -90 : southEast.latitude - hair, west: northWest.longitude - hair,
      north: y == 0 ? 90 : northWest.latitude + hair, east: southEast.longitude + hair)
  }
}

/// Parallels and meridians around points.
private struct DegreeBox {
  let south: Double
  let west: Double
  let north: Double
  let east: Double

  /// Metres that no point in the box is nearer than.
  ///
  /// Seen from outside its meridians, the nearest point of the box lies on the nearer of them: where the great
  /// circle from the origin meets it at a right angle, or at a corner.
  func leastDistance(to origin: Coordinate) -> Double {
    if origin.longitude >= west, origin.longitude <= east {
      let apart = max(south - origin.latitude, origin.latitude - north, 0)
      return apart * .pi / 180 * Geodesic.meanRadius * Geodesic.leastRatio
    }
    let phi = origin.latitude * .pi / 180
    let angle = max(cosineOfAngle(phi, to: west, from: origin), cosineOfAngle(phi, to: east, from: origin))
    // The arc cosine of an angle near 0 is off by up to 0.1 m on the ground.
    return max(acos(min(max(angle, -1), 1)) * Geodesic.meanRadius * Geodesic.leastRatio - 0.5, 0)
  }

  /// Cosine of the angle between the origin and the nearest point on one meridian's stretch.
  private func cosineOfAngle(_ phi: Double, to meridian: Double, from origin: Coordinate) -> Double {
    let cosine = cos((meridian - origin.longitude) * .pi / 180)
    let foot = atan2(sin(phi), cos(phi) * cosine)
    func cosineAt(_ latitude: Double) -> Double {
      sin(phi) * sin(latitude) + cos(phi) * cos(latitude) * cosine
    }
    let (low, high) = (south * .pi / 180, north * .pi / 180)
    if foot >= low, foot <= high { return cosineAt(foot) }
    return max(cosineAt(low), cosineAt(high))
  }
}

/// A binary heap.
private struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popMin() -> Element? {
    guard let least = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return least }
    elements[0] = last
    var parent = 0
    while true {
      let left = parent * 2 + 1
      guard left < elements.count else { return least }
      let right = left + 1
      let child = right < elements.count && elements[right] < elements[left] ? right : left
      guard elements[child] < elements[parent] else { return least }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
