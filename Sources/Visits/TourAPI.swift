import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// One-day tours for programs: days that can be booked, the routes of the province, and the tours of whoever asks, with the
/// same rules and grants as on the pages.
struct TourAPI: Sendable {
  let base: TourRoutes

  private var tours: Tours { base.tours }
  private var site: Site { base.site }

  private static let members = [
    "start.county": "county", "start.at": "at", "start.name": "start_name", "day": "day", "audience": "as",
    "party.minors": "pupils", "party.preschool": "preschool", "party.teachers": "teachers", "party.adults": "adults",
    "themes": "themes", "earliestStart": "from", "latestReturn": "until", "needsAccess": "access", "bringsLunch": "lunch",
    "sessions": "s", "title": "title", "name": "name",
  ]
  private static let order = JSONFields(
    members,
    kinds: [
      "party.minors": .number, "party.preschool": .number, "party.teachers": .number, "party.adults": .number, "themes": .ticks,
      "needsAccess": .flag, "bringsLunch": .flag, "sessions": .ticks,
    ])
  private static let question = JSONFields(TourForm.fields)
  private static let plan = JSONFields(["sessions": "s"], kinds: ["sessions": .ticks])
  private static let sheet = JSONFields([
    "sheet.contact": "contact", "sheet.safetyPlan": "safety_plan", "sheet.insurance": "insurance", "sheet.hospital": "hospital",
    "sheet.vehicle": "vehicle", "sheet.weather": "weather", "sheet.filing": "filing",
  ])

  func add(to doors: Doors) {
    doors.open(.get, "/api/tours", use: list)
    doors.open(.get, "/api/tours/plan", use: plan)
    doors.open(.get, "/api/tours/:slug", use: show)
    doors.api(.get, "/api/me/tours", for: .signedIn, scope: .read, use: mine)
    doors.api(.post, "/api/me/tours", for: .signedIn, scope: .visits, use: book)
    doors.api(.get, "/api/me/tours/:id", for: .signedIn, scope: .read, use: trip)
    doors.api(.patch, "/api/me/tours/:id", for: .signedIn, scope: .visits, use: writeSheet)
    doors.api(.post, "/api/me/tours/:id/plan", for: .signedIn, scope: .visits, use: change)
    doors.api(.post, "/api/me/tours/:id/confirmation", for: .signedIn, scope: .visits, use: confirm)
    doors.api(.post, "/api/me/tours/:id/cancellation", for: .signedIn, scope: .visits, use: cancel)
    doors.api(.post, "/api/me/tours/:id/bookings/:booking/cancellation", for: .signedIn, scope: .visits, use: cancelLeg)
    doors.api(.get, "/api/me/passport", for: .signedIn, scope: .read, use: passport)
  }

