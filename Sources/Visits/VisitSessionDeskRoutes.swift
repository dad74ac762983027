import HTML
import HTTPTypes
import Hummingbird
import Journal
import People
import Places
import SQL
import Site

/// One session at the desk of its base: who comes, who waits, and what the base may do about it.
struct VisitSessionDeskRoutes: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/sessions/:session", for: .may(.editBase), use: show)
    doors.post("/desk/visits/:base/sessions/:session/state", for: .may(.editBase), use: setState)
    doors.post("/desk/visits/:base/sessions/:session/bookings", for: .may(.editBase), use: book)
    doors.post("/desk/visits/:base/sessions/:session/bookings/:booking/cancellation", for: .may(.editBase), use: cancel)
  }

  /// A session with all that its base sees of it.
  struct Found: Sendable {
    let place: Base
    let session: VisitSession
    let rules: VisitRules
    let bookings: [Booking]
    let pools: [Pool]
    let waiting: Int
  }

  func found(_ context: SiteContext, _ rights: Rights) async throws -> Found {
    let place = try await base.base(context, rights)
    let id = ID<VisitSession>(try context.parameters.require("session"))
    let found: Found? = try await visits.database.read { reader in
      guard let id, let (session, ruleset) = try reader.session(id), session.base == place.id else { return nil }
      let bookings = try reader.bookings(in: id).filter { $0.state != .expired }
      return Found(
        place: place, session: session, rules: try visits.rules(named: ruleset), bookings: bookings,
        pools: try reader.pools(of: id),
        waiting: try reader.parties(waitingIn: id))
    }
    guard let found else { throw Problem.notFound(context.t("There is no session at this address.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(found(context, rights), site.form(context), request, context)
  }

  private func show(_ found: Found, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let t = context.t
    let title = "\(t.day(found.session.day)) · \(t.time(found.session.starts))–\(t.time(found.session.ends))"
    return base.page(
      title, path(found), of: found.place, html(found, title, form, t), request, context, isWrong: !form.isGood)
  }

  func path(_ found: Found) -> String { "/desk/visits/\(found.place.slug)/sessions/\(found.session.id)" }

  @Sendable private func setState(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    var form = try await site.form(request, context)
    guard let choice = form.choice("state", of: ["open", "closed"], context.t), let state = VisitSession.State(rawValue: choice),
      form.isGood
    else { return try await show(found, form, request, context) }
    return try await site.once(form, context, in: visits.database) { writer in
      try visits.setState(state, of: found.session.id, by: rights.actor, in: writer)
      return FormOutcome(path(found), told: context.t("Saved."))
    }
  }

  /// Books for somebody who telephoned, under the same rules as if they had booked themselves.
  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    let t = context.t
    var form = try await site.form(request, context)
    let audience = form.choice("audience", of: Audience.allCases.map(\.rawValue), t).flatMap(Audience.init)
    let party = PartyForm.read(&form, t)
    let name = form.text("name", most: 60, t)
    let contact = BookingCareRoutes.contact(&form, t)
    guard form.isGood, let audience, let party, let contact else { return try await show(found, form, request, context) }
    let code = base.booking.bookers.hash(contact)
    let order = BookingRequest(
      session: found.session.id, audience: audience, party: party, person: nil, booker: code, contact: code, name: name)
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        let made = try visits.book(order, by: rights.actor, in: writer)
        return FormOutcome(
          path(found), told: t("Booked for {name}; the number is {number}.", ["name": name, "number": made.id.description]))
      }
    } catch let refusal as BookingRefusal {
      form.refuse(BookingWords(t: t).field(refusal), BookingWords(t: t).sentence(refusal))
      return try await show(found, form, request, context)
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    let t = context.t
    guard let id = ID<Booking>(try context.parameters.require("booking")), found.bookings.contains(where: { $0.id == id }) else {
      throw Problem.notFound(t("There is no booking at this address."))
    }
    var form = try await site.form(request, context)
    let reason = form.text("reason", most: 300, t)
    guard form.isGood else { return try await show(found, form, request, context) }
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        let booking = try visits.cancel(id, reason: reason, isByOffice: true, by: rights.actor, in: writer)
        try VisitNotices(people: base.people, site: site).tell(booking, cancelledFor: reason, in: writer)
        return FormOutcome(path(found), told: t("The places are free again."))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: t).sentence(refusal))
      return try await show(found, form, request, context)
    }
  }

  // MARK: The page

  private func html(_ found: Found, _ title: String, _ form: Form, _ t: Localizer) -> HTML {
    let own = found.pools.first { $0.kind == .session }
    let hall = found.pools.filter { $0.kind == .hall }.map(\.free).min()
    let next: VisitSession.State = found.session.state == .open ? .closed : .open
    let items: [HTML] = found.bookings.map { item($0, found, form, t) }
    let empty: HTML = "<p class=\"empty\">\(t("Nobody has booked yet."))</p>"
    return """
      <h1>\(title)</h1>\(form.summary(t))
      <dl class="facts"><div><dt>\(t("Kind"))</dt><dd>\(BookingWords(t: t).kind(found.session.kind))</dd></div>
      <div><dt>\(t("State"))</dt><dd>\(VisitDeskPages(t: t).state(found.session.state))</dd></div>
      <div><dt>\(t("Taken"))</dt><dd>\(t.number(own?.taken ?? 0)) / \(t.number(own?.capacity ?? 0))</dd></div>
      \(hall.map { free -> HTML in "<div><dt>\(t("Free in the hall"))</dt><dd>\(t.number(free))</dd></div>" })
      <div><dt>\(t("Parties that wait"))</dt><dd>\(t.number(found.waiting))</dd></div></dl>
      <form class="actions" action="\(path(found))/state" method="post">\(form.hidden)
      <button class="button" name="state" value="\(next.rawValue)">\(next == .closed ? t("Take no more bookings") : t("Take bookings"))</button>
      <a class="button" href="/desk/visits/\(found.place.slug)/closures?session=\(found.session.id)">\(t("It does not take place"))</a></form>
      <section><h2>\(t("Bookings"))</h2><p class="actions"><a class="button" href="\(path(found))/list">\(t("List to print"))</a>
      <a class="button" href="\(path(found))/bookings.csv">\(t("As a table (CSV)"))</a></p>
      \(items.isEmpty ? empty : "<ul class=\"plain\">\(items)</ul>")\(when: found.session.state == .open, telephone(found, form, t))</section>
      """
  }

  private func telephone(_ found: Found, _ form: Form, _ t: Localizer) -> HTML {
    let words = BookingWords(t: t)
    let audiences = Audience.allCases.filter { found.rules.group != nil || !$0.isGroup }
    return """
      <details class="panel"\(attribute: "open", if: form.typed["audience"] != nil)><summary>\(t("Book for somebody who telephones"))</summary>
      <p class="hint">\(t("The same rules hold as for everybody; of the contact only a code is kept."))</p>
      <form action="\(path(found))/bookings" method="post">\(form.hidden)
      \(form.select("audience", label: t("As what they come"), options: audiences.map { ($0.rawValue, words.audience($0)) }))
      \(PartyForm.html(form, for: found.rules.group == nil ? .individual : .group, found.rules, t))
      \(form.field("name", label: t("Name on the ticket"), most: 60, autocomplete: "off"))
      \(form.field("contact", label: t("Telephone or e-mail"), most: 254, autocomplete: "off"))
      <p class="actions"><button class="button button-primary">\(t("Book"))</button></p></form></details>
      """
  }

  private func item(_ booking: Booking, _ found: Found, _ form: Form, _ t: Localizer) -> HTML {
    let words = BookingWords(t: t)
    let cancellation: HTML = """
      <details><summary>\(t("Give these places back"))</summary><form action="\(path(found))/bookings/\(booking.id)/cancellation" method="post">\(form.hidden)
      <div class="field"><label>\(t("Reason, which the visitor is told")) <input name="reason" required maxlength="300"></label></div>
      <button class="button">\(t("Give these places back"))</button></form></details>
      """
    return """
      <li class="panel"><p><strong>\(booking.name)</strong> · \(words.audience(booking.audience)) · \(words.party(booking.party))
      <span class="badge">\(words.state(booking.state))</span></p>\(when: booking.state.isOpen, cancellation)</li>

      """
  }
}

extension Visits {
  /// Lets a session take bookings, or no more of them.
  func setState(
    _ state: VisitSession.State, of id: ID<VisitSession>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    try writer.setState(state, of: id)
    try journal.record(JournalEntry("session.\(state.rawValue)", on: .init("session", id), by: actor), in: writer)
  }
}
