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
      WaitingPages(t: context.t).joining(form, found),
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
      return try await site.once(form, context, in: base.database, together: PublicBooking.group) { writer in
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

/// The pages of waiting lists.
struct WaitingPages {
  /// Somebody's place in a line.
  struct Place: Sendable {
    let address: String
    let waiting: Waiting
    let session: VisitSession
    let base: Base
    /// How many wait who came before.
    let before: Int
    /// What is offered to them.
    let booking: Booking?
  }

  let t: Localizer

  private var words: BookingWords { BookingWords(t: t) }

  private func head(_ base: Base, _ session: VisitSession) -> HTML {
    """
    <header class="page-head"><p class="eyebrow">\(t.pick(base.facts.names))</p><h1>\(t("Waiting list"))</h1>
    <p class="lead">\(t.day(session.day)) · \(t.weekday(session.day)) · \(t.time(session.starts))–\(t.time(session.ends))</p></header>
    """
  }

  func joining(_ form: Form, _ found: BookingRoutes.Found) -> HTML {
    let (session, audience, rules) = (found.open.session, found.around.audience, found.around.rules)
    return """
      <div class="narrow tour-narrow">\(head(found.base, session))
      \(form.summary(t))
      <p>\(t.plural("When places come back, they are offered to whoever has waited longest, and kept for {count} minute.", "When places come back, they are offered to whoever has waited longest, and kept for {count} minutes.", rules.offerMinutes)) \(t("A party gets all its places or none."))</p>
      <form class="panel" action="/sessions/\(session.id)/waiting" method="post">\(form.hidden)
      <input type="hidden" name="as" value="\(audience.rawValue)">
      <h2>\(words.audience(audience))</h2>
      \(PartyForm.html(form, for: audience, rules, t))
      \(form.field("name", label: t("Your name"), hint: t("It stands on the ticket, which goes with nobody else."), most: 80, autocomplete: "name"))
      \(form.field("contact", label: t("Telephone or e-mail"), hint: t("Only to count bookings fairly. We keep it in a form that cannot be read back, and erase it later."), most: 254, autocomplete: "tel"))
      <button class="button button-primary">\(t("Join the waiting list"))</button></form></div>
      """
  }

  func place(_ form: Form, _ place: Place) -> HTML {
    """
    <div class="narrow tour-narrow">\(head(place.base, place.session))
    \(form.summary(t))<p>\(words.party(place.waiting.request.party))</p>\(step(form, place))</div>
    """
  }

  private func step(_ form: Form, _ place: Place) -> HTML {
    switch place.waiting.state {
    case .waiting:
      """
      <p class="notice" role="status">\(t.plural("{count} party is before you.", "{count} parties are before you.", place.before)) \(t("Keep the address of this page, and look here again: when places come back, they are offered here."))</p>
      <form action="/waiting/\(place.address)/departure" method="post">\(form.hidden)<button class="button">\(t("Leave the waiting list"))</button></form>
      """
    case .offered:
      """
      <p class="notice" role="status">\(t("Places are offered to you until {moment}.", ["moment": place.booking?.heldUntil.map { t.moment($0) } ?? ""]))</p>
      \(place.booking.map { booking -> HTML in "<p class=\"actions\"><a class=\"button button-primary\" href=\"/bookings/\(booking.token)\">\(t("Accept or decline"))</a></p>" })
      """
    case .taken:
      "<p class=\"notice\" role=\"status\">\(t("You have booked the places."))</p>\(place.booking.map { booking -> HTML in "<p class=\"actions\"><a class=\"button button-primary\" href=\"/tickets/\(booking.token)\">\(t("Ticket"))</a></p>" })"
    case .passed, .left:
      """
      <p class="notice" role="status">\(place.waiting.state == .left ? t("You have left the waiting list.") : t("The places were offered to you and not taken."))</p>
      <p class="actions"><a class="button" href="/bases/\(place.base.slug)/booking">\(t("Days and places"))</a></p>
      """
    }
  }
}
