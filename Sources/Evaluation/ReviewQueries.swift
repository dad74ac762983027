import People
import SQL

extension Reader {
  func reviewers(of call: ID<Call>) throws -> [Reviewer] {
    try all(Reviewer.self, "SELECT \(Reviewer.columns) FROM reviewers WHERE call_id = \(call) ORDER BY person_id")
  }

  func reviewer(_ person: ID<Person>, in call: ID<Call>) throws -> Reviewer? {
    try first(Reviewer.self, "SELECT \(Reviewer.columns) FROM reviewers WHERE call_id = \(call) AND person_id = \(person)")
  }

  /// The rounds that somebody reviews or is asked to.
  func reviewerships(of person: ID<Person>) throws -> [Reviewer] {
    try all(
      Reviewer.self,
      "SELECT \(Reviewer.columns) FROM reviewers WHERE person_id = \(person) AND state IN ('invited', 'accepted') ORDER BY call_id DESC"
    )
  }

  func review(_ id: ID<Review>) throws -> Review? {
    try first(Review.self, "SELECT \(Review.columns) FROM reviews r WHERE r.id = \(id)")
  }

  /// All reviews of a submission, of every round and state.
  func reviews(of submission: ID<Submission>) throws -> [Review] {
    try all(Review.self, "SELECT \(Review.columns) FROM reviews r WHERE r.submission_id = \(submission) ORDER BY r.round, r.id")
  }

  func reviews(in call: ID<Call>) throws -> [Review] {
    try all(Review.self, "SELECT \(Review.columns) FROM reviews r WHERE r.call_id = \(call) ORDER BY r.submission_id, r.id")
  }

  /// What somebody has to review, or has.
  func reviews(by person: ID<Person>) throws -> [Review] {
    try all(
      Review.self,
      """
      SELECT \(Review.columns) FROM reviews r WHERE r.person_id = \(person) AND r.state IN ('assigned', 'declared', 'submitted')
      ORDER BY CASE r.state WHEN 'submitted' THEN 1 ELSE 0 END, r.assigned_at LIMIT 1000
      """)
  }

  func conflicts(in call: ID<Call>) throws -> [ConflictOfInterest] {
    try all(
      ConflictOfInterest.self,
      "SELECT \(ConflictOfInterest.columns) FROM conflicts WHERE call_id = \(call) ORDER BY submission_id, person_id, kind")
  }

  func conflicts(of person: ID<Person>, with submission: ID<Submission>) throws -> [ConflictOfInterest] {
    try all(
      ConflictOfInterest.self,
      "SELECT \(ConflictOfInterest.columns) FROM conflicts WHERE submission_id = \(submission) AND person_id = \(person)")
  }

  /// What reviewers would like to review: 2 gladly, −2 rather not.
  func preferences(in call: ID<Call>) throws -> [(person: ID<Person>, submission: ID<Submission>, preference: Int)] {
    try all(KeptPreference.self, "SELECT person_id, submission_id, preference FROM review_preferences WHERE call_id = \(call)")
      .map { ($0.person, $0.submission, $0.preference) }
  }
}

private struct KeptPreference: RowReadable {
  let person: ID<Person>
  let submission: ID<Submission>
  let preference: Int

  init(row: Row) throws {
    person = try row.get(0)
    submission = try row.get(1)
    preference = Int(try row.int(2))
  }
}

extension Writer {
  func putReviewer(
    _ person: ID<Person>, in call: ID<Call>, _ state: Reviewer.State, most: Int, fields: [String], at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO reviewers (call_id, person_id, state, most, fields, invited_at, answered_at)
      VALUES (\(call), \(person), \(state.rawValue), \(most), \(fields.joined(separator: ",")), \(now), NULL)
      ON CONFLICT (call_id, person_id) DO UPDATE SET state = excluded.state, most = excluded.most, fields = excluded.fields,
        answered_at = excluded.invited_at
      """)
  }

  /// - Returns: whether it was not known before.
  func insert(_ conflict: ConflictOfInterest, in call: ID<Call>, at now: Instant) throws -> Bool {
    try execute(
      """
      INSERT INTO conflicts (call_id, submission_id, person_id, kind, detail, state, found_at)
      VALUES (
        \(call), \(conflict.submission), \(conflict.person), \(conflict.kind.rawValue), \(conflict.detail), \(conflict.state.rawValue),
        \(now))
      ON CONFLICT (submission_id, person_id, kind) DO NOTHING
      """) == 1
  }

  func decide(_ conflict: ConflictOfInterest, _ state: ConflictOfInterest.State, reason: String, by person: ID<Person>) throws {
    try execute(
      """
      UPDATE conflicts SET state = \(state.rawValue), reason = \(reason), decided_by = \(person)
      WHERE submission_id = \(conflict.submission) AND person_id = \(conflict.person) AND kind = \(conflict.kind.rawValue)
      """)
  }

  func insert(
    _ id: ID<Review>, _ submission: ID<Submission>, in call: ID<Call>, to person: ID<Person>, round: Int, why: [String: Int],
    at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO reviews (id, call_id, submission_id, person_id, round, state, assigned_at, sheet, version, why)
      VALUES (
        \(id), \(call), \(submission), \(person), \(round), 'assigned', \(now), \(try json(Review.Sheet())), 1, \(try json(why)))
      """)
  }

  func setState(of review: Review, _ state: Review.State, reason: String? = nil, at now: Instant) throws {
    let declared: Instant? = state == .declared ? now : review.declaredAt
    let submitted: Instant? = state == .submitted ? now : review.submittedAt
    let touched = try execute(
      """
      UPDATE reviews SET state = \(state.rawValue), declared_at = \(declared), submitted_at = \(submitted),
        removed_reason = \(reason), version = version + 1
      WHERE id = \(review.id) AND version = \(review.version)
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func setSheet(of review: Review, _ sheet: Review.Sheet) throws {
    let touched = try execute(
      "UPDATE reviews SET sheet = \(try json(sheet)), version = version + 1 WHERE id = \(review.id) AND version = \(review.version)"
    )
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func prefer(_ submission: ID<Submission>, _ preference: Int, by person: ID<Person>, in call: ID<Call>) throws {
    try execute(
      """
      INSERT INTO review_preferences (call_id, person_id, submission_id, preference)
      VALUES (\(call), \(person), \(submission), \(preference))
      ON CONFLICT (call_id, person_id, submission_id) DO UPDATE SET preference = excluded.preference
      """)
  }
}
