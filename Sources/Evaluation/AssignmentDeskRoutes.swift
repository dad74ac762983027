import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about who reviews what.
struct AssignmentDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/assignment", for: .may(.runCalls), use: table)
    doors.get("/desk/calls/:id/assignment/plan", for: .may(.runCalls), use: plan)
    doors.post("/desk/calls/:id/assignment/plan", for: .may(.runCalls), use: giveOut)
    doors.get("/desk/submissions/:id/assignment", for: .may(.runCalls), use: candidates)
    doors.post("/desk/submissions/:id/assignment", for: .may(.runCalls), use: assign)
    doors.post("/desk/reviews/:id/removal", for: .may(.runCalls), use: takeBack)
  }

  private func pages(_ context: SiteContext) -> AssignmentDeskPages { AssignmentDeskPages(evaluation: evaluation, t: context.t) }

  @Sendable private func table(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    guard let rules = round.programme.review else { throw Problem.notFound(context.t("This programme has no reviews.")) }
    let asked = try PageRequest(request.uri, size: 50)
    let isLacking = desk.parameter("lacking", request) == "yes"
    let skips = round.programme.renewal?.skips.contains(.review) == true
    let table = try await evaluation.database.read { reader in
      let lacking = try reader.lackingReviewers(in: round.call.id, reviewers: rules.reviewers, skipsRenewals: skips)
      let total = isLacking ? lacking.submissions : try reader.countJudged(in: round.call.id, skipsRenewals: skips)
      let paging = Paging(asked, total: total)
      let lines = try reader.assignmentLines(
        of: round.call.id, below: isLacking ? rules.reviewers : nil, skipsRenewals: skips, limit: paging.size,
        offset: paging.range.lowerBound)
      let reviewers = try reader.reviewers(of: round.call.id).filter { $0.state == .accepted }
      let reviews = try reader.reviews(of: lines.map(\.id))
      let people = reviewers.map(\.person) + reviews.values.joined().map(\.person)
      return AssignmentDeskPages.Table(
        lines: lines, own: try evaluation.ownSubmissions(in: round.call.id, rights, reader), reviews: reviews,
        reviewers: reviewers, names: try reader.names(of: Array(Set(people))),
        loads: try reader.reviewLoads(in: round.call.id), lacking: lacking, paging: paging, isLacking: isLacking,
        conflicts: try reader.barringConflicts(of: lines.map(\.id)))
    }
    return desk.page(
      context.t("Assignment"), "\(round.call.deskPath)/assignment", round,
      pages(context).table(round, rules, table), request, context)
  }

  // MARK: The whole round

  @Sendable private func plan(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await plan(desk.base.site.form(context), try await desk.round(context, rights), request, context, rights)
  }

  private func plan(
    _ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    guard round.programme.review != nil else { throw Problem.notFound(context.t("This programme has no reviews.")) }
    let content = try await evaluation.database.read { reader in
      let proposal = try evaluation.planAssignment(round.call, reader)
      let people = Set(proposal.pairs.map(\.reviewer) + (proposal.blocked?.exhausted ?? []))
      return PlanDeskPages.Content(
        proposal: proposal, own: try evaluation.ownSubmissions(in: round.call.id, rights, reader),
        names: try reader.names(of: people.sorted()))
    }
    return desk.page(
      context.t("Plan for the whole round"), "\(round.call.deskPath)/assignment/plan", round,
      PlanDeskPages(t: context.t).html(round, content, form), request, context, isWrong: !form.isGood)
  }

  /// Conflicts are looked for again before anything is given out, so what was shown may have changed; where it does not work out
  /// any more nothing is given out and the page says why.
  @Sendable private func giveOut(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let form = try await desk.base.site.form(request, context)
    let (t, path) = (context.t, "\(round.call.deskPath)/assignment")
    return try await desk.attempt(form, context, again: { try await plan($0, round, request, context, rights) }) { writer in
      let proposal = try evaluation.assignAutomatically(round.call, by: rights, in: writer)
      return FormOutcome(proposal.blocked == nil ? path : "\(path)/plan", told: proposal.told(t))
    }
  }

  // MARK: One submission

  @Sendable private func candidates(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    return try await candidates(desk.base.site.form(context), submission, round, request, context)
  }

  private func candidates(
    _ form: Form, _ submission: Submission, _ round: DeskRound, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    guard let rules = round.programme.review else { throw Problem.notFound(context.t("This programme has no reviews.")) }
    let content = try await evaluation.database.read { reader in
      let candidates = try evaluation.candidates(for: submission, round.programme, reader)
      let reviews = try reader.reviews(of: submission.id)
      let people = candidates.map(\.reviewer.person) + reviews.map(\.person)
      return AssignmentDeskPages.Candidates(
        candidates: candidates, reviews: reviews, names: try reader.names(of: Array(Set(people))),
        loads: try reader.reviewLoads(in: round.call.id))
    }
    return desk.page(
      context.t("Reviewers of one submission"), "\(submission.deskPath)/assignment", round,
      pages(context).candidates(submission, round, rules, content, form), request, context, isWrong: !form.isGood)
  }

  @Sendable private func assign(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    var form = try await desk.base.site.form(request, context)
    let people = (form.several["person"] ?? []).compactMap { ID<Person>($0) }
    if people.isEmpty { form.refuse("", context.t("Please tick at least one.")) }
    return try await desk.attempt(
      form, context, to: "\(submission.deskPath)/assignment",
      told: context.t.plural("{count} reviewer is asked.", "{count} reviewers are asked.", people.count),
      again: { try await candidates($0, submission, round, request, context) }
    ) { writer in
      for person in people { try evaluation.assignByHand(submission, to: person, by: rights, in: writer) }
    }
  }

  @Sendable private func takeBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try desk.base.id("id", context, Review.self)
    let found: (Review, Submission, Call, Programme)? = try await evaluation.database.read { reader in
      guard let review = try reader.review(id), let submission = try reader.submission(review.submission) else { return nil }
      let (call, programme) = try evaluation.round(review.call, reader)
      return (review, submission, call, programme)
    }
    guard let (review, submission, call, programme) = found else {
      throw Problem.notFound(context.t("There is no review at this address."))
    }
    try rights.require(.runCalls, call.target, context.t)
    try await evaluation.database.read { try desk.requireForeign(submission, rights, context.t, $0) }
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 300, context.t)
    let round = DeskRound(call: call, programme: programme)
    return try await desk.attempt(
      form, context, to: "\(submission.deskPath)/assignment", told: context.t("Taken back."),
      again: { try await candidates($0, submission, round, request, context) }
    ) { try evaluation.takeBack(review, reason: reason, by: rights, in: $0) }
  }
}
