import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Until when an applicant may appeal against where a submission stands (§11.6: 15 working days); `nil` where nothing can be
  /// appealed against.
  func appealUntil(_ submission: Submission, _ programme: Programme) -> Day? {
    guard submission.state == .declined || submission.state == .refused || submission.state == .overQuota,
      programme.appeal.workingDays > 0
    else { return nil }
    return calendar.day(programme.appeal.workingDays, .working, after: submission.stateSince.localDay)
  }

  /// The applicant asks others to look again; once for each decision.
  func appeal(_ submission: Submission, text: String, by rights: Rights, in writer: Writer) throws -> ID<Appeal> {
    let (call, programme) = try round(submission.call, writer)
    guard let until = appealUntil(submission, programme) else { throw EvaluationRefusal.wrongState }
    guard today <= until else { throw EvaluationRefusal.tooLate }
    guard !text.isEmpty else { throw EvaluationRefusal.incomplete }
    let since = submission.stateSince
    guard try !writer.appeals(of: submission.id).contains(where: { $0.at >= since }) else { throw EvaluationRefusal.onlyOnce }
    let id: ID<Appeal> = ids.next()
    let due = calendar.day(programme.appeal.decideWorkingDays, .working, after: today)
    try writer.insert(id, appealFor: submission, by: rights.person.id, text: text, due: due, at: clock.now())
    try record(
      "appeal.made", on: .init("appeal", id), by: rights.actor, details: ["submission": submission.id.description], in: writer)
    try tell(call.createdBy, path: "\(call.deskPath)/objections", in: writer) { t in
      t("There is an appeal in “{call}”, to be decided by {day}.", ["call": t.pick(call.plan.names), "day": t.day(due)])
    }
    return id
  }

  /// Whoever took no part decides an appeal (TC-006). Upheld, the submission is judged or checked anew: a round that is over is
  /// opened again for it. Nothing ever gets worse by an appeal.
  func decide(_ appeal: Appeal, isUpheld: Bool, answer: String, by rights: Rights, in writer: Writer) throws {
    guard appeal.state == .open else { throw EvaluationRefusal.onlyOnce }
    guard !answer.isEmpty else { throw EvaluationRefusal.incomplete }
    guard let submission = try writer.submission(appeal.submission) else { throw EvaluationRefusal.wrongState }
    guard appeal.person != rights.person.id, try !tookPart(rights.person.id, in: submission.call, writer),
      try !writer.objections(in: submission.call).contains(where: {
        $0.submission == submission.id && $0.handler == rights.person.id
      })
    else { throw EvaluationRefusal.tookPart }
    if try mayEdit(submission, rights, writer) { throw EvaluationRefusal.tookPart }
    try writer.decide(appeal, isUpheld ? .upheld : .dismissed, answer: answer, by: rights.person.id, at: clock.now())
    try record(
      isUpheld ? "appeal.upheld" : "appeal.dismissed", on: .init("appeal", appeal.id), by: rights.actor, reason: answer,
      in: writer)
    if isUpheld { try judgeAnew(submission, reason: answer, by: rights, in: writer) }
    try tellApplicant(submission, in: writer) { t in
      isUpheld
        ? t("Your appeal for “{title}” was upheld: {reason}", ["title": submission.title, "reason": answer])
        : t("Your appeal for “{title}” was dismissed: {reason}", ["title": submission.title, "reason": answer])
    }
  }

  private func judgeAnew(_ submission: Submission, reason: String, by rights: Rights, in writer: Writer) throws {
    var (call, programme) = try round(submission.call, writer)
    if submission.state == .declined {
      try writer.forgetDecision(on: submission.id)
      try move(submission, to: .admitted, reason: reason, by: rights.actor, in: writer)
    } else if submission.state == .refused {
      try move(submission, to: .checking, reason: reason, by: rights.actor, in: writer)
    } else {
      return
    }
    // The others' results stay; the round goes back for this one alone.
    let back: Stage = submission.state == .declined ? .decision : .check
    let order = programme.stages
    let isPast =
      call.status == .finished || (call.stage.flatMap { order.firstIndex(of: $0) } ?? 0) > (order.firstIndex(of: back) ?? 0)
    guard isPast else { return }
    if let notice = try writer.notice(of: call.id), notice.endedAt == nil { try writer.end(notice, at: clock.now()) }
    call.status = .published
    call.stage = back
    try writer.forgetApprovals(of: call.id)
    try store(call, "call.reopened", reason: reason, by: rights.actor, in: writer)
  }
}
