import Testing

@testable import Geo

@Suite("Boundaries")
struct BoundaryTests {
  private static func square(_ west: Double, _ south: Double, _ side: Double) -> [[Double]] {
    [
      [west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south],
    ]
  }

  @Test("coordinates that make no polygon are refused with a sentence")
  func refusal() {
    #expect(throws: GeometryError("A boundary needs at least one polygon.")) {
      try Boundary(id: 1, multiPolygon: [])
    }
    #expect(throws: GeometryError("A polygon needs at least one ring.")) { try Polygon([]) }
    #expect(throws: GeometryError("Ring 1 has 3 positions; a ring needs at least 4.")) {
      try Polygon([[[0, 0], [1, 0], [0, 0]]])
    }
    #expect(throws: GeometryError.self) { try Polygon([[[0, 0], [1, 0], [1, 1], [0, 1]]]) }
    #expect(throws: GeometryError.self) { try Polygon([[[0, 0], [.nan, 0], [1, 1], [0, 0]]]) }
    #expect(throws: GeometryError.self) { try Polygon([[[0, 0], [1], [1, 1], [0, 0]]]) }
    #expect(throws: GeometryError.self) { try Polygon([[[23, 113], [23, 114], [24, 114], [23, 113]]]) }
  }

  @Test("coordinates come back as they were given")
  func coordinates() throws {
    let given = [[Self.square(113, 22, 1), Self.square(113.4, 22.4, 0.2)], [Self.square(116, 22, 0.1)]]
    let boundary = try Boundary(id: 1, multiPolygon: given)
    #expect(boundary.coordinates == given)
    #expect(boundary.bounds == BoundingBox(south: 22, west: 113, north: 23, east: 116.1))
    #expect(Province.coordinate(23, 113).position == [113, 23])
  }

  @Test("a point is inside exactly when the ring winds around it")
  func containment() throws {
    var random = SeededRandom(15)
    for _ in 0..<40 {
      let corners = Int.random(in: 3...14, using: &random)
      var ring = (0..<corners).map { corner -> [Double] in
        let (radius, turn) = (
          Double.random(in: 0.2...1, using: &random), Double(corner) / Double(corners) * 2 * .pi
        )
        return [113 + radius * turn.cosine, 23 + radius * turn.sine]
      }
      ring.append(ring[0])
      let polygon = try Polygon([ring])
      for _ in 0..<200 {
        let (x, y) = (
          Double.random(in: 111.8...114.2, using: &random), Double.random(in: 21.8...24.2, using: &random)
        )
        #expect(polygon.contains(Province.coordinate(y, x)) == (winding(ring, x, y) != 0))
      }
    }
  }

  /// How often the ring turns around the point.
  private func winding(_ ring: [[Double]], _ x: Double, _ y: Double) -> Int {
    zip(ring, ring.dropFirst()).reduce(0) { turns, edge in
      let (a, b) = edge
      let side = (b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])
      if a[1] <= y, b[1] > y, side > 0 { return turns + 1 }
      if a[1] > y, b[1] <= y, side < 0 { return turns - 1 }
      return turns
    }
  }

  @Test(
    "a place belongs to one area: in no hole, on a shared border to one side, off the coast to the nearest")
  func index() throws {
    let index = BoundaryIndex([
      try Boundary(id: 1, multiPolygon: [[Self.square(113, 22, 1), Self.square(113.4, 22.4, 0.2)]]),
      try Boundary(id: 2, multiPolygon: [[Self.square(114, 22, 1)], [Self.square(116, 22, 0.1)]]),
      try Boundary(id: 3, multiPolygon: [[Self.square(113.4, 22.4, 0.2)]]),
    ])
    func area(_ latitude: Double, _ longitude: Double) -> Int64? {
      index.boundary(containing: Province.coordinate(latitude, longitude))?.id
    }
    #expect(area(22.2, 113.2) == 1 && area(22.5, 113.5) == 3 && area(22.05, 116.05) == 2)
    #expect(area(22.5, 115.5) == nil)
    for latitude in stride(from: 22.05, to: 23, by: 0.1) {
      let holders = index.boundaries.filter { $0.contains(Province.coordinate(latitude, 114)) }
      #expect(holders.count == 1)
    }
    let quay = Province.coordinate(22.5, 115.01)
    let match = try #require(index.match(quay, within: 2000))
    #expect(match.boundary.id == 2)
    #expect((match.distance - Geodesic.distance(quay, Province.coordinate(22.5, 115))).magnitude < 1)
    #expect(index.match(quay, within: 1000) == nil)
    #expect(index.match(Province.coordinate(22.2, 113.2), within: 0)?.distance == 0)
  }

  @Test("what a line keeps inside a rectangle is inside, and a line around it is cut in pieces")
  func lineClipping() {
    let box = PlaneBounds(low: SIMD2(0, 0), high: SIMD2(10, 10))
    let pieces = Clipping.line([SIMD2(-5, 5), SIMD2(5, 5), SIMD2(15, 5), SIMD2(15, 8), SIMD2(5, 8)], to: box)
    #expect(pieces == [[SIMD2(0, 5), SIMD2(5, 5), SIMD2(10, 5)], [SIMD2(10, 8), SIMD2(5, 8)]])
    #expect(Clipping.line([SIMD2(-1, -1), SIMD2(-1, 20)], to: box).isEmpty)
    #expect(Clipping.line([SIMD2(1, 1), SIMD2(9, 9)], to: box) == [[SIMD2(1, 1), SIMD2(9, 9)]])
  }

  @Test("a clipped ring holds the points of the rectangle that the whole ring holds")
  func ringClipping() {
    var random = SeededRandom(16)
    let box = PlaneBounds(low: SIMD2(0, 0), high: SIMD2(10, 10))
    for _ in 0..<100 {
      let points = (0..<Int.random(in: 3...9, using: &random)).map { _ in
        SIMD2(Double.random(in: -8...18, using: &random), Double.random(in: -8...18, using: &random))
      }
      let whole = Ring(points: points)
      let clipped = Ring(points: Clipping.ring(points, to: box))
      for _ in 0..<50 {
        let point = SIMD2(
          Double.random(in: 0...10, using: &random), Double.random(in: 0...10, using: &random))
        #expect(clipped.contains(point) == whole.contains(point))
      }
      #expect(clipped.points.allSatisfy { box.contains($0) })
    }
  }
}

extension Double {
  /// By its series, so that the test needs no other library.
  fileprivate var sine: Double {
    var (term, sum) = (self, self)
    for n in 1..<20 {
      term *= -self * self / Double((2 * n) * (2 * n + 1))
      sum += term
    }
    return sum
  }

  fileprivate var cosine: Double { (self + .pi / 2).sine }
}
