import Testing

@testable import Geo

@Suite("Boundary tiles")
struct BoundaryTileTests {
  /// Two counties that share a ragged border along 114° E, and an enclave in the western one.
  private static func counties() throws -> [Boundary] {
    var random = SeededRandom(17)
    let border = (0...80).map { step -> [Double] in
      let ragged = step == 0 || step == 80 ? 0 : Double.random(in: -0.02...0.02, using: &random)
      return [114 + ragged, 22 + Double(step) / 80]
    }
    let enclave = [[113.4, 22.4], [113.6, 22.4], [113.6, 22.6], [113.4, 22.6], [113.4, 22.4]]
    let west = border + [[113.0, 23.0], [113.0, 22.0], [114.0, 22.0]]
    let east = border.reversed() + [[115.0, 22.0], [115.0, 23.0], [114.0, 23.0]]
    return [
      try Boundary(id: 1, multiPolygon: [[west, enclave]]), try Boundary(id: 2, multiPolygon: [[east]]),
      try Boundary(id: 3, multiPolygon: [[enclave.reversed()]]),
    ]
  }

  private func layers(_ tile: TileID) throws -> [String: TileDecoder.Layer] {
    let tiles = BoundaryTiles(try Self.counties())
    let bytes = tiles.vectorTile(
      tile, describe: { [("code", .int($0))] },
      describeBorder: { [("side", .int($0.id)), ("other", .int($0.otherID ?? 0))] }
    ).bytes
    return Dictionary(uniqueKeysWithValues: TileDecoder.layers(bytes).map { ($0.name, $0) })
  }

  @Test("each border is one line that names both its sides, at every zoom simplified alike for both")
  func sharedBorders() throws {
    let middle = Province.coordinate(22.5, 114)
    for zoom in [0, 4, 6, 8] {
      let layers = try layers(try #require(TileID(containing: middle, zoom: zoom)))
      let sides = try #require(layers["borders"]).features.map {
        [$0.properties["side"], $0.properties["other"]]
      }
      #expect(sides.filter { $0 == ["int 1", "int 2"] }.count == 1)
      let areas = try #require(layers["areas"]).features
      #expect(areas.contains { $0.id == 1 && $0.properties["code"] == "int 1" })
    }
    let topology = BoundaryTopology(try Self.counties())
    #expect(topology.arcs.filter { $0.sides.count == 2 }.count == 3)
  }

  @Test("fewer corners are drawn the further away one looks")
  func simplification() throws {
    let counts = try [4, 6, 8].map { zoom in
      let tile = try #require(TileID(containing: Province.coordinate(22.5, 113.99), zoom: zoom))
      return try layers(tile)["borders"]?.features.reduce(0) { $0 + $1.paths.joined().count } ?? 0
    }
    #expect(counts[0] < counts[1])
    #expect(counts[0] < 30)
  }

  @Test("fills reach into the buffer of the tile, and no line runs along its edge")
  func edges() throws {
    let layers = try layers(try #require(TileID(containing: Province.coordinate(22.8, 114.5), zoom: 11)))
    let fill = try #require(layers["areas"]).features[0]
    let corners = Set(fill.paths[0])
    #expect(corners == [SIMD2(-64, -64), SIMD2(4160, -64), SIMD2(4160, 4160), SIMD2(-64, 4160)])
    #expect(layers["borders"] == nil)
  }

  @Test("a tile far away is empty, and one at the deepest zoom is still right")
  func extremes() throws {
    #expect(try layers(try #require(TileID(z: 12, x: 0, y: 0))).isEmpty)
    let deep = try layers(try #require(TileID(containing: Province.coordinate(22.5, 113.5), zoom: 22)))
    #expect(deep["areas"]?.features.map(\.id) == [3])
  }
}
