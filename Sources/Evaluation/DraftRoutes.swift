import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of somebody who fills a submission's form in and hands it in.
struct DraftRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/submissions/:id/edit", for: .signedIn, use: editPage)
    doors.post("/submissions/:id/edit", for: .signedIn, use: save)
    doors.post("/submissions/:id/submission", for: .signedIn, use: submit)
  }

  /// What the page shows beside the form.
  private func page(
    _ form: Form, _ entry: OwnSubmission, _ unmet: [Unmet], note: String? = nil, isWrong: Bool = false, _ request: Request,
    _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let (submission, call) = (entry.submission, entry.call)
    let material = try await evaluation.database.read { reader in
      DraftPages.Material(
        files: try reader.files(of: submission.id), ledger: try evaluation.ledger(of: submission, reader),
        authors: try reader.coAuthors(of: submission.id),
        units: entry.programme.recommendation?.by == .unit
          ? try reader.registeredUnits(holding: "", limit: 200).map { context.t.pick($0.names) } : [],
        steps: try reader.steps(of: submission.id))
    }
    let pages = DraftPages(entry: entry, material: material, t: context.t)
    return base.page(
      context.t("Fill in"), "\(submission.path)/edit", section: "me", pages.edit(form, unmet, note: note),
      modules: ["kepu-desk.js", "kepu-draft.js"],
      breadcrumbs: [
        (context.t("My submissions"), "/me/submissions"),
        (submission.title.isEmpty ? context.t.pick(call.plan.names) : submission.title, submission.path),
      ], request, context, isWrong: isWrong)
  }

  @Sendable private func editPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    guard entry.submission.state.isEditable else { return base.site.redirect(to: entry.submission.path) }
    var form = base.site.form(context)
    let t = context.t
    let (words, found) = try await evaluation.database.read { reader in
      (
        try evaluation.words(of: entry.submission, reader),
        try evaluation.hindrances(entry.submission, entry.call, entry.programme, t, reader)
      )
    }
    DraftForm(programme: entry.programme, submission: entry.submission).fill(&form, words)
    let shown = found.soFar(entry.submission)
    for (field, message) in shown.fields { form.refuse(field, message) }
    return try await page(form, entry, shown.unmet, request, context, rights)
  }

  // MARK: Keeping

  /// Keeps what was typed. A script that saves while somebody types asks for JSON and is told the new version.
  @Sendable private func save(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    let form = try await base.site.form(request, context, largest: ReceivedFiles.largestForm)
    let isScript = request.headers[.accept]?.contains("json") == true
    guard form.isGood else {
      if isScript { return answer([("expired", .bool(true))], .unprocessableContent, request) }
      return try await page(form, entry, [], isWrong: true, request, context, rights)
    }
    // Without a version it is not this form, and what it does not hold must not be taken for empty.
    guard let version = Int(form.typed["_version"] ?? "") else { throw Problem(.badRequest, field: "_version") }
    let typed = DraftForm(programme: entry.programme, submission: entry.submission).read(form)
    do {
      if isScript { return try await saved(typed, entry, since: version, request, context) }
      let files = try await evaluation.receive(form, entry.programme, context.t)
      guard files.refused.isEmpty else {
        return try await refused(files, form, typed, entry, since: version, request, context, rights)
      }
      let told = context.t("Saved.")
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        let kept = try evaluation.keep(typed, of: entry.submission.id, since: version, in: writer)
        if !files.isEmpty { try evaluation.change(filesOf: kept, entry.programme, files, by: rights, in: writer) }
        return FormOutcome("\(entry.submission.path)/edit", told: told)
      }
    } catch EvaluationRefusal.changedMeanwhile {
      if isScript { return answer([("conflict", .bool(true))], .conflict, request) }
      return try await conflict(form, request, context, rights)
    } catch let refusal as EvaluationRefusal {
      throw Problem(.conflict, detail: refusal.sentence(context.t))
    }
  }

  /// A file was not taken in: the words are kept, and the reason stands beside the field of the file.
  private func refused(
    _ files: ReceivedFiles, _ form: Form, _ typed: TypedDraft, _ entry: OwnSubmission, since version: Int, _ request: Request,
    _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let kept = try await evaluation.database.write { writer in
      let kept = try evaluation.keep(typed, of: entry.submission.id, since: version, in: writer)
      if !files.isEmpty { try evaluation.change(filesOf: kept, entry.programme, files, by: rights, in: writer) }
      return kept
    }
    var shown = form
    for (field, message) in files.refused { shown.refuse(field, message) }
    shown.fill("_version", String(kept.version))
    return try await page(shown, try await base.own(context, rights), [], isWrong: true, request, context, rights)
  }

  private func saved(
    _ typed: TypedDraft, _ entry: OwnSubmission, since version: Int, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let kept = try await evaluation.database.write { try evaluation.keep(typed, of: entry.submission.id, since: version, in: $0) }
    let time = context.t.time(evaluation.clock.now())
    return answer(
      [("version", .integer(Int64(kept.version))), ("told", .string(context.t("Saved at {time}", ["time": time])))], .ok, request)
  }

  private func answer(_ members: [(String, JSONValue?)], _ status: HTTPResponse.Status, _ request: Request) -> Response {
    var response = base.site.json(.members(members), request, status: status)
    response.headers[.cacheControl] = "no-store"
    response.headers[.accessControlAllowOrigin] = nil
    return response
  }

  /// Another window, or somebody else, stored something else meanwhile: the form is shown with what was typed, and with what
  /// stands there now beside each field that differs. Saving then keeps what the form holds.
  private func conflict(_ typed: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    guard entry.submission.state.isEditable else { return base.site.redirect(to: entry.submission.path) }
    let words = try await evaluation.database.read { try evaluation.words(of: entry.submission, $0) }
    var form = typed
    let current = DraftForm(programme: entry.programme, submission: entry.submission)
    current.mark(&form, theirs: current, words, context.t)
    form.fill("_version", String(entry.submission.version))
    let note = context.t(
      "This form was changed in another window, or by somebody else, while you wrote. Nothing is lost: what you typed stands below, and what is stored stands beside each field that differs. Save to keep yours."
    )
    return try await page(form, entry, [], note: note, isWrong: true, request, context, rights)
  }

  // MARK: Handing in

  /// Keeps what was typed and hands it in; what stands in the way is shown beside its field.
  @Sendable private func submit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let entry = try await base.own(context, rights)
    let form = try await base.site.form(request, context, largest: ReceivedFiles.largestForm)
    guard form.isGood else { return try await page(form, entry, [], isWrong: true, request, context, rights) }
    // A second click comes when the first has done its work already.
    guard entry.submission.state.isEditable else { return base.site.redirect(to: entry.submission.path) }
    guard let version = Int(form.typed["_version"] ?? "") else { throw Problem(.badRequest, field: "_version") }
    let typed = DraftForm(programme: entry.programme, submission: entry.submission).read(form)
    do {
      let files = try await evaluation.receive(form, entry.programme, context.t)
      guard files.refused.isEmpty else {
        return try await refused(files, form, typed, entry, since: version, request, context, rights)
      }
      try await evaluation.database.write { writer in
        let kept = try evaluation.keep(typed, of: entry.submission.id, since: version, in: writer)
        if !files.isEmpty { try evaluation.change(filesOf: kept, entry.programme, files, by: rights, in: writer) }
      }
    } catch EvaluationRefusal.changedMeanwhile {
      return try await conflict(form, request, context, rights)
    } catch let refusal as EvaluationRefusal {
      throw Problem(.conflict, detail: refusal.sentence(context.t))
    }
    let kept = try await base.own(context, rights)
    let t = context.t
    let found = try await evaluation.database.read { reader in
      try evaluation.hindrances(kept.submission, kept.call, kept.programme, t, reader)
    }
    guard found.isEmpty else {
      var shown = form
      for (field, message) in found.fields { shown.refuse(field, message) }
      shown.fill("_version", String(kept.submission.version))
      let note = t("Everything you typed is saved, but it is not handed in yet.")
      return try await page(shown, kept, found.unmet, note: note, isWrong: true, request, context, rights)
    }
    return try await base.act(form, context, to: kept.submission.path, told: t("Handed in.")) { writer in
      guard let current = try writer.submission(kept.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.submit(current, by: rights, t, in: writer)
    }
  }
}
