import SQL
import Site
import TestSupport
import Testing

@testable import Visits

/// Chance books, holds, changes and gives back in a session of which places are kept for some, while their times come.
@Suite("Kept places under chance")
struct KeptBookingsTests {
  @Test(
    "whatever chance does, nobody gets a place that is kept for others, and nobody is refused one that is not",
    arguments: TestDatabase.engines)
  func model(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      var (accepted, refused, freed) = (0, 0, 0)
      for seed in 1...6 {
        var random = SeededRandom(UInt64(seed) &* 40_503)
        house.clock.now = VisitsHouse.noon
        var world = try await World(house, seed, &random)
        for step in 0..<60 {
          try await world.step("seed \(seed), step \(step)", &random)
          let wrong = try await database.read { try $0.wrongPools() }
          #expect(wrong.isEmpty, "seed \(seed), step \(step)")
        }
        accepted += world.accepted
        refused += world.refused
        freed += world.freed
      }
      #expect(accepted > 60 && refused > 40 && freed > 3, "\(accepted) \(refused) \(freed)")
      #expect(try await house.visits.account().oversold == 0)
    }
  }
}

/// A session and what a clerk with a pencil knows of it.
private struct World {
  private struct Given {
    let audience: Audience
    var people: Int
    var heldUntil: Instant?
  }

  private let house: VisitsHouse
  private let session: VisitSession
  private let places: Int
  private var kept: [KeptPlaces]
  private var given: [ID<Booking>: Given] = [:]
  private var number = 0
  private let name: String
  private(set) var (accepted, refused, freed) = (0, 0, 0)

  init(_ house: VisitsHouse, _ seed: Int, _ random: inout SeededRandom) async throws {
    self.house = house
    name = "w\(seed)"
    places = Int.random(in: 60...120, using: &random)
    // Groups and schools together, or each by themselves; released in the next two days, or never.
    let sets: [Set<Audience>] =
      Bool.random(using: &random) ? [[.group, .school], [.concession]] : [[.group], [.school], [.concession]]
    kept = []
    var left = places
    for set in sets {
      let part = Int.random(in: 0...left * 2 / 3, using: &random)
      left -= part
      let release = KeptPlaces.Release(
        days: Int.random(in: 3...5, using: &random), minute: Int.random(in: 0...1_439, using: &random))
      kept.append(KeptPlaces(for: set, part, release: Int.random(in: 0..<4, using: &random) == 0 ? nil : release))
    }
    let facts = VisitOffer.Facts(
      names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: [.sunday], starts: [540 + 60 * seed], minutes: 60,
      first: try #require(Day("2026-03-08")), last: Day("2026-03-08"), places: places, kept: kept)
    let (offer, _) = try await house.database.write {
      try house.visits.offer(facts, at: house.base, by: .command("test"), in: $0)
    }
    session = try #require(try await house.database.read { try $0.sessions(of: offer.id, after: house.clock.now).first })
    kept = kept.filter { part in part.release.map { house.clock.now < $0.moment(of: session.day) } ?? true }
  }

  private func fits(_ audience: Audience, _ more: Int) -> Bool {
    var taken: [Audience: Int] = [audience: more]
    for each in given.values { taken[each.audience, default: 0] += each.people }
    let left = kept.reduce(0) { sum, part in sum + max(0, part.places - part.audiences.reduce(0) { $0 + (taken[$1] ?? 0) }) }
    return taken.values.reduce(0, +) + left <= places
  }

  private mutating func count(_ isDone: Bool, _ expected: Bool, _ comment: Comment) {
    #expect(isDone == expected, comment)
    if isDone { accepted += 1 } else { refused += 1 }
  }

  private func party(_ audience: Audience, _ random: inout SeededRandom) -> Party {
    switch audience {
    case .individual, .concession: Party(adults: Int.random(in: 1...4, using: &random))
    case .group: Party(adults: Int.random(in: 20...30, using: &random))
    case .school: Party(minors: 20, teachers: Int.random(in: 1...9, using: &random))
    }
  }

  mutating func step(_ comment: Comment, _ random: inout SeededRandom) async throws {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<6: try await ask(comment, &random)
    case 6..<8: try await giveBack(comment, &random)
    case 8..<9: try await change(comment, &random)
    case 9..<10: try await confirm(comment, &random)
    default: try await wait(comment, &random)
    }
  }

