import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("What a day has")
struct AvailabilityTests {
  private static let day = Day(daysSince1970: 20_520)

  /// Some sessions of a day, each with places of its own, that share a hall by quarters of an hour.
  private struct Sample {
    let sessions: [(from: Int, until: Int, places: Int)]
    let hall: [Int]

    init(_ random: inout SeededRandom) {
      hall = (0..<6).map { _ in Int.random(in: 0...4, using: &random) }
      sessions = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        let from = Int.random(in: 0..<6, using: &random)
        return (from, Int.random(in: from + 1...6, using: &random), Int.random(in: 0...4, using: &random))
      }
    }

    /// Most people that fit, by trying everything.
    func most(_ number: Int = 0, _ left: [Int]? = nil) -> Int {
      guard number < sessions.count else { return 0 }
      let (session, left) = (sessions[number], left ?? hall)
      let room = min(session.places, left[session.from..<session.until].min() ?? 0)
      return (0...room).map { people in
        var next = left
        for quarter in session.from..<session.until { next[quarter] -= people }
        return people + most(number + 1, next)
      }.max() ?? 0
    }

    func open() throws -> [OpenSession] {
      sessions.enumerated().map { number, session in
        let begin = AvailabilityTests.day.localStart + .seconds(36_000)
        let own = Pool(
          id: ID(rawValue: Int64(100 + number)), kind: .session, capacity: session.places, taken: 0, audiences: nil, per: 1)
        let quarters = (session.from..<session.until).map { quarter in
          Pool(id: ID(rawValue: Int64(quarter + 1)), kind: .hall, capacity: hall[quarter] + 5, taken: 5, audiences: nil, per: 1)
        }
        return OpenSession(
          session: VisitSession(
            id: ID(rawValue: Int64(number + 1)), base: ID(rawValue: 1), day: AvailabilityTests.day,
            starts: begin + .seconds(Int64(session.from) * 900), ends: begin + .seconds(Int64(session.until) * 900)),
          pools: [own] + quarters)
      }
    }
  }

  @Test("a hall that sessions share is counted once: the places of a day are the most people that fit")
  func halls() throws {
    var random = SeededRandom(26)
    var shared = 0
    let (rules, calendar) = (try VisitsHouse.rules("default"), try VisitsHouse.calendar())
    for _ in 0..<500 {
      let sample = Sample(&random)
      let found = Availability(
        sessions: try sample.open(), rules: rules, audience: .individual, now: Self.day.adding(days: -2).localStart,
        calendar: calendar)
      let most = sample.most()
      #expect(found.state(of: Self.day) == (most > 0 ? .places(most) : .full))
      let apart = try sample.open().map { $0.pools.room(for: .individual) }.reduce(0, +)
      if most < apart { shared += 1 }
    }
    #expect(shared > 50)
  }
}
