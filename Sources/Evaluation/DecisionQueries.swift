import People
import SQL
import Site

extension Reader {
  static func matching(_ call: ID<Call>, _ filter: DecisionFilter) -> SQL {
    let judged: SQL = "s.call_id = \(call) AND s.state IN ('admitted', 'revising', 'proposed', 'effective', 'declined')"
    return switch filter {
    case .all: judged
    case .undecided: "\(judged) AND d.outcome IS NULL"
    case .given: "\(judged) AND d.outcome = 'given'"
    case .declined: "\(judged) AND d.outcome = 'declined'"
    }
  }

  func countDecisionLines(of call: ID<Call>, _ filter: DecisionFilter) throws -> Int {
    Int(
      try value(
        Int64.self,
        "SELECT COUNT(*) FROM submissions s LEFT JOIN decisions d ON d.submission_id = s.id WHERE \(Self.matching(call, filter))")
        ?? 0)
  }

  /// A page of the list of decisions: by place where there is one, then by number.
  func decisionLines(of call: ID<Call>, _ filter: DecisionFilter, limit: Int, offset: Int) throws -> [DecisionLine] {
    try all(
      DecisionLine.self,
      """
      SELECT s.id, s.number, s.title, s.state, s.applicant_id, s.holder_kind, s.holder_key, s.revisions, d.outcome, d.level, d.score,
        d.place, v.outcome
      FROM submissions s LEFT JOIN decisions d ON d.submission_id = s.id LEFT JOIN panel_votes v ON v.submission_id = s.id
      WHERE \(Self.matching(call, filter)) ORDER BY COALESCE(d.place, 1000000), s.number LIMIT \(limit) OFFSET \(offset)
      """)
  }

  func hasDecided(_ person: ID<Person>, in call: ID<Call>) throws -> Bool {
    try value(Int64.self, "SELECT 1 FROM decisions WHERE call_id = \(call) AND decided_by = \(person) LIMIT 1") != nil
  }

  func givenByLevel(in call: ID<Call>, without submission: ID<Submission>?) throws -> [String: Int] {
    var given: [String: Int] = [:]
    let other = submission ?? ID(rawValue: 0)
    try forEach(
      """
      SELECT level, COUNT(*) FROM decisions WHERE call_id = \(call) AND outcome = 'given' AND submission_id <> \(other) GROUP BY level
      """
    ) { row in if let level = try row.textOrNil(0) { given[level] = Int(try row.int(1)) } }
    return given
  }

  /// The next submission that is not decided; from the start again after the last one.
  func nextUndecided(in call: ID<Call>, after number: Int) throws -> ID<Submission>? {
    try value(
      ID<Submission>.self,
      """
      SELECT s.id FROM submissions s WHERE s.call_id = \(call) AND s.state = 'admitted' AND s.number <> \(number)
        AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.submission_id = s.id)
      ORDER BY CASE WHEN s.number > \(number) THEN 0 ELSE 1 END, s.number LIMIT 1
      """)
  }

  func decisions(of call: ID<Call>) throws -> [Decision] {
    try all(
      Decision.self,
      "SELECT \(Decision.columns) FROM decisions d WHERE d.call_id = \(call) ORDER BY COALESCE(d.place, 1000000), d.submission_id"
    )
  }

  func decision(on submission: ID<Submission>) throws -> Decision? {
    try first(Decision.self, "SELECT \(Decision.columns) FROM decisions d WHERE d.submission_id = \(submission)")
  }

  func approvals(of call: ID<Call>) throws -> [Approval] {
    try all(Approval.self, "SELECT \(Approval.columns) FROM approvals WHERE call_id = \(call) ORDER BY step")
  }
}

extension Writer {
  func put(
    _ submission: ID<Submission>, in call: ID<Call>, _ outcome: Decision.Outcome, level: String?, reason: String, score: Double?,
    place: Int?, by person: ID<Person>, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO decisions (submission_id, call_id, outcome, level, reason, score, place, decided_by, decided_at)
      VALUES (
        \(submission), \(call), \(outcome.rawValue), \(level), \(reason), \(score), \(place.map { Int64($0) }), \(person), \(now))
      ON CONFLICT (submission_id) DO UPDATE SET outcome = excluded.outcome, level = excluded.level, reason = excluded.reason,
        score = excluded.score, place = excluded.place, decided_by = excluded.decided_by, decided_at = excluded.decided_at
      """)
  }

  /// What was agreed to is not what the list says now.
  func forgetApprovals(of call: ID<Call>) throws { try execute("DELETE FROM approvals WHERE call_id = \(call)") }

  func insertApproval(_ call: ID<Call>, step: Int, by person: ID<Person>, reason: String, at now: Instant) throws {
    try execute(
      """
      INSERT INTO approvals (call_id, step, person_id, is_agreed, reason, at)
      VALUES (\(call), \(step), \(person), 1, \(reason), \(now))
      """)
  }

  func forgetDecision(on submission: ID<Submission>) throws {
    try execute("DELETE FROM decisions WHERE submission_id = \(submission)")
  }
}
