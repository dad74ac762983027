import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

@Suite("Places that are kept for some")
struct KeptPlacesTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 33)
    }
  }

  private static let day = Day(daysSince1970: 20_515)
  private static let sets: [Set<Audience>] = [[.group], [.school], [.concession]]

  /// Whether so many more of an audience leave everything that is kept in place.
  private func fits(_ people: Int, _ audience: Audience, _ taken: [Audience: Int], _ kept: [KeptPlaces], _ places: Int) -> Bool {
    var after = taken
    after[audience, default: 0] += people
    let left = kept.reduce(0) { sum, part in sum + max(0, part.places - part.audiences.reduce(0) { $0 + (after[$1] ?? 0) }) }
    return after.values.reduce(0, +) + left <= places
  }

  @Test("counters refuse exactly what would take a place that is kept for others", arguments: 0..<200)
  func exactness(_ seed: Int) {
    var random = Random(state: UInt64(seed) &* 7_919 &+ 1)
    let places = Int.random(in: 1...30, using: &random)
    var left = places
    let kept = Self.sets.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random)).map { set in
      let part = Int.random(in: 0...left, using: &random)
      left -= part
      return KeptPlaces(for: set, part)
    }
    let counters = KeptCounters(kept, of: places, on: Self.day, now: Self.day.localStart).counters
    var taken: [Audience: Int] = [:]
    for _ in 0..<60 {
      let audience = Audience.allCases.randomElement(using: &random) ?? .individual
      let people = Int.random(in: 1...4, using: &random)
      let all = taken.values.reduce(0, +) + people <= places
      let isAllowed = counters.filter { $0.audiences.contains(audience) }.allSatisfy { counter in
        counter.audiences.reduce(0) { $0 + (taken[$1] ?? 0) } + people <= counter.capacity
      }
      #expect((all && isAllowed) == fits(people, audience, taken, kept, places))
      if all, isAllowed { taken[audience, default: 0] += people }
      if Bool.random(using: &random), let back = taken.filter({ $0.value > 0 }).keys.min(by: { $0.rawValue < $1.rawValue }) {
        taken[back, default: 0] -= 1
      }
    }
  }

  @Test("what is kept has a time of its own for each audience, over the database", arguments: TestDatabase.engines)
  func releases(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      let facts = VisitOffer.Facts(
        names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: [.saturday], starts: [600], minutes: 120,
        first: try #require(Day("2026-03-07")), last: Day("2026-03-07"), places: 60,
        kept: [
          KeptPlaces(for: [.group], 25, release: .init(days: 3, minute: 720)),
          KeptPlaces(for: [.school], 30, release: .init(days: 1, minute: 540)), KeptPlaces(for: [.concession], 2),
        ])
      let (offer, _) = try await database.write { try house.visits.offer(facts, at: house.base, by: .command("test"), in: $0) }
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: house.clock.now).first })
      func room(_ audience: Audience) async throws -> Int {
        try await database.read { try $0.pools(of: session.id).room(for: audience) }
      }
      func release(_ moment: String) async throws -> Int {
        house.clock.now = try #require(Instant(moment))
        return try await database.write { try house.visits.releaseQuotas(in: $0) }
      }
      #expect(try await [room(.individual), room(.group), room(.school), room(.concession)] == [3, 28, 33, 5])
      _ = try await house.book(
        VisitsHouse.request("a", .individual, Party(adults: 3), session: session.id.rawValue))
      #expect(try await [room(.individual), room(.group), room(.school), room(.concession)] == [0, 25, 30, 2])
      #expect(try await release("2026-03-04T03:59:59Z") == 0)
      #expect(try await release("2026-03-04T04:00:00Z") == 1)
      #expect(try await [room(.individual), room(.group), room(.school), room(.concession)] == [25, 25, 55, 27])
      #expect(try await release("2026-03-06T01:00:00Z") == 1)
      #expect(try await release("2026-03-06T01:00:00Z") == 0)
      #expect(try await [room(.individual), room(.group), room(.school), room(.concession)] == [55, 55, 55, 57])
      #expect(try await house.visits.account() == PlacesAccount(given: 3, wrongPools: 0, oversold: 0))
    }
  }
}
