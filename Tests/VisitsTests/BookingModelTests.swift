import SQL
import TestSupport
import Testing

@testable import Visits

/// Chance books, changes, gives back, waits and lets time pass, from many tasks at once; afterwards every place is accounted for.
@Suite("Bookings under chance")
struct BookingModelTests {
  @Test("many at once on one session never take more than it has, and never lose a place", arguments: TestDatabase.engines)
  func crowd(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", SessionPlaces(60, quotas: [.individual: 40, .concession: 30]))
      let given = try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<80 {
          group.addTask {
            let audience: Audience = task.isMultiple(of: 2) ? .individual : .concession
            do {
              return try await house.book(VisitsHouse.request("p\(task)", audience, Party(adults: task % 3 + 1))).people
            } catch BookingRefusal.full { return 0 }
          }
        }
        return try await group.reduce(0, +)
      }
      let (bookings, pools, wrong) = try await database.read { reader in
        let session = ID<VisitSession>(rawValue: 1)
        return (try reader.bookings(in: session), try reader.pools(of: session), try reader.wrongPools())
      }
      #expect(given == bookings.map(\.people).reduce(0, +))
      #expect(wrong.isEmpty)
      // More was asked for than there is, so what is left is less than the largest party.
      let total = pools.first { $0.kind == .session }
      #expect((total?.free ?? 99) < 3)
    }
  }

  @Test("whatever chance does, answers are those of a model that does one thing after another", arguments: TestDatabase.engines)
  func model(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", SessionPlaces(12, quotas: [.individual: 8, .concession: 7]))
      var random = SeededRandom(20_261_126)
      var model = Model(places: 12, quotas: [.individual: 8, .concession: 7])
      var known: [ID<Booking>] = []
      for step in 0..<300 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
          let audience: Audience = Bool.random(using: &random) ? .individual : .concession
          let people = Int.random(in: 1...4, using: &random)
          let request = VisitsHouse.request("p\(step)", audience, Party(adults: people))
          let answer = try? await house.book(request)
          #expect((answer != nil) == model.book(answer?.id, audience, people), "step \(step)")
          if let answer { known.append(answer.id) }
        case 5..<8:
          guard let id = known.randomElement(using: &random) else { continue }
          let answer = try? await house.cancel(id)
          #expect((answer != nil) == model.cancel(id), "step \(step)")
        default:
          guard let id = known.randomElement(using: &random) else { continue }
          let party = Party(adults: Int.random(in: 1...4, using: &random))
          let answer = try? await database.write { try house.visits.change(id, to: party, by: .command("test"), in: $0) }
          #expect((answer != nil) == model.change(id, to: party.people), "step \(step)")
        }
        let wrong = try await database.read { try $0.wrongPools() }
        #expect(wrong.isEmpty, "step \(step)")
      }
    }
  }
}

/// What a clerk with a pencil would do.
private struct Model {
  let places: Int
  let quotas: [Audience: Int]
  private var given: [ID<Booking>: (audience: Audience, people: Int)] = [:]

  init(places: Int, quotas: [Audience: Int]) {
    self.places = places
    self.quotas = quotas
  }

  private func fits(_ audience: Audience, _ more: Int) -> Bool {
    let all = given.values.map(\.people).reduce(0, +)
    let same = given.values.filter { $0.audience == audience }.map(\.people).reduce(0, +)
    return all + more <= places && same + more <= quotas[audience] ?? .max
  }

  mutating func book(_ id: ID<Booking>?, _ audience: Audience, _ people: Int) -> Bool {
    guard fits(audience, people) else { return false }
    if let id { given[id] = (audience, people) }
    return true
  }

  mutating func cancel(_ id: ID<Booking>) -> Bool { given.removeValue(forKey: id) != nil }

  mutating func change(_ id: ID<Booking>, to people: Int) -> Bool {
    guard let (audience, before) = given[id], fits(audience, people - before) else { return false }
    given[id] = (audience, people)
    return true
  }
}
