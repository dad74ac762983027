import Evaluation
import Foundation
import Identity
import Journal
import People
import SQL
import SearchIndex
import Site
import TestSupport

@testable import Places

/// The shipped province on a fresh database, for tests that read like stories.
struct Province {
  let places: Places
  let database: Database
  let journal: Journal
  let clock: ManualClock

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let fixtures = root + "/Tests/Fixtures"
  static let files = SeedFiles(folder: root + "/Data")
  static let t = Localizer(.en)

  static let migrations =
    JobQueue.migrations + Site.migrations + Journal.migrations + SearchIndex.migrations + People.migrations
    + Evaluation.migrations
    + Places.migrations

  /// Tuesday, 24 November 2026, 11:00 in Guangzhou.
  static let noon = Instant("2026-11-24T03:00:00Z") ?? Instant(milliseconds: 0)

  init(_ database: Database) async throws {
    let clock = ManualClock(Self.noon)
    let ids = IDGenerator(clock: clock.clock)
    try await Self.files.load(into: database)
    journal = Journal(clock: clock.clock, ids: ids)
    self.database = database
    self.clock = clock
    let people = People(
      People.Tools(
        database: database, journal: journal, jobs: JobQueue(clock: clock.clock, ids: ids), clock: clock.clock, ids: ids),
      People.Options(
        policy: try PeoplePolicy(file: Self.root + "/Policies/people.yaml"), commonPasswords: [], passwordCost: .forTests,
        secret: "a secret of more than thirty-two characters", publicURL: "https://kepu.example", portalName: "Kepu",
        regionNames: { _ in nil }, localizer: { Localizer($0) }))
    places = try await Places.open(
      Places.Tools(database: database, people: people, journal: journal, search: SearchIndex(), clock: clock.clock, ids: ids),
      Places.Options(
        province: "440000", timeZone: "Asia/Shanghai", reviewNumber: nil, raster: nil,
        vocabularies: try Self.files.vocabularies(),
        photos: PhotoStore(folder: NSTemporaryDirectory() + "/kepu-photos-\(UUID())", patience: .seconds(600)),
        policy: try PlacesPolicy(file: Self.root + "/Policies/places.yaml")))
  }

  @discardableResult
  func load(_ file: String, dryRun: Bool = false, strict: Bool = false) async throws -> Places.ImportOutcome {
    clock.advance(by: .seconds(20))
    return try await places.importFile(
      "\(Self.fixtures)/\(file)", .init(isDryRun: dryRun, isStrict: strict), by: .init(actor: .command("test")),
      t: Self.t, progress: { _, _ in })
  }

  func entries() async throws -> [JournalRecord] {
    try await journal.seal(in: database)
    return try await database.read { try $0.journalRecords(after: 0, limit: 10_000) }
  }

  func find(_ query: String) async throws -> [String] {
    let snapshot = places.atlas.snapshot
    return try await database.read { [places] reader in
      let found = try BaseFinder(places: places).find(BaseFilter().with { $0.query = query }, in: snapshot, reader)
      return try reader.summaries(found.ids).map(\.name)
    }
  }
}

/// Runs a test in a fresh province on an engine.
func inProvince(_ engine: TestEngine, _ test: (Province) async throws -> Void) async throws {
  try await withDatabase(engine, Province.migrations) { database in try await test(try await Province(database)) }
}
