@testable import Geo

/// Made-up places for tests.
enum Province {
  static func coordinate(_ latitude: Double, _ longitude: Double) -> Coordinate {
    Coordinate(latitude: latitude, longitude: longitude)!
  }

  /// Dense towns, some scattered villages, and some places at exactly the same position.
  static func places(_ count: Int, seed: UInt64) -> [ClusterPoint] {
    var random = SeededRandom(seed)
    let towns = (0..<12).map { _ in
      (Double.random(in: 20.5...25, using: &random), Double.random(in: 110...117, using: &random))
    }
    var places: [ClusterPoint] = []
    for number in 0..<count {
      let position: Coordinate
      switch number % 10 {
      case 0:
        position = coordinate(.random(in: -89...89, using: &random), .random(in: -180...180, using: &random))
      case 1, 2:
        position = coordinate(
          .random(in: 20.5...25, using: &random), .random(in: 110...117, using: &random))
      case 3 where !places.isEmpty:
        position = places.randomElement(using: &random)!.coordinate
      default:
        let town = towns.randomElement(using: &random)!
        let spread = [0.0001, 0.002, 0.03].randomElement(using: &random)!
        position = coordinate(
          town.0 + .random(in: -spread...spread, using: &random),
          town.1 + .random(in: -spread...spread, using: &random))
      }
      places.append(place(Int64(number), at: position, &random))
    }
    return places
  }

  static func place(_ id: Int64, at coordinate: Coordinate, _ random: inout SeededRandom) -> ClusterPoint {
    ClusterPoint(
      id: id, coordinate: coordinate, tags: 1 << UInt64.random(in: 0..<8, using: &random),
      flags: 1 << UInt64.random(in: 0..<4, using: &random),
      region: .random(in: 440_100..<440_110, using: &random),
      schedule: Bool.random(using: &random) ? .random(in: 0..<70, using: &random) : nil)
  }

  /// From letting everything pass to letting nothing pass.
  static let filters: [ClusterFilter] = {
    var everything = ClusterFilter()
    everything.tagGroups = [0b1111]
    everything.flagGroups = [0b0111, 0b1110]
    everything.regions = [440_101, 440_102, 440_103, 440_104, 440_105, 999]
    everything.openSchedules = ScheduleSet(count: 70) { $0 % 4 != 0 }
    var theme = ClusterFilter()
    theme.tagGroups = [0b101]
    var open = ClusterFilter()
    open.openSchedules = ScheduleSet(count: 60) { $0 % 2 == 0 }
    var region = ClusterFilter()
    region.regions = [440_107]
    var nothing = ClusterFilter()
    nothing.flagGroups = [1 << 60]
    return [ClusterFilter(), theme, open, region, everything, nothing]
  }()

  /// Applies the filter the long way.
  static func passes(_ place: ClusterPoint, _ filter: ClusterFilter) -> Bool {
    for group in filter.tagGroups where place.tags & group == 0 { return false }
    for group in filter.flagGroups where place.flags & group == 0 { return false }
    if let regions = filter.regions, !regions.contains(place.region) { return false }
    if let open = filter.openSchedules {
      guard let schedule = place.schedule, open.contains(schedule) else { return false }
    }
    return true
  }
}
