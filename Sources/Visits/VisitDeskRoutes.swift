import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The desk of those who look after a base: what it offers, who has booked, and days on which it stays closed.
public struct VisitDeskRoutes: Sendable {
  let booking: PublicBooking
  let places: Places
  let people: People
  let site: Site

  var visits: Visits { booking.visits }

  /// Routes over the room of visits, shown in the chrome of a site.
  public init(booking: PublicBooking, places: Places, people: People, site: Site) {
    self.booking = booking
    self.places = places
    self.people = people
    self.site = site
  }

  /// The page that the desk's tab leads to.
  public static let tabs = [DeskTab("Visits and bookings", path: "/desk/visits", for: .editBase)]
  /// The way to this part from somebody's own page.
  public static let links = [NavigationItem("Visits to my bases", path: "/desk/visits", section: "me")]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.get("/desk/visits", for: .signedIn, use: list)
    doors.get("/desk/visits/:base", for: .may(.editBase), use: show)
    doors.post("/desk/visits/:base/rules", for: .may(.editBase), use: choose)
    doors.get("/desk/visits/:base/offers/new", for: .may(.editBase), use: newOffer)
    doors.post("/desk/visits/:base/offers/new", for: .may(.editBase), use: addOffer)
    doors.get("/desk/visits/:base/offers/:offer", for: .may(.editBase), use: editOffer)
    doors.post("/desk/visits/:base/offers/:offer", for: .may(.editBase), use: changeOffer)
    VisitSessionDeskRoutes(base: self).add(to: doors)
    SessionListRoutes(base: self).add(to: doors)
    ContactReadingRoutes(base: self).add(to: doors)
    HallRoutes(base: self).add(to: doors)
    VisitBarRoutes(base: self).add(to: doors)
    ClosureRoutes(base: self).add(to: doors)
    VisitDeskAPI(base: self).add(to: doors)
    VisitSessionDeskAPI(base: self).add(to: doors)
  }

  /// The base of an address, for whoever looks after it.
  func base(_ context: SiteContext, _ rights: Rights) async throws -> Base {
    try await places.base(context.parameters.require("base"), where: .editBase, by: rights, context.t)
  }

  func page(
    _ title: String, _ path: String, of base: Base?, _ body: HTML, _ request: Request, _ context: SiteContext,
    isWrong: Bool = false
  ) -> Response {
    var breadcrumbs = [(context.t("Visits and bookings"), "/desk/visits")]
    if let base, path != "/desk/visits/\(base.slug)" {
      breadcrumbs.append((context.t.pick(base.facts.names), "/desk/visits/\(base.slug)"))
    }
    var response = site.response(
      Page(
        title: title, path: path, section: "desk", breadcrumbs: base == nil ? [] : breadcrumbs, body: body,
        modules: ["kepu-steps.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let bases = try await visits.database.read { try places.bases(of: rights, $0) }
    let body = VisitDeskPages(t: context.t).list(bases, tabs: people.tabs("/desk/visits", rights, context.t))
    return page(context.t("Visits and bookings"), "/desk/visits", of: nil, body, request, context)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    return try await show(base, site.form(context), request, context)
  }

  private func show(_ base: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let today = visits.clock.now().localDay
    let content = try await visits.database.read { reader in
      VisitDeskPages.Content(
        base: base, offers: try reader.offers(of: base.id),
        sessions: try reader.openSessions(of: base.id, from: today, through: today.adding(days: 13)),
        rules: try visits.rules(named: try reader.ruleset(of: base.id)))
    }
    var form = form
    if form.typed["rules"] == nil { form.fill("rules", content.rules.key) }
    let body = VisitDeskPages(t: context.t).base(content, form, all: visits.rules.all)
    return page(
      context.t.pick(base.facts.names), "/desk/visits/\(base.slug)", of: base, body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func choose(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    var form = try await site.form(request, context)
    guard let key = form.choice("rules", of: visits.rules.all.map(\.key), context.t), form.isGood else {
      return try await show(base, form, request, context)
    }
    return try await site.once(form, context, in: visits.database) { writer in
      try visits.choose(key, for: base.id, by: rights.actor, in: writer)
      return FormOutcome("/desk/visits/\(base.slug)", told: context.t("These rules hold for new bookings from now on."))
    }
  }

  // MARK: Offers

  @Sendable private func newOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    var form = site.form(context)
    OfferForm.fillUsual(&form, today: visits.clock.now().localDay)
    return try await offerPage(form, nil, base, nil, request, context)
  }

  @Sendable private func addOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    return try await save(try await site.form(request, context), nil, base, request, context, rights)
  }

  /// The offer of an address.
  func offer(_ context: SiteContext, of base: Base) async throws -> VisitOffer {
    guard let id = ID<VisitOffer>(try context.parameters.require("offer")),
      let offer = try await visits.database.read({ try $0.offer(id) }), offer.base == base.id
    else { throw Problem.notFound(context.t("There is no offer at this address.")) }
    return offer
  }

  @Sendable private func editOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    let offer = try await offer(context, of: base)
    var form = site.form(context)
    OfferForm.fill(&form, offer)
    return try await offerPage(form, offer, base, offer.facts, request, context)
  }

  @Sendable private func changeOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    let offer = try await offer(context, of: base)
    return try await save(try await site.form(request, context), offer, base, request, context, rights)
  }

  private func save(
    _ typed: Form, _ offer: VisitOffer?, _ base: Base, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    var form = typed
    let t = context.t
    let (halls, rules) = try await visits.database.read { reader in
      (try reader.halls(of: base.id), try visits.rules(named: try reader.ruleset(of: base.id)))
    }
    guard let facts = OfferForm.facts(&form, halls: halls, usual: rules.ages.usual, t), form.isGood else {
      return try await offerPage(form, offer, base, nil, request, context, isWrong: true)
    }
    // Seen before it is so: the first button shows which sessions follow, the second makes them.
    if form.typed["step"] == "preview" {
      return try await offerPage(form, offer, base, facts, request, context)
    }
    let ends = form.typed["step"] == "end"
    let version = Int(form.typed["version"] ?? "") ?? 0
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        let outcome =
          if let offer {
            try visits.change(
              offer.id, version: version, to: facts, state: ends ? .ended : .open, by: rights.actor, in: writer)
          } else { try visits.offer(facts, at: base.id, by: rights.actor, in: writer).outcome }
        return FormOutcome("/desk/visits/\(base.slug)", told: VisitDeskPages(t: t).words(outcome))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: t).sentence(refusal))
      return try await offerPage(form, offer, base, nil, request, context, isWrong: true)
    }
  }

  private func offerPage(
    _ form: Form, _ offer: VisitOffer?, _ base: Base, _ planned: VisitOffer.Facts?, _ request: Request,
    _ context: SiteContext, isWrong: Bool = false
  ) async throws -> Response {
    let (halls, rules) = try await visits.database.read { reader in
      (try reader.halls(of: base.id), try visits.rules(named: try reader.ruleset(of: base.id)))
    }
    let planned = planned.map { (facts: $0, starts: visits.starts(of: $0, at: base, rules), now: visits.clock.now()) }
    let path = "/desk/visits/\(base.slug)/offers/\(offer.map { $0.id.description } ?? "new")"
    let body = OfferForm.html(form, offer, halls: halls, path: path, planned: planned, rules, context.t)
    return page(
      offer.map { context.t.pick($0.facts.names) } ?? context.t("New offer"), path, of: base, body, request, context,
      isWrong: isWrong)
  }
}
