import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The desk of draws: made, seen, corrected, drawn with a public value that two people type, withdrawn.
struct DrawDeskRoutes: Sendable {
  let base: DrawRoutes

  private var draws: Draws { base.draws }

  func add(to doors: Doors) {
    doors.get("/desk/draws", for: .may(.editBase), use: list)
    doors.get("/desk/draws/new", for: .may(.editBase), use: new)
    doors.post("/desk/draws/new", for: .may(.editBase), use: add)
    doors.get("/desk/draws/:id", for: .may(.editBase), use: show)
    doors.post("/desk/draws/:id/value", for: .may(.editBase), use: enter)
    doors.post("/desk/draws/:id/confirmation", for: .may(.editBase), use: confirm)
    doors.post("/desk/draws/:id/withdrawal", for: .may(.editBase), use: withdraw)
    doors.post("/desk/draws/:id/requests/:number/correction", for: .may(.editBase), use: correct)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    base.page(
      title, path, section: "desk", body,
      breadcrumbs: path == "/desk/draws" ? [] : [(context.t("Draws of places"), "/desk/draws")],
      request, context, isWrong: isWrong)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let mine = try await base.database.read { reader in
      try reader.sessionDraws(limit: 500).map { try SeenDraw($0, reader) }.filter { try base.manages($0, rights, reader) }
    }
    let body = DrawDeskPages(t: context.t, policy: draws.policy).list(
      mine, tabs: base.people.tabs("/desk/draws", rights, context.t))
    return page(context.t("Draws of places"), "/desk/draws", body, request, context)
  }

  /// The draw of an address for whoever looks after all its bases.
  private func own(_ context: SiteContext, _ rights: Rights) async throws -> SeenDraw {
    let seen = try await base.seen(context)
    guard try await base.database.read({ try base.manages(seen, rights, $0) }) else {
      throw Problem(.forbidden, detail: context.t("Your account has no grant for this, or not for this place."))
    }
    return seen
  }

  // MARK: Making

  /// The bases that are ticked or named in a form or an address, of which somebody looks after every one.
  private func bases(_ form: inout Form, _ rights: Rights, _ t: Localizer) async throws -> [Base] {
    let typed = (form.typed["bases"] ?? "").split(whereSeparator: { $0.isWhitespace || ",;，；、".contains($0) }).map {
      String($0.split(separator: "/").last ?? "")
    }
    let slugs = ((form.several["base"] ?? []) + typed).reduce(into: [String]()) { list, slug in
      if !list.contains(slug) { list.append(slug) }
    }
    guard (1...20).contains(slugs.count) else {
      form.refuse("base", t("Please choose 1 to 20 bases."))
      return []
    }
    let found: [Base] = try await base.database.read { reader in
      try slugs.compactMap { slug in
        guard let target = try base.places.target(slug, in: reader), rights.may(.editBase, target) else { return nil }
        return try reader.base(slug: slug)
      }
    }
    if found.count < slugs.count { form.refuse("bases", t("One of these is no base that you look after.")) }
    return found
  }

  @Sendable private func new(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = base.site.form(context)
    let query = try Form(urlEncoded: Array((request.uri.query ?? "").utf8))
    for name in ["bases", "first", "last"] { form.fill(name, query.typed[name]) }
    form.fill("base", all: query.several["base"] ?? [])
    let today = base.now.localDay
    if query.typed["first"] == nil {
      let own = try await base.database.read { try base.places.bases(of: rights, $0) }
      if own.count == 1 { form.fill("base", all: own.map(\.slug)) }
      form.fill("first", today.adding(days: 14).description)
      form.fill("last", today.adding(days: 44).description)
    }
    DrawDeskPages.fillUsual(&form, today: today, draws.policy)
    return try await newPage(form, looks: query.typed["first"] != nil, request, context, rights)
  }

