import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Booking for programs: the same rules, limits and grants as on the pages.
struct BookingAPI: Sendable {
  let base: BookingRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  static let partyMembers = Dictionary(
    uniqueKeysWithValues: ["adults", "minors", "preschool", "seniors", "teachers"].map { ("party.\($0)", $0) }
  ).merging(["party.agesConfirmed": "ages_confirmed"]) { $1 }
  static let partyKinds = Dictionary(
    uniqueKeysWithValues: partyMembers.map { ($0.key, $0.value == "ages_confirmed" ? JSONFields.Kind.flag : .number) })
  private static let hold = JSONFields(partyMembers.merging(["audience": "as"]) { $1 }, kinds: partyKinds)
  private static let whole = JSONFields(
    partyMembers.merging(["audience": "as", "name": "name", "contact": "contact"]) { $1 }, kinds: partyKinds)
  private static let who = JSONFields(["name", "contact"])
  private static let party = JSONFields(partyMembers, kinds: partyKinds)
  private static let reason = JSONFields(["reason"])

  func add(to doors: Doors) {
    doors.open(.get, "/api/bases/:slug/availability", use: availability)
    doors.api(.post, "/api/sessions/:id/holds", for: .signedIn, scope: .visits, use: holdPlaces)
    doors.api(.post, "/api/sessions/:id/bookings", for: .signedIn, scope: .visits, use: book)
    doors.api(.post, "/api/sessions/:id/waiting", for: .signedIn, scope: .visits, use: wait)
    doors.api(.get, "/api/me/visits", for: .signedIn, scope: .read, use: mine)
    doors.api(.get, "/api/bookings/:id", for: .signedIn, scope: .read, use: show)
    doors.api(.patch, "/api/bookings/:id", for: .signedIn, scope: .visits, use: change)
    doors.api(.post, "/api/bookings/:id/confirmation", for: .signedIn, scope: .visits, use: confirm)
    doors.api(.post, "/api/bookings/:id/cancellation", for: .signedIn, scope: .visits, use: cancel)
    doors.api(.post, "/api/waiting/:id/departure", for: .signedIn, scope: .visits, use: leave)
  }

  // MARK: Reading

  @Sendable private func availability(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (slug, t) = (try context.parameters.require("slug"), context.t)
    let today = visits.clock.now().localDay
    func value(_ name: Substring) -> String? { request.uri.queryParameters[name].map(String.init) }
    var asked = BookingRoutes.Asked(request, today: today)
    if let month = value("month") {
      guard let day = Day(month + "-01"), abs(day - today) <= 400 else {
        throw Problem.badRequest(t("The value of “{name}” in the address is not known here.", ["name": "month"]), field: "month")
      }
      asked.month = day
    }
    if let audience = value("audience") {
      guard let known = Audience(rawValue: audience) else {
        throw Problem.badRequest(
          t("The value of “{name}” in the address is not known here.", ["name": "audience"]), field: "audience")
      }
      asked.audience = known
    }
    let wanted = asked
    let (place, found) = try await base.database.read { reader in
      let place = try base.published(slug, t, reader)
      return (place, try base.month(wanted, of: place, reader))
    }
    let json = BookingJSON.availability(found, of: place, month: asked.month, t)
    let bytes = json.utf8
    let version = SHA256.hash(data: Data(bytes)).prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    if let unchanged = site.unchanged(request, version: version) { return unchanged }
    var response = site.bytes(bytes, type: "application/json", version: version, request)
    response.headers[.vary] = "Accept-Encoding, Accept-Language, Cookie"
    response.headers[.accessControlAllowOrigin] = "*"
    return response
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let json: JSONValue = try await base.database.read { reader in
      let mine = try MyVisitsRoutes(base: base).mine(rights.person.id, reader)
      let waiting = try mine.waiting.map { entry in
        BookingJSON.waiting(
          entry.waiting, before: try reader.countWaiting(for: entry.session.id, before: entry.waiting.id),
          offered: try reader.offer(to: entry.waiting.id))
      }
      let bars = mine.bars.map { bar -> JSONValue in
        ["base": .string(mine.bases[bar.base]?.slug ?? ""), "until": .string(bar.until.description)]
      }
      return [
        "items": .array(mine.visits.map { BookingJSON.booking($0.booking) }), "waiting": .array(waiting), "bars": .array(bars),
      ]
    }
    return site.json(APIAnswer(json), request)
  }

