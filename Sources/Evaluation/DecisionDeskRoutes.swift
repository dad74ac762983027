import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about decisions: the list, one decision, several at once, the agreement of offices.
struct DecisionDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/decisions", for: .may(.runCalls), use: list)
    doors.post("/desk/calls/:id/decisions", for: .may(.runCalls), use: decideSeveral)
    doors.post("/desk/calls/:id/decisions/ranking", for: .may(.runCalls), use: decideByRanking)
    doors.post("/desk/calls/:id/approvals", for: .may(.runCalls), use: approve)
    doors.get("/desk/submissions/:id/decision", for: .may(.runCalls), use: one)
    doors.post("/desk/submissions/:id/decision", for: .may(.runCalls), use: decide)
  }

  private func pages(_ context: SiteContext) -> DecisionDeskPages { DecisionDeskPages(evaluation: evaluation, t: context.t) }

  // MARK: The list

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(desk.base.site.form(context), try await desk.round(context, rights), request, context, rights)
  }

  private func list(
    _ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let asked = try PageRequest(request.uri, size: 50)
    let filter = desk.parameter("show", request).flatMap(DecisionFilter.init) ?? .all
    let content = try await evaluation.database.read { try evaluation.decisionList(of: round, filter, asked, rights, $0) }
    return desk.page(
      context.t("Decisions"), "\(round.call.deskPath)/decisions", round, pages(context).list(round, content, form),
      modules: ["kepu-desk.js", "kepu-ticks.js"], request, context, isWrong: !form.isGood)
  }

  /// The same outcome for several, each with the reasons of its own reviewers.
  @Sendable private func decideSeveral(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let chosen = (form.several["submission"] ?? []).compactMap { ID<Submission>($0) }
    let keys = round.programme.decision.levels.map { "given.\($0.key)" } + ["declined"]
    let outcome = form.choice("outcome", of: keys, t) ?? ""
    let words = form.text("reason", most: 2_000, isOptional: true, t)
    if chosen.isEmpty { form.refuse("", t("Please tick at least one.")) }
    return try await desk.attempt(
      form, field: "outcome", context, to: "\(round.call.deskPath)/decisions",
      told: t.plural("{count} submission is decided.", "{count} submissions are decided.", chosen.count),
      again: { try await list($0, round, request, context, rights) }
    ) { writer in
      let ranking = try evaluation.outcome(of: round.call, writer)
      for id in chosen {
        guard let submission = try writer.submission(id), submission.call == round.call.id else {
          throw EvaluationRefusal.wrongState
        }
        if try evaluation.mayEdit(submission, rights, writer) { throw EvaluationRefusal.tookPart }
        let reason = [words, try evaluation.reasonOfReviews(submission, writer)].filter { !$0.isEmpty }.joined(separator: "\n\n")
        let level = outcome.hasPrefix("given.") ? String(outcome.dropFirst("given.".count)) : nil
        let before = try writer.decision(on: id)
        let numbers = ranking.numbers(of: submission)
        try evaluation.decide(
          submission, level == nil ? .declined : .given, level: level, reason: reason, score: before?.score ?? numbers?.score,
          place: before?.place ?? numbers?.place, by: rights, in: writer)
      }
    }
  }

  @Sendable private func decideByRanking(
    _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let round = try await desk.round(context, rights)
    let form = try await desk.base.site.form(request, context)
    let (t, path) = (context.t, "\(round.call.deskPath)/decisions")
    return try await desk.attempt(form, context, again: { try await list($0, round, request, context, rights) }) { writer in
      let (decided, left) = try evaluation.decideByRanking(round.call, by: rights, in: writer)
      let told = t.plural("{count} submission is decided.", "{count} submissions are decided.", decided)
      let rest = t.plural("{count} is left for you.", "{count} are left for you.", left)
      return FormOutcome(path, told: left == 0 ? told : "\(told) \(rest)")
    }
  }

  @Sendable private func approve(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let isAgreed = form.typed["answer"] == "yes"
    let reason = form.text("approval_reason", most: 1_000, isOptional: isAgreed, context.t)
    return try await desk.attempt(
      form, field: "approval_reason", context, to: "\(round.call.deskPath)/decisions",
      told: isAgreed ? context.t("The office agrees to the list.") : context.t("The list is sent back."),
      again: { try await list($0, round, request, context, rights) }
    ) { try evaluation.approve(round.call, isAgreed: isAgreed, reason: reason, by: rights, in: $0) }
  }

  // MARK: One decision

  @Sendable private func one(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    var form = desk.base.site.form(context)
    let (reason, before, numbers) = try await evaluation.database.read { reader in
      let before = try reader.decision(on: submission.id)
      // The ranking of the whole round is worked out only for numbers that the decision does not hold.
      let isNumbered = before?.score != nil && before?.place != nil
      return (
        try evaluation.reasonOfReviews(submission, reader), before,
        isNumbered ? nil : try evaluation.outcome(of: round.call, reader).numbers(of: submission)
      )
    }
    form.fill("reason", before?.reason ?? reason)
    form.fill("outcome", before.map { $0.outcome == .given ? "given.\($0.level ?? "")" : $0.outcome.rawValue })
    form.fill("score", (before?.score ?? numbers?.score).map { FormField.plain($0) })
    form.fill("place", (before?.place ?? numbers?.place).map { String($0) })
    return try await one(form, submission, round, request, context)
  }

  private func one(
    _ form: Form, _ submission: Submission, _ round: DeskRound, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let content = try await evaluation.database.read { reader in
      DecisionDeskPages.One(
        file: try evaluation.file(on: submission, round, context.t, reader),
        left: try evaluation.quotasLeft(in: round, without: submission.id, reader))
    }
    return desk.page(
      context.t("Decision"), "\(submission.deskPath)/decision", round, pages(context).one(submission, round, content, form),
      request,
      context, isWrong: !form.isGood)
  }

  @Sendable private func decide(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let keys = round.programme.decision.levels.map { "given.\($0.key)" } + ["declined", "revise"]
    let key = form.choice("outcome", of: keys, t) ?? ""
    let reason = form.text("reason", most: 10_000, t)
    let score = optionalNumber("score", &form, t)
    let place = form.typed["place"]?.trimmedOfWhitespace.isEmpty == false ? form.number("place", in: 1...1_000_000, t) : nil
    let outcome: Decision.Outcome = key.hasPrefix("given.") ? .given : key == "revise" ? .revise : .declined
    let level = outcome == .given ? String(key.dropFirst("given.".count)) : nil
    let next = try await evaluation.database.read { try $0.nextUndecided(in: round.call.id, after: submission.number) }
    let path = form.isTicked("go_on") ? next.map { "/desk/submissions/\($0)/decision" } : nil
    return try await desk.attempt(
      form, field: "outcome", context, to: path ?? "\(round.call.deskPath)/decisions", told: t("Decided."),
      again: { try await one($0, submission, round, request, context) }
    ) {
      try evaluation.decide(
        submission, outcome, level: level, reason: reason, score: score, place: place, by: rights, in: $0)
    }
  }

  private func optionalNumber(_ field: String, _ form: inout Form, _ t: Localizer) -> Double? {
    let text = (form.typed[field] ?? "").trimmedOfWhitespace
    guard !text.isEmpty else { return nil }
    if let number = Double(text), number.isFinite, (0...100_000).contains(number) { return number }
    form.refuse(field, t("Please give a number, such as 86.5."))
    return nil
  }
}
