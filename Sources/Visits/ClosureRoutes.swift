import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Days on which a base stays closed: seen before it is done, done in one step.
struct ClosureRoutes: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/closures", for: .may(.editBase), use: show)
    doors.post("/desk/visits/:base/closures", for: .may(.editBase), use: close)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    var form = site.form(context)
    let query = try Form(urlEncoded: Array((request.uri.query ?? "").utf8))
    let session: VisitSession? = try await visits.database.read { reader in
      try query.typed["session"].flatMap { ID<VisitSession>($0) }.flatMap { try reader.session($0)?.session }
    }
    let day = session?.day ?? visits.clock.now().localDay
    form.fill("first", day.description)
    form.fill("last", day.description)
    form.fill("cause", VisitClosure.Cause.weather.rawValue)
    if let session, session.base == place.id { form.fill("session", session.id.description) }
    return page(form, place, nil, request, context)
  }

  /// The closure that was typed; `nil` where something is wrong with it, which the form says then.
  func closure(_ form: inout Form, _ place: Base, _ t: Localizer) async throws -> VisitClosure? {
    let (first, last) = (Day(form.text("first", most: 10, t)), Day(form.text("last", most: 10, t)))
    let note = form.text("note", most: 300, isOptional: true, t)
    let causes = VisitClosure.Cause.allCases.filter { $0 != .suspended }.map(\.rawValue)
    let cause = form.choice("cause", of: causes, t).flatMap(VisitClosure.Cause.init)
    let today = visits.clock.now().localDay
    if first == nil || (first ?? today) < today { form.refuse("first", t("Please give a day that has not passed.")) }
    if let first, last == nil || (last ?? first) < first || (last ?? first) > first.adding(days: 366) {
      form.refuse("last", t("Please give a last day, at most a year after the first."))
    }
    // What names no session never closes all of them.
    let typed = form.typed["session", default: ""]
    let id = ID<VisitSession>(typed)
    if !typed.isEmpty {
      let session = try await visits.database.read { reader in try id.flatMap { try reader.session($0)?.session } }
      guard session?.base == place.id else { throw Problem.notFound(t("There is no session at this address.")) }
    }
    guard form.isGood, let first, let last, let cause else { return nil }
    return VisitClosure(base: place.id, days: first...last, session: id, cause: cause, note: note)
  }

  @Sendable private func close(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    var form = try await site.form(request, context)
    guard let closure = try await closure(&form, place, context.t) else { return page(form, place, nil, request, context) }
    guard form.typed["step"] == "close" else {
      return page(form, place, try await visits.preview(closure), request, context)
    }
    let notices = base.booking.notices(people: base.people, site: site)
    return try await site.once(form, context, in: visits.database, together: Visits.group) { writer in
      let outcome = try visits.close(closure, by: rights.actor, in: writer) { try notices.tell($0, $1, in: $2) }
      return FormOutcome("/desk/visits/\(place.slug)", told: ClosurePages(t: context.t).words(outcome))
    }
  }

  private func page(
    _ form: Form, _ place: Base, _ outcome: ClosureOutcome?, _ request: Request, _ context: SiteContext
  ) -> Response {
    base.page(
      context.t("Close for some days"), "/desk/visits/\(place.slug)/closures", of: place,
      ClosurePages(t: context.t).html(form, place, outcome), request, context, isWrong: !form.isGood)
  }
}
