import Journal
import People
import SQL
import Site

extension Evaluation {
  /// What the formal check finds (形式审查).
  enum CheckOutcome: String, Sendable, CaseIterable {
    case admitted, returned, refused
  }

  /// An officer has looked whether all is there and the rules are met.
  func check(_ submission: Submission, _ outcome: CheckOutcome, reason: String, by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(submission.call, writer)
    guard submission.state == .checking else { throw EvaluationRefusal.wrongState }
    if submission.applicant == rights.person.id { throw EvaluationRefusal.tookPart }
    try writer.noteCheck(of: submission, outcome, reason: reason, by: rights.person.id, at: clock.now())
    switch outcome {
    case .admitted:
      try move(submission, to: .admitted, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in t("“{title}” passed the formal check.", ["title": submission.title]) }
    case .returned:
      guard submission.returns < programme.formalCheck.mostReturns else { throw EvaluationRefusal.onlyOnce }
      let due = clock.now() + .seconds(programme.formalCheck.returnDays * 86_400)
      try move(submission, to: .returned, reason: reason, due: due, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t(
          "Please complete “{title}” before {moment}: {reason}",
          ["title": submission.title, "moment": t.deadline(due), "reason": reason])
      }
    case .refused:
      try move(submission, to: .refused, reason: reason, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t("“{title}” does not meet the rules: {reason}", ["title": submission.title, "reason": reason])
      }
    }
  }
}
