import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The pages on which visitors find a day and hold places; what comes after that is in `BookingCareRoutes` and `WaitingRoutes`.
public struct BookingRoutes: Sendable {
  let booking: PublicBooking
  let places: Places
  let people: People
  let site: Site
  private let limiter: RateLimiter

  var visits: Visits { booking.visits }
  var database: Database { visits.database }

  /// Routes over booking, shown in the chrome of a site.
  ///
  /// - Parameter triesPerMinute: how often one network may ask for places, against hoarding and guessing.
  public init(booking: PublicBooking, places: Places, people: People, site: Site, triesPerMinute: Int) {
    self.booking = booking
    self.places = places
    self.people = people
    self.site = site
    limiter = RateLimiter(perMinute: triesPerMinute, clock: site.clock)
  }

  /// The way to this part from somebody's own page.
  public static let links = [NavigationItem("My visits", path: "/me/visits", section: "me")]
  /// The page that the desk's tab leads to.
  public static let tabs = [DeskTab("Appeals of visitors", path: "/desk/visit-appeals", for: .editBase)]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/bases/:slug/booking", use: month)
    doors.open(.get, "/sessions/:id", use: session)
    doors.open(.post, "/sessions/:id/holds", use: hold)
    BookingCareRoutes(base: self).add(to: doors)
    WaitingRoutes(base: self).add(to: doors)
    MyVisitsRoutes(base: self).add(to: doors)
    AppealRoutes(base: self).add(to: doors)
    BookingAPI(base: self).add(to: doors)
  }

  /// - Throws: `Problem` 429 for a network that asks for places too often.
  func limit(_ context: SiteContext) throws { try limiter.admit(context) }

  /// Who books. An account that may not act yet, such as a child's whose guardian has not agreed, books as nobody.
  func booker(_ context: SiteContext) -> PublicBooking.Booker {
    PublicBooking.Booker(
      person: context.rights.flatMap { $0.person.status == .active ? $0.person : nil }, network: context.clientAddress,
      language: context.t.language)
  }

  func page(
    _ title: String, _ path: String, _ body: HTML, breadcrumbs: [(String, String)] = [], _ request: Request,
    _ context: SiteContext, isWrong: Bool = false, section: String = "bases"
  ) -> Response {
    var response = site.response(
      Page(
        title: title, path: path, section: section, breadcrumbs: breadcrumbs, body: body,
        modules: ["kepu-slots.js", "kepu-steps.js"]), request,
      context, status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  // MARK: The month of a base

  /// What an address asks for: an audience, a day, a month; what means nothing is left out.
  struct Asked: Sendable {
    var audience = Audience.individual
    var day: Day?
    var month: Day

    init(_ request: Request, today: Day) {
      func value(_ name: Substring) -> String? { request.uri.queryParameters[name].map(String.init) }
      let kinds = [Audience.individual, .group, .concession]
      audience = value("as").flatMap(Audience.init).flatMap { kinds.contains($0) ? $0 : nil } ?? .individual
      day = value("day").flatMap { Day($0) }
      let asked = value("month").flatMap { Day($0 + "-01") } ?? day ?? today
      // A year around today: nobody books further, and the calendar does not lead anywhere for ever.
      let limited = abs(asked - today) <= 400 ? asked : today
      month = Day(year: limited.year, month: limited.month, day: 1) ?? limited
    }
  }

  func published(_ slug: String, _ t: Localizer, _ reader: Reader) throws -> Base {
    guard let base = try reader.base(slug: slug), base.status == .published else {
      throw Problem.notFound(t("There is no base at this address."))
    }
    return base
  }

  @Sendable private func month(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    let asked = Asked(request, today: visits.clock.now().localDay)
    let (base, found) = try await database.read { reader in
      let base = try published(slug, context.t, reader)
      return (base, try month(asked, of: base, reader))
    }
    let page = MonthPage(base: base, asked: asked, found: found, t: context.t)
    let name = context.t.pick(base.facts.names)
    return self.page(
      context.t("Book a visit: {base}", ["base": name]), "/bases/\(slug)/booking", page.html,
      breadcrumbs: [(context.t("Bases"), "/bases"), (name, "/bases/\(slug)")], request, context)
  }

  /// What the days of a month have.
  func month(_ asked: Asked, of base: Base, _ reader: Reader) throws -> Availability {
    try visits.availability(
      of: base.id, from: asked.month, through: asked.month.adding(months: 1).adding(days: -1), for: asked.audience, reader)
  }

  // MARK: A session

  /// A session with its base and what its base has around it.
  struct Found: Sendable {
    let base: Base
    let open: OpenSession
    /// The session's day and the month after it, for what can be had instead.
    let around: Availability
    /// The draw that gives out its places.
    let draw: SessionDraw?
  }

  func find(_ context: SiteContext, as audience: Audience) async throws -> Found {
    let id = ID<VisitSession>(try context.parameters.require("id"))
    let found: Found? = try await database.read { reader in
      guard let id, let session = try reader.session(id)?.session, let base = try reader.base(session.base),
        base.status == .published
      else { return nil }
      let today = visits.clock.now().localDay
      let around = try visits.availability(
        of: base.id, from: min(today, session.day), through: max(today, session.day).adding(days: 31), for: audience, reader)
      guard let open = around.sessions.first(where: { $0.session.id == id }) else { return nil }
      return Found(
        base: base, open: open, around: around, draw: session.mode == .firstCome ? nil : try reader.lastDraw(of: id))
    }
    guard let found else { throw Problem.notFound(context.t("There is no session at this address.")) }
    return found
  }

  @Sendable private func session(_ request: Request, _ context: SiteContext) async throws -> Response {
    let asked = Asked(request, today: visits.clock.now().localDay)
    let found = try await find(context, as: asked.audience)
    var form = site.form(context)
    for field in ["adults", "minors", "preschool", "seniors", "teachers"] {
      if let typed = request.uri.queryParameters[Substring(field)] { form.fill(field, String(typed)) }
    }
    return show(found, form, nil, request, context)
  }

  func show(_ found: Found, _ form: Form, _ refusal: BookingRefusal?, _ request: Request, _ context: SiteContext) -> Response {
    let page = SessionPage(form: form, found: found, refusal: refusal, t: context.t)
    let name = context.t.pick(found.base.facts.names)
    let day = found.open.session.day
    return self.page(
      context.t("Book a visit: {base}", ["base": name]), "/sessions/\(found.open.session.id)", page.html,
      breadcrumbs: [
        (name, "/bases/\(found.base.slug)"),
        (
          context.t("Days and places"),
          "/bases/\(found.base.slug)/booking?day=\(day)&as=\(found.around.audience.rawValue)"
        ),
      ], request, context, isWrong: !form.isGood)
  }

  @Sendable private func hold(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limit(context)
    let t = context.t
    var form = try await site.form(request, context)
    let audience = Self.audience(&form, t)
    let found = try await find(context, as: audience ?? .individual)
    guard let party = PartyForm.read(&form, t), let audience, form.isGood else { return show(found, form, nil, request, context) }
    let (session, booker) = (found.open.session.id, booker(context))
    do {
      return try await site.once(form, context, in: database, together: Visits.group) { writer in
        let hold = try booking.hold(session, party, as: audience, by: booker, in: writer)
        return FormOutcome("/bookings/\(hold.token)")
      }
    } catch let refusal as BookingRefusal {
      let words = BookingWords(t: t)
      form.refuse(words.field(refusal), words.sentence(refusal))
      return show(try await find(context, as: audience), form, refusal, request, context)
    }
  }

  /// The audience that a form names; schools have a way of their own.
  static func audience(_ form: inout Form, _ t: Localizer) -> Audience? {
    let kinds: [Audience] = [.individual, .group, .concession]
    return form.choice("as", of: kinds.map(\.rawValue), t).flatMap(Audience.init)
  }
}

extension BookingRoutes {
  /// The way to booking on the page of a base that has sessions.
  public func part(of base: Base, _ t: Localizer, _ reader: Reader) throws -> HTML {
    guard try reader.hasSessions(base.id, from: visits.clock.now().localDay) else { return HTML() }
    return """
      <section aria-labelledby="booking"><h2 id="booking">\(t("Book a visit"))</h2>
      <p class="actions"><a class="button button-primary" href="/bases/\(base.slug)/booking">\(t("Days and places"))</a>
      <a class="button" href="/school-visits?base=\(base.slug)">\(t("For schools"))</a></p></section>
      """
  }
}
