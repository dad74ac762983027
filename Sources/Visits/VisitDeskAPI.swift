import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The desk of a base for programs: what it offers, its halls, and days on which it stays closed. The addresses are those of the
/// desk's pages behind `/api`, with the same rules and grants.
struct VisitDeskAPI: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    let desk = "/api/desk/visits/:base"
    doors.api(.get, "\(desk)/offers", for: .may(.editBase), scope: .read, use: offers)
    doors.api(.post, "\(desk)/offers", for: .may(.editBase), scope: .visits, use: addOffer)
    doors.api(.get, "\(desk)/offers/:offer", for: .may(.editBase), scope: .read, use: offer)
    doors.api(.patch, "\(desk)/offers/:offer", for: .may(.editBase), scope: .visits, use: changeOffer)
    doors.api(.post, "\(desk)/offers/:offer/ending", for: .may(.editBase), scope: .visits, use: endOffer)
    doors.api(.get, "\(desk)/halls", for: .may(.editBase), scope: .read, use: halls)
    doors.api(.post, "\(desk)/halls", for: .may(.editBase), scope: .visits, use: addHall)
    doors.api(.patch, "\(desk)/halls/:hall", for: .may(.editBase), scope: .visits, use: changeHall)
    doors.api(.get, "\(desk)/closures", for: .may(.editBase), scope: .read, use: closures)
    doors.api(.post, "\(desk)/closures", for: .may(.editBase), scope: .visits, use: close)
    doors.api(.post, "\(desk)/closures/preview", for: .may(.editBase), scope: .visits, use: preview)
  }

  /// Does something in one transaction and answers; a refusal is told as what stands in its way.
  func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, together group: String? = nil,
    prepare: (APIBody) async throws -> @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    do {
      return try await site.answer(request, context, in: visits.database, together: group, prepare: prepare)
    } catch let refusal as BookingRefusal {
      throw BookingAPI.problem(refusal, context.t)
    }
  }

  // MARK: Offers

  @Sendable private func offers(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let all = try await visits.database.read { try $0.offers(of: place.id) }
    return site.json(APIAnswer(["items": .array(all.map { VisitDeskJSON.offer($0, of: place) })]), request)
  }

  @Sendable private func offer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let offer = try await base.offer(context, of: place)
    return site.json(APIAnswer(VisitDeskJSON.offer(offer, of: place), version: offer.version), request)
  }

  /// What an offer is, read by the rules of its form.
  private func facts(_ form: Form, _ body: APIBody, of place: Base, _ t: Localizer) async throws -> VisitOffer.Facts {
    let (halls, rules) = try await visits.database.read { reader in
      (try reader.halls(of: place.id), try visits.rules(named: try reader.ruleset(of: place.id)))
    }
    var form = form
    let fields = VisitDeskJSON.offerFields
    fields.fill(&form, from: body.json, t)
    VisitDeskJSON.checkWeekdays(&form, t)
    guard let facts = OfferForm.facts(&form, halls: halls, usual: rules.ages.usual, t), form.isGood else {
      throw fields.problem(form, t)
    }
    return facts
  }

  @Sendable private func addOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    return try await act(request, context, rights) { body in
      let facts = try await facts(VisitDeskJSON.usual(Form()), body, of: place, context.t)
      return { writer in
        let (offer, outcome) = try visits.offer(facts, at: place.id, by: rights.actor, in: writer)
        return APIAnswer(
          VisitDeskJSON.offer(offer, of: place, outcome), status: .created,
          location: "/api/desk/visits/\(place.slug)/offers/\(offer.id)", version: offer.version)
      }
    }
  }

  @Sendable private func changeOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    return try await act(request, context, rights) { body in
      let offer = try await base.offer(context, of: place)
      try request.requireMatch(version: offer.version, context.t)
      var form = Form()
      OfferForm.fill(&form, offer)
      return change(offer, to: try await facts(form, body, of: place, context.t), .open, of: place, rights)
    }
  }

  @Sendable private func endOffer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    return try await act(request, context, rights) { body in
      try VisitDeskJSON.requireNothing(body, context.t)
      let offer = try await base.offer(context, of: place)
      try request.requireMatch(version: offer.version, context.t)
      return change(offer, to: offer.facts, .ended, of: place, rights)
    }
  }

  private func change(
    _ offer: VisitOffer, to facts: VisitOffer.Facts, _ state: VisitOffer.State, of place: Base, _ rights: Rights
  ) -> @Sendable (Writer) throws -> APIAnswer {
    { writer in
      let outcome = try visits.change(
        offer.id, version: offer.version, to: facts, state: state, by: rights.actor, in: writer)
      guard let changed = try writer.offer(offer.id) else { throw BookingRefusal.notFound }
      return APIAnswer(VisitDeskJSON.offer(changed, of: place, outcome), version: changed.version)
    }
  }

  // MARK: Halls

  private static let hallFields = JSONFields(["name", "places"], kinds: ["places": .number])

  @Sendable private func halls(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let all = try await visits.database.read { try $0.halls(of: place.id) }
    return site.json(APIAnswer(["items": .array(all.map(VisitDeskJSON.hall))]), request)
  }

  @Sendable private func addHall(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    return try await act(request, context, rights) { body in
      var form = Form()
      Self.hallFields.fill(&form, from: body.json, context.t)
      guard let typed = HallRoutes(base: base).read(&form, context.t) else { throw Self.hallFields.problem(form, context.t) }
      return { writer in
        let hall = try visits.addHall(typed.name, capacity: typed.places, at: place.id, by: rights.actor, in: writer)
        return APIAnswer(
          VisitDeskJSON.hall(hall), status: .created, location: "/api/desk/visits/\(place.slug)/halls", version: hall.version)
      }
    }
  }

  @Sendable private func changeHall(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let routes = HallRoutes(base: base)
    return try await act(request, context, rights) { body in
      let hall = try await routes.hall(context, of: place)
      try request.requireMatch(version: hall.version, context.t)
      var form = Form()
      form.fill("name", hall.name)
      form.fill("places", String(hall.capacity))
      Self.hallFields.fill(&form, from: body.json, context.t)
      guard let typed = routes.read(&form, context.t) else { throw Self.hallFields.problem(form, context.t) }
      return { writer in
        try visits.change(
          hall.id, version: hall.version, name: typed.name, capacity: typed.places, by: rights.actor, in: writer)
        guard let changed = try writer.hall(hall.id) else { throw BookingRefusal.notFound }
        return APIAnswer(VisitDeskJSON.hall(changed), version: changed.version)
      }
    }
  }

  // MARK: Closures

  private static let closureFields = JSONFields(["first", "last", "cause", "note", "session"])

  private func closure(_ body: APIBody, of place: Base, _ t: Localizer) async throws -> VisitClosure {
    var form = Form()
    Self.closureFields.fill(&form, from: body.json, t)
    guard let closure = try await ClosureRoutes(base: base).closure(&form, place, t), form.isGood else {
      throw Self.closureFields.problem(form, t)
    }
    return closure
  }

  @Sendable private func closures(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let all = try await visits.database.read { try $0.closures(of: place.id) }
    return site.json(APIAnswer(["items": .array(all.map(VisitDeskJSON.closure))]), request)
  }

  /// What a closure would do now: the same work, which is taken back.
  @Sendable private func preview(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    return try await act(request, context, rights) { body in
      let closure = try await closure(body, of: place, context.t)
      let answer = APIAnswer(VisitDeskJSON.outcome(try await visits.preview(closure), of: closure))
      return { _ in answer }
    }
  }

  @Sendable private func close(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let notices = base.booking.notices(people: base.people, site: site)
    return try await act(request, context, rights, together: Visits.group) { body in
      let closure = try await closure(body, of: place, context.t)
      return { writer in
        let outcome = try visits.close(closure, by: rights.actor, in: writer) { try notices.tell($0, $1, in: $2) }
        return APIAnswer(
          VisitDeskJSON.outcome(outcome, of: closure), status: .created,
          location: "/api/desk/visits/\(place.slug)/closures")
      }
    }
  }
}
