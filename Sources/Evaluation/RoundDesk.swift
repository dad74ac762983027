import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// A round as its office sees it, with its rules.
struct DeskRound: Sendable {
  let call: Call
  let programme: Programme
}

/// The office's desk: what its pages share, and all of its doors.
struct RoundDesk: Sendable {
  let base: EvaluationRoutes

  var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    CallDeskRoutes(desk: self).add(to: doors)
    SubmissionDeskRoutes(desk: self).add(to: doors)
    ReviewerDeskRoutes(desk: self).add(to: doors)
    AssignmentDeskRoutes(desk: self).add(to: doors)
    HearingDeskRoutes(desk: self).add(to: doors)
    RankingDeskRoutes(desk: self).add(to: doors)
    DecisionDeskRoutes(desk: self).add(to: doors)
    ObjectionDeskRoutes(desk: self).add(to: doors)
    ResultDeskRoutes(desk: self).add(to: doors)
    DutyRoutes(base: base).add(to: doors)
  }

  /// The round of an address, for whoever runs rounds in its place.
  func round(_ context: SiteContext, _ rights: Rights) async throws -> DeskRound {
    let (call, programme) = try await base.round(context)
    try rights.require(.runCalls, call.target, context.t)
    return DeskRound(call: call, programme: programme)
  }

  /// The submission of an address with its round, for whoever runs it and does not act for the submission.
  ///
  /// What was not handed in is the applicant's alone. Whoever acts for a submission must not learn who judges it.
  func submission(_ context: SiteContext, _ rights: Rights) async throws -> (submission: Submission, round: DeskRound) {
    let (submission, call, programme) = try await base.submission(context)
    try rights.require(.runCalls, call.target, context.t)
    guard submission.state != .draft else { throw Problem.notFound(context.t("There is no submission at this address.")) }
    try await evaluation.database.read { try requireForeign(submission, rights, context.t, $0) }
    return (submission, DeskRound(call: call, programme: programme))
  }

  func requireForeign(_ submission: Submission, _ rights: Rights, _ t: Localizer, _ reader: Reader) throws {
    guard try evaluation.mayEdit(submission, rights, reader) else { return }
    throw Problem(.forbidden, detail: t("This is your own submission. Somebody else of the office deals with it."))
  }

  /// Refuses whoever acts for the submission behind a result.
  func requireForeign(_ award: Award, _ rights: Rights, _ t: Localizer, _ reader: Reader) throws {
    if let submission = try reader.submission(award.submission) { try requireForeign(submission, rights, t, reader) }
  }

  /// A page of the desk about a round.
  func page(
    _ title: String, _ path: String, _ round: DeskRound?, _ body: HTML, modules: [String] = ["kepu-desk.js"], _ request: Request,
    _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var above = [(context.t("Desk"), "/desk"), (context.t("Calls and rounds"), "/desk/calls")]
    if let round { above.append((context.t.pick(round.call.plan.names), round.call.deskPath)) }
    return base.page(
      title, path, section: "desk", body, modules: modules, breadcrumbs: above, request, context, isWrong: isWrong)
  }

  /// Does what a form asks for; what the rules refuse is told in the form, with all that was typed.
  func attempt(
    _ form: Form, field: String = "", _ context: SiteContext, to path: String, told: String? = nil,
    again: (Form) async throws -> Response, _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    try await attempt(form, field: field, context, again: again) { writer in
      try act(writer)
      return FormOutcome(path, told: told)
    }
  }

  /// The same where what is told, or where it leads, is known only when it is done.
  func attempt(
    _ form: Form, field: String = "", _ context: SiteContext, again: (Form) async throws -> Response,
    outcome act: @escaping @Sendable (Writer) throws -> FormOutcome
  ) async throws -> Response {
    guard form.isGood else { return try await again(form) }
    do {
      return try await base.site.once(form, context, in: evaluation.database, act: act)
    } catch let refusal as EvaluationRefusal {
      var refused = form
      refused.refuse(field, refusal.sentence(context.t))
      return try await again(refused)
    }
  }

  /// A parameter of the address; empty is none.
  func parameter(_ name: String, _ request: Request) -> String? {
    guard let value = request.uri.queryParameters[Substring(name)].map(String.init), !value.isEmpty, value.count <= 200 else {
      return nil
    }
    return value
  }
}

/// What stands at the head of every page about a round: what it is, where it stands, and the way to the other pages.
struct RoundHead {
  let round: DeskRound
  let t: Localizer

  private var call: Call { round.call }

  /// - Parameters:
  ///   - title: the page's heading.
  ///   - current: the page's tab.
  func html(_ title: String, _ current: String) -> HTML {
    let items: [HTML] = tabs.map { path, label in
      "<li><a href=\"\(path.hasPrefix("/panel/") ? path : call.deskPath + path)\"\(attribute: "aria-current", path == current ? "page" : nil)>\(label)</a></li>\n"
    }
    return """
      <p class="eyebrow">\(t.pick(title == t.pick(call.plan.names) ? round.programme.names : call.plan.names)) <span class="\(badge)">\(standing)</span></p>
      <h1>\(title)</h1>
      <nav class="tabs" aria-label="\(t("Pages of the round"))"><ul>\(items)</ul></nav>

      """
  }

  private var tabs: [(path: String, label: String)] {
    let programme = round.programme
    var tabs = [("", t("Overview"))]
    guard call.status != .draft else { return tabs }
    tabs.append(("/submissions", t("Submissions")))
    if programme.review != nil {
      tabs += [
        ("/reviewers", t("Reviewers")), ("/conflicts", t("Conflicts")), ("/assignment", t("Assignment")),
        ("/progress", t("Progress")),
      ]
    }
    if programme.visit != nil { tabs.append(("/visits", t("Site visits"))) }
    if programme.live != nil || programme.defence != nil { tabs.append(("/judges", t("Judges"))) }
    if programme.panel != nil { tabs.append(("/panel/\(call.id)/desk", t("Panel"))) }
    if programme.isRanked { tabs.append(("/ranking", t("Ranking"))) }
    return tabs + [
      ("/decisions", t("Decisions")), ("/objections", t("Objections and appeals")), ("/results", t("Results")),
    ]
  }

  /// Where the round stands, in a few words.
  var standing: String { call.stage.map { $0.name(t) } ?? call.status.name(t) }

  private var badge: String {
    switch call.status {
    case .draft: "badge badge-unknown"
    case .published: "badge badge-open"
    case .finished, .cancelled: "badge badge-closed"
    }
  }
}
