import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Visits of schools for programs: the same chain of steps as on the pages, by the same people.
struct SchoolVisitAPI: Sendable {
  let base: SchoolRoutes

  private var schools: Schools { base.schools }
  private var site: Site { base.site }

  func add(to doors: Doors) {
    doors.api(.get, "/api/school-visits", for: .signedIn, scope: .read, use: list)
    doors.api(.post, "/api/school-visits", for: .signedIn, scope: .visits, use: create)
    doors.api(.get, "/api/school-visits/received", for: .may(.editBase), scope: .read, use: received)
    doors.api(.get, "/api/school-visits/:id", for: .signedIn, scope: .read, use: show)
    doors.api(.patch, "/api/school-visits/:id", for: .signedIn, scope: .visits, use: write)
    doors.api(.get, "/api/school-visits/:id/receipt", for: .signedIn, scope: .read, use: receipt)
    doors.api(.post, "/api/school-visits/:id/sending", for: .signedIn, scope: .visits, use: send)
    doors.api(.post, "/api/school-visits/:id/return", for: .signedIn, scope: .visits, use: sendBack)
    doors.api(.post, "/api/school-visits/:id/confirmation", for: .signedIn, scope: .visits, use: confirm)
    doors.api(.post, "/api/school-visits/:id/withdrawal", for: .signedIn, scope: .visits, use: withdraw)
    doors.api(.post, "/api/school-visits/:id/bases/:base/acceptance", for: .signedIn, scope: .visits, use: accept)
    doors.api(.post, "/api/school-visits/:id/bases/:base/refusal", for: .signedIn, scope: .visits, use: decline)
    doors.api(.post, "/api/school-visits/:id/bases/:base/count", for: .signedIn, scope: .visits, use: count)
    doors.api(.post, "/api/school-visits/:id/bases/:base/feedback", for: .signedIn, scope: .visits, use: say)
  }

  private static let reason = JSONFields(["reason"])
  private static let count = JSONFields(["people"], kinds: ["people": .number])
  private static let feedback = JSONFields(["points", "words"], kinds: ["points": .number])

  // MARK: Reading

