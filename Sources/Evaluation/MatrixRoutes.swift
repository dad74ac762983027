import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The matrix of industries and regions (行业 × 县区), for programmes that name somebody for an industry.
struct MatrixRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.open(.get, "/matrix", use: show)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let programmes = evaluation.programmes.all.filter { $0.result.industryField != nil }
    let asked = request.uri.queryParameters["programme"].map { String($0) }
    let region = request.uri.queryParameters["region"].map { String($0) } ?? evaluation.province
    if asked.map({ key in !programmes.contains { $0.key == key } }) == true || evaluation.people.regionNames(region) == nil {
      throw Problem.notFound(context.t("There is no such matrix."))
    }
    guard let programme = programmes.first(where: { $0.key == asked }) ?? programmes.first else {
      throw Problem.notFound(context.t("No programme here names anybody for an industry."))
    }
    let matrix = try await evaluation.database.read { try evaluation.matrix(of: programme, in: region, $0) }
    let title = context.t("Industries and counties")
    var above = [(context.t("Calls"), "/calls")]
    if region != evaluation.province { above.append((title, "/matrix?programme=\(programme.key)")) }
    return base.page(
      title, "/matrix", section: "calls",
      MatrixPages(evaluation: evaluation, programme: programme, programmes: programmes, matrix: matrix, t: context.t).html,
      breadcrumbs: above, request, context)
  }
}
