import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// One booking at its secret address: name and contact for held places, another party, giving back, an offer of the waiting list.
struct BookingCareRoutes: Sendable {
  let base: BookingRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    doors.open(.get, "/bookings/:token", use: show)
    doors.open(.post, "/bookings/:token/confirmation", use: confirm)
    doors.open(.post, "/bookings/:token/party", use: change)
    doors.open(.post, "/bookings/:token/cancellation", use: cancel)
  }

  /// A booking with all that its page tells.
  func found(_ context: SiteContext) async throws -> BookingPage.Content {
    let token = try context.parameters.require("token")
    let content: BookingPage.Content? = try await base.database.read { reader in
      guard (22...64).contains(token.utf8.count), let timed = try reader.timedBooking(token: token),
        let place = try reader.base(timed.booking.base)
      else { return nil }
      let rules = try visits.rules(named: reader.ruleset(of: place.id))
      return BookingPage.Content(
        timed: timed, base: place, rules: rules, isOffer: try reader.isOffered(timed.booking.id),
        appeal: try reader.appeal(about: timed.booking.id), papers: try visits.papers(of: timed, reader),
        giveBackUntil: rules.giveBackUntil(timed.session, wasMoved: try reader.wasMoved(timed.booking.id)),
        now: visits.clock.now(), contactDays: base.booking.policy.contactDays)
    }
    guard let content else { throw Problem.notFound(context.t("There is no booking at this address.")) }
    return content
  }

  func show(
    _ form: Form, _ content: BookingPage.Content, _ request: Request, _ context: SiteContext
  ) -> Response {
    let page = BookingPage(form: form, content: content, t: context.t)
    return base.page(
      context.t("Your booking"), page.path, page.html, request, context, isWrong: !form.isGood, section: "visits"
    ).secret
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let content = try await found(context)
    var form = site.form(context)
    let person = base.booker(context).person
    let booking = content.timed.booking
    PartyForm.fill(&form, booking.party)
    form.fill("name", booking.name == "—" ? person?.name : booking.name)
    form.fill("contact", person?.email)
    return show(form, content, request, context)
  }

  /// Does something to a booking; a refusal is told on its page, with everything typed.
  private func act(
    _ form: Form, _ content: BookingPage.Content, _ request: Request, _ context: SiteContext, field: String? = nil,
    _ act: @escaping @Sendable (Booking, Writer) throws -> FormOutcome
  ) async throws -> Response {
    var form = form
    let booking = content.timed.booking
    do {
      return try await site.once(form, context, in: base.database, together: Visits.group) { try act(booking, $0) }
    } catch let refusal as BookingRefusal {
      let words = BookingWords(t: context.t)
      form.refuse(field ?? words.field(refusal), words.sentence(refusal))
      return show(form, try await found(context), request, context)
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext) async throws -> Response {
    try base.limit(context)
    let t = context.t
    let content = try await found(context)
    let booking = content.timed.booking
    var form = try await site.form(request, context)
    let (booker, told) = (base.booker(context), t("Your places are booked. Keep the address of this page: it is your ticket."))
    if content.isOffer || booking.state != .held {
      guard form.isGood else { return show(form, content, request, context) }
      return try await act(form, content, request, context) { booking, writer in
        let booked = try visits.confirm(booking.id, by: booker.actor, in: writer)
        return FormOutcome("/tickets/\(booked.token)", told: told)
      }
    }
    let name = form.text("name", most: 80, t)
    let contact = Self.contact(&form, t)
    guard form.isGood, let contact else { return show(form, content, request, context) }
    return try await act(form, content, request, context, field: "contact") { booking, writer in
      let booked = try base.booking.confirm(booking.id, name: name, contact: contact, by: booker, in: writer)
      return FormOutcome("/tickets/\(booked.token)", told: told)
    }
  }

  /// A telephone number or an e-mail address.
  static func contact(_ form: inout Form, _ t: Localizer) -> BookerContact? {
    let typed = form.text("contact", most: 254, t)
    guard !typed.isEmpty else { return nil }
    guard let contact = BookerContact(typed) else {
      form.refuse("contact", t("Please give a telephone number or an e-mail address, such as 13800138000 or li@example.org."))
      return nil
    }
    return contact
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext) async throws -> Response {
    try base.limit(context)
    let content = try await found(context)
    var form = try await site.form(request, context)
    guard let party = PartyForm.read(&form, context.t), form.isGood else { return show(form, content, request, context) }
    let (actor, told) = (base.booker(context).actor, context.t("Your booking is changed. The code of the ticket is a new one."))
    return try await act(form, content, request, context) { booking, writer in
      let changed = try visits.change(booking.id, to: party, by: actor, in: writer)
      return FormOutcome("/bookings/\(changed.token)", told: told)
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext) async throws -> Response {
    let content = try await found(context)
    var form = try await site.form(request, context)
    let reason = form.text("reason", most: 200, isOptional: true, context.t)
    guard form.isGood else { return show(form, content, request, context) }
    let (actor, told) = (
      base.booker(context).actor, context.t("Your places are given back. Thank you: others can have them now.")
    )
    return try await act(form, content, request, context, field: "") { booking, writer in
      try visits.cancel(booking.id, reason: reason.isEmpty ? nil : reason, by: actor, in: writer)
      return FormOutcome("/bookings/\(booking.token)", told: told)
    }
  }
}
