import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Takes a submission a step on: stores it, notes the step for its applicant, records it in the journal.
  ///
  /// - Parameter due: until when somebody has to act in the new state.
  /// - Throws: `EvaluationRefusal.wrongState`, `.changedMeanwhile`.
  @discardableResult
  func move(
    _ submission: Submission, to state: Submission.State, reason: String? = nil, due: Instant? = nil,
    by actor: JournalEntry.Actor,
    in writer: Writer
  ) throws -> Submission {
    guard submission.leads(to: state) else { throw EvaluationRefusal.wrongState }
    let now = clock.now()
    var next = submission
    next.state = state
    next.stateSince = now
    next.due = due
    guard try writer.update(next, at: now) else { throw EvaluationRefusal.changedMeanwhile }
    next.version += 1
    try writer.insertStep(next, from: submission.state, reason: reason, at: now)
    try record(
      "submission.\(state.rawValue)", on: .init("submission", next.id), by: actor, reason: reason,
      details: ["call": next.call.description, "from": submission.state.rawValue], in: writer)
    return next
  }

  /// Tells the applicant of a step that somebody else took.
  func tellApplicant(_ submission: Submission, in writer: Writer, _ say: (Localizer) -> String) throws {
    try tell(submission.applicant, path: submission.path, in: writer, say)
  }

  /// The rules of a call as they were when it was made.
  func programme(of call: Call, _ reader: Reader) throws -> Programme {
    if programmes.digest(of: call.programmeKey) == call.programmeDigest, let current = programmes[call.programmeKey] {
      return current
    }
    guard let frozen = try reader.programme(digest: call.programmeDigest) else { throw EvaluationRefusal.wrongStage }
    return frozen
  }

  /// A call with its rules.
  func round(_ id: ID<Call>, _ reader: Reader) throws -> (call: Call, programme: Programme) {
    guard let call = try reader.call(id) else { throw EvaluationRefusal.wrongStage }
    return (call, try programme(of: call, reader))
  }

  /// A call with its rules, at a stage.
  func round(_ id: ID<Call>, at stage: Stage, _ reader: Reader) throws -> (call: Call, programme: Programme) {
    let found = try round(id, reader)
    guard found.call.status == .published, found.call.stage == stage else { throw EvaluationRefusal.wrongStage }
    return found
  }

  func facts(_ call: Call, _ programme: Programme) -> RecordFacts {
    RecordFacts(programme: programme, call: call, directory: directory, day: call.plan.closes.localDay)
  }

}
