import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Asking in a draw: the form, one's own requests with what counts for them, and what they got.
struct DrawAskingRoutes: Sendable {
  let base: DrawRoutes

  private var draws: Draws { base.draws }

  func add(to doors: Doors) {
    doors.get("/draws/:id/requests/new", for: .signedIn, use: new)
    doors.post("/draws/:id/requests", for: .signedIn, use: ask)
    doors.get("/me/draws", for: .signedIn, use: list)
    doors.get("/me/draws/:id", for: .signedIn, use: show)
    doors.post("/me/draws/:id", for: .signedIn, use: change)
    doors.post("/me/draws/:id/withdrawal", for: .signedIn, use: takeBack)
  }

  // MARK: Asking

  private func formPage(
    _ form: Form, _ seen: SeenDraw, _ entry: DrawEntry?, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let (schools, rules) = try await base.database.read { reader in
      (
        try reader.schools(where: .planSchoolVisits, by: rights),
        try draws.visits.rules(named: try seen.sortedBases.first.flatMap { try reader.ruleset(of: $0.id) })
      )
    }
    let page = DrawAskingPages(t: context.t, policy: draws.policy)
    let body = page.form(form, seen, entry: entry, schools: schools, rules: rules, now: base.now)
    let path = entry.map { "/me/draws/\($0.id)" } ?? "\(seen.draw.path)/requests/new"
    return base.page(
      context.t("Ask for places"), path, body,
      breadcrumbs: [(context.t("Draws of places"), "/draws"), (context.t.pick(seen.draw.names), seen.draw.path)], request,
      context, isWrong: !form.isGood)
  }

  @Sendable private func new(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await base.seen(context)
    var form = base.site.form(context)
    form.fill("name", rights.person.name)
    form.fill("contact", rights.person.email)
    return try await formPage(form, seen, nil, request, context, rights)
  }

  @Sendable private func ask(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await base.seen(context)
    return try await save(try await base.site.form(request, context), seen, nil, request, context, rights)
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (entry, seen) = try await own(context, rights)
    return try await save(try await base.site.form(request, context), seen, entry, request, context, rights)
  }

  private func save(
    _ typed: Form, _ seen: SeenDraw, _ entry: DrawEntry?, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let t = context.t
    var form = typed
    let schools = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
    let asking = DrawAskingPages.read(&form, seen, entry, schools: schools, by: rights, draws, t)
    guard let asking, form.isGood else { return try await formPage(form, seen, entry, request, context, rights) }
    do {
      return try await base.site.once(form, context, in: base.database, together: Visits.group) { writer in
        let kept = try draws.ask(asking, in: seen.draw.id, changing: entry?.id, by: rights.actor, writer: writer)
        return FormOutcome(
          "/me/draws/\(kept.id)",
          told: entry == nil
            ? t("Your request has number {number}.", ["number": t.number(kept.number)]) : t("Your request is changed."))
      }
    } catch let refusal as DrawRefusal {
      form.refuse(DrawAskingPages.field(refusal), DrawWords(t: t).sentence(refusal) { seen.name($0, t) })
      return try await formPage(form, seen, entry, request, context, rights)
    }
  }

  // MARK: One's own

  /// A request of an address, for whoever asked and for those who may ask for the same school.
  func own(_ context: SiteContext, _ rights: Rights) async throws -> (DrawEntry, SeenDraw) {
    try rights.requirePerson(context.t)
    let unknown = Problem.notFound(context.t("There is no request at this address."))
    guard let id = ID<DrawEntry>(try context.parameters.require("id")) else { throw unknown }
    let found: (DrawEntry, SeenDraw)? = try await base.database.read { reader in
      guard let entry = try reader.drawEntry(id), let draw = try reader.sessionDraw(entry.draw) else { return nil }
      let isOfSchool =
        try entry.unit.map { unit in try reader.schools(where: .planSchoolVisits, by: rights).contains { $0.id == unit } }
        ?? false
      guard entry.person == rights.person.id && entry.unit == nil || isOfSchool else { return nil }
      return (entry, try SeenDraw(draw, reader))
    }
    guard let found else { throw unknown }
    return found
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let rows = try await mine(rights)
    let body = DrawAskingPages(t: context.t, policy: draws.policy).list(rows)
    return base.page(
      context.t("My requests in draws"), "/me/draws", section: "me", body, breadcrumbs: [(context.t("My page"), "/me")], request,
      context)
  }

  /// What somebody asked for, and what their schools did.
  func mine(_ rights: Rights) async throws -> [(entry: DrawEntry, seen: SeenDraw)] {
    try await base.database.read { reader in
      let units = try reader.schools(where: .planSchoolVisits, by: rights).map(\.id)
      var known: [ID<SessionDraw>: SeenDraw] = [:]
      return try reader.drawEntries(by: rights.person.id, units: units).compactMap { entry in
        guard entry.unit == nil || entry.unit.map(units.contains) == true else { return nil }
        if known[entry.draw] == nil, let draw = try reader.sessionDraw(entry.draw) {
          known[entry.draw] = try SeenDraw(draw, reader)
        }
        return known[entry.draw].map { (entry, $0) }
      }
    }
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (entry, seen) = try await own(context, rights)
    if request.uri.queryParameters["change"] != nil, entry.state == .asked, seen.draw.takesRequests(at: base.now) {
      var form = DrawAskingPages.filled(base.site.form(context), entry)
      form.fill("contact", rights.person.email)
      return try await formPage(form, seen, entry, request, context, rights)
    }
    let (school, ticket) = try await base.database.read { reader in
      (
        try entry.unit.flatMap { try reader.organization($0) },
        try entry.booking.flatMap { try reader.booking($0) }
      )
    }
    let page = DrawAskingPages(t: context.t, policy: draws.policy)
    let body = page.own(
      base.site.form(context), entry, seen, school: school, booking: ticket, outcome: try await draws.outcome(of: seen.draw.id),
      places: base.places, now: base.now)
    return base.page(
      context.t("Request number {number}", ["number": context.t.number(entry.number)]), "/me/draws/\(entry.id)", section: "me",
      body, breadcrumbs: [(context.t("My page"), "/me"), (context.t("My requests in draws"), "/me/draws")], request, context)
  }

  @Sendable private func takeBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (entry, seen) = try await own(context, rights)
    let (form, t) = (try await base.site.form(request, context), context.t)
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try draws.takeBack(entry.id, by: rights.actor, in: writer)
        return FormOutcome("/me/draws", told: t("Your request is taken back."))
      }
    } catch let refusal as DrawRefusal {
      throw Problem(.conflict, detail: DrawWords(t: t).sentence(refusal) { seen.name($0, t) })
    }
  }
}
