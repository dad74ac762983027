import Foundation
import Geo
import Journal
import Logging
import People
import Places
import SQL
import Site
import Synchronization

/// One-day tours: the days that can be booked now, and the tours that are.
public struct Tours: Sendable {
  let visits: Visits
  let planner: TourPlanner
  private let known = TourBaseMemory()
  private let ratings = TourRatingMemory()
  private let roads: RoadTimes?

  /// Tours over the room of visits.
  ///
  /// - Parameter routing: how a routing service is asked; without it ways take what their straight distances say.
  public init(_ visits: Visits, policy: TourPolicy, routing: Routing? = nil) {
    self.visits = visits
    planner = TourPlanner(policy)
    roads = routing.flatMap { routing in
      RoutingService(policy.source, key: routing.amapKey).map {
        RoadTimes($0, policy.factors, clock: visits.clock, logger: routing.logger, fetch: routing.fetch)
      }
    }
  }

  /// What it takes to ask a routing service.
  public struct Routing: Sendable {
    let amapKey: String?
    let logger: Logger
    let fetch: @Sendable (_ url: String) async throws -> Data

    /// A way to ask.
    ///
    /// - Parameters:
    ///   - amapKey: the key of Amap's web services, where they are asked.
    ///   - fetch: gets what is at an address, within a few seconds.
    public init(amapKey: String?, logger: Logger, fetch: @escaping @Sendable (_ url: String) async throws -> Data) {
      self.amapKey = amapKey
      self.logger = logger
      self.fetch = fetch
    }
  }

  /// The rules for tours.
  public var checks: TourChecks { TourChecks(planner.policy) }

  /// Proposes days for what somebody asks for, from the places that are free at this moment.
  ///
  /// - Parameter booker: by which whoever asks is known again, so that bases at which they may not book are left out.
  public func plan(_ request: TourRequest, for booker: (key: String, contact: String)? = nil) async throws -> TourProposals {
    await days(request, try await visits.database.read { try self.candidates(request, for: booker, $0) })
  }

  /// The best days over candidates; the ways between those that may be of use are asked for first.
  func days(_ request: TourRequest, _ candidates: [TourCandidate]) async -> TourProposals {
    guard let roads else { return planner.plan(request, candidates) }
    let start = request.start.coordinate
    let near = planner.worthAsking(request, candidates)
      .sorted { Geodesic.approximateDistance(start, $0.coordinate) < Geodesic.approximateDistance(start, $1.coordinate) }
      .prefix(roads.mostBases)
    await roads.learn(start: start, places: near.map(\.coordinate))
    return knownDays(request, Array(near))
  }

  /// The best days over a few candidates, by what is known of the ways now.
  func knownDays(_ request: TourRequest, _ candidates: [TourCandidate]) -> TourProposals {
    guard let roads else { return planner.plan(request, candidates) }
    let matrix = roads.matrix(start: request.start.coordinate, places: candidates.map(\.coordinate))
    return planner.plan(request, candidates, matrix: matrix)
  }

  /// The bases with sessions that the party could book now.
  func candidates(
    _ request: TourRequest, for booker: (key: String, contact: String)? = nil, _ reader: Reader
  ) throws -> [TourCandidate] {
    let rows = try reader.tourSessions(on: request.day, within: reach(request), for: request.audience)
    let now = visits.clock.now()
    let barred = try booker.map { key, contact in
      try reader.basesBarred(booker: key, contact: contact, on: now.localDay)
    }
    let bookable = try rows.filter { row in
      guard row.room >= request.party.people, barred?.contains(row.session.base) != true else { return false }
      return try mayBook(request, row.session, row.ruleset, at: now)
    }
    let versions = Dictionary(bookable.map { ($0.session.base, $0.baseVersion) }, uniquingKeysWith: { first, _ in first })
    let bases = try known.bases(versions, reader)
    let lunch = try reader.basesWithLunch()
    let ratings = try ratings.ratings(at: now, reader)
    return Dictionary(grouping: bookable, by: \.session.base).sorted { $0.key < $1.key }.compactMap { id, rows in
      bases[id].flatMap { base in candidate(base, rows, request, ratings[id], hasLunch: lunch.contains(id)) }
    }
  }