  private func own(_ context: SiteContext, _ rights: Rights) async throws -> Booking {
    try rights.requirePerson(context.t)
    guard let id = ID<Booking>(try context.parameters.require("id")),
      let booking = try await base.database.read({ try $0.booking(id) }), booking.person == rights.person.id
    else { throw Problem.notFound(context.t("There is no booking at this address.")) }
    return booking
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let booking = try await own(context, rights)
    return site.json(APIAnswer(BookingJSON.booking(booking), version: booking.version), request)
  }

  // MARK: Booking

  private func session(_ context: SiteContext) throws -> ID<VisitSession> {
    guard let id = ID<VisitSession>(try context.parameters.require("id")) else {
      throw Problem.notFound(context.t("There is no session at this address."))
    }
    return id
  }

  /// Does something with places in one transaction and answers; a refusal is told as what stands in its way.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights,
    prepare: (APIBody) async throws -> @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    try mayAct(rights, context)
    do {
      return try await site.answer(request, context, in: base.database, together: Visits.group, prepare: prepare)
    } catch let refusal as BookingRefusal {
      throw Self.problem(refusal, context.t)
    }
  }

  private func mayAct(_ rights: Rights, _ context: SiteContext) throws {
    try rights.requirePerson(context.t)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
  }

  /// What stands in the way of a booking.
  static func problem(_ refusal: BookingRefusal, _ t: Localizer) -> Problem {
    let words = BookingWords(t: t)
    let field = refusal.isOfAges ? "agesConfirmed" : words.field(refusal)
    return Problem(
      refusal == .notFound ? .notFound : .conflict, detail: words.sentence(refusal),
      field: field.isEmpty ? nil : "party.\(field)")
  }

  /// Takes places of a session, which many may want at once.
  private func take(
    _ request: Request, _ context: SiteContext, _ rights: Rights, work: (ID<VisitSession>, APIBody) throws -> APIWork
  ) async throws -> Response {
    try mayAct(rights, context)
    let session = try session(context)
    do {
      return try await site.answer(request, context, in: base.database, together: Visits.group) { try work(session, $0) }
    } catch let refusal as BookingRefusal {
      if case .full = refusal { base.booking.full.note(session, at: visits.clock.now()) }
      throw Self.problem(refusal, context.t)
    }
  }

  private static func answer(_ booking: Booking, isNew: Bool = false) -> APIAnswer {
    APIAnswer(
      BookingJSON.booking(booking), status: isNew ? .created : .ok, location: isNew ? "/api/bookings/\(booking.id)" : nil,
      version: booking.version)
  }

  /// What was asked for; with name and contact where they are told at once.
  private struct Order {
    let party: Party
    let audience: Audience
    var name = ""
    var contact: BookerContact?
  }

  private func order(_ body: APIBody, _ fields: JSONFields, isWhole: Bool, _ rights: Rights, _ t: Localizer) throws -> Order {
    var form = Form()
    form.fill("as", Audience.individual.rawValue)
    form.fill("name", rights.person.name)
    form.fill("contact", rights.person.email)
    fields.fill(&form, from: body.json, t)
    let audience = BookingRoutes.audience(&form, t)
    let party = PartyForm.read(&form, t)
    let name = isWhole ? form.text("name", most: 80, t) : ""
    let contact = isWhole ? BookingCareRoutes.contact(&form, t) : nil
    guard let audience, let party, form.isGood else { throw fields.problem(form, t) }
    return Order(party: party, audience: audience, name: name, contact: contact)
  }

  @Sendable private func holdPlaces(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (booker, booking) = (base.booker(context), base.booking)
    return try await take(request, context, rights) { session, body in
      let order = try order(body, Self.hold, isWhole: false, rights, context.t)
      let (party, audience) = (order.party, order.audience)
      return APIWork(look: booking.look(session, party, as: audience, contact: nil, by: booker)) {
        Self.answer(try booking.hold(session, party, as: audience, by: booker, in: $0), isNew: true)
      }
    }
  }

  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (booker, booking) = (base.booker(context), base.booking)
    return try await take(request, context, rights) { session, body in
      let order = try order(body, Self.whole, isWhole: true, rights, context.t)
      guard let contact = order.contact else { throw Problem(.unprocessableContent) }
      let (party, audience, name) = (order.party, order.audience, order.name)
      return APIWork(look: booking.look(session, party, as: audience, contact: contact, by: booker)) { writer in
        Self.answer(
          try booking.book(session, party, as: audience, name: name, contact: contact, by: booker, in: writer), isNew: true)
      }
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body in
      let (booking, booker, t) = (try await own(context, rights), base.booker(context), context.t)
      var form = Form()
      form.fill("name", booking.name)
      form.fill("contact", rights.person.email)
      Self.who.fill(&form, from: body.json, t)
      let name = form.text("name", most: 80, t)
      let contact = BookingCareRoutes.contact(&form, t)
      guard let contact, form.isGood else { throw Self.who.problem(form, t) }
      return { writer in
        // What the waiting list offered has its name and contact already.
        guard try !writer.isOffered(booking.id), booking.state == .held else {
          return Self.answer(try visits.confirm(booking.id, by: rights.actor, in: writer))
        }
        return Self.answer(try base.booking.confirm(booking.id, name: name, contact: contact, by: booker, in: writer))
      }
    }
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body in
      let (booking, t) = (try await own(context, rights), context.t)
      try request.requireMatch(version: booking.version, t)
      var form = Form()
      PartyForm.fill(&form, booking.party)
      Self.party.fill(&form, from: body.json, t)
      guard let party = PartyForm.read(&form, t), form.isGood else { throw Self.party.problem(form, t) }
      return { Self.answer(try visits.change(booking.id, to: party, by: rights.actor, in: $0)) }
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body in
      let (booking, t) = (try await own(context, rights), context.t)
      var form = Form()
      Self.reason.fill(&form, from: body.json, t)
      let reason = form.text("reason", most: 200, isOptional: true, t)
      guard form.isGood else { throw Self.reason.problem(form, t) }
      return { writer in
        Self.answer(try visits.cancel(booking.id, reason: reason.isEmpty ? nil : reason, by: rights.actor, in: writer))
      }
    }
  }

  // MARK: The waiting list

  @Sendable private func wait(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body in
      let (session, booker) = (try session(context), base.booker(context))
      let order = try order(body, Self.whole, isWhole: true, rights, context.t)
      guard let contact = order.contact else { throw Problem(.unprocessableContent) }
      let (party, audience, name) = (order.party, order.audience, order.name)
      return { writer in
        let waiting = try base.booking.wait(session, party, as: audience, name: name, contact: contact, by: booker, in: writer)
        return try answer(waiting.id, status: .created, writer)
      }
    }
  }

  @Sendable private func leave(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { _ in
      guard let id = ID<Waiting>(try context.parameters.require("id")),
        let waiting = try await base.database.read({ try $0.waiting(id) }), waiting.request.person == rights.person.id
      else { throw Problem.notFound(context.t("There is no place in a waiting list at this address.")) }
      return { writer in
        try visits.leave(id, by: rights.actor, in: writer)
        return try answer(id, status: .ok, writer)
      }
    }
  }

  private func answer(_ id: ID<Waiting>, status: HTTPResponse.Status, _ writer: Writer) throws -> APIAnswer {
    guard let waiting = try writer.waiting(id) else { throw Problem(.notFound) }
    let json = BookingJSON.waiting(
      waiting, before: try writer.countWaiting(for: waiting.request.session, before: id), offered: try writer.offer(to: id))
    return APIAnswer(json, status: status, location: status == .created ? "/api/me/visits" : nil)
  }
}
