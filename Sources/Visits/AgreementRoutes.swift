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
    let (rows, isParty) = try await database.read { reader in
      let own = try Own(rights, places, reader)
      let bases = try places.bases(of: rights, reader).map(\.id)
      let found = try reader.schoolAgreements(ofBases: bases, orSchools: own.schools.map(\.id))
      return (try found.compactMap { try SeenAgreement($0, reader) }, own.side(nil) != nil)
    }
    let body = AgreementPages(t: context.t).list(rows, isParty: isParty)
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

  /// In whose name somebody may propose.
  struct Own: Sendable {
    let schools: [Organization]
    let bases: [Base]

    init(_ rights: Rights, _ places: Places, _ reader: Reader) throws {
      schools = try reader.schools(where: .manageOrganization, by: rights)
      bases = try places.bases(of: rights, reader).filter { base in
        guard base.status == .published, let target = try places.target(base.slug, in: reader) else { return false }
        return rights.may(.editBase, target)
      }
    }

    /// The side for which they propose: the one that is asked for where they may, else the one that they have.
    func side(_ asked: String?) -> SchoolAgreement.Side? {
      let sides = (schools.isEmpty ? [] : [SchoolAgreement.Side.school]) + (bases.isEmpty ? [] : [.base])
      return asked.flatMap { asked in sides.first { $0.rawValue == asked } } ?? sides.first
    }
  }

  /// A proposal as it was read from a form: of which base with which school.
  private struct Proposal: Sendable {
    let side: SchoolAgreement.Side
    let base: Base
    let school: Organization
    let terms: SchoolAgreement.Terms
  }

  private func own(_ rights: Rights) async throws -> Own { try await database.read { try Own(rights, places, $0) } }

  @Sendable private func new(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = site.form(context)
    form.fill("base", request.uri.queryParameters["base"].map(String.init))
    form.fill("side", request.uri.queryParameters["side"].map(String.init))
    return showNew(form, try await own(rights), request, context)
  }

  private func showNew(
    _ form: Form, _ own: Own, choices: [Organization] = [], _ request: Request, _ context: SiteContext, refusal: String? = nil
  ) -> Response {
    let pages = AgreementPages(t: context.t)
    let body = pages.new(form, own, as: own.side(form.typed["side"]), choices: choices, refusal: refusal)
    return page(
      context.t("New agreement"), "/school-agreements/new", body, request, context, isWrong: refusal != nil || !form.isGood)
  }

  @Sendable private func propose(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    let own = try await own(rights)
    var form = try await site.form(request, context)
    guard let side = own.side(form.typed["side"]) else {
      throw Problem(.forbidden, detail: t("Your account has no grant for this, or not for this place."))
    }
    let (proposal, choices) = try await read(&form, own, as: side, t)
    guard form.isGood, let proposal else { return showNew(form, own, choices: choices, request, context) }
    do {
      return try await site.once(form, context, in: database) { writer in
        let made = try agreements.propose(
          proposal.terms, of: proposal.base.id, with: proposal.school.id, as: side, by: rights.person.id, in: writer)
        try tell(made, by: rights, in: writer)
        let told = side == .school ? t("The base is asked to sign.") : t("The school is asked to sign.")
        return FormOutcome("/school-agreements/\(made.id)", told: told)
      }
    } catch let refusal as AgreementRefusal {
      return showNew(form, own, request, context, refusal: AgreementWords(t: t).sentence(refusal, at: proposal.base))
    }
  }

  /// Reads whom a form names on both sides, and the terms.
  ///
  /// - Returns: the proposal where the form is good, and the schools among which to choose where a name fits several.
  private func read(
    _ form: inout Form, _ own: Own, as side: SchoolAgreement.Side, _ t: Localizer
  ) async throws -> (Proposal?, [Organization]) {
    var (base, school): (Base?, Organization?) = (nil, nil)
    var choices: [Organization] = []
    switch side {
    case .school:
      let key =
        own.schools.count == 1 ? own.schools[0].id.description : form.choice("school", of: own.schools.map(\.id.description), t)
      school = own.schools.first { $0.id.description == key }
      let slug = form.text("base", most: 200, t).split(separator: "/").last.map(String.init) ?? ""
      base = try await database.read { try $0.base(slug: slug) }
      if base?.status != .published, form.error("base") == nil { form.refuse("base", t("There is no base at this address.")) }
    case .base:
      let slug = own.bases.count == 1 ? own.bases[0].slug : form.choice("base", of: own.bases.map(\.slug), t)
      base = own.bases.first { $0.slug == slug }
      let name = form.text("school", most: 200, t)
      let found = try await database.read { try $0.activeSchools(called: name) }
      if found.count == 1 { school = found[0] } else { choices = found }
      if name.isEmpty { break }
      if found.isEmpty { form.refuse("school", t("No registered school is called so.")) }
      if found.count > 1 { form.refuse("school", t("Several schools are called so; please choose one.")) }
    }
    let terms = terms(&form, t)
    guard form.isGood, let base, let school, let terms else { return (nil, choices) }
    return (Proposal(side: side, base: base, school: school, terms: terms), choices)
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
    let listeners = VisitListeners(places: places, now: agreements.visits.clock.now())
    let both = try listeners.heads(of: seen.school.id, writer).union(listeners.hosts(of: seen.base, writer))
    let text = site.inAllLanguages { t in
      t(
        "Agreement of {school} with {base}: {state}.",
        [
          "school": t.pick(seen.school.names), "base": t.pick(seen.base.facts.names),
          "state": AgreementWords(t: t).state(agreement.state),
        ])
    }
    for person in both.subtracting([rights.person.id]).sorted() {
      try people.notify(person, .told(text), path: seen.path, in: writer)
    }
  }
}
