import HTML
import HTTPTypes
import Hummingbird
import Identity
import People
import Places
import SQL
import Site

/// The pages of guardians, at addresses that only whoever has a slip knows. Nothing of an account is needed.
public struct GuardianRoutes: Sendable {
  let guardians: GuardianConsents
  let school: SchoolRoutes
  let site: Site
  private let limiter: RateLimiter

  private var database: Database { guardians.schools.visits.database }

  /// Routes over consents, shown in the chrome of a site.
  ///
  /// - Parameter triesPerMinute: how often one network may answer, or ask for addresses that are none.
  public init(guardians: GuardianConsents, school: SchoolRoutes, site: Site, triesPerMinute: Int) {
    self.guardians = guardians
    self.school = school
    self.site = site
    limiter = RateLimiter(perMinute: triesPerMinute, clock: site.clock)
  }

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/pupil-consents/:token", use: show)
    doors.open(.post, "/pupil-consents/:token/consent", use: give)
    doors.open(.post, "/pupil-consents/:token/refusal", use: refuse)
    doors.open(.post, "/pupil-consents/:token/withdrawal", use: withdraw)
    doors.open(.get, "/pupil-consents/classes/:token", use: askCode)
    doors.open(.post, "/pupil-consents/classes/:token", use: takeCode)
    GuardianDeskRoutes(guardians: guardians, base: school).add(to: doors)
  }

  // MARK: A slip

  private struct Found: Sendable {
    let slip: GuardianSlip
    let visit: GuardianVisit
    let token: String

    var path: String { "/pupil-consents/\(token)" }
    var hash: String { SecretToken.hash(token) }
  }

  /// The slip of an address. Who asks for many that are none has to wait.
  private func found(_ context: SiteContext) async throws -> Found {
    let token = try context.parameters.require("token")
    let found: Found? = try await database.read { reader in
      guard (40...64).contains(token.utf8.count), let slip = try reader.guardianSlip(hash: SecretToken.hash(token)),
        let visit = try guardians.shown(slip.visit, reader)
      else { return nil }
      return Found(slip: slip, visit: visit, token: token)
    }
    return try known(found, context)
  }

  private func known<Value>(_ found: Value?, _ context: SiteContext) throws -> Value {
    if let found { return found }
    try limiter.admit(context)
    throw Problem.notFound(
      context.t("There is no slip at this address. Some time after the visit all slips are erased, with the names on them."))
  }

  private func page(_ path: String, _ body: HTML, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let page = Page(title: context.t("Consent of a guardian"), path: path, section: "visits", body: body)
    return site.response(page, request, context, status: form.isGood ? .ok : .unprocessableContent).secret
  }

  private func show(_ found: Found, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let body = GuardianPages(t: context.t).slip(
      found.slip, name: guardians.name(on: found.slip), found.visit, path: found.path, form)
    return page(found.path, body, form, request, context)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    show(try await found(context), site.form(context), request, context)
  }

  @Sendable private func give(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limiter.admit(context)
    let (found, t) = (try await found(context), context.t)
    var form = try await site.form(request, context)
    let name = form.text("name", most: NameList.longest, t).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if form.error("name") == nil, !NameList.isName(name) {
      form.refuse("name", t("Please give the name alone, without digits or signs."))
    }
    for box in ["guardian", "agree"] where !form.isTicked(box) {
      form.refuse(box, t("Please tick this, or do not give consent."))
    }
    let told = t("Thank you. The name is kept for the base alone.")
    return try await answer(found, form, told, request, context) { try guardians.give(name, at: found.hash, in: $0) }
  }

  @Sendable private func refuse(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limiter.admit(context)
    let found = try await found(context)
    let form = try await site.form(request, context)
    return try await answer(found, form, context.t("Your answer is noted; no name is kept."), request, context) {
      try guardians.refuse(at: found.hash, in: $0)
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limiter.admit(context)
    let found = try await found(context)
    let form = try await site.form(request, context)
    return try await answer(found, form, context.t("The name is erased."), request, context) {
      try guardians.withdraw(at: found.hash, in: $0)
    }
  }

  /// Does what a guardian says; a refusal is told on the page, with everything typed.
  private func answer(
    _ found: Found, _ typed: Form, _ told: String, _ request: Request, _ context: SiteContext,
    _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    var form = typed
    guard form.isGood else { return show(found, form, request, context) }
    do {
      return try await site.once(form, context, in: database) { writer in
        try act(writer)
        return FormOutcome(found.path, told: told)
      }
    } catch let refusal as GuardianRefusal {
      form.refuse("", GuardianWords(t: context.t).sentence(refusal))
      return show(try await self.found(context), form, request, context)
    }
  }

  // MARK: The page of a class

  private func ofClass(_ context: SiteContext) async throws -> (visit: GuardianVisit, token: String) {
    let token = try context.parameters.require("token")
    let visit: GuardianVisit? = try await database.read { reader in
      guard (40...64).contains(token.utf8.count), let id = try reader.guardianClass(hash: SecretToken.hash(token)) else {
        return nil
      }
      return try guardians.shown(id, reader)
    }
    return (try known(visit, context), token)
  }

  @Sendable private func askCode(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (visit, token) = try await ofClass(context)
    let (path, form) = ("/pupil-consents/classes/\(token)", site.form(context))
    return page(path, GuardianPages(t: context.t).code(visit, path: path, form), form, request, context)
  }

  @Sendable private func takeCode(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limiter.admit(context)
    let (visit, token) = try await ofClass(context)
    let (path, t) = ("/pupil-consents/classes/\(token)", context.t)
    var form = try await site.form(request, context)
    let typed = form.text("code", most: 40, t)
    let secret = SlipCode.read(typed).map { SlipCode.secret(token, $0) }
    let isThere = try await database.read { reader in
      try secret.map { try reader.guardianSlip(hash: SecretToken.hash($0)) != nil } ?? false
    }
    if form.error("code") == nil, !isThere { form.refuse("code", t("No slip has this code. Please look again.")) }
    guard form.isGood, let secret else {
      return page(path, GuardianPages(t: t).code(visit, path: path, form), form, request, context)
    }
    return Response(status: .seeOther, headers: [.location: "/pupil-consents/\(secret)"]).secret
  }
}

extension GuardianConsents {
  /// A visit as its slips tell of it; `nil` where it is gone.
  func shown(_ id: ID<SchoolVisit>, _ reader: Reader) throws -> GuardianVisit? {
    guard let visit = try reader.schoolVisit(id), let school = try reader.organization(visit.school) else { return nil }
    let legs = try reader.legs(of: id)
    let needed = try schools.visits.pupilsNames(for: legs, reader)?.bases ?? Set(legs.map(\.base))
    let sessions = try legs.compactMap { try reader.session($0.session)?.session }
    let begins = sessions.map(\.starts).min() ?? visit.day.localStart
    return GuardianVisit(
      visit: visit, school: school, bases: try legs.filter { needed.contains($0.base) }.compactMap { try reader.base($0.base) },
      sessions: sessions, keptUntil: visit.day.adding(days: schools.policy.eraseDays),
      isOpen: visit.state.isOpen && !visit.state.isWritable && schools.visits.clock.now() < begins)
  }
}
