import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about who goes and looks, and who judges on the spot.
struct HearingDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/visits", for: .may(.runCalls), use: visits)
    doors.post("/desk/submissions/:id/visit", for: .may(.runCalls), use: plan)
    doors.get("/desk/calls/:id/judges", for: .may(.runCalls), use: judges)
    doors.post("/desk/calls/:id/judges", for: .may(.runCalls), use: name)
  }

  private func pages(_ context: SiteContext) -> HearingDeskPages { HearingDeskPages(evaluation: evaluation, t: context.t) }

  // MARK: Visits

  @Sendable private func visits(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await visits(desk.base.site.form(context), try await desk.round(context, rights), nil, request, context, rights)
  }

  /// - Parameter chosen: the submission whose form was sent and is shown again.
  private func visits(
    _ form: Form, _ round: DeskRound, _ chosen: ID<Submission>?, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    guard let rules = round.programme.visit else { throw Problem.notFound(context.t("This programme has no visits.")) }
    let content = try await evaluation.database.read { try evaluation.visitList(of: round, rules, rights, $0) }
    return desk.page(
      context.t("Site visits"), "\(round.call.deskPath)/visits", round,
      pages(context).visits(round, rules, content, form, chosen: chosen), request, context, isWrong: !form.isGood)
  }

  @Sendable private func plan(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, round) = try await desk.submission(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let day = form.day("day", t)
    if let day, day < evaluation.today { form.refuse("day", t("This day is over already.")) }
    let visitors = try await desk.people("visitors", &form, t)
    if let rules = round.programme.visit, form.error("visitors") == nil, Set(visitors).count < rules.visitors {
      form.refuse("visitors", t("Please name at least {count} people.", ["count": t.number(rules.visitors)]))
    }
    return try await desk.attempt(
      form, field: "visitors", context, to: "\(round.call.deskPath)/visits",
      told: t("Planned; the visitors and the applicant are told."),
      again: { try await visits($0, round, submission.id, request, context, rights) }
    ) { writer in
      guard let day else { throw EvaluationRefusal.incomplete }
      try evaluation.planVisit(submission, day: day, visitors: visitors, by: rights, in: writer)
    }
  }

  // MARK: Judges

  /// The stage of a round in which judges are there.
  private func stage(_ round: DeskRound, _ t: Localizer) throws -> Stage {
    if round.programme.live != nil { return .live }
    if round.programme.defence != nil { return .defence }
    throw Problem.notFound(t("This programme has no judges."))
  }

  @Sendable private func judges(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let stage = try stage(round, context.t)
    var form = desk.base.site.form(context)
    let addresses = try await evaluation.database.read { reader in
      try reader.judges(of: round.call.id, stage).compactMap { try reader.email(of: $0) }
    }
    form.fill("judges", addresses.joined(separator: "\n"))
    return try await judges(form, round, stage, request, context)
  }

  private func judges(
    _ form: Form, _ round: DeskRound, _ stage: Stage, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let (names, turns, admitted) = try await evaluation.database.read { reader in
      let judges = try reader.judges(of: round.call.id, stage)
      let names = try reader.names(of: judges)
      return (
        judges.map { names[$0] ?? "—" }, try reader.turns(in: round.call.id, stage),
        try reader.counts(of: round.call.id)[.admitted] ?? 0
      )
    }
    return desk.page(
      context.t("Judges"), "\(round.call.deskPath)/judges", round,
      pages(context).judges(round, stage, names: names, turns: turns, contestants: admitted, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func name(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let round = try await desk.round(context, rights)
    let stage = try stage(round, context.t)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let people = try await desk.people("judges", &form, t)
    if people.isEmpty, form.error("judges") == nil { form.refuse("judges", t("Please fill this in.")) }
    if Set(people).count < people.count { form.refuse("judges", t("Somebody is there twice.")) }
    return try await desk.attempt(
      form, field: "judges", context, to: "\(round.call.deskPath)/judges", told: t("Named; the judges are told."),
      again: { try await judges($0, round, stage, request, context) }
    ) { try evaluation.setJudges(round.call, stage, people, by: rights, in: $0) }
  }
}

/// A submission that is to be visited, or is not, and why.
struct VisitLine: Sendable {
  let submission: Submission
  let visit: Visit?
  /// The claims that differ so much that somebody has to look.
  let differing: [ClaimedNumber]
  let isDue: Bool
  let isOwn: Bool
}

/// The list of a round's visits.
struct VisitList: Sendable {
  let lines: [VisitLine]
  let names: [ID<Person>: String]
  let addresses: [ID<Person>: String]
}

extension Evaluation {
  func visitList(of round: DeskRound, _ rules: VisitRules, _ rights: Rights, _ reader: Reader) throws -> VisitList {
    let due = Set(try unvisited(round.call, round.programme, reader).map(\.id))
    let record = facts(round.call, round.programme)
    let visits = Dictionary(
      try reader.visits(in: round.call.id).map { ($0.submission, $0) }, uniquingKeysWith: { first, _ in first })
    let lines = try judged(round.call, round.programme, in: .visit, reader).map { submission in
      VisitLine(
        submission: submission, visit: visits[submission.id],
        differing: try record.claims(of: submission, reader).filter { $0.difference >= rules.difference },
        isDue: due.contains(submission.id), isOwn: try mayEdit(submission, rights, reader))
    }
    let people = Array(Set(visits.values.flatMap(\.visitors)))
    var addresses: [ID<Person>: String] = [:]
    for person in people { addresses[person] = try reader.email(of: person) }
    return VisitList(
      lines: lines.filter { $0.isDue || $0.visit != nil } + lines.filter { !$0.isDue && $0.visit == nil },
      names: try reader.names(of: people), addresses: addresses)
  }
}
