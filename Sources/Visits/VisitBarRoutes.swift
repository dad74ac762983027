import HTML
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
    let items: [HTML] = bars.map { item($0, path, form, t) }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("Nobody is barred"))</h2><p>\(t("Who misses too many visits without giving them back stands here until the bar ends or is lifted."))</p></div>"
    let rule = t.plural(
      "Who misses {count} visit without giving it back cannot book for {days} days.",
      "Who misses {count} visits without giving them back cannot book for {days} days.", rules.noShow.limit,
      ["days": t.number(rules.noShow.blockDays)])
    let body: HTML = """
      <h1>\(t("Missed visits"))</h1><p class="lead">\(rule)</p>\(form.summary(t))
      <p class="actions"><a class="button" href="/desk/visit-appeals">\(t("Appeals of visitors"))</a></p>
      \(items.isEmpty ? empty : "<ul class=\"plain\">\(items)</ul>")
      """
    return base.page(t("Missed visits"), path, of: place, body, request, context, isWrong: !form.isGood)
  }

  private func item(_ bar: MissedBar, _ path: String, _ form: Form, _ t: Localizer) -> HTML {
    """
    <li class="panel"><p><strong>\(bar.booking.name)</strong> · \(t("Missed last on {day}; barred until {until}.", ["day": t.day(bar.booking.day), "until": t.day(bar.until)]))</p>
    <details><summary>\(t("Lift the bar"))</summary><form action="\(path)/\(bar.booking.id)/withdrawal" method="post">\(form.hidden)
    <div class="field"><label>\(t("Reason")) <input name="reason" required maxlength="300"></label></div>
    <button class="button">\(t("Lift the bar"))</button></form></details></li>

    """
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
