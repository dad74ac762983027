import People
import SQL

extension Reader {
  /// The newest public notice of a round.
  func notice(of call: ID<Call>) throws -> PublicNotice? {
    try first(
      PublicNotice.self,
      "SELECT \(PublicNotice.columns) FROM public_notices n WHERE n.call_id = \(call) ORDER BY n.id DESC LIMIT 1")
  }

  /// Notices that are open, those that end first at the top, then those that are over.
  func notices(limit: Int) throws -> [PublicNotice] {
    try all(
      PublicNotice.self,
      """
      SELECT \(PublicNotice.columns) FROM public_notices n
      ORDER BY CASE WHEN n.ended_at IS NULL THEN 0 ELSE 1 END, n.last_day DESC, n.id LIMIT \(limit)
      """)
  }

  func objections(in call: ID<Call>) throws -> [Objection] {
    try all(Objection.self, "SELECT \(Objection.columns) FROM objections o WHERE o.call_id = \(call) ORDER BY o.id")
  }

  func objection(_ id: ID<Objection>) throws -> Objection? {
    try first(Objection.self, "SELECT \(Objection.columns) FROM objections o WHERE o.id = \(id)")
  }

  func appeals(in call: ID<Call>) throws -> [Appeal] {
    try all(Appeal.self, "SELECT \(Appeal.columns) FROM appeals a WHERE a.call_id = \(call) ORDER BY a.id")
  }

  func appeals(of submission: ID<Submission>) throws -> [Appeal] {
    try all(Appeal.self, "SELECT \(Appeal.columns) FROM appeals a WHERE a.submission_id = \(submission) ORDER BY a.id")
  }

  func appeal(_ id: ID<Appeal>) throws -> Appeal? {
    try first(Appeal.self, "SELECT \(Appeal.columns) FROM appeals a WHERE a.id = \(id)")
  }

  /// Whether somebody had a hand in a round, in whatever role.
  func tookPart(_ person: ID<Person>, in call: ID<Call>) throws -> Bool {
    try value(
      Int64.self,
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM reviews WHERE call_id = \(call) AND person_id = \(person))
        OR EXISTS (SELECT 1 FROM decisions WHERE call_id = \(call) AND decided_by = \(person))
        OR EXISTS (SELECT 1 FROM approvals WHERE call_id = \(call) AND person_id = \(person))
        OR EXISTS (SELECT 1 FROM recommendations WHERE call_id = \(call) AND person_id = \(person))
        OR EXISTS (SELECT 1 FROM panel_members WHERE call_id = \(call) AND person_id = \(person))
        OR EXISTS (SELECT 1 FROM judges WHERE call_id = \(call) AND person_id = \(person))
        OR EXISTS (SELECT 1 FROM visits WHERE call_id = \(call) AND done_by = \(person))
        OR EXISTS (SELECT 1 FROM submissions WHERE call_id = \(call) AND applicant_id = \(person))
        OR EXISTS (SELECT 1 FROM checks WHERE call_id = \(call) AND person_id = \(person))
      """) != nil
  }
}

extension Writer {
  func insertNotice(
    _ id: ID<PublicNotice>, of call: ID<Call>, first: Day, last: Day, by person: ID<Person>, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO public_notices (id, call_id, first_day, last_day, published_by, published_at)
      VALUES (\(id), \(call), \(first), \(last), \(person), \(now))
      """)
  }

  func end(_ notice: PublicNotice, at now: Instant) throws {
    try execute("UPDATE public_notices SET ended_at = \(now) WHERE id = \(notice.id)")
  }

  func insert(
    _ id: ID<Objection>, objectionTo submission: Submission, by person: ID<Person>, text: String, evidence: String,
    at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO objections (id, call_id, submission_id, person_id, text, evidence, at, state)
      VALUES (\(id), \(submission.call), \(submission.id), \(person), \(text), \(evidence), \(now), 'open')
      """)
  }

  func decide(_ objection: Objection, _ state: Objection.State, answer: String, by person: ID<Person>, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE objections SET state = \(state.rawValue), answer = \(answer), handler_id = \(person), decided_at = \(now)
      WHERE id = \(objection.id) AND state = 'open'
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func insert(
    _ id: ID<Appeal>, appealFor submission: Submission, by person: ID<Person>, text: String, due: Day, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO appeals (id, submission_id, call_id, person_id, text, at, due_day, state)
      VALUES (\(id), \(submission.id), \(submission.call), \(person), \(text), \(now), \(due), 'open')
      """)
  }

  func decide(_ appeal: Appeal, _ state: Appeal.State, answer: String, by person: ID<Person>, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE appeals SET state = \(state.rawValue), answer = \(answer), handler_id = \(person), decided_at = \(now)
      WHERE id = \(appeal.id) AND state = 'open'
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }
}
