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
    /// Those that a closure brought to another time.
    let moved: [Booking]
    /// Places that a draw is to give out.
    let keptForDraw: Int
    let pools: [Pool]
    let waiting: Int
    /// What is kept for some audiences.
    let kept: [KeptNow]
    /// Contacts that are kept, by the hashes that bookings have of them.
    let contacts: Set<String>
    /// Whether the reader looks after the base, and so may read contacts.
    let isManager: Bool
  }

  func found(_ context: SiteContext, _ rights: Rights) async throws -> Found {
    let place = try await base.base(context, rights)
    let id = ID<VisitSession>(try context.parameters.require("session"))
    let found: Found? = try await visits.database.read { reader in
      guard let id, let (session, ruleset) = try reader.session(id), session.base == place.id,
        let target = try base.places.target(place.slug, in: reader)
      else { return nil }
      let bookings = try reader.bookings(in: id).filter { $0.state != .expired }
      // What is kept for a draw is nobody who comes.
      let drawn = bookings.filter { $0.isKeptForDraw && $0.state == .held }.reduce(0) { $0 + $1.people }
      return Found(
        place: place, session: session, rules: try visits.rules(named: ruleset), bookings: bookings.filter { !$0.isKeptForDraw },
        moved: try reader.bookingsMoved(from: id), keptForDraw: drawn, pools: try reader.pools(of: id),
        waiting: try reader.parties(waitingIn: id), kept: try reader.keptPlaces(of: id),
        contacts: try reader.sealedContacts(in: id),
        isManager: ContactReadingRoutes.looksAfter(target, rights))
    }
    guard let found else { throw Problem.notFound(context.t("There is no session at this address.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(found(context, rights), site.form(context), request, context)
  }

  func show(
    _ found: Found, _ form: Form, reading: ContactReadingRoutes.Reading? = nil, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let t = context.t
    let title = "\(t.day(found.session.day)) · \(t.time(found.session.starts))–\(t.time(found.session.ends))"
    return base.page(
      title, path(found), of: found.place,
      VisitSessionDeskPages(path: path(found), reading: reading, t: t).html(found, title, form),
      request,
      context, isWrong: !form.isGood)
  }

  func path(_ found: Found) -> String { "/desk/visits/\(found.place.slug)/sessions/\(found.session.id)" }

  @Sendable private func setState(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    var form = try await site.form(request, context)
    guard let state = Self.state(&form, context.t), form.isGood else { return try await show(found, form, request, context) }
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        try visits.setState(state, of: found.session.id, by: rights.actor, in: writer)
        return FormOutcome(path(found), told: context.t("Saved."))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: context.t).sentence(refusal))
      return try await show(found, form, request, context)
    }
  }

  /// What somebody who telephoned asked for.
  struct Call: Sendable {
    let audience: Audience
    let party: Party
    let name: String
    let contact: BookerContact

    /// What was typed; `nil` where something is wrong with it, which the form says then.
    init?(_ form: inout Form, _ t: Localizer) {
      let audience = form.choice("audience", of: Audience.allCases.map(\.rawValue), t).flatMap(Audience.init)
      let party = PartyForm.read(&form, t)
      name = form.text("name", most: 60, t)
      let contact = BookingCareRoutes.contact(&form, t)
      guard form.isGood, let audience, let party, let contact else { return nil }
      (self.audience, self.party, self.contact) = (audience, party, contact)
    }
  }

  /// Books for somebody who telephoned, under the same rules as if they had booked themselves.
  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    let t = context.t
    var form = try await site.form(request, context)
    guard let call = Call(&form, t) else { return try await show(found, form, request, context) }
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        let made = try base.booking.book(call, in: found.session.id, by: rights.actor, writer)
        return FormOutcome(
          path(found), told: t("Booked for {name}; the number is {number}.", ["name": call.name, "number": made.id.description]))
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
    let reason = Self.reason(&form, t)
    guard form.isGood else { return try await show(found, form, request, context) }
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        _ = try giveBack(id, reason: reason, by: rights, in: writer)
        return FormOutcome(path(found), told: t("The places are free again."))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: t).sentence(refusal))
      return try await show(found, form, request, context)
    }
  }

  /// Whether a session is to take bookings; that it does not take place is a closure.
  static func state(_ form: inout Form, _ t: Localizer) -> VisitSession.State? {
    form.choice("state", of: ["open", "closed"], t).flatMap(VisitSession.State.init)
  }

  /// The reason that a visitor is told.
  static func reason(_ form: inout Form, _ t: Localizer) -> String { form.text("reason", most: 300, t) }

  /// Gives the places of somebody back and tells them why.
  func giveBack(_ id: ID<Booking>, reason: String, by rights: Rights, in writer: Writer) throws -> Booking {
    let booking = try visits.cancel(id, reason: reason, isByOffice: true, by: rights.actor, in: writer)
    try base.booking.notices(people: base.people, site: site).tell(booking, cancelledFor: reason, in: writer)
    return booking
  }
}

extension PublicBooking {
  /// Books for somebody who telephoned.
  func book(
    _ call: VisitSessionDeskRoutes.Call, in session: ID<VisitSession>, by actor: JournalEntry.Actor, _ writer: Writer
  ) throws -> Booking {
    try book(session, call.party, as: call.audience, caller: call.name, contact: call.contact, by: actor, in: writer)
  }
}
