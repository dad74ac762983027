import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// A stage before everybody's eyes, and the phones of its judges.
struct LiveRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.open(.get, "/live/:call", use: show)
    doors.open(.get, "/live/{call}.json", use: json)
    doors.get("/live/:call/judge", for: .signedIn, use: judgePage)
    doors.post("/live/:call/turns/:turn/scores", for: .signedIn, use: score)
    doors.post("/live/:call/turns/:turn/conflict", for: .signedIn, use: stayOut)
  }

  // MARK: The board

  private func board(_ context: SiteContext) async throws -> LiveBoard {
    let (call, programme) = try await base.round(context, "call")
    guard let board = try await evaluation.database.read({ try evaluation.board(call, programme, $0) }) else {
      throw Problem.notFound(context.t("Nobody comes on stage in this round."))
    }
    return board
  }

  private func isOffice(_ board: LiveBoard, _ context: SiteContext) -> Bool {
    context.rights?.may(.runCalls, board.call.target) == true
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let board = try await board(context)
    let pages = LivePages(board: board, t: context.t, isOffice: isOffice(board, context))
    return base.site.response(
      Page(
        title: context.t.pick(board.call.plan.names), path: "/live/\(board.call.id)", section: "calls",
        body: pages.html, modules: ["kepu-live.js"], bodyClass: "wide live"), request, context)
  }

  @Sendable private func json(_ request: Request, _ context: SiteContext) async throws -> Response {
    let board = try await board(context)
    var response = base.site.json(board.json(context.t, isShown: board.isOpen || isOffice(board, context)), request)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  // MARK: Judges

  /// The board with what one judge has to do; for everybody else there is nothing here.
  private func work(_ context: SiteContext, _ rights: Rights, turn asked: ID<Turn>?) async throws -> JudgeWork {
    let (call, programme) = try await base.round(context, "call")
    let found = try await evaluation.database.read { reader -> JudgeWork? in
      guard let board = try evaluation.board(call, programme, reader),
        try reader.judges(of: call.id, board.stage).contains(rights.person.id)
      else { return nil }
      return try evaluation.work(board, of: rights.person.id, turn: asked, reader)
    }
    guard let found else { throw Problem.notFound(context.t("Nobody comes on stage in this round.")) }
    return found
  }

  private func page(_ work: JudgeWork, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    base.page(
      context.t("Judge"), "/live/\(work.board.call.id)/judge", section: "me", JudgePages(work: work, t: context.t).html(form),
      modules: ["kepu-desk.js", "kepu-kept.js", "kepu-review.js", "kepu-live.js"], request, context, isWrong: !form.isGood)
  }

  @Sendable private func judgePage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let asked = request.uri.queryParameters["turn"].flatMap { ID<Turn>(String($0)) }
    let work = try await work(context, rights, turn: asked)
    var form = base.site.form(context)
    if let rubric = work.rubric { RubricForm(rubric: rubric).fill(&form, work.own) }
    return page(work, form, request, context)
  }

  /// A judge says that they must not judge who is on stage.
  @Sendable private func stayOut(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try base.id("turn", context, Turn.self)
    let work = try await work(context, rights, turn: id)
    guard let turn = work.turn, turn.id == id else {
      throw Problem.notFound(context.t("Nobody comes on stage in this round."))
    }
    let form = try await base.site.form(request, context)
    let detail = try ReviewRoutes.reason(form, context.t)
    let told = context.t("Thank you for saying so. The office is told; you stay out of it.")
    return try await base.act(form, context, to: "/live/\(turn.call)/judge", told: told) { writer in
      guard let submission = try writer.submission(turn.submission) else { throw EvaluationRefusal.wrongState }
      try evaluation.declareConflict(submission, detail: detail, by: rights, in: writer)
    }
  }

  @Sendable private func score(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try base.id("turn", context, Turn.self)
    let work = try await work(context, rights, turn: id)
    guard let turn = work.turn, turn.id == id, let rubric = work.rubric else {
      throw Problem.notFound(context.t("Nobody comes on stage in this round."))
    }
    var form = try await base.site.form(request, context)
    let scores = RubricForm(rubric: rubric).complete(&form, context.t)
    guard form.isGood else { return page(work, form, request, context) }
    let told = context.t("Your points are in. They stay sealed until all judges have scored.")
    do {
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        guard let turn = try writer.turn(id) else { throw EvaluationRefusal.wrongState }
        try evaluation.score(turn, scores, by: rights, in: writer)
        return FormOutcome("/live/\(turn.call)/judge", told: told)
      }
    } catch let refusal as EvaluationRefusal {
      form.refuse(
        "",
        refusal == .wrongState
          ? context.t("Points are taken when the time is stopped, and until they are shown.")
          : refusal.sentence(context.t))
      return page(work, form, request, context)
    }
  }
}

