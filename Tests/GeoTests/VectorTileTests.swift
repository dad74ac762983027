import Testing

@testable import Geo

@Suite("Vector tiles")
struct VectorTileTests {
  @Test("points, values of every type and shared keys come back as written")
  func points() {
    var layer = VectorTile.Layer("places")
    layer.addPoint(
      SIMD2(2048, -5), id: .max, ["name": "科学中心", "count": 3, "below": -7, "share": 0.25, "free": true])
    layer.addPoint(SIMD2(0, 4096), ["name": "科学中心", "count": .int(.min), "free": false])
    var tile = VectorTile()
    tile.append(layer)
    tile.append(VectorTile.Layer("empty"))
    let layers = TileDecoder.layers(tile.bytes)
    #expect(layers.map(\.name) == ["places"])
    #expect(layers[0].version == 2 && layers[0].extent == 4096)
    #expect(layers[0].keyCount == 5 && layers[0].valueCount == 7)
    let (first, second) = (layers[0].features[0], layers[0].features[1])
    #expect(first.id == .max && first.kind == 1 && first.paths == [[SIMD2(2048, -5)]])
    #expect(
      first.properties == [
        "name": "string 科学中心", "count": "int 3", "below": "int -7", "share": "double 0.25", "free": "true",
      ])
    #expect(second.id == nil && second.paths == [[SIMD2(0, 4096)]])
    #expect(second.properties["count"] == "int \(Int64.min)")
  }

  @Test("lines drop repeated positions, and lines without length are left out")
  func lines() {
    var layer = VectorTile.Layer("lines")
    layer.addLines([[SIMD2(1, 1), SIMD2(1, 1), SIMD2(5, 9)], [SIMD2(3, 3)], [SIMD2(0, 0), SIMD2(-4, 2)]])
    layer.addLines([[SIMD2(3, 3), SIMD2(3, 3)]])
    var tile = VectorTile()
    tile.append(layer)
    let features = TileDecoder.layers(tile.bytes)[0].features
    #expect(features.count == 1)
    #expect(features[0].paths == [[SIMD2(1, 1), SIMD2(5, 9)], [SIMD2(0, 0), SIMD2(-4, 2)]])
  }

  @Test("rings are closed and turn as the specification wants, however they came")
  func polygons() {
    let outer: [SIMD2<Int32>] = [SIMD2(0, 0), SIMD2(100, 0), SIMD2(100, 100), SIMD2(0, 100)]
    let hole: [SIMD2<Int32>] = [SIMD2(20, 20), SIMD2(40, 20), SIMD2(40, 40), SIMD2(20, 20)]
    for flips in 0..<4 {
      var layer = VectorTile.Layer("areas")
      layer.addPolygons([
        [flips & 1 == 0 ? outer : outer.reversed(), flips & 2 == 0 ? hole : hole.reversed()],
        [[SIMD2(5, 5), SIMD2(9, 9)], hole],
      ])
      var tile = VectorTile()
      tile.append(layer)
      let rings = TileDecoder.layers(tile.bytes)[0].features[0].paths
      #expect(rings.count == 2)
      #expect(doubleArea(rings[0]) == 20_000)
      #expect(doubleArea(rings[1]) == -400)
    }
  }

  @Test("a tile of clusters names places, counts and zooms")
  func clusters() {
    let here = Province.coordinate(23.1, 113.3)
    var points = [ClusterPoint(id: 7, coordinate: here)]
    let tile = TileID(containing: here, zoom: 12)!
    func features(_ tile: TileID) -> [TileDecoder.Feature] {
      TileDecoder.layers(
        ClusterIndex(points).vectorTile(
          tile, layer: "places", describe: { [("name", .string("Base \($0)"))] }
        ).bytes
      )[0].features
    }
    #expect(features(tile)[0].id == 7 && features(tile)[0].properties == ["name": "string Base 7"])
    points.append(ClusterPoint(id: 8, coordinate: here))
    #expect(features(tile)[0].properties == ["count": "int 2", "zoom": "int 17"])
    let deep = features(TileID(containing: here, zoom: 20)!)
    #expect(deep[0].properties == ["count": "int 2", "ids": "string 7,8"])
    let place = deep[0].paths[0][0]
    #expect((0..<4096).contains(place.x) && (0..<4096).contains(place.y))
  }

  private func doubleArea(_ closed: [SIMD2<Int>]) -> Int {
    zip(closed, closed.dropFirst()).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
  }
}
