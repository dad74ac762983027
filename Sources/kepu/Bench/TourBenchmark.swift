import Geo
import Places
import SQL
import Visits

/// The province over which `kepu bench tours` plans: the same on every run, so that figures compare.
struct TourBenchmark {
  /// How the bases lie.
  enum Spread: String, CaseIterable, Sendable {
    /// Around 21 cities of very different size, as in Guangdong.
    case cities = "around 21 cities, as in Guangdong"
    /// All within one large city, the hardest case: everything is in reach.
    case oneCity = "all in one city of 40 km"
  }

  /// The planner with the policy that ships.
  let planner = TourPlanner(TourPolicy())
  /// The bases with their sessions.
  let candidates: [TourCandidate]
  private let cities: [(latitude: Double, longitude: Double, spread: Double)]
  private var random = SeededGenerator(seed: 2026)

  /// A province with so many bases, each with so many sessions that day, of which a third is full.
  init(bases: Int, sessions: Int, _ spread: Spread) {
    var random = SeededGenerator(seed: 2026)
    // The middle of each city and its share of the bases: a few large ones, many small.
    cities =
      spread == .oneCity
      ? [(23.1, 113.3, 0.2)]
      : (0..<21).map { number in
        if number < 6 {
          return (
            Double.random(in: 22.5...23.2, using: &random), Double.random(in: 113.0...114.2, using: &random),
            Double.random(in: 0.1...0.25, using: &random)
          )
        }
        return (
          Double.random(in: 21.2...25.0, using: &random), Double.random(in: 110.2...117.0, using: &random),
          Double.random(in: 0.1...0.3, using: &random)
        )
      }
    let themes = (1...32).map { "theme\($0)" }
    var candidates: [TourCandidate] = []
    for number in 1...bases {
      // Half of the bases are in the six cities of the delta.
      let city = cities[cities.count == 1 ? 0 : Int.random(in: number % 2 == 0 ? 0..<6 : 0..<21, using: &random)]
      let times = Self.sessions(sessions, base: number, &random)
      candidates.append(
        TourCandidate(
          base: ID(rawValue: Int64(number)), coordinate: Self.place(near: city, &random),
          themes: (0..<Int.random(in: 1...3, using: &random)).map { _ in themes[Int.random(in: 0..<32, using: &random)] },
          rating: number % 4 == 0 ? nil : Int.random(in: 300...1_000, using: &random),
          isAccessible: Int.random(in: 0..<3, using: &random) > 0, isNamed: true,
          hasLunch: Int.random(in: 0..<2, using: &random) == 0, sessions: times))
    }
    self.candidates = candidates
    self.random = random
  }

  /// Sessions of 45 to 120 minutes, begun between 8:30 and 16:00.
  private static func sessions(_ count: Int, base: Int, _ random: inout SeededGenerator) -> [TourSession] {
    (0..<count).map { number in
      let start = 510 + 15 * Int.random(in: 0...30, using: &random)
      let isFull = Int.random(in: 0..<3, using: &random) == 0
      return TourSession(
        id: ID(rawValue: Int64(base * 100 + number)), start: start, end: start + 15 * Int.random(in: 3...8, using: &random),
        freePlaces: isFull ? Int.random(in: 0..<20, using: &random) : Int.random(in: 20...150, using: &random),
        freeGuides: number % 2 == 0 ? nil : Int.random(in: 0...4, using: &random))
    }
  }

  private static func place(
    near city: (latitude: Double, longitude: Double, spread: Double), _ random: inout SeededGenerator
  ) -> Coordinate {
    let range = -city.spread...city.spread
    let (north, east) = (Double.random(in: range, using: &random), Double.random(in: range, using: &random))
    guard let place = Coordinate(latitude: city.latitude + north, longitude: city.longitude + east) else {
      preconditionFailure("the cities are on the earth")
    }
    return place
  }

  /// The next request: a group of 10 to 80 near one of the cities.
  mutating func request() -> TourRequest {
    let city = cities[Int.random(in: 0..<cities.count, using: &random)]
    let pupils = Int.random(in: 10...75, using: &random)
    var request = TourRequest(
      start: Self.place(near: city, &random), day: Day(daysSince1970: 20_786),
      party: Party(minors: pupils, teachers: (pupils + 19) / 20))
    request.themes = Set(
      (0..<Int.random(in: 0...3, using: &random)).map { _ in "theme\(Int.random(in: 1...32, using: &random))" })
    request.latestReturn = 16 * 60 + 30 * Int.random(in: 0...4, using: &random)
    request.needsAccess = Int.random(in: 0..<5, using: &random) == 0
    request.bringsLunch = Int.random(in: 0..<2, using: &random) == 0
    request.visited = Set((0..<5).map { _ in ID(rawValue: Int64.random(in: 1...Int64(candidates.count), using: &random)) })
    return request
  }
}
