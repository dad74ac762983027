import HTML
import Hummingbird
import People
import Places
import SQL
import Site

/// The waiting list of a session: to join it, to see one's place in it, to leave it.
struct WaitingRoutes: Sendable {
  let base: BookingRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    doors.open(.get, "/sessions/:id/waiting", use: ask)
    doors.open(.post, "/sessions/:id/waiting", use: join)
    doors.open(.get, "/waiting/:place", use: show)
    doors.open(.post, "/waiting/:place/departure", use: leave)
  }

  @Sendable private func ask(_ request: Request, _ context: SiteContext) async throws -> Response {
    let asked = BookingRoutes.Asked(request, today: visits.clock.now().localDay)
    let found = try await base.find(context, as: asked.audience)
    var form = site.form(context)
    for field in ["adults", "minors", "preschool", "seniors", "teachers"] {
      if let typed = request.uri.queryParameters[Substring(field)] { form.fill(field, String(typed)) }
    }
    let person = base.booker(context).person
    form.fill("name", person?.name)
    form.fill("contact", person?.email)
    return show(form, found, request, context)
  }

  private func show(
    _ form: Form, _ found: BookingRoutes.Found, _ request: Request, _ context: SiteContext
  ) -> Response {
    let name = context.t.pick(found.base.facts.names)
    return base.page(
      context.t("Waiting list"), "/sessions/\(found.open.session.id)/waiting",
      WaitingPages(t: context.t).joining(form, found, contactDays: base.booking.policy.contactDays),
      breadcrumbs: [(name, "/bases/\(found.base.slug)"), (context.t("Days and places"), "/bases/\(found.base.slug)/booking")],
      request, context, isWrong: !form.isGood)
  }

  @Sendable private func join(_ request: Request, _ context: SiteContext) async throws -> Response {
    try base.limit(context)
    let t = context.t
    var form = try await site.form(request, context)
    let audience = BookingRoutes.audience(&form, t)
    let found = try await base.find(context, as: audience ?? .individual)
    let party = PartyForm.read(&form, t)
    let name = form.text("name", most: 80, t)
    let contact = BookingCareRoutes.contact(&form, t)
    guard let audience, let party, let contact, form.isGood else { return show(form, found, request, context) }
    let (session, booker) = (found.open.session.id, base.booker(context))
    do {
      return try await site.once(form, context, in: base.database, together: Visits.group) { writer in
        let waiting = try base.booking.wait(session, party, as: audience, name: name, contact: contact, by: booker, in: writer)
        return FormOutcome("/waiting/\(base.booking.place(of: waiting.id))", told: t("You are on the waiting list."))
      }
    } catch let refusal as BookingRefusal {
      let words = BookingWords(t: t)
      form.refuse(words.field(refusal), words.sentence(refusal))
      return show(form, found, request, context)
    }
  }

  // MARK: One's place

  private func found(_ context: SiteContext) async throws -> WaitingPages.Place {
    let address = try context.parameters.require("place")
    let place: WaitingPages.Place? = try await base.database.read { reader in
      guard let id = base.booking.waiting(at: address), let waiting = try reader.waiting(id),
        let session = try reader.session(waiting.request.session)?.session, let place = try reader.base(session.base)
      else { return nil }
      return WaitingPages.Place(
        address: address, waiting: waiting, session: session, base: place,
        before: try reader.countWaiting(for: session.id, before: id), booking: try reader.offer(to: id))
    }
    guard let place else { throw Problem.notFound(context.t("There is no place in a waiting list at this address.")) }
    return place
  }

  private func show(_ form: Form, _ place: WaitingPages.Place, _ request: Request, _ context: SiteContext) -> Response {
    base.page(
      context.t("Waiting list"), "/waiting/\(place.address)", WaitingPages(t: context.t).place(form, place), request, context,
      isWrong: !form.isGood, section: "visits")
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    show(site.form(context), try await found(context), request, context)
  }

  @Sendable private func leave(_ request: Request, _ context: SiteContext) async throws -> Response {
    let place = try await found(context)
    var form = try await site.form(request, context)
    guard form.isGood else { return show(form, place, request, context) }
    let (actor, told) = (base.booker(context).actor, context.t("You have left the waiting list."))
    do {
      return try await site.once(form, context, in: base.database) { writer in
        try visits.leave(place.waiting.id, by: actor, in: writer)
        return FormOutcome("/waiting/\(place.address)", told: told)
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: context.t).sentence(refusal))
      return show(form, try await found(context), request, context)
    }
  }
}
