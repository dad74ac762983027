import Geo
import Testing

@Suite("GCJ-02 and BD-09")
struct ShiftedCoordinateTests {
  struct Vector: Sendable {
    let name: String
    let wgs84, gcj02, bd09: (Double, Double)
  }

  /// Domain rules §12.2; two independent libraries agree on them.
  static let vectors = [
    Vector(
      name: "Guangzhou", wgs84: (23.10647, 113.32446), gcj02: (23.103868, 113.329881),
      bd09: (23.109574, 113.336437)),
    Vector(
      name: "Shenzhen", wgs84: (22.54335, 114.05747), gcj02: (22.540632, 114.062584),
      bd09: (22.546290, 114.069134)),
    Vector(
      name: "Hengqin", wgs84: (22.13, 113.54), gcj02: (22.127096, 113.545110), bd09: (22.133185, 113.551605)),
    Vector(
      name: "Shaoguan", wgs84: (24.8, 113.6), gcj02: (24.796938, 113.605188), bd09: (24.802850, 113.611691)),
    Vector(
      name: "Zhanjiang", wgs84: (21.27, 110.36), gcj02: (21.267619, 110.364498), bd09: (21.273529, 110.371035)
    ),
    Vector(
      name: "Chaozhou", wgs84: (23.66, 116.62), gcj02: (23.657251, 116.624362), bd09: (23.663493, 116.630829)),
    Vector(name: "London", wgs84: (51.5007, -0.1246), gcj02: (51.5007, -0.1246), bd09: (51.5007, -0.1246)),
  ]

  @Test("known places convert to within 1e-5° (TC-162)", arguments: vectors)
  func vector(_ vector: Vector) {
    let place = Province.coordinate(vector.wgs84.0, vector.wgs84.1)
    let gcj02 = GCJ02Coordinate(place)
    #expect((gcj02.latitude - vector.gcj02.0).magnitude < 1e-5)
    #expect((gcj02.longitude - vector.gcj02.1).magnitude < 1e-5)
    let bd09 = BD09Coordinate(place)
    #expect((bd09.latitude - vector.bd09.0).magnitude < 1e-5)
    #expect((bd09.longitude - vector.bd09.1).magnitude < 1e-5)
    let between = BD09Coordinate(gcj02)
    #expect((between.latitude - bd09.latitude).magnitude < 1e-7)
    #expect((bd09.gcj02().longitude - gcj02.longitude).magnitude < 1e-7)
  }

  @Test("mainland places come back to within 0.1 m")
  func roundTrip() {
    var random = SeededRandom(1)
    for _ in 0..<2000 {
      let place = Province.coordinate(
        .random(in: 23...40, using: &random), .random(in: 100...116, using: &random))
      #expect(Geodesic.distance(place, GCJ02Coordinate(place).wgs84()) < 0.1)
      #expect(Geodesic.distance(place, BD09Coordinate(place).wgs84()) < 0.1)
      #expect(GCJ02Coordinate(place).latitude != place.latitude)
    }
  }

  static let unshifted = [
    ("Hong Kong Science Museum", 22.3010, 114.1777), ("the airport", 22.3089, 113.9144),
    ("Victoria Harbour", 22.29, 114.17), ("Sai Kung", 22.3833, 114.2708), ("Lo Wu", 22.5270, 114.1135),
    ("Macao Science Center", 22.1860, 113.5573), ("Coloane", 22.1170, 113.5510), ("Taipa", 22.1560, 113.5590),
    ("Taipei", 25.0330, 121.5654), ("Hanoi", 21.0278, 105.8342),
  ]

  @Test("outside the mainland nothing is shifted (TC-163)", arguments: unshifted)
  func outside(_ name: String, _ latitude: Double, _ longitude: Double) {
    let place = Province.coordinate(latitude, longitude)
    let gcj02 = GCJ02Coordinate(place)
    #expect(gcj02.latitude == latitude && gcj02.longitude == longitude)
    #expect(!ChinaOffset.mainlandOnly.applies(at: place))
  }

  static let shifted = [
    ("Luohu Port", 22.5316, 114.1132), ("Futian Port", 22.5165, 114.0695), ("Shekou", 22.478, 113.91),
    ("Gongbei Port", 22.2185, 113.5495), ("Hengqin", 22.13, 113.54), ("Zhuhai", 22.27, 113.577),
    ("Shenzhen", 22.54335, 114.05747), ("Yantian", 22.5570, 114.2370),
  ]

  @Test("the mainland's side of the border is shifted and comes back", arguments: shifted)
  func inside(_ name: String, _ latitude: Double, _ longitude: Double) {
    let place = Province.coordinate(latitude, longitude)
    #expect(ChinaOffset.mainlandOnly.applies(at: place))
    #expect(Geodesic.distance(place, GCJ02Coordinate(place).wgs84()) < 0.1)
  }

  @Test("a provider that shifts Hong Kong is taken at its word")
  func providerFlag() {
    let museum = Province.coordinate(22.3010, 114.1777)
    let shifted = GCJ02Coordinate(museum, offset: .everywhere)
    #expect(shifted.longitude - museum.longitude > 0.004)
    #expect(Geodesic.distance(museum, shifted.wgs84(offset: .everywhere)) < 0.1)
    let macao = Province.coordinate(22.1860, 113.5573)
    let onlyHongKong = ChinaOffset(shiftsHongKong: true, shiftsMacao: false)
    #expect(BD09Coordinate(macao, offset: onlyHongKong).latitude == macao.latitude)
  }

  @Test("what is no position is refused")
  func refusal() {
    #expect(Coordinate(latitude: .nan, longitude: 113) == nil)
    #expect(Coordinate(latitude: 23, longitude: .infinity) == nil)
    #expect(Coordinate(latitude: 90.000001, longitude: 0) == nil)
    #expect(Coordinate(latitude: 113, longitude: 23) == nil)
    #expect(GCJ02Coordinate(latitude: 0, longitude: 180.1) == nil)
    #expect(BD09Coordinate(latitude: .nan, longitude: .nan) == nil)
    #expect(Coordinate(latitude: -90, longitude: 180) != nil)
  }
}
