import HTML
import HTTPTypes
import Hummingbird
import NIOCore
import People
import SQL
import Site

/// The desk's routes about submissions: the table of a round, one submission, the formal check.
struct SubmissionDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/submissions", for: .may(.runCalls), use: table)
    doors.get("/desk/calls/:id/submissions.csv", for: .may(.runCalls), use: sheet)
    doors.post("/desk/calls/:id/checks", for: .may(.runCalls), use: checkSeveral)
    doors.get("/desk/submissions/:id", for: .may(.runCalls), use: show)
    doors.post("/desk/submissions/:id/check", for: .may(.runCalls), use: check)
  }

  private func pages(_ context: SiteContext) -> SubmissionDeskPages { SubmissionDeskPages(evaluation: evaluation, t: context.t) }

  // MARK: The table

  private func filter(_ request: Request) throws -> SubmissionFilter {
    var filter = SubmissionFilter(text: desk.parameter("q", request)?.trimmedOfWhitespace)
    if let state = desk.parameter("state", request) {
      guard let known = Submission.State(rawValue: state), known != .draft else {
        throw Problem(.badRequest, field: "state")
      }
      filter.state = known
    }
    return filter
  }

  @Sendable private func table(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    return try await table(desk.base.site.form(context), round, try filter(request), request, context, rights)
  }

  private func table(
    _ form: Form, _ round: DeskRound, _ filter: SubmissionFilter, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let asked = try PageRequest(request.uri, size: 50, largest: 100_000)
    let table = try await evaluation.database.read { reader in
      let paging = Paging(asked, total: try reader.countLines(of: round.call.id, filter))
      let own = try evaluation.ownSubmissions(in: round.call.id, rights, reader)
      let lines = try evaluation.lines(
        of: round.call.id, filter, limit: paging.size, offset: paging.range.lowerBound, own, reader)
      return SubmissionDeskPages.Table(
        lines: lines, names: try evaluation.names(of: lines, reader), counts: try reader.counts(of: round.call.id),
        paging: paging, own: own,
        faultless: filter.state == .checking ? try evaluation.faultless(lines, round, rights, context.t, reader) : [])
    }
    return desk.page(
      context.t("Submissions"), "\(round.call.deskPath)/submissions", round,
      pages(context).table(round, table, filter, form), modules: ["kepu-desk.js", "kepu-ticks.js"], request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func sheet(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let filter = try filter(request)
    let sheet = SubmissionSheet(round: round, regionNames: evaluation.people.regionNames, t: context.t)
    let evaluation = evaluation
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"submissions-\(round.call.id).csv\"",
      ],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: sheet.header))
        var offset = 0
        while true {
          let start = offset
          let part = try await evaluation.database.read { reader in
            let own = try evaluation.ownSubmissions(in: round.call.id, rights, reader)
            let lines = try evaluation.lines(of: round.call.id, filter, limit: 1_000, offset: start, own, reader)
            return (lines.count, sheet.lines(lines, try evaluation.names(of: lines, reader)))
          }
          try await writer.write(ByteBuffer(string: part.1))
          guard part.0 == 1_000 else { break }
          offset += part.0
        }
        try await writer.finish(nil)
      })
  }

  // MARK: The formal check

  /// Admits several in which nothing is wrong; each is looked at once more while it is done.
  @Sendable private func checkSeveral(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let chosen = (form.several["submission"] ?? []).compactMap { ID<Submission>($0) }
    if chosen.isEmpty { form.refuse("", t("Please tick at least one.")) }
    guard form.isGood else {
      return try await table(form, round, SubmissionFilter(state: .checking), request, context, rights)
    }
    return try await desk.base.site.once(form, context, in: evaluation.database) { writer in
      var count = 0
      let shared = try evaluation.sharedWorks(in: round, writer)
      for id in chosen {
        guard let submission = try writer.submission(id), submission.call == round.call.id, submission.state == .checking,
          try evaluation.isFaultless(submission, round, shared, rights, t, writer)
        else { continue }
        try evaluation.check(submission, .admitted, reason: "", by: rights, in: writer)
        count += 1
      }
      let left = chosen.count - count
      let told = t.plural("{count} submission is admitted.", "{count} submissions are admitted.", count)
      let rest = left == 0 ? "" : " " + t.plural("{count} needs a look first.", "{count} need a look first.", left)
      return FormOutcome("\(round.call.deskPath)/submissions?state=checking", told: told + rest)
    }
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    return try await show(desk.base.site.form(context), submission, round, request, context)
  }

  private func show(
    _ form: Form, _ submission: Submission, _ round: DeskRound, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let file = try await evaluation.database.read { try evaluation.file(on: submission, round, context.t, $0) }
    return desk.page(
      submission.title, submission.deskPath, round, pages(context).page(submission, round, file, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func check(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let outcome = form.choice("outcome", of: Evaluation.CheckOutcome.allCases.map(\.rawValue), t).flatMap(
      Evaluation.CheckOutcome.init)
    let reason = form.text("reason", most: 2_000, isOptional: outcome == .admitted, t)
    let next = try await evaluation.database.read { try $0.nextToCheck(in: round.call.id, after: submission.number) }
    let path = form.isTicked("go_on") ? next.map { "/desk/submissions/\($0)" } : nil
    return try await desk.attempt(
      form, field: "outcome", context, to: path ?? submission.deskPath, told: t("Done."),
      again: { try await show($0, submission, round, request, context) }
    ) { writer in
      guard let outcome else { throw EvaluationRefusal.incomplete }
      try evaluation.check(submission, outcome, reason: reason, by: rights, in: writer)
    }
  }
}

extension Submission {
  var deskPath: String { "/desk/submissions/\(id)" }
}
