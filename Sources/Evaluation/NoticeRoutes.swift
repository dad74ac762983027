import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// What everybody reads of results: public notices, objections to them, and what came out.
struct NoticeRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.open(.get, "/notices", use: list)
    doors.open(.get, "/calls/:id/notice", use: notice)
    doors.open(.get, "/calls/:id/results", use: results)
    doors.open(.get, "/calls/:id/result.json", use: file)
    doors.get("/submissions/:id/objections", for: .signedIn, use: objectionPage)
    doors.post("/submissions/:id/objections", for: .signedIn, use: object)
  }

  private func pages(_ context: SiteContext) -> NoticePages { NoticePages(evaluation: evaluation, t: context.t) }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let notices = try await evaluation.database.read { reader in
      try reader.notices(limit: 200).compactMap { notice in try reader.call(notice.call).map { (notice, $0) } }
    }
    return base.page(
      context.t("Public notices"), "/notices", section: "calls", pages(context).list(notices),
      breadcrumbs: [(context.t("Calls"), "/calls")], request, context)
  }

  @Sendable private func notice(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (call, programme) = try await base.round(context)
    let found: (PublicNotice, [NoticeItem])? = try await evaluation.database.read { reader in
      guard let notice = try reader.notice(of: call.id) else { return nil }
      return (notice, try evaluation.items(of: notice, call, programme, reader))
    }
    guard let (notice, items) = found else { throw Problem.notFound(context.t("This call has no public notice yet.")) }
    return base.page(
      context.t("Public notice"), "\(call.path)/notice", section: "calls",
      pages(context).notice(notice, call, programme, items, isSignedIn: context.rights != nil),
      breadcrumbs: [(context.t("Calls"), "/calls"), (context.t.pick(call.plan.names), call.path)], request, context)
  }

  @Sendable private func results(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (call, programme) = try await base.round(context)
    let report = try await evaluation.database.read { reader in try evaluation.report(of: call, programme, reader) }
    guard call.status == .finished || !report.awards.isEmpty else {
      throw Problem.notFound(context.t("The results of this call come when its public notice is over."))
    }
    return base.page(
      context.t("Results"), "\(call.path)/results", section: "calls",
      ReportPages(
        evaluation: evaluation, call: call, programme: programme, report: report, points: try await evaluation.published(call),
        t: context.t
      ).html,
      breadcrumbs: [(context.t("Calls"), "/calls"), (context.t.pick(call.plan.names), call.path)], request, context)
  }

  /// The signed points of a round, without names, for `kepu evaluation verify`.
  @Sendable private func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (call, _) = try await base.round(context)
    guard let published = try await evaluation.published(call) else {
      throw Problem.notFound(context.t("The results of this call come when its public notice is over."))
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-cache",
        .contentDisposition: "attachment; filename=\"result-\(call.id).json\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: published.file)))
  }

  // MARK: Objecting

  /// What is in a notice that is open; for anything else there is nothing at the address.
  private func proposed(_ context: SiteContext) async throws -> (NoticeItem, PublicNotice, Call) {
    let (submission, call, programme) = try await base.submission(context)
    let found: (NoticeItem, PublicNotice)? = try await evaluation.database.read { reader in
      guard submission.state == .proposed, let notice = try reader.notice(of: call.id),
        evaluation.isOpen(notice),
        let item = try evaluation.items(of: notice, call, programme, reader).first(where: { $0.submission == submission.id })
      else { return nil }
      return (item, notice)
    }
    guard let (item, notice) = found else {
      throw Problem.notFound(context.t("Nothing at this address is in a public notice that is open."))
    }
    return (item, notice, call)
  }

  private func objectionPage(
    _ form: Form, _ found: (item: NoticeItem, notice: PublicNotice, call: Call), _ request: Request, _ context: SiteContext,
    _ rights: Rights
  ) -> Response {
    base.page(
      context.t("Object"), "/submissions/\(found.item.submission)/objections", section: "calls",
      pages(context).objection(form, found.item, found.notice, found.call, name: rights.person.name),
      breadcrumbs: [(context.t("Calls"), "/calls"), (context.t("Public notice"), "\(found.call.path)/notice")], request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func objectionPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    objectionPage(base.site.form(context), try await proposed(context), request, context, rights)
  }

  @Sendable private func object(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    let found = try await proposed(context)
    var form = try await base.site.form(request, context)
    let text = form.text("text", most: 5_000, context.t)
    let evidence = form.text("evidence", most: 5_000, context.t)
    if !form.isTicked("is_real_name") { form.refuse("is_real_name", context.t("Please tick this.")) }
    guard form.isGood else { return objectionPage(form, found, request, context, rights) }
    let told = context.t("Your objection is with the office. You get a message when it is answered.")
    return try await base.act(form, context, to: "\(found.2.path)/notice", told: told) { writer in
      guard let submission = try writer.submission(found.0.submission) else { throw EvaluationRefusal.wrongState }
      _ = try evaluation.object(to: submission, text: text, evidence: evidence, by: rights, in: writer)
    }
  }
}
