/// Outlines that decide where map providers shift positions. They say nothing about boundaries.
enum Territory {
  /// Whether the shifted systems are in use around here: mainland China by the coarse boxes below, Hong Kong, Macao.
  static func isChina(_ coordinate: Coordinate) -> Bool {
    covered.contains { $0.contains(coordinate) } && !left.contains { $0.contains(coordinate) }
  }

  /// Whether a shifted position could lie here: no shift is longer than 0.02°.
  static func isNearChina(_ coordinate: Coordinate) -> Bool {
    let (latitude, longitude) = (coordinate.latitude, coordinate.longitude)
    return [(0.0, 0.0), (-0.02, -0.02), (-0.02, 0.02), (0.02, -0.02), (0.02, 0.02)].contains { step in
      isChina(Coordinate(clamping: latitude + step.0, longitude + step.1))
    }
  }

  /// Hong Kong with its harbours and 1 km of sea, along the Shenzhen River within 250 m.
  ///
  /// Derived from the 18 districts (adcodes 810001–810018) of the county boundaries that the project ships: united,
  /// closed by 6 km, set 1.2 km outward, the mainland's counties taken off, simplified to 0.0022°.
  static let hongKong = Ring(pairs: [
    113.8305, 22.2379, 113.8780, 22.2969, 113.8830, 22.3172, 113.8950, 22.3293, 113.9034, 22.3456,
    113.9053, 22.3593, 113.9005, 22.4052, 113.9018, 22.4213, 113.9054, 22.4272, 113.9299, 22.4387,
    113.9490, 22.4591, 113.9691, 22.4711, 113.9911, 22.4985, 114.0092, 22.5059, 114.0231, 22.5167,
    114.0261, 22.5177, 114.0304, 22.5067, 114.0570, 22.5053, 114.0640, 22.5162, 114.0785, 22.5160,
    114.0835, 22.5197, 114.0849, 22.5250, 114.0800, 22.5313, 114.0907, 22.5377, 114.1088, 22.5359,
    114.1125, 22.5300, 114.1248, 22.5405, 114.1433, 22.5423, 114.1616, 22.5624, 114.1831, 22.5557,
    114.2162, 22.5554, 114.2244, 22.5508, 114.2258, 22.5455, 114.2431, 22.5586, 114.2677, 22.5568,
    114.3419, 22.5198, 114.3465, 22.5117, 114.3469, 22.4866, 114.3577, 22.4663, 114.3767, 22.4534,
    114.4002, 22.4489, 114.4059, 22.4418, 114.4091, 22.4227, 114.4024, 22.3994, 114.4021, 22.3626,
    114.3776, 22.3433, 114.3483, 22.3334, 114.3367, 22.3256, 114.3278, 22.3148, 114.3120, 22.2807,
    114.2981, 22.2625, 114.2811, 22.2484, 114.2739, 22.2364, 114.2705, 22.2229, 114.2716, 22.2032,
    114.2864, 22.1645, 114.2845, 22.1567, 114.2781, 22.1519, 114.2491, 22.1500, 114.2259, 22.1757,
    114.1824, 22.1934, 114.1555, 22.1881, 114.1320, 22.1678, 114.1145, 22.1691, 114.1077, 22.1754,
    114.1049, 22.1942, 114.0961, 22.2116, 114.0821, 22.2242, 114.0644, 22.2305, 114.0411, 22.2281,
    114.0158, 22.2093, 113.9890, 22.2012, 113.9597, 22.2064, 113.9158, 22.1947, 113.8891, 22.1966,
    113.8689, 22.1908, 113.8386, 22.1970, 113.8306, 22.2060,
  ])

  /// Macao's peninsula and islands with 400 m of sea; the campus leased on Hengqin counts as Hengqin.
  ///
  /// Derived like ``hongKong`` from adcode 820000: closed by 2 km, set 400 m outward, Zhuhai taken off, simplified
  /// to 0.0008°.
  static let macao = Ring(pairs: [
    113.5476, 22.1422, 113.5362, 22.1702, 113.5293, 22.1792, 113.5301, 22.1954, 113.5346, 22.2074,
    113.5349, 22.2135, 113.5513, 22.2156, 113.5533, 22.2191, 113.5553, 22.2162, 113.5640, 22.1794,
    113.5690, 22.1736, 113.5768, 22.1699, 113.5934, 22.1482, 113.5926, 22.1449, 113.5723, 22.1152,
    113.5510, 22.1084, 113.5469, 22.1100,
  ])

  /// The boxes that converters of shifted coordinates commonly use, tighter than one rectangle around the country.
  private static let covered = boxes([
    (42.8899, 79.4462, 49.2204, 96.33), (39.3742, 109.6872, 54.1415, 135.0002),
    (29.5297, 73.124_6, 42.8899, 124.143_255), (26.7186, 82.9684, 29.5297, 97.0352),
    (20.414_096, 97.0253, 29.5297, 124.367_395), (17.871_542, 107.975_793, 20.414_096, 111.744_104),
  ])

  /// What the boxes above hold too much of.
  private static let left = boxes([
    (21.785_006, 119.921_265, 25.398_623, 122.497_559), (20.0988, 101.8652, 22.284, 106.665),
    (20.4878, 106.4525, 21.5422, 108.051), (50.3257, 109.0323, 55.8175, 119.127),
    (49.5574, 127.4568, 55.8175, 137.0227), (42.5692, 131.2662, 44.8922, 137.0227),
  ])

  /// South, west, north, east.
  private static func boxes(_ edges: [(Double, Double, Double, Double)]) -> [BoundingBox] {
    edges.compactMap { BoundingBox(south: $0.0, west: $0.1, north: $0.2, east: $0.3) }
  }
}
