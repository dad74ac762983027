import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about what the points come to.
struct RankingDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/ranking", for: .may(.runCalls), use: show)
    doors.post("/desk/calls/:id/ranking/reviews", for: .may(.runCalls), use: askOneMore)
  }

  /// So many reviewers at most are left out one after the other for the page: each costs the whole ranking once more.
  private static let mostLeftOut = 60

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(desk.base.site.form(context), try await desk.round(context, rights), request, context, rights)
  }

  private func show(
    _ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    guard round.programme.isRanked else {
      throw Problem.notFound(context.t("This programme has no points."))
    }
    let asked = try PageRequest(request.uri, size: 100)
    let content = try await evaluation.database.read { reader in
      let outcome = try evaluation.outcome(of: round.call, reader)
      let ownIDs = try evaluation.ownSubmissions(in: round.call.id, rights, reader)
      let own = Set(outcome.submissions.values.filter { ownIDs.contains($0.id) }.map(\.number))
      var leftOut: [WithoutReviewer] = []
      if case .success = outcome.scores, outcome.reviewers.count <= Self.mostLeftOut, outcome.submissions.count <= 1_000 {
        leftOut = try outcome.record.sensitivity()
      }
      let total = (try? outcome.scores.get().ranking.placements.count) ?? 0
      return RankingDeskPages.Content(
        outcome: outcome, names: try reader.names(of: Set(outcome.reviewers.values).sorted()), own: own, leftOut: leftOut,
        paging: Paging(asked, total: total))
    }
    return desk.page(
      context.t("Ranking"), "\(round.call.deskPath)/ranking", round,
      RankingDeskPages(round: round, content: content, t: context.t).html(form), request, context, isWrong: !form.isGood)
  }

  /// One more review for exactly those whose standing it may change.
  @Sendable private func askOneMore(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let form = try await desk.base.site.form(request, context)
    let (t, path) = (context.t, "\(round.call.deskPath)/ranking")
    return try await desk.attempt(form, context, again: { try await show($0, round, request, context, rights) }) { writer in
      let few = try evaluation.oneMoreReview(round.call, writer)
      guard !few.isEmpty else { return FormOutcome(path, told: t("No submission stands so near to a line.")) }
      let proposal = try evaluation.assignAutomatically(round.call, oneMore: few, by: rights, in: writer)
      return FormOutcome(path, told: proposal.told(t))
    }
  }
}
