import HTML
import Hummingbird
import People
import Places
import SQL
import Site

/// Somebody's own visits: those that come, those that were, those that were missed, and what followed.
struct MyVisitsRoutes: Sendable {
  let base: BookingRoutes

  func add(to doors: Doors) { doors.get("/me/visits", for: .signedIn, use: list) }

  /// What the portal knows of somebody's visits.
  struct Mine: Sendable {
    var visits: [TimedBooking] = []
    var waiting: [WaitingWithSession] = []
    var bars: [VisitBar] = []
    var bases: [ID<Base>: Base] = [:]
  }

  func mine(_ person: ID<Person>, _ reader: Reader) throws -> Mine {
    let today = base.visits.clock.now().localDay
    var mine = Mine()
    mine.visits = try reader.visits(of: person, limit: 300)
    mine.waiting = try reader.waiting(of: person, from: today)
    mine.bars = try reader.bars(of: PublicBooking.booker(person), on: today)
    let ids = mine.visits.map(\.booking.base) + mine.waiting.map(\.session.base) + mine.bars.map(\.base)
    for id in Set(ids) { mine.bases[id] = try reader.base(id) }
    return mine
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let mine: Mine = try await base.database.read { try self.mine(rights.person.id, $0) }
    let page = MyVisitsPage(mine: mine, now: base.visits.clock.now(), place: base.booking.place, t: context.t)
    return base.page(
      context.t("My visits"), "/me/visits", page.html, breadcrumbs: [(context.t("My page"), "/me")], request, context,
      section: "me")
  }
}
