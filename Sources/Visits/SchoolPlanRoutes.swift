import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// A teacher begins a visit of a school and writes its plan.
struct SchoolPlanRoutes: Sendable {
  let base: SchoolRoutes

  private var schools: Schools { base.schools }

  func add(to doors: Doors) {
    doors.get("/school-visits", for: .signedIn, use: list)
    doors.get("/school-visits/new", for: .signedIn, use: new)
    doors.post("/school-visits", for: .signedIn, use: create)
    doors.get("/school-visits/:id/edit", for: .signedIn, use: edit)
    doors.post("/school-visits/:id/plan", for: .signedIn, use: write)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let own = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
    let year = base.now.localDay.year
    let (rows, ledgers) = try await base.database.read { reader in
      let rows = try reader.schoolVisits(of: own.map(\.id)).map { visit in
        SchoolListPage.Row(
          visit: visit, school: own.first { $0.id == visit.school },
          bases: try reader.legs(of: visit.id).compactMap { try reader.base($0.base) })
      }
      return (rows, try own.map { (school: $0, count: try reader.ledger(of: $0.id, year: year)) })
    }
    let page = SchoolListPage(rows: rows, schools: own, year: year, ledgers: ledgers, me: rights.person.id, t: context.t)
    return base.page(
      context.t("School visits"), "/school-visits", page.html, breadcrumbs: [(context.t("My page"), "/me")], request, context)
  }

  // MARK: Beginning

  @Sendable private func new(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = base.site.form(context)
    for key in ["base", "session", "tour"] { form.fill(key, request.uri.queryParameters[Substring(key)].map(String.init)) }
    if let trip = try await content(form, rights).trip { form = SchoolForm.filled(form, with: trip) }
    return try await show(form, request, context, rights)
  }

  private func show(
    _ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights, refusal: String? = nil
  ) async throws -> Response {
    let own = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
    let content = try await content(form, rights)
    let page = SchoolNewPage(form: form, schools: own, content: content, refusal: refusal, t: context.t)
    return base.page(
      context.t("New school visit"), "/school-visits/new", page.html,
      breadcrumbs: [(context.t("My page"), "/me"), (context.t("School visits"), "/school-visits")], request, context,
      isWrong: refusal != nil || !form.isGood)
  }

  /// What the form is about: a session, a tour, or the choice of one.
  private func content(_ form: Form, _ rights: Rights) async throws -> SchoolNewPage.Content {
    let today = base.now.localDay
    return try await base.database.read { reader in
      var content = SchoolNewPage.Content()
      if let trip = try form.typed["tour"].flatMap({ ID<Trip>($0) }).flatMap({ try reader.trip($0) }),
        trip.person == rights.person.id, trip.state == .booked
      {
        content.trip = trip
        return content
      }
      if let found = try form.typed["session"].flatMap({ ID<VisitSession>($0) }).flatMap({ try reader.session($0) }),
        let host = try reader.base(found.session.base), host.status == .published
      {
        content.session = found.session
        content.base = host
        content.room = try reader.pools(of: found.session.id).room(for: .school)
        return content
      }
      if let host = try form.typed["base"].flatMap({ try reader.base(slug: $0) }), host.status == .published {
        content.base = host
        content.sessions = try reader.comingSessions(at: host.id, from: today).map { session in
          (session: session, room: try reader.pools(of: session.id).room(for: .school))
        }
      }
      content.bases = try reader.basesWithSessions(from: today)
      content.trips = try reader.trips(of: rights.person.id).filter { trip in
        try trip.state == .booked && trip.day > today && reader.schoolVisit(over: trip.id) == nil
      }
      return content
    }
  }

  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await base.site.form(request, context)
    let t = context.t
    let own = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
    guard !own.isEmpty else { throw Problem(.forbidden, detail: t("Your account has no grant for this.")) }
    guard let draft = Self.draft(&form, of: own, by: rights, t) else { return try await show(form, request, context, rights) }
    let typed = form
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        let visit = try begin(draft, typed, writer)
        return FormOutcome("/school-visits/\(visit.id)", told: t("The draft is saved."))
      }
    } catch let refusal as SchoolRefusal {
      return try await show(form, request, context, rights, refusal: SchoolWords(t: t).sentence(refusal, at: nil))
    }
  }

  /// What a teacher begins, for one of their schools; where they have one only, it need not be named.
  static func draft(_ form: inout Form, of own: [Organization], by rights: Rights, _ t: Localizer) -> Schools.Draft? {
    let plan = SchoolForm.read(&form, t)
    let isClear = own.count == 1 && form.typed["school", default: ""].isEmpty
    let key = isClear ? own.first?.id.description : form.choice("school", of: own.map(\.id.description), t)
    guard let school = own.first(where: { $0.id.description == key }), form.isGood else { return nil }
    return Schools.Draft(school: school.id, teacher: rights.person.id, plan: plan)
  }

  /// Begins a visit over the tour or in the session of a form.
  func begin(_ draft: Schools.Draft, _ form: Form, _ writer: Writer) throws -> SchoolVisit {
    if let tour = form.typed["tour"].flatMap({ ID<Trip>($0) }) { return try schools.begin(draft, over: tour, writer: writer) }
    guard let session = form.typed["session"].flatMap({ ID<VisitSession>($0) }) else { throw SchoolRefusal.notFound }
    return try schools.begin(draft, in: session, writer: writer)
  }

  // MARK: Writing

  private func writable(_ context: SiteContext, _ rights: Rights) async throws -> SeenVisit {
    let seen = try await base.seen(context, rights)
    guard seen.part.mayPlan else { throw Problem(.forbidden, detail: context.t("Only the school itself writes its plan.")) }
    return seen
  }

  private func show(
    _ seen: SeenVisit, _ form: Form, _ request: Request, _ context: SiteContext, refusal: String? = nil
  ) -> Response {
    let page = SchoolEditPage(seen: seen, form: form, refusal: refusal, t: context.t)
    return base.page(
      context.t("Plan of the visit"), "\(seen.path)/edit", page.html,
      breadcrumbs: [(context.t("School visits"), "/school-visits"), (seen.names(context.t), seen.path)], request, context,
      isWrong: refusal != nil || !form.isGood)
  }

  @Sendable private func edit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await writable(context, rights)
    guard seen.visit.state.isWritable else { return base.site.redirect(to: seen.path) }
    var form = SchoolForm.filled(base.site.form(context), seen.visit.plan)
    form.fill("version", String(seen.visit.version))
    return show(seen, form, request, context)
  }

  @Sendable private func write(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await writable(context, rights)
    var form = try await base.site.form(request, context)
    let plan = SchoolForm.read(&form, context.t)
    guard form.isGood else { return show(seen, form, request, context) }
    let version = Int(form.typed["version"] ?? "") ?? 0
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        _ = try schools.write(plan, of: seen.visit.id, version: version, by: rights.person.id, in: writer)
        return FormOutcome(seen.path, told: context.t("The draft is saved."))
      }
    } catch let refusal as SchoolRefusal {
      let words = SchoolWords(t: context.t).sentence(refusal, at: seen.firstBase)
      return show(seen, form, request, context, refusal: words)
    }
  }
}