/// What one judge has to do at one moment.
struct JudgeWork: Sendable {
  let board: LiveBoard
  /// The turn that they look at; `nil` before the first is drawn.
  let turn: Turn?
  let rubric: Rubric?
  /// Whether they have to stay out of this turn.
  let isConcerned: Bool
  /// What they gave; nothing of what others gave is here.
  let own: [String: Double]
  /// Turns that wait for their points.
  let waiting: [Turn]
}

extension Evaluation {
  /// What a judge has to do: the turn that was asked for, else the first that waits for their points, else what is on stage.
  func work(_ board: LiveBoard, of judge: ID<Person>, turn asked: ID<Turn>?, _ reader: Reader) throws -> JudgeWork {
    let scored = Dictionary(
      try reader.turnScores(in: board.call.id, board.stage).filter { $0.person == judge }.map { ($0.turn, $0.scores) },
      uniquingKeysWith: { first, _ in first })
    func isConcerned(_ turn: Turn) throws -> Bool {
      guard let submission = try reader.submission(turn.submission) else { return true }
      return try self.isConcerned(judge, submission, reader)
    }
    let waiting = try board.turns.filter { turn in
      try turn.state == .scoring && scored[turn.id] == nil && board.round(of: turn)?.rubric != nil && !isConcerned(turn)
    }
    let turn = board.turns.first { $0.id == asked } ?? waiting.first ?? board.current
    return JudgeWork(
      board: board, turn: turn, rubric: turn.flatMap(board.round(of:))?.rubric,
      isConcerned: try turn.map(isConcerned) ?? false, own: turn.flatMap { scored[$0.id] } ?? [:], waiting: waiting)
  }
}

extension LiveBoard {
  /// The board for programs and for the page's own script, in the reader's language. Of one that is not open there are the draws.
  func json(_ t: Localizer, isShown: Bool) -> JSONValue {
    let rounds = self.rounds.map { round -> JSONValue in
      .members([
        ("key", .string(round.key)), ("name", round.name.map { .string(t.pick($0)) }),
        ("commitment", .text(round.draw?.commitment)), ("seed", round.draw?.revealedAt == nil ? nil : .text(round.draw?.seed)),
        ("turns", .array(isShown ? round.turns.map { json($0, t) } : [])),
      ])
    }
    let ranking = (isShown ? self.ranking : []).map { rank -> JSONValue in
      .members([
        ("place", .integer(Int64(rank.place))), ("number", .integer(Int64(rank.contestant.number))),
        ("name", .string(rank.contestant.name)), ("score", .number(rank.score)), ("turns", .integer(Int64(rank.turns))),
      ])
    }
    return .members([
      ("version", .string(version)), ("scene", .string(scene)), ("stage", .string(stage.rawValue)), ("is_open", .bool(isOpen)),
      ("current", isShown ? shown.map { turn in clock(turn, t) } : nil), ("rounds", .array(rounds)), ("ranking", .array(ranking)),
    ])
  }

  private func json(_ turn: Turn, _ t: Localizer) -> JSONValue {
    let contestant = contestants[turn.submission]
    return .members([
      ("place", .integer(Int64(turn.place))), ("number", contestant.map { .integer(Int64($0.number)) }),
      ("name", .text(contestant?.name)), ("title", .text(contestant?.title)), ("state", .string(turn.state.rawValue)),
      ("topic", topic(of: turn).map { .string(t.pick($0)) }), ("score", scores[turn.id].map { .number($0) }),
    ])
  }

  private func clock(_ turn: Turn, _ t: Localizer) -> JSONValue {
    .members([
      ("turn", json(turn, t)), ("round", .string(turn.round)), ("elapsed_ms", .integer(milliseconds(turn))),
      ("limit_ms", .integer(Int64((round(of: turn)?.seconds ?? 0) * 1_000))),
    ])
  }

  /// For how long a turn has run.
  func milliseconds(_ turn: Turn) -> Int64 {
    let (seconds, fraction) = turn.elapsed(at: now).components
    return seconds * 1_000 + fraction / 1_000_000_000_000_000
  }
}
