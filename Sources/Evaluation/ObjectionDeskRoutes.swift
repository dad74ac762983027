import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The desk's routes about objections and appeals, answered by those who took no part.
struct ObjectionDeskRoutes: Sendable {
  let desk: RoundDesk

  private var evaluation: Evaluation { desk.evaluation }

  func add(to doors: Doors) {
    doors.get("/desk/calls/:id/objections", for: .may(.runCalls), use: list)
    doors.post("/desk/objections/:id/answer", for: .may(.runCalls), use: answerObjection)
    doors.post("/desk/appeals/:id/answer", for: .may(.runCalls), use: answerAppeal)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(desk.base.site.form(context), try await desk.round(context, rights), request, context, rights)
  }

  private func list(
    _ form: Form, _ round: DeskRound, chosen: String? = nil, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let list = try await evaluation.database.read { try evaluation.disputes(in: round.call.id, rights, $0) }
    return desk.page(
      context.t("Objections and appeals"), "\(round.call.deskPath)/objections", round,
      ObjectionDeskPages(t: context.t).list(round, list, form, chosen: chosen), request, context, isWrong: !form.isGood)
  }

  /// The round of a call, for whoever runs rounds in its place.
  private func round(of call: ID<Call>, _ context: SiteContext, _ rights: Rights) async throws -> DeskRound {
    let (call, programme) = try await evaluation.database.read { try evaluation.round(call, $0) }
    try rights.require(.runCalls, call.target, context.t)
    return DeskRound(call: call, programme: programme)
  }

  @Sendable private func answerObjection(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try desk.base.id("id", context, Objection.self)
    guard let objection = try await evaluation.database.read({ try $0.objection(id) }) else {
      throw Problem.notFound(context.t("There is no objection at this address."))
    }
    let round = try await round(of: objection.call, context, rights)
    return try await answer(id.description, round, request, context, rights) { isUpheld, answer, writer in
      try evaluation.decide(objection, isUpheld: isUpheld, answer: answer, by: rights, in: writer)
    }
  }

  @Sendable private func answerAppeal(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try desk.base.id("id", context, Appeal.self)
    let found: (Appeal, ID<Call>)? = try await evaluation.database.read { reader in
      guard let appeal = try reader.appeal(id), let submission = try reader.submission(appeal.submission) else { return nil }
      return (appeal, submission.call)
    }
    guard let (appeal, call) = found else { throw Problem.notFound(context.t("There is no appeal at this address.")) }
    let round = try await round(of: call, context, rights)
    return try await answer(id.description, round, request, context, rights) { isUpheld, answer, writer in
      try evaluation.decide(appeal, isUpheld: isUpheld, answer: answer, by: rights, in: writer)
    }
  }

  private func answer(
    _ key: String, _ round: DeskRound, _ request: Request, _ context: SiteContext, _ rights: Rights,
    _ act: @escaping @Sendable (_ isUpheld: Bool, _ answer: String, Writer) throws -> Void
  ) async throws -> Response {
    var form = try await desk.base.site.form(request, context)
    let isUpheld = form.choice("outcome", of: ["upheld", "rejected"], context.t) == "upheld"
    let answer = form.text("answer", most: 3_000, context.t)
    return try await desk.attempt(
      form, field: "answer", context, to: "\(round.call.deskPath)/objections",
      told: context.t("Answered; those concerned are told."),
      again: { try await list($0, round, chosen: key, request, context, rights) }
    ) { try act(isUpheld, answer, $0) }
  }
}

/// Objections and appeals of a round, with whether the reader may answer them.
struct DisputeList: Sendable {
  struct Entry: Sendable {
    let key: String
    let path: String
    let submission: Submission?
    /// Who says it and what; nothing of an objection to a submission that the reader acts for.
    let person: String?
    let text: String?
    let evidence: String?
    let at: Instant
    /// Until when an appeal has to be decided.
    let due: Day?
    let answer: String?
    let isOpen: Bool
    let isUpheld: Bool
    let decided: String?
    /// Whether the reader made it, or decided about it before.
    let isConcerned: Bool
  }

  let objections: [Entry]
  let appeals: [Entry]
  /// Whether the reader had a hand in the round.
  let tookPart: Bool
}

extension Evaluation {
  func disputes(in call: ID<Call>, _ rights: Rights, _ reader: Reader) throws -> DisputeList {
    let (objections, appeals) = (try reader.objections(in: call), try reader.appeals(in: call))
    let people =
      objections.map(\.person) + objections.compactMap(\.handler) + appeals.map(\.person) + appeals.compactMap(\.handler)
    let names = try reader.names(of: Array(Set(people)))
    let own = try ownSubmissions(in: call, rights, reader)
    func decided(_ handler: ID<Person>?, _ at: Instant?) -> String? {
      guard let handler, let at else { return nil }
      return "\(names[handler] ?? "—") · \(at.localDay)"
    }
    return DisputeList(
      objections: try objections.map { entry in
        DisputeList.Entry(
          key: entry.id.description, path: "/desk/objections/\(entry.id)/answer",
          submission: try reader.submission(entry.submission),
          person: own.contains(entry.submission) ? nil : names[entry.person] ?? "—",
          text: own.contains(entry.submission) ? nil : entry.text,
          evidence: own.contains(entry.submission) ? nil : entry.evidence, at: entry.at, due: nil,
          answer: entry.answer,
          isOpen: entry.state == .open, isUpheld: entry.state == .upheld, decided: decided(entry.handler, entry.decidedAt),
          isConcerned: entry.person == rights.person.id || own.contains(entry.submission))
      },
      appeals: try appeals.map { entry in
        let heard = objections.contains { $0.submission == entry.submission && $0.handler == rights.person.id }
        return DisputeList.Entry(
          key: entry.id.description, path: "/desk/appeals/\(entry.id)/answer",
          submission: try reader.submission(entry.submission),
          person: names[entry.person] ?? "—", text: entry.text, evidence: nil, at: entry.at, due: entry.dueDay,
          answer: entry.answer,
          isOpen: entry.state == .open, isUpheld: entry.state == .upheld, decided: decided(entry.handler, entry.decidedAt),
          isConcerned: entry.person == rights.person.id || heard || own.contains(entry.submission))
      }, tookPart: try tookPart(rights.person.id, in: call, reader))
  }
}