  private func newPage(
    _ typed: Form, looks: Bool, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    var form = typed
    var choices: [DrawDeskPages.Choice] = []
    if looks {
      let bases = try await bases(&form, rights, context.t)
      let days = DrawDeskPages.days(&form, context.t)
      if let days, !bases.isEmpty {
        let now = base.now
        choices = try await base.database.read { reader in
          try bases.flatMap { place in
            try reader.openSessions(of: place.id, from: days.lowerBound, through: days.upperBound)
              .filter { $0.session.state == .open && $0.session.starts > now }
              .map { DrawDeskPages.Choice(base: place, open: $0) }
          }
        }
      }
    }
    let own = try await base.database.read { try base.places.bases(of: rights, $0) }
    let body = DrawDeskPages(t: context.t, policy: draws.policy).new(
      form, own: Array(own.prefix(60)), looks: looks, Array(choices.prefix(400)))
    return page(context.t("New draw"), "/desk/draws/new", body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func add(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    var form = try await base.site.form(request, context)
    let bases = try await bases(&form, rights, t)
    let plan = DrawDeskPages.plan(&form, t)
    guard let plan, form.isGood else { return try await newPage(form, looks: true, request, context, rights) }
    let ids = Set(bases.map(\.id))
    do {
      return try await base.site.once(form, context, in: base.database, together: Visits.group) { writer in
        for wanted in plan.sessions {
          guard let session = try writer.session(wanted.session)?.session, ids.contains(session.base) else {
            throw DrawRefusal.notFound
          }
        }
        let draw = try draws.plan(plan, by: rights.person.id, in: writer)
        return FormOutcome("/desk/draws/\(draw.id)", told: t("The draw is announced; its window opens by itself."))
      }
    } catch let refusal as DrawRefusal {
      let names = try await names(plan.sessions.map(\.session), t)
      form.refuse("", DrawWords(t: t).sentence(refusal) { names[$0] ?? "—" })
      return try await newPage(form, looks: true, request, context, rights)
    }
  }

  private func names(_ sessions: [ID<VisitSession>], _ t: Localizer) async throws -> [ID<VisitSession>: String] {
    try await base.database.read { reader in
      var names: [ID<VisitSession>: String] = [:]
      for id in sessions {
        guard let session = try reader.session(id)?.session, let place = try reader.base(session.base) else { continue }
        names[id] = DrawWords(t: t).session(session, [place.id: place])
      }
      return names
    }
  }

  // MARK: One draw

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await own(context, rights)
    return try await show(base.site.form(context), seen, request, context, rights)
  }

  private func show(
    _ form: Form, _ seen: SeenDraw, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let paging = Paging(try PageRequest(request.uri, size: 50, largest: 50), total: seen.counts.values.reduce(0, +))
    let (rows, isInterested): ([DrawDeskPages.Row], Bool) = try await base.database.read { reader in
      let entries = try reader.drawEntries(of: seen.draw.id, limit: paging.range.count, offset: paging.range.lowerBound)
      // Whose contact is erased is not named by the account either.
      let names = try reader.names(of: entries.filter { $0.contact != DrawEntry.erased }.map(\.person))
      let rows = try entries.map { entry in
        DrawDeskPages.Row(
          entry: entry, person: names[entry.person] ?? "—", school: try entry.unit.flatMap { try reader.organization($0) })
      }
      return (rows, try draws.hasInterest(rights.person.id, in: seen.draw.id, reader))
    }
    let content = DrawDeskPages.Content(
      seen: seen, rows: rows, paging: paging, isFirstPerson: seen.draw.offered?.by == rights.person.id,
      isInterested: isInterested, now: base.now)
    let body = DrawDeskPages(t: context.t, policy: draws.policy).show(form, content, base.places)
    return page(
      context.t.pick(seen.draw.names), "/desk/draws/\(seen.draw.id)", body, request, context, isWrong: !form.isGood)
  }

  /// Does what a form asks for; a refusal is shown on the page of the draw, with what was typed.
  private func act(
    _ form: Form, _ seen: SeenDraw, _ request: Request, _ context: SiteContext, _ rights: Rights, field: String = "",
    told: String, _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    var form = form
    do {
      return try await base.site.once(form, context, in: base.database, together: Visits.group) { writer in
        try act(writer)
        return FormOutcome("/desk/draws/\(seen.draw.id)", told: told)
      }
    } catch let refusal as DrawRefusal {
      form.refuse(field, DrawWords(t: context.t).sentence(refusal) { seen.name($0, context.t) })
    } catch let refusal as BookingRefusal {
      form.refuse(field, BookingWords(t: context.t).sentence(refusal))
    }
    return try await show(form, seen, request, context, rights)
  }

  // MARK: The public value

  private static func value(_ form: inout Form, _ field: String, _ t: Localizer) -> String {
    let value = form.text(field, most: 64, t)
    // What cannot be seen cannot be compared with what was published.
    if value.unicodeScalars.contains(where: {
      $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
    }) {
      form.refuse(field, t("Please type it exactly as it was published."))
    }
    return value
  }

  @Sendable private func enter(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await own(context, rights)
    let t = context.t
    var form = try await base.site.form(request, context)
    let value = Self.value(&form, "value", t)
    let source = form.text("source", most: 300, t)
    guard form.isGood else { return try await show(form, seen, request, context, rights) }
    let kept = form
    if draws.policy.asksSecondPerson {
      return try await act(
        kept, seen, request, context, rights, field: "value", told: t("The value waits for a second person, who types it again.")
      ) { writer in
        _ = try draws.offer(value, source: source, for: seen.draw.id, by: rights.person.id, in: writer)
      }
    }
    return try await settle(
      .init(value: value, source: source, by: rights.person.id), kept, "value", seen, request, context, rights)
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await own(context, rights)
    let t = context.t
    var form = try await base.site.form(request, context)
    let value = Self.value(&form, "again", t)
    guard form.isGood else { return try await show(form, seen, request, context, rights) }
    let offered: SessionDraw.Offered
    do {
      offered = try await base.database.read { try draws.confirm(value, for: seen.draw.id, by: rights.person.id, $0) }
    } catch let refusal as DrawRefusal {
      return try await refuse(refusal, form, "again", seen, request, context, rights)
    }
    return try await settle(offered, form, "again", seen, request, context, rights)
  }

  /// Draws with a value, books, and shows what came out.
  private func settle(
    _ offered: SessionDraw.Offered, _ typed: Form, _ field: String, _ seen: SeenDraw, _ request: Request,
    _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let prepared: PreparedDraw
    do { prepared = try await draws.prepare(seen.draw.id, offered) } catch let refusal as DrawRefusal {
      return try await refuse(refusal, typed, field, seen, request, context, rights)
    }
    return try await act(
      typed, seen, request, context, rights, field: field, told: context.t("Drawn and booked; everybody who asked is told.")
    ) { try draws.settle(prepared, by: rights.actor, in: $0) }
  }

  /// Shows why it is not drawn; a form that has drawn already, and was sent again, leads where it led before.
  private func refuse(
    _ refusal: DrawRefusal, _ form: Form, _ field: String, _ seen: SeenDraw, _ request: Request, _ context: SiteContext,
    _ rights: Rights
  ) async throws -> Response {
    try await act(form, seen, request, context, rights, field: field, told: "") { _ in throw refusal }
  }

  // MARK: Corrections and withdrawal

  @Sendable private func correct(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await own(context, rights)
    let unknown = Problem.notFound(context.t("There is no request at this address."))
    guard let number = Int(try context.parameters.require("number")),
      let entry = try await base.database.read({ try $0.drawEntry(number, of: seen.draw.id) })
    else { throw unknown }
    let t = context.t
    var form = try await base.site.form(request, context)
    let fact = form.choice("fact", of: DrawFact.allCases.map(\.rawValue), t).flatMap(DrawFact.init)
    let holds = form.choice("holds", of: ["yes", "no"], t)
    let reason = form.text("reason", most: 300, t)
    guard form.isGood, let fact, let holds else { return try await show(form, seen, request, context, rights) }
    let notices = DrawNotices(people: base.people, site: base.site)
    return try await act(form, seen, request, context, rights, told: t("Put right, and whoever asked is told.")) { writer in
      let next = try draws.correct(fact, holds: holds == "yes", of: entry.id, reason: reason, by: rights.actor, in: writer)
      try notices.tellCorrection(next, of: seen.draw, reason: reason, in: writer)
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await own(context, rights)
    var form = try await base.site.form(request, context)
    let reason = form.text("why", most: 300, context.t)
    guard form.isGood else { return try await show(form, seen, request, context, rights) }
    let told = context.t("The draw is withdrawn; what it kept or gave is given back, and everybody who asked is told.")
    return try await act(form, seen, request, context, rights, field: "why", told: told) { writer in
      try draws.withdraw(seen.draw.id, reason: reason, by: rights.actor, in: writer)
    }
  }
}
