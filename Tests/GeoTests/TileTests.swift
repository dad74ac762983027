import Testing

@testable import Geo

@Suite("Tiles and projection")
struct TileTests {
  @Test("addresses that do not exist are refused")
  func refusal() {
    for (z, x, y) in [
      (-1, 0, 0), (23, 0, 0), (0, 1, 0), (3, 8, 0), (3, 0, -1), (22, 1 << 22, 0), (Int.max, 0, 0),
    ] {
      #expect(TileID(z: z, x: x, y: y) == nil)
    }
    #expect(TileID(z: 22, x: (1 << 22) - 1, y: 0) != nil)
    #expect(TileID(containing: Province.coordinate(0, 0), zoom: 23) == nil)
  }

  @Test("a place lies in the bounds of its tile at every zoom")
  func containment() {
    var random = SeededRandom(4)
    for _ in 0..<300 {
      let place = Province.coordinate(
        .random(in: -85...85, using: &random), .random(in: -180...180, using: &random))
      for zoom in 0...TileID.maxZoom {
        let bounds = TileID(containing: place, zoom: zoom)!.bounds
        #expect(bounds.south - 1e-7 <= place.latitude && place.latitude <= bounds.north + 1e-7)
        #expect(bounds.west - 1e-7 <= place.longitude && place.longitude <= bounds.east + 1e-7)
      }
    }
    #expect(
      TileID(containing: Province.coordinate(23.10647, 113.32446), zoom: 10) == TileID(z: 10, x: 834, y: 444))
  }

  @Test("poles and the antimeridian project onto the edge of the map")
  func edges() {
    #expect(TileID(containing: Province.coordinate(90, 180), zoom: 5) == TileID(z: 5, x: 31, y: 0))
    #expect(TileID(containing: Province.coordinate(-90, -180), zoom: 5) == TileID(z: 5, x: 0, y: 31))
    #expect(Mercator.project(Province.coordinate(-90, 180)) == SIMD2(1, 1))
  }

  @Test("projecting there and back changes nothing that matters")
  func roundTrip() {
    var random = SeededRandom(5)
    for _ in 0..<1000 {
      let place = Province.coordinate(
        .random(in: -85...85, using: &random), .random(in: -180...180, using: &random))
      #expect(Geodesic.distance(place, Mercator.unproject(Mercator.project(place))) < 1e-4)
      #expect(Geodesic.distance(place, Mercator.coordinate(Mercator.grid(place))) < 0.02)
      let point = Mercator.grid(place)
      #expect(Morton.decode(Morton.encode(point)) == point)
    }
  }
}
