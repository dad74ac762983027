/// Areas such as counties as vector tiles, simplified beforehand for every zoom.
///
/// A tile has two layers: the areas as polygons for filling, and their borders as lines for drawing. Each border
/// is one line however many areas it parts, and lines do not run along the tile's edge as clipped polygons do.
public struct BoundaryTiles: Sendable {
  /// How far geometry reaches over the tile's edge, in tile units.
  public static let buffer = 64

  /// A border stretch's neighbours, for whoever writes its properties.
  public struct Border: Sendable, Hashable {
    /// The area on one side.
    public let id: Int64
    /// The area on the other side; nil along a coast or the edge of what is known.
    public let otherID: Int64?
  }

  private let ids: [Int64]
  /// By zoom; the last one serves all deeper zooms.
  private let levels: [Level]

  /// Prepares the areas. Areas that share a border must share its corners exactly to be simplified alike.
  public init(_ boundaries: [Boundary]) {
    ids = boundaries.map(\.id)
    let topology = BoundaryTopology(boundaries)
    levels = (0...Self.deepestLevel).map { zoom in
      // Half a pixel of a tile shown 512 pixels wide; the deepest level keeps everything.
      Level(topology, tolerance: zoom == Self.deepestLevel ? 0 : 1 / Double(1024 << zoom))
    }
  }

  private static let deepestLevel = 13

  /// The tile with its two layers; either may be missing where there is nothing to show.
  ///
  /// - Parameters:
  ///   - describe: properties of an area, by its id, which is also the feature's id.
  ///   - describeBorder: properties of a border stretch.
  public func vectorTile(
    _ tile: TileID, areas areaLayer: String = "areas", borders borderLayer: String = "borders",
    describe: (Int64) -> [(String, VectorTile.Value)] = { _ in [] },
    describeBorder: (Border) -> [(String, VectorTile.Value)] = { _ in [] }
  ) -> VectorTile {
    let level = levels[min(tile.z, Self.deepestLevel)]
    let frame = TileFrame(tile, buffer: Double(Self.buffer))
    var areas = VectorTile.Layer(areaLayer)
    for area in level.areas where area.bounds.meets(frame.bounds) {
      let polygons = area.polygons.map { polygon in polygon.map { frame.ring($0) } }
        .filter { polygon in !polygon.dropFirst().contains { frame.isFilled(by: $0) } }
      let id = ids[area.number]
      areas.addPolygons(polygons, id: UInt64(bitPattern: id), describe(id))
    }
    var borders = VectorTile.Layer(borderLayer)
    for border in level.borders where border.bounds.meets(frame.bounds) {
      let sides = Border(
        id: ids[border.sides[0]], otherID: border.sides.count > 1 ? ids[border.sides[1]] : nil)
      borders.addLines(frame.lines(border.path), describeBorder(sides))
    }
    var vectorTile = VectorTile()
    vectorTile.append(areas)
    vectorTile.append(borders)
    return vectorTile
  }

  /// Everything at one zoom, in the unit square.
  private struct Level {
    struct Area {
      let number: Int
      let polygons: [[Path]]
      let bounds: PlaneBounds
    }

    struct Border {
      let path: Path
      let sides: [Int]
      var bounds: PlaneBounds { path.bounds }
    }

    let areas: [Area]
    let borders: [Border]

    init(_ topology: BoundaryTopology, tolerance: Double) {
      func path(_ corners: [Int]) -> Path {
        Path(corners.filter { topology.weights[$0] >= tolerance }.map { topology.positions[$0] })
      }
      areas = topology.areas.enumerated().map { number, area in
        let polygons = area.map { polygon in polygon.map(path) }.filter { ($0.first?.points.count ?? 0) >= 3 }
        let bounds = polygons.joined().reduce(PlaneBounds([])) { $0.union($1.bounds) }
        return Area(number: number, polygons: polygons, bounds: bounds)
      }
      borders = topology.arcs.map { Border(path: path($0.corners), sides: $0.sides) }
    }
  }
}

/// Positions of the unit square with the rectangle around them.
private struct Path: Sendable {
  let points: [SIMD2<Double>]
  let bounds: PlaneBounds

  init(_ points: [SIMD2<Double>]) {
    self.points = points
    bounds = PlaneBounds(points)
  }
}

/// Takes geometry of the unit square into one tile.
private struct TileFrame {
  /// The tile with its buffer.
  let bounds: PlaneBounds
  private let origin: SIMD2<Double>
  private let scale: Double

  init(_ tile: TileID, buffer: Double) {
    let side = 1 / Double(1 << tile.z)
    let extent = Double(VectorTile.extent)
    origin = SIMD2(Double(tile.x), Double(tile.y)) * side
    scale = extent / side
    bounds = PlaneBounds(
      low: origin - buffer / scale, high: origin + (extent + buffer) / scale)
  }

  func ring(_ path: Path) -> [SIMD2<Int32>] {
    guard path.bounds.meets(bounds) else { return [] }
    return units(bounds.contains(path.bounds) ? path.points : Clipping.ring(path.points, to: bounds))
  }

  /// Whether a clipped hole has become the whole frame, so that nothing of its polygon is left.
  func isFilled(by ring: [SIMD2<Int32>]) -> Bool {
    let (low, high) = (units(bounds.low), units(bounds.high))
    return Set(ring) == [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)]
  }

  func lines(_ path: Path) -> [[SIMD2<Int32>]] {
    bounds.contains(path.bounds)
      ? [units(path.points)] : Clipping.line(path.points, to: bounds).map { units($0) }
  }

  private func units(_ points: [SIMD2<Double>]) -> [SIMD2<Int32>] {
    points.map { units($0) }
  }

  private func units(_ point: SIMD2<Double>) -> SIMD2<Int32> {
    let place = ((point - origin) * scale).rounded(.toNearestOrAwayFromZero)
    return SIMD2(Int32(place.x), Int32(place.y))
  }
}
