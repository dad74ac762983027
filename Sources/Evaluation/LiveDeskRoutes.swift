import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk from which the office runs a stage: draws, the clock, showing scores.
struct LiveDeskRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/live/:call/desk", for: .may(.runCalls), use: show)
    doors.post("/live/:call/board", for: .may(.runCalls), use: openBoard)
    doors.post("/live/:call/draws", for: .may(.runCalls), use: commit)
    doors.post("/live/:call/orders", for: .may(.runCalls), use: draw)
    doors.post("/live/:call/turns/:turn/clock", for: .may(.runCalls), use: keepTime)
    doors.post("/live/:call/turns/:turn/result", for: .may(.runCalls), use: reveal)
  }

  /// The board of a call that somebody runs.
  private func work(_ context: SiteContext, _ rights: Rights) async throws -> LiveDeskWork {
    let (call, programme) = try await base.round(context, "call")
    try rights.require(.runCalls, call.target, context.t)
    let found = try await evaluation.database.read { reader -> LiveDeskWork? in
      guard let board = try evaluation.board(call, programme, reader) else { return nil }
      let judges = try reader.judges(of: call.id, board.stage)
      var missing: [ID<Turn>: [String]] = [:]
      let names = try reader.names(of: judges)
      for turn in board.turns where turn.state == .scoring && board.round(of: turn)?.rubric != nil {
        let given = Set(try reader.turnScores(of: turn.id).map(\.person))
        missing[turn.id] = try evaluation.scorers(of: turn, reader).filter { !given.contains($0) }.map { names[$0] ?? "—" }
      }
      let contestants = call.stage == board.stage ? try evaluation.heard(call, programme, reader).count : 0
      return LiveDeskWork(board: board, judges: judges.count, missing: missing, contestants: contestants)
    }
    guard let found else { throw Problem.notFound(context.t("Nobody comes on stage in this round.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    return page(work, base.site.form(context), request, context)
  }

  private func page(_ work: LiveDeskWork, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let call = work.board.call
    return base.page(
      context.t("Stage desk"), "\(work.path)/desk", section: "desk", LiveDeskPages(work: work, t: context.t).html(form),
      modules: ["kepu-desk.js", "kepu-live.js"], breadcrumbs: [(context.t.pick(call.plan.names), call.deskPath)], request,
      context,
      isWrong: !form.isGood)
  }

  @Sendable private func openBoard(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let board = try await work(context, rights).board
    let form = try await base.site.form(request, context)
    guard let choice = form.typed["is_open"], ["yes", "no"].contains(choice) else {
      throw Problem.badRequest(context.t("Please choose one of these."), field: "is_open")
    }
    let told = choice == "yes" ? context.t("Everybody sees the board now.") : context.t("The board is closed.")
    return try await base.act(form, context, to: "/live/\(board.call.id)/desk", told: told) { writer in
      guard let call = try writer.call(board.call.id) else { throw EvaluationRefusal.wrongState }
      if choice == "yes" {
        try evaluation.openBoard(call, board.stage, by: rights, in: writer)
      } else {
        try evaluation.closeBoard(call, board.stage, by: rights, in: writer)
      }
    }
  }

  // MARK: Draws

  /// The round that a form names, at the stage that runs.
  private func round(_ form: Form, _ work: LiveDeskWork, _ t: Localizer) throws -> LiveRound {
    guard work.board.call.stage == work.board.stage else {
      throw Problem(.conflict, detail: EvaluationRefusal.wrongStage.sentence(t))
    }
    guard let round = work.board.rounds.first(where: { $0.key == form.typed["round"] }) else {
      throw Problem.badRequest(t("“{what}” is not known here.", ["what": form.typed["round"] ?? ""]), field: "round")
    }
    return round
  }

  @Sendable private func commit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let form = try await base.site.form(request, context)
    let (round, board) = (try round(form, work, context.t), work.board)
    let told = context.t("Committed: everybody sees the hash now.")
    return try await base.act(form, context, to: "\(work.path)/desk", told: told) { writer in
      try evaluation.commit(board.call, round.purpose(board.stage), by: rights, in: writer)
    }
  }

  @Sendable private func draw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let form = try await base.site.form(request, context)
    let (round, board) = (try round(form, work, context.t), work.board)
    return try await base.act(form, context, to: "\(work.path)/desk", told: context.t("The order is drawn.")) { writer in
      let (call, programme) = try evaluation.round(board.call.id, at: board.stage, writer)
      let contestants = try evaluation.heard(call, programme, writer)
      guard !contestants.isEmpty else { throw EvaluationRefusal.incomplete }
      try evaluation.drawOrder(call, board.stage, round: round.key, of: contestants, by: rights, in: writer)
    }
  }

  // MARK: The clock

  private func turn(_ work: LiveDeskWork, _ context: SiteContext) throws -> Turn {
    let id = try base.id("turn", context, Turn.self)
    guard let turn = work.board.turns.first(where: { $0.id == id }) else {
      throw Problem.notFound(context.t("There is no such turn."))
    }
    return turn
  }

  @Sendable private func keepTime(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let turn = try turn(work, context)
    var form = try await base.site.form(request, context)
    guard let act = Evaluation.TimeKeeping(rawValue: form.typed["act"] ?? "") else {
      throw Problem.badRequest(context.t("Please choose one of these."), field: "act")
    }
    var correct: Int?
    if act == .stop, let round = work.board.round(of: turn), round.kind == .quiz {
      correct = form.number("correct", in: 0...round.questions, context.t)
      guard form.isGood else { return page(work, form, request, context) }
    }
    let right = correct
    return try await base.act(form, context, to: "\(work.path)/desk") { writer in
      guard let current = try writer.turn(turn.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.keepTime(current, act, correct: right, by: rights, in: writer)
    }
  }

  @Sendable private func reveal(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let turn = try turn(work, context)
    let form = try await base.site.form(request, context)
    return try await base.act(form, context, to: "\(work.path)/desk") { writer in
      guard let current = try writer.turn(turn.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.reveal(current, by: rights, in: writer)
    }
  }
}

/// A stage as the one who runs it sees it.
struct LiveDeskWork: Sendable {
  let board: LiveBoard
  let judges: Int
  /// By turn that is being scored: who has not scored yet.
  let missing: [ID<Turn>: [String]]
  let contestants: Int

  var path: String { "/live/\(board.call.id)" }
}
