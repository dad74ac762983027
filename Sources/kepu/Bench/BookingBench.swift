import ArgumentParser
import Evaluation
import Journal
import Places
import SQL
import Server
import Visits

/// The room of visits over a database that may be thrown away, with new sessions in it, for measuring bookings.
struct BookingBench {
  let portal: Portal
  let visits: Visits
  let ids: IDGenerator

  /// Opens the database of the settings and brings its tables up to date.
  init(_ settings: Settings) async throws {
    let (portal, ids) = (try await Portal.open(settings), IDGenerator())
    try await portal.database.migrate(Visits.migrations)
    let home = settings["home"] ?? "."
    (self.portal, self.ids) = (portal, ids)
    visits = Visits(
      database: portal.database, journal: Journal(ids: ids), clock: .system, ids: ids,
      rules: try VisitRulesLibrary(folder: home + "/Policies/visits"),
      calendar: try WorkingCalendar(file: home + "/Policies/calendar.yaml"))
  }

  /// New sessions the day after tomorrow, when the general rules give places.
  func makeSessions(_ count: Int, places: Int) async throws -> [ID<VisitSession>] {
    let now = Clock.system.now()
    let start = now + .seconds(2 * 86_400)
    let (visits, ids) = (visits, ids)
    return try await portal.database.write { writer in
      guard let base = try writer.anyBase() else { throw ValidationError("The database has no base.") }
      return try (0..<count).map { _ in
        let session = VisitSession(
          id: ids.next(), base: base, day: start.localDay, starts: start, ends: start + .seconds(7_200))
        try visits.add(session, SessionPlaces(places, quotas: [.individual: places]), by: .command("bench"), in: writer)
        return session.id
      }
    }
  }
}

extension Reader {
  fileprivate func anyBase() throws -> ID<Base>? { try value(ID<Base>.self, "SELECT id FROM bases ORDER BY id LIMIT 1") }
}
