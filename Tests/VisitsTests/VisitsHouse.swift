import Evaluation
import Foundation
import Journal
import People
import SQL
import SearchIndex
import Site
import TestSupport
import Testing

@testable import Places
@testable import Visits

/// A museum on a fresh database, for tests that read like stories.
struct VisitsHouse {
  let database: Database
  let visits: Visits
  let clock: ManualClock
  let base: ID<Base>

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let migrations =
    JobQueue.migrations + Site.migrations + Journal.migrations + SearchIndex.migrations + People.migrations
    + Evaluation.migrations + Places.migrations + Visits.migrations

  /// Tuesday, 3 March 2026, 13:00 in Guangzhou.
  static let noon = Instant("2026-03-03T05:00:00Z") ?? Instant(milliseconds: 0)

  init(_ database: Database, rules: String = "default") async throws {
    let clock = ManualClock(Self.noon)
    let ids = IDGenerator(clock: clock.clock)
    self.database = database
    self.clock = clock
    let library = try VisitRulesLibrary(folder: Self.root + "/Policies/visits")
    let visits = Visits(
      database: database, journal: Journal(clock: clock.clock, ids: ids), clock: clock.clock, ids: ids, rules: library,
      calendar: try WorkingCalendar(file: Self.root + "/Policies/calendar.yaml"))
    self.visits = visits
    base = ids.next()
    let museum = Base(
      id: base, slug: "museum", version: 1, status: .published, updatedAt: clock.now,
      facts: BaseFacts(
        externalID: "1", names: LocalizedText(zhHans: "科学馆"), category: "st_venue", themes: [], region: "440106"))
    try await database.write { writer in
      try writer.execute(
        """
        INSERT INTO regions (code, level, kind, names, label_latitude, label_longitude)
        VALUES ('440106', 'county', 'district', '{"zh-Hans":"天河区"}', 23.1, 113.3)
        """)
      try writer.insert(museum, at: clock.now)
      try visits.choose(rules, for: museum.id, by: .command("test"), in: writer)
    }
  }

  static func rules(_ key: String) throws -> VisitRules {
    try #require(try VisitRulesLibrary(folder: root + "/Policies/visits")[key])
  }

  static func calendar() throws -> WorkingCalendar { try WorkingCalendar(file: root + "/Policies/calendar.yaml") }

  /// A session from ten to twelve on a day.
  static func session(_ day: String, at base: ID<Base> = ID(rawValue: 1), id: Int64 = 1) throws -> VisitSession {
    let day = try #require(Day(day))
    let start = Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000) + .seconds(2 * 3_600)
    return VisitSession(id: ID(rawValue: id), base: base, day: day, starts: start, ends: start + .seconds(7_200))
  }

  @discardableResult
  func add(_ day: String, id: Int64 = 1, _ places: SessionPlaces) async throws -> VisitSession {
    let session = try Self.session(day, at: base, id: id)
    return try await database.write { try visits.add(session, places, by: .command("test"), in: $0) }
  }

  static func request(
    _ who: String, _ audience: Audience = .individual, _ party: Party = Party(adults: 1), session: Int64 = 1,
    contact: String? = nil
  ) -> BookingRequest {
    BookingRequest(
      session: ID(rawValue: session), audience: audience, party: party, person: nil, booker: who, contact: contact ?? "t:\(who)",
      name: who)
  }

  func book(_ request: BookingRequest) async throws -> Booking {
    try await visits.together { try visits.book(request, by: .command("test"), in: $0) }
  }

  func wait(_ request: BookingRequest) async throws -> Waiting {
    try await database.write { try visits.wait(for: request, by: .command("test"), in: $0) }
  }

  @discardableResult
  func cancel(_ id: ID<Booking>) async throws -> Booking {
    try await database.write { try visits.cancel(id, by: .command("test"), in: $0) }
  }
}
