import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// All routes of this room; each group of people has a file of its own.
public struct EvaluationRoutes: Sendable {
  let evaluation: Evaluation
  let site: Site

  /// Routes over a room, shown in the chrome of a site.
  public init(evaluation: Evaluation, site: Site) {
    self.evaluation = evaluation
    self.site = site
  }

  /// The pages that the desk's tabs lead to.
  public static let tabs = [DeskTab("Calls and rounds", path: "/desk/calls", for: .runCalls)]

  /// The ways to this room from somebody's own page.
  public static let links = [
    NavigationItem("My submissions", path: "/me/submissions", section: "me"),
    NavigationItem("Recommendations", path: "/recommendations", section: "me"),
  ]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    EvidenceRoutes(base: self).add(to: doors)
    VerifyRoutes(base: self).add(to: doors)
    CallRoutes(base: self).add(to: doors)
    ApplicantRoutes(base: self).add(to: doors)
    DraftRoutes(base: self).add(to: doors)
    NoticeRoutes(base: self).add(to: doors)
    MatrixRoutes(base: self).add(to: doors)
    AgreementRoutes(base: self).add(to: doors)
    RecommenderRoutes(base: self).add(to: doors)
    RoundDesk(base: self).add(to: doors)
    ReviewerRoutes(base: self).add(to: doors)
    ReviewRoutes(base: self).add(to: doors)
    VisitRoutes(base: self).add(to: doors)
    LiveRoutes(base: self).add(to: doors)
    LiveDeskRoutes(base: self).add(to: doors)
    PanelRoutes(base: self).add(to: doors)
    PanelDeskRoutes(base: self).add(to: doors)
  }

  // MARK: What the groups share

  func page(
    _ title: String, _ path: String, section: String, _ body: HTML, modules: [String] = ["kepu-desk.js"],
    breadcrumbs: [(String, String)] = [], _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: section, breadcrumbs: breadcrumbs, body: body, modules: modules), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  func id<Thing>(_ name: String = "id", _ context: SiteContext, _ kind: Thing.Type = Thing.self) throws -> ID<Thing> {
    guard let id = ID<Thing>(try context.parameters.require(name)) else { throw Problem(.notFound) }
    return id
  }

  /// The call of an address, with its rules. What is being prepared is there only for those who run it.
  func round(_ context: SiteContext, _ name: String = "id") async throws -> (call: Call, programme: Programme) {
    let id = try id(name, context, Call.self)
    let found: (Call, Programme)? = try await evaluation.database.read { reader in
      try reader.call(id).map { ($0, try evaluation.programme(of: $0, reader)) }
    }
    guard let found, found.0.status != .draft || context.rights?.may(.runCalls, found.0.target) == true else {
      throw Problem.notFound(context.t("There is no call at this address."))
    }
    return (found.0, found.1)
  }

  /// The submission of an address, with its call and rules. Who may see it is asked by whoever calls this.
  func submission(_ context: SiteContext) async throws -> (submission: Submission, call: Call, programme: Programme) {
    let id = try id("id", context, Submission.self)
    let found: (Submission, Call, Programme)? = try await evaluation.database.read { reader in
      guard let submission = try reader.submission(id) else { return nil }
      let (call, programme) = try evaluation.round(submission.call, reader)
      return (submission, call, programme)
    }
    guard let found else { throw Problem.notFound(context.t("There is no submission at this address.")) }
    return (found.0, found.1, found.2)
  }

  /// Does what a form asks for, once; a refusal of the rules is a page with its sentence.
  func act(
    _ form: Form, _ context: SiteContext, to path: String, told: String? = nil, _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    do {
      return try await site.once(form, context, in: evaluation.database) { writer in
        try act(writer)
        return FormOutcome(path, told: told)
      }
    } catch let refusal as EvaluationRefusal {
      throw Problem(refusal == .notAllowed ? .forbidden : .conflict, detail: refusal.sentence(context.t))
    }
  }
}
