import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Sessions at the desk of their base for programs: how full they are, who comes, and booking for those who telephone.
struct VisitSessionDeskAPI: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }
  private var desk: VisitDeskAPI { VisitDeskAPI(base: base) }
  private var routes: VisitSessionDeskRoutes { VisitSessionDeskRoutes(base: base) }

  private static let state = JSONFields(["state"])
  private static let reason = JSONFields(["reason"])
  private static let call = JSONFields(
    BookingAPI.partyMembers.merging(["audience": "audience", "name": "name", "contact": "contact"]) { $1 },
    kinds: BookingAPI.partyKinds)

  func add(to doors: Doors) {
    let sessions = "/api/desk/visits/:base/sessions"
    doors.api(.get, sessions, for: .may(.editBase), scope: .read, use: list)
    doors.api(.post, sessions, for: .may(.editBase), scope: .visits, use: create)
    doors.api(.get, "\(sessions)/:session", for: .may(.editBase), scope: .read, use: show)
    doors.api(.patch, "\(sessions)/:session", for: .may(.editBase), scope: .visits, use: change)
    doors.api(.get, "\(sessions)/:session/bookings", for: .may(.editBase), scope: .read, use: bookings)
    doors.api(.post, "\(sessions)/:session/bookings", for: .may(.editBase), scope: .visits, use: book)
    doors.api(
      .post, "\(sessions)/:session/bookings/:booking/cancellation", for: .may(.editBase), scope: .visits, use: cancel)
  }

  // MARK: Sessions

  /// The most days of one list.
  private static let mostDays = 62

  private func days(_ request: Request, _ t: Localizer) throws -> ClosedRange<Day> {
    func day(_ name: String) throws -> Day? {
      guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
      guard let day = Day(String(text)) else {
        throw Problem.badRequest(t("The value of “{name}” in the address is not known here.", ["name": name]), field: name)
      }
      return day
    }
    let first = try day("first") ?? visits.clock.now().localDay
    let last = try day("last") ?? first.adding(days: 13)
    guard (0..<Self.mostDays).contains(last - first) else {
      throw Problem.badRequest(t("The value of “{name}” in the address is not known here.", ["name": "last"]), field: "last")
    }
    return first...last
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let days = try days(request, context.t)
    let all = try await visits.database.read {
      try $0.openSessions(of: place.id, from: days.lowerBound, through: days.upperBound)
    }
    let items = all.map { VisitDeskJSON.session($0.session, $0.pools, of: place) }
    return site.json(APIAnswer(["items": .array(items)]), request)
  }

  /// A session by itself: what an offer with one time on one day would make.
  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (place, t) = (try await base.base(context, rights), context.t)
    return try await desk.act(request, context, rights) { body in
      let (halls, rules) = try await visits.database.read { reader in
        (try reader.halls(of: place.id), try visits.rules(named: try reader.ruleset(of: place.id)))
      }
      var form = VisitDeskJSON.usual(Form())
      let fields = VisitDeskJSON.sessionFields
      fields.fill(&form, from: body.json, t)
      // No name is asked for, as only offers have one, and the only day is the first, the last and the one that is added.
      form.fill("name_zh_hans", "—")
      for field in ["last", "added"] { form.fill(field, form.typed["first"]) }
      let facts = OfferForm.facts(&form, halls: halls, usual: rules.ages.usual, t)
      if let facts, facts.starts.count != 1 { form.refuse("starts", t("Please give a time, such as 08:30.")) }
      guard let facts, form.isGood else { throw fields.problem(form, t) }
      form.refuse(
        "first",
        t("No session follows from this in the next {days} days.", ["days": t.number(rules.sessions.daysAhead)]))
      let none = fields.problem(form, t)
      return { writer in
        guard let session = try visits.add(facts, at: place.id, by: rights.actor, in: writer) else { throw none }
        return APIAnswer(
          VisitDeskJSON.session(session, try writer.pools(of: session.id), of: place), status: .created,
          location: "/api/desk/visits/\(place.slug)/sessions/\(session.id)")
      }
    }
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    site.json(APIAnswer(VisitDeskJSON.session(try await routes.found(context, rights))), request)
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (found, t) = (try await routes.found(context, rights), context.t)
    return try await desk.act(request, context, rights) { body in
      var form = Form()
      Self.state.fill(&form, from: body.json, t)
      let state = VisitSessionDeskRoutes.state(&form, t)
      guard let state, form.isGood else { throw Self.state.problem(form, t) }
      return { writer in
        try visits.setState(state, of: found.session.id, by: rights.actor, in: writer)
        var session = found.session
        session.state = state
        return APIAnswer(VisitDeskJSON.session(session, found.pools, of: found.place))
      }
    }
  }

  // MARK: Bookings

  /// Who comes, as on the list at the desk: names, and no way to reach anybody.
  @Sendable private func bookings(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await routes.found(context, rights)
    let json: JSONValue = [
      "items": .array(found.bookings.map(VisitDeskJSON.booking)), "moved": .array(found.moved.map(VisitDeskJSON.booking)),
    ]
    return site.json(APIAnswer(json), request)
  }

  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (found, t) = (try await routes.found(context, rights), context.t)
    return try await desk.act(request, context, rights) { body in
      var form = Form()
      Self.call.fill(&form, from: body.json, t)
      guard let call = VisitSessionDeskRoutes.Call(&form, t) else { throw Self.call.problem(form, t) }
      return { writer in
        let made = try base.booking.book(call, in: found.session.id, by: rights.actor, writer)
        return APIAnswer(
          VisitDeskJSON.booking(made), status: .created,
          location: "/api/desk/visits/\(found.place.slug)/sessions/\(made.session)/bookings")
      }
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (found, t) = (try await routes.found(context, rights), context.t)
    return try await desk.act(request, context, rights) { body in
      guard let id = ID<Booking>(try context.parameters.require("booking")), found.bookings.contains(where: { $0.id == id })
      else { throw Problem.notFound(t("There is no booking at this address.")) }
      var form = Form()
      Self.reason.fill(&form, from: body.json, t)
      let reason = VisitSessionDeskRoutes.reason(&form, t)
      guard form.isGood else { throw Self.reason.problem(form, t) }
      return { APIAnswer(VisitDeskJSON.booking(try routes.giveBack(id, reason: reason, by: rights, in: $0))) }
    }
  }
}