  // MARK: For everybody

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let routes = try await base.database.read { try $0.brandTours(published: true) }
    let bases = try await base.bases(routes.flatMap(\.bases))
    return site.json(["items": .array(routes.map { TourJSON.route($0, bases) })], request)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    guard let route = try await base.database.read({ try $0.brandTour(slug: slug) }), route.state == .published else {
      throw Problem.notFound(context.t("There is no route at this address."))
    }
    return site.json(TourJSON.route(route, try await base.bases(route.bases)), request)
  }

  /// Days that can be booked now; the question is asked in the address by the names of the page's fields.
  @Sendable private func plan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let typed = try Form(urlEncoded: Array((request.uri.query ?? "").utf8))
    var form = Form()
    for (name, value) in ["as": "school", "from": "08:00", "until": "17:30", "stops": "4"] { form.fill(name, value) }
    for (name, values) in typed.several where TourForm.fields.contains(name) { form.fill(name, all: values) }
    let tour = TourForm(form, places: base.places, today: base.today, context.t)
    guard let asked = tour.request else {
      let faults = Self.question.problem(tour.form, context.t)
      var problem = Problem(.badRequest, detail: faults.detail, field: faults.field)
      problem.faults = faults.faults
      throw problem
    }
    let booker = context.rights.map { (key: TourRoutes.booker($0), contact: TourRoutes.booker($0)) }
    let found = try await tours.plan(try await base.withHistory(asked, context), for: booker)
    let bases = try await base.bases(found.plans.flatMap(\.bases))
    return site.json(APIAnswer(TourJSON.proposals(found, on: asked.day, bases)), request)
  }

  // MARK: One's own

  private func own(_ context: SiteContext, _ rights: Rights) async throws -> Trip {
    try rights.requirePerson(context.t)
    return try await base.trip(of: rights, context)
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let trips = try await base.database.read { try $0.trips(of: rights.person.id) }
    let bases = try await base.bases(trips.flatMap(\.plan.bases))
    return site.json(APIAnswer(["items": .array(trips.map { .members(TourJSON.trip($0, bases)) })]), request)
  }

  @Sendable private func trip(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let trip = try await own(context, rights)
    let proposals = trip.state == .broken ? try await tours.replan(trip) : nil
    let bases = try await base.bases(trip.plan.bases + (proposals?.plans.flatMap(\.bases) ?? []))
    let answer = try await base.database.read { try whole(trip, bases, proposals, context.t, $0) }
    return site.json(answer, request)
  }

  @Sendable private func passport(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let (progress, visited) = try await base.database.read { reader in
      (try tours.progress(of: rights.person.id, reader), try reader.basesVisited(by: rights.person.id))
    }
    let bases = try await base.bases(visited + progress.flatMap(\.tour.bases))
    return site.json(APIAnswer(TourJSON.passport(progress, visited: visited, bases)), request)
  }

  /// A tour with its bookings, what is missing before it can be confirmed, and days that would make it whole again.
  private func whole(
    _ trip: Trip, _ bases: [ID<Base>: Base], _ proposals: TourProposals?, _ t: Localizer, _ reader: Reader
  ) throws -> APIAnswer {
    let words = TourWords(t: t)
    let bookings = try reader.bookings(of: trip.id).map(BookingJSON.booking)
    let missing: [JSONValue] = try tours.faults(trip, reader).map { .string(words.sentence($0)) }
    let members: [(String, JSONValue?)] = [
      ("sheet", TourJSON.sheet(trip.sheet)), ("bookings", .array(bookings)),
      ("missing", trip.state == .cancelled ? nil : .array(missing)),
      ("teachersNeeded", .integer(Int64(tours.checks.teachersNeeded(trip.request.party)))),
      ("proposals", proposals.map { found in .array(found.plans.map { TourJSON.plan($0, on: trip.day, bases) }) }),
    ]
    return APIAnswer(.members(TourJSON.trip(trip, bases) + members), version: trip.version)
  }

  // MARK: Doing

  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights,
    prepare: (APIBody) async throws -> @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    try rights.requirePerson(context.t)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    do { return try await site.answer(request, context, in: base.database, prepare: prepare) } catch let refusal as TourRefusal {
      let field: String? =
        switch refusal {
        case .leg, .noDay: "sessions"
        default: nil
        }
      throw Problem(.conflict, detail: TourWords(t: context.t).sentence(refusal), field: field)
    }
  }

  /// The answer after a change, read in the same transaction.
  private func answer(_ trip: Trip, _ t: Localizer, isNew: Bool = false, _ writer: Writer) throws -> APIAnswer {
    let rows = try writer.tourBases(trip.plan.bases)
    let bases = Dictionary(rows.map { ($0.base.id, $0.base) }, uniquingKeysWith: { first, _ in first })
    var answer = try whole(trip, bases, nil, t, writer)
    if isNew {
      answer.status = .created
      answer.location = "/api/me/tours/\(trip.id)"
    }
    return answer
  }

  /// The sessions of a body; one that is no number of a session is told.
  private static func sessions(_ form: inout Form, _ t: Localizer) -> [ID<VisitSession>] {
    let typed = form.several["s"] ?? []
    let sessions = typed.compactMap { ID<VisitSession>($0) }
    if sessions.count != typed.count || !(2...4).contains(sessions.count) {
      form.refuse("s", t("A one-day tour has two to four bases."))
    }
    return sessions
  }

  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { body in
      var form = Form()
      for (name, value) in ["as": "school", "from": "08:00", "until": "17:30"] { form.fill(name, value) }
      form.fill("title", t("Science day"))
      form.fill("name", rights.person.name)
      Self.order.fill(&form, from: body.json, t)
      let tour = TourForm(form, places: base.places, today: base.today, t)
      form = tour.form
      if (form.typed["start_name"] ?? "").isEmpty { form.fill("start_name", tour.startName) }
      let title = form.text("title", most: 80, t)
      let start = form.text("start_name", most: 120, t)
      let name = form.text("name", most: 80, t)
      let sessions = Self.sessions(&form, t)
      guard form.isGood, let asked = tour.request else { throw Self.order.problem(form, t) }
      let booker = TourRoutes.booker(rights)
      let order = TourOrder(
        request: asked, sessions: sessions, title: title, startName: start, person: rights.person.id, booker: booker,
        contact: booker, name: name)
      return { writer in try answer(try tours.book(order, by: rights.actor, in: writer), t, isNew: true, writer) }
    }
  }

  @Sendable private func writeSheet(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { body in
      let trip = try await own(context, rights)
      try request.requireMatch(version: trip.version, t)
      var form = TripPage.filled(Form(), trip.sheet)
      Self.sheet.fill(&form, from: body.json, t)
      let sheet = TripPage.read(&form, t)
      guard form.isGood else { throw Self.sheet.problem(form, t) }
      return { writer in
        guard try writer.trip(trip.id)?.version == trip.version else { throw TourRefusal.changedMeanwhile }
        return try answer(try tours.write(sheet, of: trip.id, by: rights.actor, in: writer), t, writer)
      }
    }
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { body in
      let trip = try await own(context, rights)
      var form = Form()
      Self.plan.fill(&form, from: body.json, t)
      let sessions = Self.sessions(&form, t)
      guard form.isGood else { throw Self.plan.problem(form, t) }
      return { writer in
        let order = try base.order(sessions, for: trip, by: rights, writer)
        return try answer(try tours.change(trip.id, to: order, by: rights.actor, in: writer), t, writer)
      }
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { _ in
      let trip = try await own(context, rights)
      return { try answer(try tours.confirm(trip.id, by: rights.actor, in: $0), t, $0) }
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { _ in
      let trip = try await own(context, rights)
      return { try answer(try tours.cancel(trip.id, by: rights.actor, in: $0), t, $0) }
    }
  }

  @Sendable private func cancelLeg(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { _ in
      let trip = try await own(context, rights)
      guard let booking = ID<Booking>(try context.parameters.require("booking")),
        try await base.database.read({ try $0.bookings(of: trip.id) }).contains(where: { $0.id == booking })
      else { throw Problem.notFound(t("There is no booking at this address.")) }
      return { try answer(try tours.cancel(booking, of: trip.id, by: rights.actor, in: $0), t, $0) }
    }
  }
}
