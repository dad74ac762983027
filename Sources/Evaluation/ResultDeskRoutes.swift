import Foundation
import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about what came out of a round: awards, their withdrawal, and the duties that came with them.
struct ResultDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/results", for: .may(.runCalls), use: list)
    doors.post("/desk/awards/:id/proposal", for: .may(.runCalls), use: propose)
    doors.post("/desk/awards/:id/reevaluation", for: .may(.runCalls), use: reevaluate)
    doors.post("/desk/awards/:id/withdrawal", for: .may(.runCalls), use: withdraw)
    doors.post("/desk/duties/:id/grade", for: .may(.runCalls), use: grade)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(desk.base.site.form(context), try await desk.round(context, rights), request, context)
  }

  private func list(
    _ form: Form, _ round: DeskRound, chosen: String? = nil, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let asked = try PageRequest(request.uri, size: 50)
    let content = try await evaluation.database.read { reader in
      let awards = try reader.awards(from: round.call.id)
      let paging = Paging(asked, total: awards.count)
      let shown = Array(awards[paging.range])
      return ResultDeskPages.Content(
        awards: shown, duties: Dictionary(grouping: try reader.duties(from: round.call.id), by: \.award), paging: paging)
    }
    return desk.page(
      context.t("Results"), "\(round.call.deskPath)/results", round,
      ResultDeskPages(evaluation: evaluation, t: context.t).list(round, content, form, chosen: chosen), request, context,
      isWrong: !form.isGood)
  }

  // MARK: Awards

  /// The award of an address with its round, for whoever runs rounds there.
  private func award(_ context: SiteContext, _ rights: Rights) async throws -> (award: Award, round: DeskRound) {
    let id = try desk.base.id("id", context, Award.self)
    let found: (Award, DeskRound)? = try await evaluation.database.read { reader in
      guard let award = try reader.award(id) else { return nil }
      let (call, programme) = try evaluation.round(award.call, reader)
      return (award, DeskRound(call: call, programme: programme))
    }
    guard let found else { throw Problem.notFound(context.t("There is no result at this address.")) }
    try rights.require(.runCalls, found.1.call.target, context.t)
    try await evaluation.database.read { try desk.requireForeign(found.0, rights, context.t, $0) }
    return (found.0, found.1)
  }

  private func act(
    _ form: Form, _ award: Award, _ round: DeskRound, told: String, _ request: Request, _ context: SiteContext,
    _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    try await desk.attempt(
      form, context, to: "\(round.call.deskPath)/results", told: told,
      again: { try await list($0, round, chosen: award.id.description, request, context) }, act)
  }

  @Sendable private func propose(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (award, round) = try await award(context, rights)
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 1_000, context.t)
    return try await act(form, award, round, told: context.t("Proposed; the holder is told."), request, context) {
      try evaluation.proposeWithdrawal(of: award, reason: reason, by: rights, in: $0)
    }
  }

  @Sendable private func reevaluate(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (award, round) = try await award(context, rights)
    var form = try await desk.base.site.form(request, context)
    let reason = form.text("reason", most: 1_000, context.t)
    let isKept = form.typed["answer"] == "yes"
    return try await act(form, award, round, told: context.t("Done; the holder is told."), request, context) {
      try evaluation.reevaluate(award, isKept: isKept, reason: reason, by: rights, in: $0)
    }
  }

  /// Withdrawing cannot be undone and may need a second person.
  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (award, round) = try await award(context, rights)
    var form = try await desk.base.site.form(request, context)
    let t = context.t
    let reason = form.text("reason", most: 1_000, t)
    let path = "\(round.call.deskPath)/results"
    return try await desk.attempt(
      form, context, again: { try await list($0, round, chosen: award.id.description, request, context) }
    ) { writer in
      // Nothing is withdrawn before its holder could ask for a hearing; that is told now, not to the second person.
      guard award.status == .withdrawing else { throw EvaluationRefusal.wrongState }
      let waits = try evaluation.people.withSecondPerson(
        .withdrawAward, payload: ["award": award.id.description], target: round.call.target,
        words: t("Withdraw “{title}”", ["title": award.title]), reason: reason, by: rights, in: writer
      ) { try evaluation.withdraw(award, reason: reason, by: rights, in: $0) }
      return FormOutcome(path, told: waits ? t("A second person has to confirm this.") : t("Withdrawn; the holder is told."))
    }
  }

  // MARK: Duties

  @Sendable private func grade(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try desk.base.id("id", context, Duty.self)
    let found: (Duty, Award, DutyRules, DeskRound)? = try await evaluation.database.read { reader in
      guard let duty = try reader.duty(id) else { return nil }
      let (award, rules, call) = try evaluation.rules(of: duty, reader)
      return (duty, award, rules, DeskRound(call: call, programme: try evaluation.programme(of: call, reader)))
    }
    guard let (duty, award, rules, round) = found else {
      throw Problem.notFound(context.t("There is no report at this address."))
    }
    try rights.require(.runCalls, round.call.target, context.t)
    try await evaluation.database.read { try desk.requireForeign(award, rights, context.t, $0) }
    var form = try await desk.base.site.form(request, context)
    let grade = form.choice("grade", of: rules.grades.map(\.key), context.t) ?? ""
    let reason = form.text("reason", most: 1_000, isOptional: !rules.failing.contains(grade), context.t)
    return try await act(form, award, round, told: context.t("Graded; the holder is told."), request, context) {
      try evaluation.decide(duty, grade: grade, reason: reason, by: rights, in: $0)
    }
  }
}

extension Evaluation {
  /// Proposes to withdraw what is in force; the holder may ask for a hearing (§4.1).
  func proposeWithdrawal(of award: Award, reason: String, by rights: Rights, in writer: Writer) throws {
    guard award.status == .valid || award.status == .rectifying else { throw EvaluationRefusal.wrongState }
    guard !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    try setStatus(of: award, .withdrawing, reason: reason, by: rights.actor, in: writer)
  }

  /// What the acts of this room do when a second person has confirmed them.
  public var secondPersonHandlers: [SecondPersonAct: SecondPersonHandler] {
    [
      .withdrawAward: { payload, reason, rights, writer in
        let asked = try JSONDecoder().decode([String: String].self, from: Data(payload.utf8))
        guard let id = asked["award"].flatMap({ ID<Award>($0) }), let award = try writer.award(id), award.status.isInForce else {
          throw Problem(.conflict)
        }
        try withdraw(award, reason: reason, by: rights, in: writer)
      }
    ]
  }
}
