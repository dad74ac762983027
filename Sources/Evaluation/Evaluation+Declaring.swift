import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Somebody of a panel or of the judges says that they must not judge a submission (回避).
  ///
  /// Points that they gave for turns that are not shown yet are taken back. After their ballot they cannot say it any more: it is
  /// secret, so nobody can find it to take it back.
  ///
  /// - Throws: `.notAllowed` for somebody who judges nothing in this round, `.tooLate` after a ballot or a count, `.onlyOnce` for a
  ///   conflict that is known or that the office has looked at.
  func declareConflict(_ submission: Submission, detail: String, by rights: Rights, in writer: Writer) throws {
    let person = rights.person.id
    let isMember = try writer.panel(of: submission.call).contains { $0.person == person }
    let isJudge = try [Stage.defence, .live].contains { try writer.judges(of: submission.call, $0).contains(person) }
    guard isMember || isJudge else { throw EvaluationRefusal.notAllowed }
    let isCounted = try writer.ballot(on: submission.id).map { !$0.isOpen } ?? false
    if try isMember && (isCounted || writer.hasVoted(person, on: submission.id)) { throw EvaluationRefusal.tooLate }
    let isNew = try writer.insert(
      ConflictOfInterest(submission: submission.id, person: person, kind: .declared, detail: detail, state: .certain),
      in: submission.call, at: clock.now())
    guard isNew else { throw EvaluationRefusal.onlyOnce }
    try writer.takeBackPoints(of: person, for: submission.id)
    try record("conflict.declared", on: .init("submission", submission.id), by: rights.actor, in: writer)
  }

  // MARK: The board

  /// Lets everybody see the board of a stage; before, it is for those who run the round.
  func openBoard(_ call: Call, _ stage: Stage, by rights: Rights, in writer: Writer) throws {
    guard call.stage == stage else { throw EvaluationRefusal.wrongStage }
    guard try writer.openBoard(of: call.id, stage, at: clock.now()) else { throw EvaluationRefusal.onlyOnce }
    try record("board.opened", on: .init("call", call.id), by: rights.actor, details: ["stage": stage.rawValue], in: writer)
  }

  /// Takes the board away again.
  func closeBoard(_ call: Call, _ stage: Stage, by rights: Rights, in writer: Writer) throws {
    guard try writer.closeBoard(of: call.id, stage) else { throw EvaluationRefusal.onlyOnce }
    try record("board.closed", on: .init("call", call.id), by: rights.actor, details: ["stage": stage.rawValue], in: writer)
  }
}
