import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about rounds as a whole: set up, announce, end stages, call off.
struct CallDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls", for: .may(.runCalls), use: list)
    doors.get("/desk/calls/new", for: .may(.runCalls), use: newPage)
    doors.post("/desk/calls/new", for: .may(.runCalls), use: begin)
    doors.get("/desk/calls/:id", for: .may(.runCalls), use: show)
    doors.get("/desk/calls/:id/edit", for: .may(.runCalls), use: editPage)
    doors.post("/desk/calls/:id/edit", for: .may(.runCalls), use: edit)
    doors.post("/desk/calls/:id/publication", for: .may(.runCalls), use: publish)
    doors.post("/desk/calls/:id/stage", for: .may(.runCalls), use: endStage)
    doors.post("/desk/calls/:id/cancellation", for: .may(.runCalls), use: cancel)
  }

  private func pages(_ context: SiteContext) -> CallDeskPages { CallDeskPages(evaluation: evaluation, t: context.t) }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let rounds = try await evaluation.database.read { reader in
      let mine = try reader.allCalls().filter { rights.may(.runCalls, $0.target) }
      return try evaluation.summaries(of: mine, context.t, reader)
    }
    let body: HTML = """
      <div class="row"><h1>\(context.t("Calls and rounds"))</h1><a class="button button-primary" href="/desk/calls/new">\(context.t("Begin a round"))</a></div>
      \(evaluation.people.tabs("/desk/calls", rights, context.t))
      \(pages(context).list(rounds))
      """
    return desk.base.page(
      context.t("Calls and rounds"), "/desk/calls", section: "desk", body, breadcrumbs: [(context.t("Desk"), "/desk")], request,
      context)
  }

  // MARK: Beginning

  @Sendable private func newPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let key = desk.parameter("programme", request) else {
      let body = pages(context).choose(evaluation.programmes.all)
      return desk.page(context.t("Begin a round"), "/desk/calls/new", nil, body, request, context)
    }
    guard let programme = evaluation.programmes[key] else {
      throw Problem.notFound(context.t("There is no programme of this name."))
    }
    let fields = CallForm(evaluation: evaluation, programme: programme, call: nil, t: context.t)
    var form = desk.base.site.form(context)
    fields.fillDefaults(&form, region: ownRegion(rights))
    return newPage(form, programme, request, context)
  }

  /// Where somebody's rounds hold, unless they say otherwise.
  private func ownRegion(_ rights: Rights) -> String {
    for scope in rights.scopes(for: .runCalls) { if case .region(let code) = scope { return code } }
    return evaluation.province
  }

  private func newPage(_ form: Form, _ programme: Programme, _ request: Request, _ context: SiteContext) -> Response {
    let fields = CallForm(evaluation: evaluation, programme: programme, call: nil, t: context.t)
    let body = pages(context).edit(
      context.t("Begin a round"), programme, fields.html(form, action: "/desk/calls/new", button: context.t("Keep as a draft")))
    return desk.page(context.t("Begin a round"), "/desk/calls/new", nil, body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func begin(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    guard let programme = evaluation.programmes[form.typed["programme"] ?? ""] else {
      throw Problem.badRequest(t("There is no programme of this name."), field: "programme")
    }
    let plan = CallForm(evaluation: evaluation, programme: programme, call: nil, t: t).read(&form)
    let region = form.text("region", most: 12, t)
    if evaluation.people.regionNames(region) == nil { form.refuse("region", t("There is no region with this code.")) }
    if form.error("region") == nil, !rights.may(.runCalls, Target(region: region)) {
      form.refuse("region", t("Your account has no grant for this place."))
    }
    guard form.isGood, let plan else { return newPage(form, programme, request, context) }
    return try await desk.base.site.once(form, context, in: evaluation.database) { writer in
      let call = try evaluation.begin(programme, region: region, plan, by: rights, in: writer)
      return FormOutcome(call.deskPath, told: t("The draft is kept. Look at it once more, then announce it."))
    }
  }

  // MARK: One round

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(desk.base.site.form(context), try await desk.round(context, rights), request, context)
  }

  private func show(_ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext) async throws -> Response {
    let overview = try await evaluation.database.read { try evaluation.overview(of: round, context.t, $0) }
    return desk.page(
      context.t.pick(round.call.plan.names), round.call.deskPath, nil, pages(context).dashboard(round, overview, form), request,
      context, isWrong: !form.isGood)
  }

  @Sendable private func editPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = desk.base.site.form(context)
    fields(round, context).fill(&form, from: round.call.plan)
    return editPage(form, round, request, context)
  }

  private func fields(_ round: DeskRound, _ context: SiteContext) -> CallForm {
    CallForm(evaluation: evaluation, programme: round.programme, call: round.call, t: context.t)
  }

  private func editPage(_ form: Form, _ round: DeskRound, _ request: Request, _ context: SiteContext) -> Response {
    let path = "\(round.call.deskPath)/edit"
    let body = pages(context).edit(
      context.t("Change the round"), round.programme,
      fields(round, context).html(form, action: path, button: context.t("Save")))
    return desk.page(context.t("Change the round"), path, round, body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func edit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let read = fields(round, context).read(&form)
    let reason =
      round.call.status == .published
      ? form.text("reason", most: 300, context.t) : form.text("reason", isOptional: true, context.t)
    guard form.isGood, let plan = read else { return editPage(form, round, request, context) }
    return try await desk.attempt(
      form, context, to: round.call.deskPath, told: context.t("Saved."),
      again: { editPage($0, round, request, context) }
    ) { try evaluation.change(round.call, to: plan, reason: reason, by: rights, in: $0) }
  }

  @Sendable private func publish(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let form = try await desk.base.site.form(request, context)
    return try await desk.attempt(
      form, context, to: round.call.deskPath, told: context.t("The call is announced."),
      again: { try await show($0, round, request, context) }
    ) { try evaluation.publish(round.call, by: rights, in: $0) }
  }

  @Sendable private func endStage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    // A page that was open for long must not end a stage that its reader has not seen.
    if form.typed["stage"] != round.call.stageKey { form.refuse("", EvaluationRefusal.changedMeanwhile.sentence(context.t)) }
    return try await desk.attempt(
      form, context, to: round.call.deskPath, told: context.t("The next stage has begun."),
      again: { try await show($0, round, request, context) }
    ) { try evaluation.advance(round.call, by: rights.actor, in: $0) }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 500, context.t)
    return try await desk.attempt(
      form, field: "reason", context, to: round.call.deskPath, told: context.t("The round is called off."),
      again: { try await show($0, round, request, context) }
    ) { try evaluation.cancel(round.call, reason: reason, by: rights, in: $0) }
  }
}

extension Call {
  /// The stage as forms write it.
  var stageKey: String { stage?.rawValue ?? "open" }
}
