import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// A submission for whoever may act for it, with its call and rules.
struct OwnSubmission: Sendable {
  let submission: Submission
  let call: Call
  let programme: Programme
}

extension EvaluationRoutes {
  /// The submission of an address for whoever may act for it; for everybody else there is none.
  func own(_ context: SiteContext, _ rights: Rights) async throws -> OwnSubmission {
    let (submission, call, programme) = try await submission(context)
    guard try await evaluation.database.read({ try evaluation.mayEdit(submission, rights, $0) }) else {
      throw Problem.notFound(context.t("There is no submission at this address."))
    }
    return OwnSubmission(submission: submission, call: call, programme: programme)
  }
}

/// The routes of those who apply: what they have, what they may apply for, where it stands.
struct ApplicantRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/me/submissions", for: .signedIn, use: mine)
    doors.get("/calls/:id/submissions", for: .signedIn, use: beginPage)
    doors.post("/calls/:id/submissions", for: .signedIn, use: begin)
    doors.get("/submissions/:id", for: .signedIn, use: show)
    doors.get("/submissions/:id/versions", for: .signedIn, use: versions)
    doors.post("/submissions/:id/withdrawal", for: .signedIn, use: withdraw)
    doors.post("/submissions/:id/appeals", for: .signedIn, use: appeal)
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let content = try await evaluation.database.read { try evaluation.desk(of: rights, $0) }
    return base.page(
      context.t("My submissions"), "/me/submissions", section: "me",
      ApplicantPages(evaluation: evaluation, t: context.t).mine(content), breadcrumbs: [(context.t("My page"), "/me")], request,
      context)
  }

  // MARK: Beginning

  private func beginPage(
    _ form: Form, _ call: Call, _ programme: Programme, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let chances = try await evaluation.database.read { try evaluation.chances(call, programme, rights, $0) }
    return base.page(
      context.t("Apply"), "\(call.path)/submissions", section: "calls",
      ApplicantPages(evaluation: evaluation, t: context.t).begin(form, call, programme, chances),
      breadcrumbs: [(context.t("Calls"), "/calls"), (context.t.pick(call.plan.names), call.path)], request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func beginPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (call, programme) = try await base.round(context)
    guard call.isOpen(at: evaluation.clock.now()) else { return base.site.redirect(to: call.path) }
    return try await beginPage(base.site.form(context), call, programme, request, context, rights)
  }

  @Sendable private func begin(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (call, programme) = try await base.round(context)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    var form = try await base.site.form(request, context)
    let t = context.t
    let chances = try await evaluation.database.read { try evaluation.chances(call, programme, rights, $0) }
    let holder = form.choice("holder", of: chances.map(\.subject.holder.code), t).flatMap { Holder(code: $0) }
    let title = form.text("title", most: Evaluation.longestTitle, t)
    let track = programme.tracks.isEmpty ? nil : form.choice("track", of: programme.tracks.map(\.key), t)
    guard form.isGood, let holder else { return try await beginPage(form, call, programme, request, context, rights) }
    do {
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        let submission = try evaluation.begin(holder, title: title, track: track, in: call, by: rights, in: writer)
        return FormOutcome("\(submission.path)/edit", told: t("Begun as a draft. Nobody sees it before you hand it in."))
      }
    } catch let refusal as EvaluationRefusal {
      form.refuse("holder", refusal == .onlyOnce ? t("This has a submission in the call already.") : refusal.sentence(t))
      return try await beginPage(form, call, programme, request, context, rights)
    }
  }

  // MARK: One submission

  private func show(
    _ form: Form, _ entry: OwnSubmission, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let story = try await evaluation.database.read { try evaluation.story(of: entry, $0) }
    let title = entry.submission.title.isEmpty ? context.t("Submission") : entry.submission.title
    return base.page(
      title, entry.submission.path, section: "me",
      SubmissionPages(evaluation: evaluation, entry: entry, story: story, t: context.t).show(form),
      modules: ["kepu-desk.js", "kepu-draft.js"], breadcrumbs: [(context.t("My submissions"), "/me/submissions")], request,
      context,
      isWrong: !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(base.site.form(context), try await base.own(context, rights), request, context)
  }

  @Sendable private func versions(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    let (versions, ledger) = try await evaluation.database.read { reader in
      (try reader.versions(of: entry.submission.id), try evaluation.ledger(of: entry.submission, reader))
    }
    func asked(_ name: String) -> Int? { request.uri.queryParameters[Substring(name)].flatMap { Int($0) } }
    let comparison = VersionComparison(entry.submission, versions, from: asked("from"), to: asked("to"))
    return base.page(
      context.t("Versions"), "\(entry.submission.path)/versions", section: "me",
      VersionPages(entry: entry, comparison: comparison, ledger: ledger, t: context.t).html,
      breadcrumbs: [(context.t("My submissions"), "/me/submissions"), (entry.submission.title, entry.submission.path)], request,
      context)
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    var form = try await base.site.form(request, context)
    let reason = form.text("withdrawal_reason", most: 500, isOptional: true, context.t)
    if !form.isTicked("sure") { form.refuse("sure", context.t("Please tick this.")) }
    guard form.isGood else { return try await show(form, entry, request, context) }
    return try await base.act(form, context, to: entry.submission.path, told: context.t("Taken back.")) { writer in
      guard let current = try writer.submission(entry.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.withdraw(current, reason: reason, by: rights, in: writer)
    }
  }

  @Sendable private func appeal(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    var form = try await base.site.form(request, context)
    let text = form.text("appeal", most: 5_000, context.t)
    guard form.isGood else { return try await show(form, entry, request, context) }
    let told = context.t("Your appeal is on its way. People who took no part decide it.")
    return try await base.act(form, context, to: entry.submission.path, told: told) { writer in
      guard let current = try writer.submission(entry.submission.id) else { throw EvaluationRefusal.wrongState }
      _ = try evaluation.appeal(current, text: text, by: rights, in: writer)
    }
  }
}
