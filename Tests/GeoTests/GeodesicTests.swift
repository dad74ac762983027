import Geo
import Testing

@Suite("Geodesic distances")
struct GeodesicTests {
  /// Reference lengths by GeographicLib.
  static let known: [(Double, Double, Double, Double, Double)] = [
    (0, 0, 0.5, 179.7, 19944127.4208),
    (0, 0, 0.5, 179.5, 19936288.5790),
    (0, 0, 0, 180, 20003931.4586),
    (0, 0, 0, 179.9, 20003008.4215),
    (90, 0, -90, 0, 20003931.4586),
    (30, 0, -30, 179.9, 20003008.4215),
    (-41.32, 174.81, 40.96, -5.5, 19959679.2674),
    (22.3, 114.17, 22.19, 113.55, 65062.2991),
    (23.10647, 113.32446, 22.54335, 114.05747, 97728.4074),
    (23, 113, 23, 113, 0.0000),
    (23, 113, 23.0000001, 113, 0.0111),
    (10, 179.9, 10, -179.9, 21927.8725),
    (89.9, 0, 89.9, 180, 22338.7957),
    (-30, 40, 30.1, -140.2, 19989833.7967),
    (0, 0, 0.001, 179.999, 20003820.7922),
    (45, 0, -45, 180, 20003931.4586),
    (22.54335, 114.05747, -22.54335, -65.94253, 20003931.4586),
    (-47.1664, 15.9225, -23.4081, 37.4112, 3258221.3027),
    (22.6297, -156.4096, -87.6298, 121.4889, 12466927.7913),
    (-43.3163, -95.6409, 89.2161, -10.7051, 14791541.5973),
    (60.5631, -8.5128, 25.0323, -125.7781, 8971079.4511),
    (24.2749, 132.4963, 4.1726, 86.8507, 5369797.6101),
    (30.8541, -156.9487, 46.4814, 32.7958, 11383850.8245),
  ]

  @Test(
    "lengths agree with GeographicLib to a millimetre, also between nearly opposite places", arguments: known)
  func reference(
    _ latitude1: Double, _ longitude1: Double, _ latitude2: Double, _ longitude2: Double, _ metres: Double
  ) {
    let (a, b) = (Province.coordinate(latitude1, longitude1), Province.coordinate(latitude2, longitude2))
    #expect((Geodesic.distance(a, b) - metres).magnitude < 0.001)
    #expect((Geodesic.distance(b, a) - metres).magnitude < 0.001)
    #expect((Geodesic.approximateDistance(a, b) - metres).magnitude <= metres * 0.006)
  }

  @Test("directions are degrees clockwise from north")
  func bearing() {
    let guangzhou = Province.coordinate(23.1, 113.3)
    #expect(Geodesic.bearing(from: guangzhou, to: Province.coordinate(24, 113.3)).magnitude < 1e-9)
    #expect((Geodesic.bearing(from: guangzhou, to: Province.coordinate(22, 113.3)) - 180).magnitude < 1e-9)
    #expect(
      (Geodesic.bearing(from: Province.coordinate(0, 0), to: Province.coordinate(0, 1)) - 90).magnitude < 1e-9
    )
    #expect(
      (Geodesic.bearing(from: Province.coordinate(0, 179), to: Province.coordinate(0, -179)) - 90).magnitude
        < 1e-9)
    #expect(Geodesic.bearing(from: guangzhou, to: guangzhou) == 0)
  }

  @Test("a box around a circle holds every place of the circle")
  func boxAroundCircle() {
    var random = SeededRandom(2)
    for _ in 0..<5000 {
      let centre = Province.coordinate(
        .random(in: -90...90, using: &random), .random(in: -180...180, using: &random))
      let reach = Double.random(in: 0...3, using: &random)
      let latitude = min(max(centre.latitude + .random(in: -reach...reach, using: &random), -90), 90)
      let other = Province.coordinate(latitude, .random(in: -180...180, using: &random))
      let radius = Geodesic.distance(centre, other)
      #expect(BoundingBox(around: centre, radius: radius).contains(other))
    }
    let pole = BoundingBox(around: Province.coordinate(89.999, 10), radius: 1000)
    #expect(pole.north == 90 && pole.west == -180 && pole.east == 180)
    #expect(BoundingBox(around: Province.coordinate(0, 179.99), radius: 5000).crossesAntimeridian)
    let nowhere = BoundingBox(around: Province.coordinate(23, 113), radius: .nan)
    #expect(nowhere.south == 23 && nowhere.north == 23)
  }

  @Test("a box is refused when it is upside down or holds what is no position")
  func boxRefusal() {
    #expect(BoundingBox(south: 2, west: 0, north: 1, east: 1) == nil)
    #expect(BoundingBox(south: .nan, west: 0, north: 1, east: 1) == nil)
    #expect(BoundingBox(south: 0, west: -181, north: 1, east: 1) == nil)
    #expect(
      BoundingBox(south: 0, west: 170, north: 1, east: -170)?.contains(Province.coordinate(0.5, 180)) == true)
    #expect(
      BoundingBox(south: 0, west: 170, north: 1, east: -170)?.contains(Province.coordinate(0.5, 0)) == false)
  }
}
