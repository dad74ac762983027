import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Planning a day, which anybody may, and booking it, for which one logs in.
struct TourPlanRoutes: Sendable {
  let base: TourRoutes

  func add(to doors: Doors) {
    doors.open(.get, "/tours/plan", use: plan)
    doors.get("/tours/book", for: .signedIn, use: bookPage)
    doors.post("/me/tours", for: .signedIn, use: book)
  }

  private func query(_ request: Request) throws -> Form { try Form(urlEncoded: Array((request.uri.query ?? "").utf8)) }

  private func pages(_ context: SiteContext) -> TourPlanPages { TourPlanPages(places: base.places, t: context.t) }

  @Sendable private func plan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let typed = try query(request)
    let isAsked = typed.typed["day"] != nil
    let start = typed.typed.filter { TourForm.fields.contains($0.key) }
    var first = TourForm.first(Form(), today: base.today)
    if let rights = context.rights, start.isEmpty {
      // A teacher sets out from their school.
      let schools = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
      first.fill("county", schools.first?.region)
    }
    for (name, value) in start { first.fill(name, value) }
    var form = TourForm(isAsked ? typed : first, places: base.places, today: base.today, context.t)
    guard isAsked else {
      form.forgive(first)
      return answer(form, nil, request, context)
    }
    guard let asked = form.request else { return answer(form, nil, request, context, isWrong: true) }
    let booker = context.rights.map { (key: TourRoutes.booker($0), contact: TourRoutes.booker($0)) }
    let proposals = try await base.tours.plan(try await base.withHistory(asked, context), for: booker)
    let bases = try await base.bases(proposals.plans.flatMap(\.bases))
    return answer(form, (proposals, bases), request, context)
  }

  private func answer(
    _ form: TourForm, _ found: (TourProposals, [ID<Base>: Base])?, _ request: Request, _ context: SiteContext,
    isWrong: Bool = false
  ) -> Response {
    base.page(
      context.t("Plan a science day"), "/tours/plan", pages(context).plan(form, found.map { (proposals: $0.0, bases: $0.1) }),
      request, context, isWrong: isWrong)
  }

  // MARK: Booking

  private func sessions(_ form: Form) -> [ID<VisitSession>] {
    (form.several["s"] ?? []).prefix(8).compactMap { ID<VisitSession>($0) }
  }

  private func bookPage(
    _ form: Form, _ tour: TourForm, refusal: String?, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    guard let asked = tour.request else {
      return base.site.redirect(to: "/tours/plan" + Components.query(tour.parameters))
    }
    let sessions = sessions(form)
    let (plan, fault) = try await base.database.read { reader -> (TourPlan?, TourRefusal?) in
      do { return (try base.tours.preview(sessions, asked, reader), nil) } catch let refusal as TourRefusal {
        return (nil, refusal)
      }
    }
    let bases = try await base.bases(plan?.bases ?? [])
    let page = TripBookPage(
      form: form, tour: tour, sessions: sessions, plan: plan, bases: bases,
      refusal: refusal ?? fault.map { TourWords(t: context.t).sentence($0) }, t: context.t)
    return base.page(
      context.t("Book a science day"), "/tours/book", page.html,
      breadcrumbs: [(context.t("Plan a science day"), "/tours/plan" + Components.query(tour.parameters))], request, context,
      isWrong: refusal != nil || fault != nil || !form.isGood)
  }

  @Sendable private func bookPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let typed = try query(request)
    var form = base.site.form(context)
    for (name, values) in typed.several where TourForm.fields.contains(name) || name == "s" { form.fill(name, all: values) }
    let tour = TourForm(typed, places: base.places, today: base.today, context.t)
    form.fill("title", context.t("Science day"))
    form.fill("start_name", tour.startName)
    form.fill("name", rights.person.name)
    return try await bookPage(form, tour, refusal: nil, request, context)
  }

  @Sendable private func book(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    var form = try await base.site.form(request, context)
    let tour = TourForm(form, places: base.places, today: base.today, context.t)
    let (title, start, name) = (
      form.text("title", most: 80, context.t), form.text("start_name", most: 120, context.t),
      form.text("name", most: 80, context.t)
    )
    guard form.isGood, let asked = tour.request else { return try await bookPage(form, tour, refusal: nil, request, context) }
    let booker = TourRoutes.booker(rights)
    let order = TourOrder(
      request: asked, sessions: sessions(form), title: title, startName: start, person: rights.person.id, booker: booker,
      contact: booker, name: name)
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        let trip = try base.tours.book(order, by: .person(rights.person.id), in: writer)
        return FormOutcome("/me/tours/\(trip.id)", told: context.t("The whole day is booked."))
      }
    } catch let refusal as TourRefusal {
      return try await bookPage(form, tour, refusal: TourWords(t: context.t).sentence(refusal), request, context)
    }
  }
}
