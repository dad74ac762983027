import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The page of a school's visit, and the steps that each in the chain makes.
struct SchoolChainRoutes: Sendable {
  let base: SchoolRoutes

  private var schools: Schools { base.schools }

  func add(to doors: Doors) {
    doors.get("/school-visits/:id", for: .signedIn, use: show)
    doors.post("/school-visits/:id/sending", for: .signedIn, use: send)
    doors.post("/school-visits/:id/return", for: .signedIn, use: sendBack)
    doors.post("/school-visits/:id/confirmation", for: .signedIn, use: confirm)
    doors.post("/school-visits/:id/withdrawal", for: .signedIn, use: withdraw)
    doors.post("/school-visits/:id/bases/:base/acceptance", for: .signedIn, use: accept)
    doors.post("/school-visits/:id/bases/:base/refusal", for: .signedIn, use: decline)
    doors.post("/school-visits/:id/bases/:base/count", for: .signedIn, use: count)
    doors.post("/school-visits/:id/bases/:base/feedback", for: .signedIn, use: say)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    show(try await base.seen(context, rights), base.site.form(context), request, context)
  }

  private func show(
    _ seen: SeenVisit, _ form: Form, _ request: Request, _ context: SiteContext, refusal: String? = nil
  ) -> Response {
    let page = SchoolVisitPage(seen: seen, form: form, refusal: refusal, now: base.now, t: context.t)
    return base.page(
      context.t.pick(seen.school.names), seen.path, page.html, breadcrumbs: [(context.t("School visits"), "/school-visits")],
      request, context, isWrong: refusal != nil || !form.isGood)
  }

  /// Makes a step, if they may; tells everybody; shows a refusal on the page.
  private func make(
    _ step: SchoolStep, told: String, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let seen = try await base.seen(context, rights)
    try step.require(seen.part, context.t)
    var form = try await base.site.form(request, context)
    let reason = step.reason(&form, context.t)
    guard form.isGood else { return show(seen, form, request, context) }
    return try await make(step, told: told, reason: reason, at: seen.firstBase, seen, form, request, context, rights)
  }

  private func make(
    _ step: SchoolStep, told: String, reason: String, at host: Base?, _ seen: SeenVisit, _ form: Form, _ request: Request,
    _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        _ = try step.make(seen.visit.id, reason: reason, by: rights, base, in: writer)
        return FormOutcome(seen.path, told: told)
      }
    } catch let refusal as SchoolRefusal {
      return show(seen, form, request, context, refusal: SchoolWords(t: context.t).sentence(refusal, at: host))
    }
  }

  // MARK: The school

  @Sendable private func send(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let told = context.t("The head of the school has the visit now; its places are kept.")
    return try await make(.sending, told: told, request, context, rights)
  }

  @Sendable private func sendBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await make(.sendingBack, told: context.t("The visit is back with the teacher."), request, context, rights)
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let told = context.t("The visit is confirmed and booked; the base has it now.")
    return try await make(.confirming, told: told, request, context, rights)
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let told = context.t("The visit is withdrawn; its places are free again.")
    return try await make(.withdrawing, told: told, request, context, rights)
  }

  // MARK: The bases

  /// A visit and the base of the address, as a part of it.
  private func host(_ context: SiteContext, _ rights: Rights) async throws -> (seen: SeenVisit, host: Base) {
    let slug = try context.parameters.require("base")
    let seen = try await base.seen(context, rights)
    return (seen, try seen.host(slug, context.t))
  }

  @Sendable private func accept(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights).host
    return try await make(.accepting(at: host.id), told: context.t("The visit is accepted."), request, context, rights)
  }

  @Sendable private func decline(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights).host
    let told = context.t("The visit is declined; the school knows why.")
    return try await make(.declining(at: host.id), told: told, request, context, rights)
  }

  @Sendable private func count(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, host) = try await host(context, rights)
    var form = try await base.site.form(request, context)
    guard seen.part.bases.contains(host.id) else { throw Problem(.forbidden) }
    guard let people = SchoolStep.people(&form, context.t) else { return show(seen, form, request, context) }
    let told = context.t("The visit counts for the school and for the base.")
    return try await make(
      .counting(people, at: host.id), told: told, reason: "", at: host, seen, form, request, context, rights)
  }

  /// Both sides say how it was; the school of the base, and the base of the school.
  @Sendable private func say(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, host) = try await host(context, rights)
    let side = try seen.side(at: host.id)
    var form = try await base.site.form(request, context)
    guard let said = SchoolFeedback.read(&form, context.t) else { return show(seen, form, request, context) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try schools.say(
          said.words, points: said.points, as: side, at: host.id, of: seen.visit.id, by: rights.person.id, in: writer)
        return FormOutcome(seen.path, told: context.t("Thank you; what you say is seen by the school and by the base."))
      }
    } catch let refusal as SchoolRefusal {
      return show(seen, form, request, context, refusal: SchoolWords(t: context.t).sentence(refusal, at: host))
    }
  }
}
