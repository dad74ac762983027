import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of those who put submissions forward: units, and the offices of regions.
struct RecommenderRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/recommendations", for: .signedIn, use: list)
    doors.get("/recommendations/:call", for: .signedIn, use: show)
    doors.post("/submissions/:id/recommendation", for: .signedIn, use: recommend)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let waiting = try await evaluation.database.read { try evaluation.waitingRecommendations(rights, $0) }
    return base.page(
      context.t("Recommendations"), "/recommendations", section: "me",
      RecommenderPages(evaluation: evaluation, t: context.t).list(waiting), breadcrumbs: [(context.t("My page"), "/me")], request,
      context)
  }

  private func page(
    _ form: Form, _ id: ID<Call>, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let round = try await evaluation.database.read { try evaluation.recommenderRound(id, rights, $0) }
    guard let round else { throw Problem.notFound(context.t("Nothing in this call is yours to put forward.")) }
    return base.page(
      context.t("Recommendations"), "/recommendations/\(id)", section: "me",
      RecommenderPages(evaluation: evaluation, t: context.t).round(round, form),
      breadcrumbs: [(context.t("Recommendations"), "/recommendations")], request, context, isWrong: !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await page(base.site.form(context), try base.id("call", context), request, context, rights)
  }

  @Sendable private func recommend(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, call, _) = try await base.submission(context)
    guard try await evaluation.database.read({ try evaluation.isRecommendable(submission, rights, $0) }) else {
      throw Problem.notFound(context.t("There is no submission at this address."))
    }
    var form = try await base.site.form(request, context)
    let isPutForward = form.choice("answer_\(submission.id)", of: ["yes", "no"], context.t) != "no"
    let place = isPutForward ? form.number("place_\(submission.id)", in: 1...9_999, context.t) : 0
    let opinion = form.text("opinion_\(submission.id)", most: 2_000, context.t)
    guard form.isGood, let place else { return try await page(form, call.id, request, context, rights) }
    let told = isPutForward ? context.t("Put forward.") : context.t("Not put forward; the applicant reads why.")
    return try await base.act(form, context, to: "/recommendations/\(call.id)", told: told) { writer in
      guard let current = try writer.submission(submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.recommend(current, isPutForward: isPutForward, place: place, opinion: opinion, by: rights, in: writer)
    }
  }
}
