import Journal
import People
import SQL
import Site

extension Evaluation {
  /// The quota of a level in a round: what the call says, or else the programme.
  func quota(_ level: DecisionRules.Level, _ call: Call) -> Int? { call.plan.quotas[level.key] ?? level.quota }

  /// Decides a submission: a level, nothing, or a revision; always with a reason that the applicant reads.
  ///
  /// - Throws: `.quota` when a level is given to as many as it can be; `.tookPart` for the applicant's own.
  func decide(
    _ submission: Submission, _ outcome: Decision.Outcome, level: String?, reason: String, score: Double?, place: Int?,
    by rights: Rights, in writer: Writer
  ) throws {
    let (call, programme) = try round(submission.call, writer)
    guard call.stage == .decision || outcome == .revise && call.stage == .review else { throw EvaluationRefusal.wrongStage }
    guard submission.state == .admitted else { throw EvaluationRefusal.wrongState }
    if submission.applicant == rights.person.id { throw EvaluationRefusal.tookPart }
    guard !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    if outcome == .revise { return try askRevision(submission, programme, reason: reason, by: rights, in: writer) }
    if outcome == .given { try requireGivable(submission, level, call, programme, writer) }
    try writer.put(
      submission.id, in: call.id, outcome, level: outcome == .given ? level : nil, reason: reason, score: score, place: place,
      by: rights.person.id, at: clock.now())
    try writer.forgetApprovals(of: call.id)
    try record(
      "submission.decided", on: .init("submission", submission.id), by: rights.actor, reason: reason,
      details: ["outcome": outcome.rawValue, "level": level ?? "-"], in: writer)
  }

  private func requireGivable(
    _ submission: Submission, _ level: String?, _ call: Call, _ programme: Programme, _ writer: Writer
  ) throws {
    guard let level = level.flatMap({ programme.decision.level($0) }) else { throw EvaluationRefusal.unknown(level ?? "") }
    if programme.panel != nil, try writer.ballot(on: submission.id)?.isPassed != true { throw EvaluationRefusal.notEligible }
    guard let most = quota(level, call) else { return }
    let given = try writer.decisions(of: call.id).count {
      $0.outcome == .given && $0.level == level.key && $0.submission != submission.id
    }
    if given >= most { throw EvaluationRefusal.quota(level: level.name.zhHans, most: most) }
  }

  private func askRevision(
    _ submission: Submission, _ programme: Programme, reason: String, by rights: Rights, in writer: Writer
  ) throws {
    guard let days = programme.decision.revisionDays, submission.revisions < programme.review?.revisions ?? 0 else {
      throw EvaluationRefusal.onlyOnce
    }
    let due = clock.now() + .seconds(days * 86_400)
    try move(submission, to: .revising, reason: reason, due: due, by: rights.actor, in: writer)
    try tellApplicant(submission, in: writer) { t in
      t(
        "Please revise “{title}” before {moment}: {reason}",
        ["title": submission.title, "moment": t.deadline(due), "reason": reason])
    }
  }

  /// The next office agrees to the list as it stands, or sends it back.
  func approve(_ call: Call, isAgreed: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(call.id, at: .decision, writer)
    let done = try writer.approvals(of: call.id)
    guard done.count < programme.decision.approvals.count else { throw EvaluationRefusal.onlyOnce }
    guard !done.contains(where: { $0.person == rights.person.id }) else { throw EvaluationRefusal.tookPart }
    // Whoever decided does not agree to their own list.
    guard try !writer.decisions(of: call.id).contains(where: { $0.decidedBy == rights.person.id }) else {
      throw EvaluationRefusal.tookPart
    }
    // Nor does whoever has something of their own on it.
    guard try ownSubmissions(in: call.id, rights, writer).isEmpty else { throw EvaluationRefusal.tookPart }
    try requireAllDecided(call, writer)
    guard isAgreed else {
      try writer.forgetApprovals(of: call.id)
      try record("call.list_returned", on: .init("call", call.id), by: rights.actor, reason: reason, in: writer)
      try tell(call.createdBy, path: "\(call.deskPath)/decisions", in: writer) { t in
        t("The list of “{call}” was sent back: {reason}", ["call": t.pick(call.plan.names), "reason": reason])
      }
      return
    }
    try writer.insertApproval(call.id, step: done.count + 1, by: rights.person.id, reason: reason, at: clock.now())
    try record(
      "call.list_agreed", on: .init("call", call.id), by: rights.actor, reason: reason, details: ["step": String(done.count + 1)],
      in: writer)
  }

  private func requireAllDecided(_ call: Call, _ reader: Reader) throws {
    let decided = Set(try reader.decisions(of: call.id).map(\.submission))
    let open = try reader.submissions(of: call.id, in: [.admitted, .revising]).count { !decided.contains($0.id) }
    if open > 0 { throw EvaluationRefusal.stillOpen(open) }
  }

  /// Ends the stage of decisions: all are decided, all offices have agreed, no quota is exceeded; whoever gets nothing is told
  /// why, the others are proposed.
  func finishDecision(_ call: Call, _ programme: Programme, in writer: Writer) throws {
    try requireAllDecided(call, writer)
    guard try writer.approvals(of: call.id).count >= programme.decision.approvals.count else {
      throw EvaluationRefusal.approvalMissing
    }
    let decisions = try writer.decisions(of: call.id)
    for level in programme.decision.levels {
      guard let most = quota(level, call) else { continue }
      let given = decisions.count { $0.outcome == .given && $0.level == level.key }
      if given > most { throw EvaluationRefusal.quota(level: level.name.zhHans, most: most) }
    }
    for decision in decisions {
      guard let submission = try writer.submission(decision.submission), submission.state == .admitted else { continue }
      let actor = JournalEntry.Actor.person(decision.decidedBy)
      if decision.outcome == .given {
        try move(submission, to: .proposed, reason: decision.reason, by: actor, in: writer)
      } else {
        let next = try move(submission, to: .declined, reason: decision.reason, by: actor, in: writer)
        try tellApplicant(next, in: writer) { t in
          t("“{title}”: nothing was given. {reason}", ["title": submission.title, "reason": decision.reason])
        }
      }
    }
  }
}
