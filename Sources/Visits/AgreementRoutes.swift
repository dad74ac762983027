import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Pages of agreements of schools with bases: a school proposes, the base signs, both keep sessions and see them.
public struct AgreementRoutes: Sendable {
  let agreements: SchoolAgreements
  let places: Places
  let people: People
  let site: Site

  /// Routes over agreements, shown in the chrome of a site.
  public init(agreements: SchoolAgreements, places: Places, people: People, site: Site) {
    self.agreements = agreements
    self.places = places
    self.people = people
    self.site = site
  }

  /// The way to this part from somebody's own page.
  public static let links = [NavigationItem("School agreements", path: "/school-agreements", section: "me")]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/bases/:slug/partner-schools", use: partners)
    doors.get("/school-agreements", for: .signedIn, use: list)
    doors.get("/school-agreements/new", for: .signedIn, use: new)
    doors.post("/school-agreements", for: .signedIn, use: propose)
    doors.get("/school-agreements/:id", for: .signedIn, use: show)
    doors.post("/school-agreements/:id/signature", for: .signedIn, use: sign)
    doors.post("/school-agreements/:id/ending", for: .signedIn, use: end)
    doors.post("/school-agreements/:id/sessions", for: .signedIn, use: keep)
    doors.post("/school-agreements/:id/sessions/:booking/release", for: .signedIn, use: release)
  }

  private var database: Database { agreements.visits.database }
  private var today: Day { agreements.visits.clock.now().localDay }

  private func page(
    _ title: String, _ path: String, section: String = "me", _ body: HTML, _ request: Request, _ context: SiteContext,
    isWrong: Bool = false
  ) -> Response {
    let t = context.t
    let crumbs =
      section == "me"
      ? [(t("My page"), "/me")] + (path == "/school-agreements" ? [] : [(t("School agreements"), "/school-agreements")]) : []
    return site.response(
      Page(title: title, path: path, section: section, breadcrumbs: crumbs, body: body, modules: []), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  // MARK: Seeing

  @Sendable private func partners(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    let today = today
    let found = try await database.read { reader -> (Base, [Organization])? in
      guard let base = try reader.base(slug: slug), base.status == .published else { return nil }
      return (base, try reader.partnerSchools(of: base.id, on: today).compactMap { try reader.organization($0) })
    }
    guard let (base, schools) = found else { throw Problem.notFound(context.t("There is no base at this address.")) }
    let body = AgreementPages(t: context.t).partners(of: base, schools)
    return page(
      context.t("Partner schools"), "/bases/\(base.slug)/partner-schools", section: "bases", body, request, context)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (rows, isSchool) = try await database.read { reader in
      let schools = try reader.schools(where: .manageOrganization, by: rights)
      let found = try reader.schoolAgreements(ofBases: places.bases(of: rights, reader).map(\.id), orSchools: schools.map(\.id))
      return (try found.compactMap { try SeenAgreement($0, reader) }, !schools.isEmpty)
    }
    let body = AgreementPages(t: context.t).list(rows, isSchool: isSchool)
    return page(context.t("School agreements"), "/school-agreements", body, request, context)
  }

  /// The agreement of an address, for those who act for one of its sides; nobody else learns that there is one.
  private func seen(_ context: SiteContext, _ rights: Rights) async throws -> SeenAgreement {
    let unknown = Problem.notFound(context.t("There is no agreement at this address."))
    guard let id = ID<SchoolAgreement>(try context.parameters.require("id")) else { throw unknown }
    let after = today.adding(days: agreements.policy.releaseDays)
    let found = try await database.read { reader -> SeenAgreement? in
      guard let agreement = try reader.schoolAgreement(id), var seen = try SeenAgreement(agreement, reader) else { return nil }
      if rights.may(.manageOrganization, seen.school.target) { seen.sides.insert(.school) }
      if let target = try places.target(seen.base.slug, in: reader), rights.may(.editBase, target) { seen.sides.insert(.base) }
      guard !seen.sides.isEmpty else { return nil }
      try seen.readSessions(after: after, reader)
      return seen
    }
    guard let found else { throw unknown }
    return found
  }

  private func show(
    _ seen: SeenAgreement, _ form: Form, _ request: Request, _ context: SiteContext, refusal: String? = nil
  ) -> Response {
    let body = AgreementPages(t: context.t).agreement(seen, form, refusal: refusal)
    return page(
      context.t("Agreement"), seen.path, body, request, context, isWrong: refusal != nil || !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    show(try await seen(context, rights), site.form(context), request, context)
  }

  // MARK: Proposing

  @Sendable private func new(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = site.form(context)
    form.fill("base", request.uri.queryParameters["base"].map(String.init))
    return try await showNew(form, request, context, rights)
  }

  private func showNew(
    _ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights, refusal: String? = nil
  ) async throws -> Response {
    let schools = try await database.read { try $0.schools(where: .manageOrganization, by: rights) }
    let body = AgreementPages(t: context.t).new(form, schools, refusal: refusal)
    return page(
      context.t("New agreement"), "/school-agreements/new", body, request, context, isWrong: refusal != nil || !form.isGood)
  }

  @Sendable private func propose(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    let own = try await database.read { try $0.schools(where: .manageOrganization, by: rights) }
    guard !own.isEmpty else { throw Problem(.forbidden, detail: t("Your account has no grant for this, or not for this place.")) }
    var form = try await site.form(request, context)
    let key = own.count == 1 ? own.first?.id.description : form.choice("school", of: own.map(\.id.description), t)
    let slug = form.text("base", most: 200, t).split(separator: "/").last.map(String.init) ?? ""
    let base = try await database.read { try $0.base(slug: slug) }
    if base?.status != .published, form.error("base") == nil { form.refuse("base", t("There is no base at this address.")) }
    let terms = terms(&form, t)
    guard form.isGood, let base, let terms, let school = own.first(where: { $0.id.description == key }) else {
      return try await showNew(form, request, context, rights)
    }
    do {
      return try await site.once(form, context, in: database) { writer in
        let made = try agreements.propose(
          terms, of: base.id, with: school.id, as: .school, by: rights.person.id, in: writer)
        try tell(made, by: rights, in: writer)
        return FormOutcome("/school-agreements/\(made.id)", told: t("The base is asked to sign."))
      }
    } catch let refusal as AgreementRefusal {
      return try await showNew(form, request, context, rights, refusal: AgreementWords(t: t).sentence(refusal, at: base))
    }
  }

  private func terms(_ form: inout Form, _ t: Localizer) -> SchoolAgreement.Terms? {
    func day(_ field: String) -> Day? {
      let day = Day(form.typed[field] ?? "")
      if day == nil { form.refuse(field, t("Please give a day.")) }
      return day
    }
    let (first, last) = (day("first"), day("last"))
    let visits = form.number("visits", in: 1...agreements.policy.mostVisits, t)
    let pupils = form.number("pupils", in: 1...10_000, t)
    let words = form.text("words", most: 4_000, isOptional: true, t)
    guard let first, let last, let visits, let pupils else { return nil }
    return SchoolAgreement.Terms(from: first, to: last, visits: visits, pupils: pupils, words: words)
  }

  // MARK: Acting

  /// Does what a form asks for; a refusal is shown on the page of the agreement.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, told: String,
    check: (inout Form) -> Void = { _ in }, _ act: @escaping @Sendable (Form, SeenAgreement, Writer) throws -> Void
  ) async throws -> Response {
    let seen = try await seen(context, rights)
    var typed = try await site.form(request, context)
    check(&typed)
    let form = typed
    guard form.isGood else { return show(seen, form, request, context) }
    do {
      return try await site.once(form, context, in: database) { writer in
        try act(form, seen, writer)
        return FormOutcome(seen.path, told: told)
      }
    } catch let refusal as AgreementRefusal {
      return show(seen, form, request, context, refusal: AgreementWords(t: context.t).sentence(refusal, at: seen.base))
    }
  }

  @Sendable private func sign(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, told: context.t("The agreement is signed.")) { _, seen, writer in
      let side = seen.agreement.proposer.other
      guard seen.sides.contains(side) else { throw AgreementRefusal.wrongState }
      try tell(try agreements.sign(seen.agreement.id, as: side, by: rights.person.id, in: writer), by: rights, in: writer)
    }
  }

  @Sendable private func end(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let told = context.t("The agreement is over.")
    let check = { (form: inout Form) in _ = form.text("reason", most: 1_000, context.t) }
    return try await act(request, context, rights, told: told, check: check) { typed, seen, writer in
      var form = typed
      let reason = form.text("reason", most: 1_000, context.t)
      try tell(try agreements.end(seen.agreement.id, reason: reason, by: rights.person.id, in: writer), by: rights, in: writer)
    }
  }

  @Sendable private func keep(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, told: context.t("The places are kept for the school.")) { form, seen, writer in
      guard let session = form.typed["session"].flatMap({ ID<VisitSession>($0) }) else { throw AgreementRefusal.otherSession }
      try agreements.keep(session, by: seen.agreement.id, person: rights.person.id, in: writer)
    }
  }

  @Sendable private func release(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let booking = ID<Booking>(try context.parameters.require("booking")) else { throw Problem(.notFound) }
    return try await act(request, context, rights, told: context.t("The places are everybody's again.")) { _, seen, writer in
      try agreements.release(booking, of: seen.agreement.id, by: rights.person.id, in: writer)
    }
  }

  /// Tells the others of both sides where the agreement stands, in the language in which they will read it.
  private func tell(_ agreement: SchoolAgreement, by rights: Rights, in writer: Writer) throws {
    guard let seen = try SeenAgreement(agreement, writer) else { return }
    let now = agreements.visits.clock.now()
    let heads = try writer.grants(for: .organization(seen.school.id), at: now).filter { $0.role == .schoolHead }
    let managers = try writer.grants(for: .base(seen.base.id.rawValue), at: now).filter { $0.role == .baseManager }
    let text = site.inAllLanguages { t in
      t(
        "Agreement of {school} with {base}: {state}.",
        [
          "school": t.pick(seen.school.names), "base": t.pick(seen.base.facts.names),
          "state": AgreementWords(t: t).state(agreement.state),
        ])
    }
    for person in Set((heads + managers).map(\.person)).subtracting([rights.person.id]).sorted() {
      try people.notify(person, .told(text), path: seen.path, in: writer)
    }
  }
}
