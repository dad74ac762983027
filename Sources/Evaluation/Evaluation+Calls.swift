import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Begins a round of a programme as it is written today; its rules are frozen with it.
  func begin(_ programme: Programme, region: String, _ plan: Call.Plan, by rights: Rights, in writer: Writer) throws -> Call {
    guard let digest = programmes.digest(of: programme.key) else { throw EvaluationRefusal.wrongStage }
    let call = Call(
      id: ids.next(), programmeKey: programme.key, programmeDigest: digest, region: region, status: .draft, stage: nil,
      plan: plan,
      createdBy: rights.person.id, version: 1)
    try writer.insert(call, at: clock.now())
    try record(
      "call.begun", on: .init("call", call.id), by: rights.actor, details: ["programme": programme.key, "digest": digest],
      in: writer)
    return call
  }

  /// Changes dates, quotas or words. Once something was handed in, what was promised may only get better: no earlier end.
  func change(_ call: Call, to plan: Call.Plan, reason: String?, by rights: Rights, in writer: Writer) throws {
    guard call.status == .draft || call.status == .published else { throw EvaluationRefusal.wrongStage }
    if call.status == .published, plan.closes < call.plan.closes { throw EvaluationRefusal.tooLate }
    if call.status == .published, plan.year != call.plan.year { throw EvaluationRefusal.wrongStage }
    var next = call
    next.plan = plan
    try store(next, "call.changed", reason: reason, by: rights.actor, in: writer)
  }

  /// Announces a call.
  func publish(_ call: Call, by rights: Rights, in writer: Writer) throws {
    guard call.status == .draft else { throw EvaluationRefusal.wrongStage }
    guard call.plan.closes > clock.now() else { throw EvaluationRefusal.tooLate }
    var next = call
    next.status = .published
    try store(next, "call.published", by: rights.actor, in: writer)
  }

  /// Calls a round off; everybody who handed something in is told why.
  func cancel(_ call: Call, reason: String, by rights: Rights, in writer: Writer) throws {
    guard call.status == .published || call.status == .draft, call.stage != .notice else { throw EvaluationRefusal.wrongStage }
    var next = call
    next.status = .cancelled
    next.plan.cancelled = reason
    try store(next, "call.cancelled", reason: reason, by: rights.actor, in: writer)
    for submission in try writer.submissions(of: call.id) where !submission.state.isOver {
      try tellApplicant(submission, in: writer) { t in
        t("“{call}” was called off: {reason}", ["call": t.pick(call.plan.names), "reason": reason])
      }
    }
  }

  @discardableResult
  func store(
    _ call: Call, _ action: String, reason: String? = nil, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Call {
    guard try writer.update(call, at: clock.now()) else { throw EvaluationRefusal.changedMeanwhile }
    try record(
      action, on: .init("call", call.id), by: actor, reason: reason, details: ["stage": call.stage?.rawValue ?? "-"], in: writer)
    var next = call
    next.version += 1
    return next
  }

  /// Ends the stage that is being worked on, when all in it is done, and begins the next.
  ///
  /// - Throws: `.tooLate` reversed as `.wrongStage` while submissions still come in; `.stillOpen` with how many are not finished.
  @discardableResult
  func advance(_ call: Call, by actor: JournalEntry.Actor, in writer: Writer) throws -> Call {
    let programme = try programme(of: call, writer)
    guard call.status == .published else { throw EvaluationRefusal.wrongStage }
    guard let stage = call.stage else {
      guard call.plan.closes <= clock.now() else { throw EvaluationRefusal.wrongStage }
      return try enter(programme.stages.first, call, programme, by: actor, in: writer)
    }
    try finish(stage, call, programme, by: actor, in: writer)
    guard let call = try writer.call(call.id) else { throw EvaluationRefusal.changedMeanwhile }
    guard stage != .notice else { return call }
    let next = programme.stages.drop { $0 != stage }.dropFirst().first
    return try enter(next, call, programme, by: actor, in: writer)
  }

  private func enter(
    _ stage: Stage?, _ call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Call {
    var next = call
    next.stage = stage
    if stage == .review, next.plan.reviewBy == nil, let review = programme.review {
      next.plan.reviewBy = clock.now() + .seconds(review.days * 86_400)
    }
    next = try store(next, "call.stage_begun", by: actor, in: writer)
    if stage == .notice { try publishNotice(of: next, programme, by: actor, in: writer) }
    return next
  }

  /// Whether all of a stage is done, and what its end brings with it.
  private func finish(
    _ stage: Stage, _ call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    switch stage {
    case .recommendation: try finishRecommendation(call, programme, by: actor, in: writer)
    case .check:
      try requireNone(try writer.submissions(of: call.id, in: [.checking, .returned, .confirming, .recommending]).count)
    case .review: try requireNone(try unreviewed(call, programme, writer).count)
    case .visit: try requireNone(try unvisited(call, programme, writer).count)
    case .live, .defence: try requireNone(try openTurns(call, stage, writer))
    case .panel: try requireNone(try unvoted(call, writer).count)
    case .decision: try finishDecision(call, programme, in: writer)
    case .notice: try finishNotice(call, programme, by: actor, in: writer)
    }
  }

  private func requireNone(_ count: Int) throws {
    if count > 0 { throw EvaluationRefusal.stillOpen(count) }
  }

  /// The submissions that are being judged in a stage: all that were admitted, without those whose renewal skips the stage.
  func judged(_ call: Call, _ programme: Programme, in stage: Stage, _ reader: Reader) throws -> [Submission] {
    try reader.submissions(of: call.id, in: [.admitted]).filter {
      !($0.isRenewal && programme.renewal?.skips.contains(stage) == true)
    }
  }
}