  private mutating func ask(_ comment: Comment, _ random: inout SeededRandom) async throws {
    let audience = Audience.allCases.randomElement(using: &random) ?? .individual
    let party = party(audience, &random)
    number += 1
    let request = BookingRequest(
      session: session.id, audience: audience, party: party, person: nil, booker: "\(name):\(number)",
      contact: "t:\(name):\(number)",
      name: name)
    let isHeld = Bool.random(using: &random)
    let (house, expected) = (house, fits(audience, party.people))
    let answer = try await refusable {
      try await house.visits.together { writer in
        isHeld
          ? try house.visits.hold(request, by: .command("test"), in: writer)
          : try house.visits.book(request, by: .command("test"), in: writer)
      }
    }
    count(answer != nil, expected, comment)
    if let answer { given[answer.id] = Given(audience: audience, people: party.people, heldUntil: answer.heldUntil) }
  }

  private mutating func giveBack(_ comment: Comment, _ random: inout SeededRandom) async throws {
    guard let id = given.keys.sorted().randomElement(using: &random) else { return }
    let house = house
    let answer = try await refusable { try await house.cancel(id) }
    #expect(answer != nil, comment)
    given[id] = nil
  }

  private mutating func change(_ comment: Comment, _ random: inout SeededRandom) async throws {
    guard let id = given.keys.sorted().randomElement(using: &random), let known = given[id] else { return }
    let party = party(known.audience, &random)
    let (house, expected) = (house, fits(known.audience, party.people - known.people))
    let answer = try await refusable {
      try await house.database.write { try house.visits.change(id, to: party, by: .command("test"), in: $0) }
    }
    count(answer != nil, expected, comment)
    if answer != nil { given[id]?.people = party.people }
  }

  private mutating func confirm(_ comment: Comment, _ random: inout SeededRandom) async throws {
    guard let id = given.filter({ $0.value.heldUntil != nil }).keys.sorted().randomElement(using: &random) else { return }
    let house = house
    let booking = try await house.database.write { try house.visits.confirm(id, by: .command("test"), in: $0) }
    #expect(booking.state == .booked, comment)
    given[id]?.heldUntil = nil
  }

  /// Lets some hours pass, and what repeats does its work; holds whose time is over count no more, whether somebody came by to end
  /// them or not.
  private mutating func wait(_ comment: Comment, _ random: inout SeededRandom) async throws {
    let latest = try #require(Instant("2026-03-05T14:00:00Z"))
    house.clock.now = min(latest, house.clock.now + .seconds(Int64.random(in: 60...18_000, using: &random)))
    let (house, now, day) = (house, house.clock.now, session.day)
    let comesBy = Bool.random(using: &random)
    let released = try await house.database.write { writer in
      if comesBy { _ = try house.visits.expireHolds(in: writer) }
      return try house.visits.releaseQuotas(in: writer)
    }
    given = given.filter { $0.value.heldUntil.map { now < $0 } ?? true }
    let still = kept.filter { part in part.places == 0 || part.release.map { now < $0.moment(of: day) } ?? true }
    #expect(released > 0 || still.count == kept.count, comment)
    freed += kept.count - still.count
    kept = still
  }

  /// The answer, or nothing where the rules refuse for want of places.
  private func refusable(_ act: () async throws -> Booking) async throws -> Booking? {
    do { return try await act() } catch BookingRefusal.full { return nil }
  }
}
