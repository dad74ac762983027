import Testing

@testable import Geo

@Suite("Clusters")
struct ClusterTests {
  static let zooms = [0, 1, 3, 5, 8, 11, 14, 16, 17, 19, 22]

  /// The tiles that can hold a cluster of the places: those of the places and the ones around.
  private func tiles(_ places: [ClusterPoint], zoom: Int) -> Set<TileID> {
    var tiles: Set<TileID> = []
    for place in places {
      guard let tile = TileID(containing: place.coordinate, zoom: zoom) else { continue }
      for y in tile.y - 1...tile.y + 1 {
        for x in tile.x - 1...tile.x + 1 {
          if let neighbour = TileID(z: zoom, x: x, y: y) { tiles.insert(neighbour) }
        }
      }
    }
    return tiles
  }

  @Test("over all tiles of a zoom every matching place counts once", arguments: zooms)
  func nothingLostNothingTwice(_ zoom: Int) {
    let places = Province.places(300, seed: 6)
    var index = ClusterIndex(Array(places.prefix(220)))
    index.apply(places.dropFirst(220).map { .put($0) })
    for filter in Province.filters {
      let matching = places.filter { Province.passes($0, filter) }
      var total = 0
      var named: [Int64] = []
      for tile in tiles(places, zoom: zoom) {
        for cluster in index.clusters(in: tile, where: filter) {
          total += cluster.count
          #expect(tile.contains(cluster.position))
          switch cluster.content {
          case .point(let id):
            #expect(cluster.count == 1)
            named.append(id)
          case .pile(let ids):
            #expect(cluster.count == ids.count || ids.count == 100)
            named += ids
          case .group(let expansion):
            #expect(cluster.count > 1 && expansion > zoom)
          }
        }
      }
      #expect(total == matching.count)
      #expect(Set(named).count == named.count)
      #expect(Set(named).isSubset(of: matching.map(\.id)))
    }
  }

  @Test("the tiles of a zoom show what the whole world computed in one window shows", arguments: [2, 3, 4])
  func tilesAgree(_ zoom: Int) {
    // Lone places all over the world make the longest chains of cells that decide about each other.
    var random = SeededRandom(7)
    let index = ClusterIndex(
      (0..<12 << (2 * zoom + 2)).map { id in
        let position = SIMD2(Double.random(in: 0..<1, using: &random), .random(in: 0..<1, using: &random))
        return ClusterPoint(id: Int64(id), coordinate: Mercator.unproject(position))
      })
    let last = (1 << (zoom + 3)) - 1
    let world = CellGrid(index, ClusterFilter(), level: zoom + 3, x: 0...last, y: 0...last)
    let expected = ClusterMerge.clusters(world).map { Spot(position: $0.centroid, count: $0.count) }
    var shown: [Spot] = []
    for y in 0..<1 << zoom {
      for x in 0..<1 << zoom {
        shown += index.clusters(in: TileID(z: zoom, x: x, y: y)!).map {
          Spot(position: $0.position, count: $0.count)
        }
      }
    }
    #expect(shown.count == expected.count)
    #expect(Set(shown) == Set(expected))
  }

  private struct Spot: Hashable {
    let position: GridPoint
    let count: Int
  }

  @Test("at its expansion zoom a cluster is apart, or a pile")
  func expansion() {
    var random = SeededRandom(8)
    var groups = 0
    for _ in 0..<300 {
      let spread = [0.00001, 0.001, 0.05, 2].randomElement(using: &random)!
      let places = (1...Int64.random(in: 2...30, using: &random)).map { id in
        ClusterPoint(
          id: id,
          coordinate: Province.coordinate(
            23 + .random(in: -spread...spread, using: &random),
            113 + .random(in: -spread...spread, using: &random)))
      }
      let index = ClusterIndex(places)
      let zoom = Int.random(in: 0...18, using: &random)
      let shown = tiles(places, zoom: zoom).flatMap { index.clusters(in: $0) }
      guard shown.count == 1, case .group(let expansion) = shown[0].content else { continue }
      groups += 1
      let parts = tiles(places, zoom: expansion).flatMap { index.clusters(in: $0) }
      if parts.count == 1 {
        guard case .pile = parts[0].content else {
          Issue.record("\(places.count) places are still together at zoom \(expansion)")
          continue
        }
      }
    }
    #expect(groups > 50)
  }

  @Test("places far apart stay apart, places close by become one")
  func merging() {
    let a = ClusterPoint(id: 1, coordinate: Province.coordinate(23.1000, 113.3000))
    let b = ClusterPoint(id: 2, coordinate: Province.coordinate(23.1002, 113.3002))
    let c = ClusterPoint(id: 3, coordinate: Province.coordinate(24.8, 113.6))
    let index = ClusterIndex([a, b, c])
    let counts = { (zoom: Int) in
      self.tiles([a, b, c], zoom: zoom).flatMap { index.clusters(in: $0) }.map(\.count).sorted()
    }
    #expect(counts(3) == [3])
    #expect(counts(10) == [1, 2])
    #expect(counts(17) == [1, 1, 1])
  }

  @Test("places at the same position are listed together on deep zooms")
  func pile() {
    let here = Province.coordinate(23.1, 113.3)
    let index = ClusterIndex((1...3).map { ClusterPoint(id: $0, coordinate: here) })
    #expect(index.clusters(in: TileID(containing: here, zoom: 18)!).map(\.content) == [.pile([1, 2, 3])])
    #expect(
      index.clusters(in: TileID(containing: here, zoom: 9)!).map(\.content) == [.group(expansionZoom: 17)])
    let crowd = ClusterIndex((1...5000).map { ClusterPoint(id: $0, coordinate: here) })
    for zoom in [17, 22] {
      let shown = crowd.clusters(in: TileID(containing: here, zoom: zoom)!)
      #expect(shown.map(\.count) == [5000])
      #expect(shown.map(\.content) == [.pile(Array(1...100))])
    }
  }

  @Test("an empty index has empty tiles")
  func empty() {
    let index = ClusterIndex()
    #expect(index.clusters(in: TileID(z: 0, x: 0, y: 0)!).isEmpty)
    #expect(index.vectorTile(TileID(z: 22, x: 5, y: 5)!, layer: "places").bytes.isEmpty)
    #expect(index.nearest(3, to: Province.coordinate(0, 0)).isEmpty)
    #expect(index.points(in: .world).isEmpty)
  }
}
