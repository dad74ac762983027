import People
import SQL
import Site

extension Writer {
  func noteCheck(
    of submission: Submission, _ outcome: Evaluation.CheckOutcome, reason: String, by person: ID<Person>, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO checks (submission_id, version, at, call_id, person_id, outcome, reason)
      VALUES (\(submission.id), \(submission.version), \(now), \(submission.call), \(person), \(outcome.rawValue), \(reason))
      """)
  }

  func noteAnswer(of person: ID<Person>, to submission: ID<Submission>, isAgreed: Bool, at now: Instant) throws -> Bool {
    let (agreed, declined): (Instant?, Instant?) = isAgreed ? (now, nil) : (nil, now)
    return try execute(
      """
      UPDATE submission_authors SET confirmed_at = \(agreed), declined_at = \(declined)
      WHERE submission_id = \(submission) AND person_id = \(person)
      """) > 0
  }
}
