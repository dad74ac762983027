import HTTPTypes
import Hummingbird
import Identity
import People
import Places
import SQL
import Site

/// Tickets, and calendars of visits. A ticket is open to whoever has its address.
public struct TicketRoutes: Sendable {
  let tickets: Tickets
  let site: Site

  private var visits: Visits { tickets.visits }

  /// Routes over tickets, shown in the chrome of a site.
  public init(tickets: Tickets, site: Site) {
    self.tickets = tickets
    self.site = site
  }

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/tickets/:token", use: show)
    doors.open(.get, "/tickets/:token/ticket.ics", use: calendar)
    doors.open(.get, "/bases/:slug/visits.ics", use: baseCalendar)
    doors.open(.get, "/calendars/:token/visits.ics", use: personCalendar)
    doors.get("/me/calendar", for: .signedIn, use: mine)
    doors.post("/me/calendar", for: .signedIn, use: renew)
  }

  // MARK: A ticket

  private func ticket(_ context: SiteContext) async throws -> (timed: TimedBooking, base: Base) {
    let token = try context.parameters.require("token")
    let found: (TimedBooking, Base)? = try await visits.database.read { reader in
      guard (22...64).contains(token.utf8.count), let timed = try reader.timedBooking(token: token),
        let base = try reader.base(timed.booking.base)
      else { return nil }
      return (timed, base)
    }
    guard let found else { throw Problem.notFound(context.t("There is no ticket at this address.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (timed, base) = try await ticket(context)
    let (rules, move, papers) = try await visits.database.read { reader in
      (
        try visits.rules(named: reader.ruleset(of: base.id)), try reader.move(of: timed.booking.id),
        try visits.papers(of: timed, reader)
      )
    }
    let content = TicketPages.Content(
      timed: timed, base: base, code: try tickets.text(of: timed), door: tickets.policy.door(rules),
      giveBackUntil: rules.giveBackUntil(timed.session, wasMoved: move != nil), now: visits.clock.now(), move: move,
      papers: papers)
    let response = site.response(
      Page(
        title: context.t("Ticket"), path: "/tickets/\(timed.booking.token)", section: "visits",
        body: TicketPages(t: context.t).html(content), bodyClass: "ticket-page"), request, context)
    return response.secret
  }

  @Sendable private func calendar(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (timed, base) = try await ticket(context)
    let calendars = VisitCalendars(t: context.t, url: site.baseURL(request), now: visits.clock.now())
    var response = feed(calendars.ticket(timed, at: base), request).secret
    response.headers[.contentDisposition] = "attachment; filename=\"ticket.ics\""
    return response
  }

  private func feed(_ calendar: CalendarFeed, _ request: Request) -> Response {
    site.bytes(calendar.bytes, type: CalendarFeed.mediaType, version: nil, request)
  }

  // MARK: Feeds

  @Sendable private func baseCalendar(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    let today = GateDay(at: visits.clock.now()).day
    let found: (Base, [VisitSession])? = try await visits.database.read { reader in
      guard let base = try reader.base(slug: slug), base.status == .published else { return nil }
      return (base, try reader.sessions(of: base.id, from: today, through: today.adding(days: 90)))
    }
    guard let (base, sessions) = found else { throw Problem.notFound(context.t("There is no base at this address.")) }
    let calendars = VisitCalendars(t: context.t, url: site.baseURL(request), now: visits.clock.now())
    return feed(calendars.base(base, sessions), request)
  }

  @Sendable private func personCalendar(_ request: Request, _ context: SiteContext) async throws -> Response {
    let hash = SecretToken.hash(try context.parameters.require("token"))
    let from = GateDay(at: visits.clock.now()).day.adding(days: -30)
    let found: [(TimedBooking, Base)]? = try await visits.database.read { reader in
      guard let person = try reader.calendarOwner(tokenHash: hash) else { return nil }
      return try reader.timedBookings(of: person, from: from).compactMap { timed in
        try reader.base(timed.booking.base).map { (timed, $0) }
      }
    }
    guard let found else { throw Problem.notFound(context.t("There is no calendar at this address.")) }
    let calendars = VisitCalendars(t: context.t, url: site.baseURL(request), now: visits.clock.now())
    return feed(calendars.person(found.map { (timed: $0.0, base: $0.1) }), request).secret
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let isThere = try await visits.database.read { try $0.hasCalendar(rights.person.id) }
    return calendarPage(site.form(context), isThere: isThere, address: nil, request, context)
  }

  /// A new address; the one before leads nowhere any more. It is shown once, as only its hash is kept.
  @Sendable private func renew(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let form = try await site.form(request, context)
    let isEnd = form.typed["end"] != nil
    guard form.isGood else {
      let isThere = try await visits.database.read { try $0.hasCalendar(rights.person.id) }
      return calendarPage(form, isThere: isThere, address: nil, request, context)
    }
    let token = SecretToken()
    let person = rights.person.id
    try await visits.database.write { writer in
      if isEnd {
        try writer.dropCalendar(of: person)
      } else {
        try writer.setCalendar(token.hash, of: person, at: visits.clock.now())
      }
      try visits.journal.record(
        .init(isEnd ? "calendar.ended" : "calendar.renewed", on: .init("person", person), by: rights.actor), in: writer)
    }
    let address = isEnd ? nil : "\(site.baseURL(request))/calendars/\(token.text)/visits.ics"
    return calendarPage(site.form(context), isThere: !isEnd, address: address, request, context)
  }

  private func calendarPage(
    _ form: Form, isThere: Bool, address: String?, _ request: Request, _ context: SiteContext
  ) -> Response {
    site.response(
      Page(
        title: context.t("My visits in my calendar"), path: "/me/calendar", section: "me",
        body: TicketPages(t: context.t).calendar(form, isThere: isThere, address: address)), request, context,
      status: form.isGood ? .ok : .unprocessableContent
    ).secret
  }
}
