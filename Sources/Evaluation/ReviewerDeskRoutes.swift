import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about reviewers: invite, take out, conflicts, progress.
struct ReviewerDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/reviewers", for: .may(.runCalls), use: show)
    doors.post("/desk/calls/:id/reviewers", for: .may(.runCalls), use: invite)
    doors.post("/desk/calls/:id/reviewers/:person/removal", for: .may(.runCalls), use: remove)
    doors.get("/desk/calls/:id/conflicts", for: .may(.runCalls), use: conflicts)
    doors.post("/desk/calls/:id/conflicts", for: .may(.runCalls), use: find)
    doors.post("/desk/calls/:id/conflicts/verdict", for: .may(.runCalls), use: judge)
    doors.get("/desk/calls/:id/progress", for: .may(.runCalls), use: progress)
    doors.post("/desk/calls/:id/reminders", for: .may(.runCalls), use: remind)
  }

  /// The round of an address, where it has reviewers at all.
  private func round(_ context: SiteContext, _ rights: Rights) async throws -> (DeskRound, ReviewRules) {
    let round = try await desk.round(context, rights)
    guard let rules = round.programme.review else { throw Problem.notFound(context.t("This programme has no reviews.")) }
    return (round, rules)
  }

  private func pages(_ context: SiteContext) -> ReviewerDeskPages { ReviewerDeskPages(evaluation: evaluation, t: context.t) }

  // MARK: Reviewers

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, rules) = try await round(context, rights)
    var form = desk.base.site.form(context)
    form.fill("most", String(rules.mostEach))
    return try await show(form, round, request, context)
  }

  private func show(_ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext) async throws -> Response {
    let field = desk.parameter("field", request).flatMap { People.fieldsOfScience.contains($0) ? $0 : nil }
    let content = try await evaluation.database.read { reader in
      let reviewers = try reader.reviewers(of: round.call.id)
      let known = Set(reviewers.filter { $0.state == .invited || $0.state == .accepted }.map(\.person))
      return ReviewerDeskPages.Content(
        reviewers: reviewers, names: try reader.names(of: reviewers.map(\.person)),
        loads: try reader.reviewLoads(in: round.call.id),
        experts: try reader.directoryExperts(field: field, limit: 60).filter { !known.contains($0.id) }, field: field)
    }
    return desk.page(
      context.t("Reviewers"), "\(round.call.deskPath)/reviewers", round, pages(context).reviewers(round, content, form), request,
      context, isWrong: !form.isGood)
  }

  @Sendable private func invite(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, _) = try await round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    var people = try await desk.people("emails", &form, t)
    people += (form.several["person"] ?? []).compactMap { ID<Person>($0) }
    let most = form.number("most", in: 1...500, t)
    let fields = form.choices("fields", of: pages(context).fieldOptions(round).map(\.key))
    if people.isEmpty, form.error("emails") == nil {
      form.refuse("emails", t("Please give addresses, or tick experts of the directory."))
    }
    guard form.isGood, let most else { return try await show(form, round, request, context) }
    let chosen = people
    return try await desk.attempt(
      form, field: "emails", context, to: "\(round.call.deskPath)/reviewers",
      told: t.plural("{count} reviewer is invited.", "{count} reviewers are invited.", Set(chosen).count),
      again: { try await show($0, round, request, context) }
    ) { writer in
      for person in Set(chosen).sorted() {
        guard try writer.name(of: person) != nil else { throw EvaluationRefusal.unknown(person.description) }
        try evaluation.invite(person, to: round.call, most: most, fields: fields, by: rights, in: writer)
      }
    }
  }

  @Sendable private func remove(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, _) = try await round(context, rights)
    let person = try desk.base.id("person", context, Person.self)
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 300, context.t)
    return try await desk.attempt(
      form, context, to: "\(round.call.deskPath)/reviewers", told: context.t("Taken out, with all that was not handed in."),
      again: { try await show($0, round, request, context) }
    ) { try evaluation.remove(person, from: round.call, reason: reason, by: rights, in: $0) }
  }

  // MARK: Conflicts

  @Sendable private func conflicts(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, _) = try await round(context, rights)
    return try await conflicts(desk.base.site.form(context), round, request, context, rights)
  }

  private func conflicts(
    _ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let asked = try PageRequest(request.uri, size: 50)
    let content = try await evaluation.database.read { reader in
      let paging = Paging(asked, total: try reader.countConflicts(in: round.call.id))
      let own = try evaluation.ownSubmissions(in: round.call.id, rights, reader)
      let lines = try reader.conflictLines(in: round.call.id, limit: paging.size, offset: paging.range.lowerBound)
        .filter { !own.contains($0.conflict.submission) }
      return ReviewerDeskPages.Conflicts(
        lines: lines, names: try reader.names(of: Array(Set(lines.map(\.conflict.person)))), paging: paging,
        units: try evaluation.unitNames(in: lines, reader))
    }
    return desk.page(
      context.t("Conflicts"), "\(round.call.deskPath)/conflicts", round, pages(context).conflicts(round, content, form),
      modules: ["kepu-desk.js", "kepu-ticks.js"], request, context, isWrong: !form.isGood)
  }

  @Sendable private func find(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, _) = try await round(context, rights)
    let form = try await desk.base.site.form(request, context)
    let t = context.t
    guard form.isGood else { return try await conflicts(form, round, request, context, rights) }
    return try await desk.base.site.once(form, context, in: evaluation.database) { writer in
      let count = try evaluation.findConflicts(round.call, by: rights.actor, in: writer)
      return FormOutcome(
        "\(round.call.deskPath)/conflicts",
        told: count == 0
          ? t("No conflict was found.") : t.plural("{count} conflict was found.", "{count} conflicts were found.", count))
    }
  }

  @Sendable private func judge(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, _) = try await round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 500, context.t)
    let isConflict = form.choice("answer", of: ["yes", "no"], context.t) == "yes"
    let pairs = (form.several["pair"] ?? []).compactMap { ConflictOfInterest.parts(of: $0) }
    if pairs.isEmpty { form.refuse("", context.t("Please tick at least one.")) }
    return try await desk.attempt(
      form, context, to: "\(round.call.deskPath)/conflicts", told: context.t("Done."),
      again: { try await conflicts($0, round, request, context, rights) }
    ) { writer in
      for pair in pairs {
        guard let submission = try writer.submission(pair.submission), submission.call == round.call.id,
          let hint = try writer.conflicts(of: pair.person, with: pair.submission).first(where: { $0.kind == pair.kind })
        else { throw EvaluationRefusal.wrongState }
        if try evaluation.mayEdit(submission, rights, writer) { throw EvaluationRefusal.tookPart }
        try evaluation.decide(hint, isConflict: isConflict, reason: reason, in: round.call, by: rights, in: writer)
      }
    }
  }

  // MARK: Progress

  @Sendable private func progress(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, rules) = try await round(context, rights)
    return try await progress(desk.base.site.form(context), round, rules, request, context, rights)
  }

  private func progress(
    _ form: Form, _ round: DeskRound, _ rules: ReviewRules, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let skips = round.programme.renewal?.skips.contains(.review) == true
    let content = try await evaluation.database.read { reader in
      let reviewers = try reader.reviewers(of: round.call.id)
      return ReviewerDeskPages.Progress(
        reviewers: reviewers, names: try reader.names(of: reviewers.map(\.person)),
        loads: try reader.reviewLoads(in: round.call.id),
        reminders: try reader.reviewReminders(in: round.call.id),
        weak: try reader.weakLines(of: round.call.id, reviewers: rules.reviewers, skipsRenewals: skips, limit: 100),
        lacking: try reader.countUnreviewed(in: round.call.id, reviewers: rules.reviewers, skipsRenewals: skips),
        all: try reader.countJudged(in: round.call.id, skipsRenewals: skips))
    }
    return desk.page(
      context.t("Progress"), "\(round.call.deskPath)/progress", round,
      pages(context).progress(round, rules, content, form, rights),
      request, context, isWrong: !form.isGood)
  }

  @Sendable private func remind(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (round, rules) = try await round(context, rights)
    let form = try await desk.base.site.form(request, context)
    let t = context.t
    return try await desk.attempt(
      form, context, again: { try await progress($0, round, rules, request, context, rights) }
    ) { writer in
      let count = try evaluation.remindReviewers(of: round.call, by: rights, in: writer)
      let told =
        count == 0 ? t("All were reminded today already.") : t.plural("{count} is reminded.", "{count} are reminded.", count)
      return FormOutcome("\(round.call.deskPath)/progress", told: told)
    }
  }
}

extension RoundDesk {
  /// The accounts behind addresses, one a line or with commas between; an address without an account is told at the field.
  func people(_ field: String, _ form: inout Form, _ t: Localizer) async throws -> [ID<Person>] {
    let addresses = (form.typed[field] ?? "").split { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == "，" || $0 == "；" }
      .map(String.init)
    guard addresses.count <= 200 else {
      form.refuse(field, t("Please give fewer addresses at once."))
      return []
    }
    let found = try await evaluation.database.read { reader in
      try addresses.map { (address: $0, person: try reader.personID(email: $0)) }
    }
    let unknown = found.filter { $0.person == nil }.map(\.address)
    if !unknown.isEmpty {
      form.refuse(
        field, t("There is no account with this address: {addresses}", ["addresses": unknown.joined(separator: t("; "))]))
    }
    return found.compactMap(\.person)
  }
}
