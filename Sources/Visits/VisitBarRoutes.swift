import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Who may book nothing at a base for a while after missed visits, at its desk, where a bar can be lifted.
struct VisitBarRoutes: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/bars", for: .may(.editBase), use: list)
    doors.post("/desk/visits/:base/bars/:booking/withdrawal", for: .may(.editBase), use: lift)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(base.base(context, rights), base.site.form(context), request, context)
  }

  private func list(_ place: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let t = context.t
    let today = visits.clock.now().localDay
    let (bars, rules) = try await visits.database.read { reader in
      (try reader.bars(at: place.id, on: today), try visits.rules(named: try reader.ruleset(of: place.id)))
    }
    let path = "/desk/visits/\(place.slug)/bars"
    return base.page(
      t("Missed visits"), path, of: place, VisitBarPages(path: path, t: t).list(bars, rules, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func lift(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let t = context.t
    let today = visits.clock.now().localDay
    let bars = try await visits.database.read { try $0.bars(at: place.id, on: today) }
    let id = ID<Booking>(try context.parameters.require("booking"))
    var form = try await base.site.form(request, context)
    let reason = form.text("reason", most: 300, t)
    guard let bar = bars.first(where: { $0.booking.id == id }) else {
      throw Problem.notFound(t("There is no bar at this address; it may have been lifted."))
    }
    guard form.isGood else { return try await list(place, form, request, context) }
    return try await base.site.once(form, context, in: visits.database) { writer in
      do { try visits.liftBar(of: bar.booking.id, reason: reason, by: rights.actor, in: writer) } catch BookingRefusal.wrongState
      {
        // Somebody else lifted it in the same moment, which is what was wanted.
      }
      return FormOutcome("/desk/visits/\(place.slug)/bars", told: t("They can book again."))
    }
  }
}