  private func mayBook(_ request: TourRequest, _ session: VisitSession, _ ruleset: String?, at now: Instant) throws -> Bool {
    var party = request.party
    party.agesConfirmed = true
    do {
      try visits.rules(named: ruleset)
        .check(party, as: request.audience, for: session, at: now, calendar: visits.calendar, stages: request.stages)
      return true
    } catch is BookingRefusal { return false }
  }

  private func candidate(
    _ base: Base, _ rows: [TourSessionRow], _ request: TourRequest, _ rating: GivenRating?, hasLunch: Bool
  ) -> TourCandidate? {
    guard let position = base.facts.position, position.accuracy != .district else { return nil }
    return TourCandidate(
      base: base.id, coordinate: position.coordinate, themes: base.facts.themes, rating: rating.map(planner.policy.rating),
      isAccessible: base.facts.accessibility?.contains("step_free") == true,
      isNamed: planner.policy.isNamed(base, on: request.day),
      hasLunch: hasLunch,
      sessions: rows.map { row in
        TourSession(
          id: row.session.id, start: row.session.startMinute, end: row.session.endMinute, freePlaces: row.room,
          freeGuides: row.guides)
      })
  }

  /// A box that holds every place near enough to the start, with a little to spare.
  private func reach(_ request: TourRequest) -> BoundingBox {
    BoundingBox(
      around: request.start.coordinate, radius: planner.policy.factors.farthest(minutes: planner.policy.farthest) * 1.01)
  }

  /// Says that groups can have lunch at a base, in words for them; `nil` takes it back.
  public func setLunch(_ note: String?, at base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try writer.setLunch(note, at: base, at: visits.clock.now())
    try visits.journal.record(
      JournalEntry(note == nil ? "lunch.ended" : "lunch.offered", on: .init("base", base), by: actor), in: writer)
  }
}

extension TourPolicy {
  /// Whether a base may be part of a tour on a day (domain rule §9.3: all bases of a tour are named, and not expired); where no
  /// scheme is known, the level at which it is named counts.
  func isNamed(_ base: Base, on day: Day) -> Bool {
    guard onlyNamed, let namings = base.facts.namings else { return !onlyNamed || base.facts.level != nil }
    return namings.contains { naming in (0...yearsAfter).contains { naming.holds(in: day.year - $0) } }
  }
}

extension VisitSession {
  /// Minutes after midnight at which it begins.
  var startMinute: Int { Int((starts.milliseconds - day.localStart.milliseconds) / 60_000) }
  /// Minutes after midnight at which it ends.
  var endMinute: Int { Int((ends.milliseconds - day.localStart.milliseconds) / 60_000) }
}

/// Bases as they were read last, so that a thousand of them are not decoded for every request; one that changed is read anew.
private final class TourBaseMemory: Sendable {
  private let bases = Mutex<[ID<Base>: Base]>([:])

  func bases(_ versions: [ID<Base>: Int], _ reader: Reader) throws -> [ID<Base>: Base] {
    let known = bases.withLock { kept in
      versions.compactMap { id, version in kept[id].flatMap { $0.version == version ? $0 : nil } }
    }
    var found = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = versions.keys.filter { found[$0] == nil }.sorted()
    for start in stride(from: 0, to: missing.count, by: 500) {
      for row in try reader.tourBases(Array(missing[start..<min(start + 500, missing.count)])) { found[row.base.id] = row.base }
    }
    let fresh = found
    if !missing.isEmpty { bases.withLock { $0.merge(fresh) { $0.version > $1.version ? $0 : $1 } } }
    return found
  }
}

/// What schools said of bases, as it was read last: one more rating may count some minutes later, and a plan asks for nothing more.
private final class TourRatingMemory: Sendable {
  private let read = Mutex<(at: Instant, ratings: [ID<Base>: GivenRating])?>(nil)

  func ratings(at now: Instant, _ reader: Reader) throws -> [ID<Base>: GivenRating] {
    if let known = read.withLock({ $0 }), known.at <= now, now < known.at + .seconds(300) { return known.ratings }
    let rows = try reader.givenRatings()
    let ratings = Dictionary(rows.map { ($0.base, $0) }, uniquingKeysWith: { first, _ in first })
    read.withLock { $0 = (now, ratings) }
    return ratings
  }
}
