import People
import SQL

extension Reader {
  /// How many submissions of every call stand where.
  func countsByCall() throws -> [ID<Call>: [Submission.State: Int]] {
    var counts: [ID<Call>: [Submission.State: Int]] = [:]
    try forEach("SELECT call_id, state, COUNT(*) FROM submissions GROUP BY call_id, state") { row in
      let call: ID<Call> = try row.get(0)
      if let state = Submission.State(rawValue: try row.text(1)) { counts[call, default: [:]][state] = Int(try row.int(2)) }
    }
    return counts
  }

  func countUnrecommended(in call: ID<Call>) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM submissions s WHERE s.call_id = \(call) AND s.state = 'recommending'
          AND NOT EXISTS (SELECT 1 FROM recommendations r WHERE r.submission_id = s.id)
        """) ?? 0)
  }

  /// How many submissions have fewer reviews than they need.
  func countUnreviewed(in call: ID<Call>, reviewers: Int, skipsRenewals: Bool) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM submissions s WHERE \(Self.judged(call, skipsRenewals: skipsRenewals))
          AND \(Self.submittedReviews) < \(reviewers)
        """) ?? 0)
  }

  static func judged(_ call: ID<Call>, skipsRenewals: Bool) -> SQL {
    skipsRenewals
      ? "s.call_id = \(call) AND s.state = 'admitted' AND s.is_renewal = 0" : "s.call_id = \(call) AND s.state = 'admitted'"
  }

  static let submittedReviews: SQL =
    """
    (SELECT COUNT(*) FROM reviews r
      WHERE r.call_id = s.call_id AND r.submission_id = s.id AND r.state = 'submitted' AND r.round = s.revisions)
    """

  func countUndecided(in call: ID<Call>) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM submissions s WHERE s.call_id = \(call) AND s.state IN ('admitted', 'revising')
          AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.submission_id = s.id)
        """) ?? 0)
  }
}

extension Reader {
  /// The next submission that waits for the formal check; from the start again after the last one.
  func nextToCheck(in call: ID<Call>, after number: Int) throws -> ID<Submission>? {
    try value(
      ID<Submission>.self,
      """
      SELECT id FROM submissions WHERE call_id = \(call) AND state = 'checking' AND number <> \(number)
      ORDER BY CASE WHEN number > \(number) THEN 0 ELSE 1 END, number LIMIT 1
      """)
  }
}