  /// The visits of one's schools, and how many of them took place this year.
  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let year = base.now.localDay.year
    let json: JSONValue = try await base.database.read { reader in
      let own = try reader.schools(where: .planSchoolVisits, by: rights)
      let rows = try reader.schoolVisits(of: own.map(\.id)).map { visit in
        SchoolListPage.Row(
          visit: visit, school: own.first { $0.id == visit.school },
          bases: try reader.legs(of: visit.id).compactMap { try reader.base($0.base) })
      }
      let counts = try own.map { SchoolVisitJSON.count(try reader.ledger(of: $0.id, year: year), of: $0, year: year) }
      return ["items": .array(rows.map(SchoolVisitJSON.row)), "counts": .array(counts)]
    }
    return site.json(APIAnswer(json), request)
  }

  /// What the bases and districts have before them that somebody answers for.
  @Sendable private func received(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (today, scopes) = (base.now.localDay, rights.scopes(for: .editBase))
    let rows = try await base.database.read { try SchoolDeskRoutes.rows(in: scopes, around: today, $0) }
    return site.json(APIAnswer(["items": .array(rows.map(SchoolVisitJSON.row))]), request)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    site.json(SchoolVisitJSON.answer(try await base.seen(context, rights)), request)
  }

  @Sendable private func receipt(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await base.seen(context, rights)
    guard let credential = try await SchoolPaperRoutes(base: base).sign(seen) else {
      throw Problem.notFound(context.t("There is a receipt when every base has accepted."))
    }
    let address = "\(site.baseURL(request))/receipts/\(seen.visit.token)"
    return site.json(APIAnswer(SchoolVisitJSON.receipt(seen, address: address, credential: credential, context.t)), request)
  }

  // MARK: The plan

  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    try mayAct(rights)
    let routes = SchoolPlanRoutes(base: base)
    do {
      return try await site.answer(request, context, in: base.database) { body in
        var form = Form()
        let fields = SchoolVisitJSON.whole
        fields.fill(&form, from: SchoolVisitJSON.flat(body.json), t)
        if form.typed["tour"].flatMap({ ID<Trip>($0) }) != nil {
          // A tour is somebody's own, not their school's.
          try rights.requirePerson(t)
        } else if form.typed["session"].flatMap({ ID<VisitSession>($0) }) == nil {
          form.refuse("session", t("There is no session at this address."))
        }
        guard form.isGood else { throw fields.problem(form, t) }
        let own = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
        guard !own.isEmpty else { throw Problem(.forbidden, detail: t("Your account has no grant for this.")) }
        let draft = SchoolPlanRoutes.draft(&form, of: own, by: rights, t)
        guard let draft, form.isGood else { throw fields.problem(form, t) }
        let typed = form
        return { writer in
          let visit = try routes.begin(draft, typed, writer)
          var answer = try answer(visit, rights, writer)
          (answer.status, answer.location) = (.created, "/api/school-visits/\(visit.id)")
          return answer
        }
      }
    } catch SchoolRefusal.notFound {
      throw Problem(.unprocessableContent, detail: SchoolWords(t: t).sentence(.notFound, at: nil), field: "session")
    } catch let refusal as SchoolRefusal {
      throw problem(refusal, at: nil, t)
    }
  }

  @Sendable private func write(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { body, seen in
      guard seen.part.mayPlan else { throw Problem(.forbidden, detail: t("Only the school itself writes its plan.")) }
      try request.requireMatch(version: seen.visit.version, t)
      let form = SchoolVisitJSON.patched(seen.visit.plan, with: body.json, t)
      var read = form
      let plan = SchoolForm.read(&read, t)
      guard read.isGood else { throw SchoolVisitJSON.plan.problem(read, t) }
      return { writer in
        try schools.write(plan, of: seen.visit.id, version: seen.visit.version, by: rights.person.id, in: writer)
      }
    }
  }

  // MARK: The steps

  private func mayAct(_ rights: Rights) throws {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
  }

  /// Does something with a visit in one transaction and answers with it; a refusal is told as what stands in its way.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights,
    prepare: (APIBody, SeenVisit) throws -> @Sendable (Writer) throws -> SchoolVisit
  ) async throws -> Response {
    try mayAct(rights)
    let seen = try await base.seen(context, rights)
    do {
      return try await site.answer(request, context, in: base.database) { body in
        let work = try prepare(body, seen)
        return { writer in try answer(try work(writer), rights, writer) }
      }
    } catch let refusal as SchoolRefusal {
      throw problem(refusal, at: seen.firstBase, context.t)
    }
  }

  /// The answer after a change, read in the same transaction.
  private func answer(_ visit: SchoolVisit, _ rights: Rights, _ reader: Reader) throws -> APIAnswer {
    guard let seen = try base.seen(visit, rights, reader) else { throw Problem(.notFound) }
    return SchoolVisitJSON.answer(seen)
  }

  private func problem(_ refusal: SchoolRefusal, at host: Base?, _ t: Localizer) -> Problem {
    let field: String? =
      switch refusal {
      case .missing(let parts): parts.first.map(SchoolVisitJSON.member)
      case .otherParty: SchoolVisitJSON.member(.classes)
      default: nil
      }
    return Problem(
      refusal == .notFound ? .notFound : .conflict, detail: SchoolWords(t: t).sentence(refusal, at: host), field: field)
  }

  /// Makes a step for which only a reason may be told.
  private func make(
    _ request: Request, _ context: SiteContext, _ rights: Rights, _ find: (SeenVisit) throws -> SchoolStep
  ) async throws -> Response {
    let t = context.t
    return try await act(request, context, rights) { body, seen in
      let step = try find(seen)
      try step.require(seen.part, t)
      let fields = step.needsReason ? Self.reason : JSONFields([])
      var form = Form()
      fields.fill(&form, from: body.json, t)
      let reason = step.reason(&form, t)
      guard form.isGood else { throw fields.problem(form, t) }
      return { try step.make(seen.visit.id, reason: reason, by: rights, base, in: $0) }
    }
  }

  @Sendable private func send(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await make(request, context, rights) { _ in .sending }
  }

  @Sendable private func sendBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await make(request, context, rights) { _ in .sendingBack }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await make(request, context, rights) { _ in .confirming }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await make(request, context, rights) { _ in .withdrawing }
  }

  @Sendable private func accept(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let slug = try context.parameters.require("base")
    return try await make(request, context, rights) { .accepting(at: try $0.host(slug, context.t).id) }
  }

  @Sendable private func decline(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let slug = try context.parameters.require("base")
    return try await make(request, context, rights) { .declining(at: try $0.host(slug, context.t).id) }
  }

  @Sendable private func count(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (slug, t) = (try context.parameters.require("base"), context.t)
    return try await act(request, context, rights) { body, seen in
      let host = try seen.host(slug, t)
      try SchoolStep.counting(1, at: host.id).require(seen.part, t)
      var form = Form()
      Self.count.fill(&form, from: body.json, t)
      guard let people = SchoolStep.people(&form, t), form.isGood else { throw Self.count.problem(form, t) }
      let step = SchoolStep.counting(people, at: host.id)
      return { try step.make(seen.visit.id, reason: "", by: rights, base, in: $0) }
    }
  }

  @Sendable private func say(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (slug, t) = (try context.parameters.require("base"), context.t)
    return try await act(request, context, rights) { body, seen in
      let host = try seen.host(slug, t)
      let side = try seen.side(at: host.id)
      var form = Form()
      Self.feedback.fill(&form, from: body.json, t)
      guard let said = SchoolFeedback.read(&form, t) else { throw Self.feedback.problem(form, t) }
      return { writer in
        try schools.say(
          said.words, points: said.points, as: side, at: host.id, of: seen.visit.id, by: rights.person.id, in: writer)
        return seen.visit
      }
    }
  }
}
