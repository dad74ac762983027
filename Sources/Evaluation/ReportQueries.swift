import People
import SQL
import Site

extension Reader {
  /// How many handed in, by region and track.
  func handedIn(to call: ID<Call>) throws -> [RoundReport.Count] {
    try all(
      RoundReport.Count.self,
      """
      SELECT region, track, COUNT(*) FROM submissions WHERE call_id = \(call) AND submitted_at IS NOT NULL
      GROUP BY region, track ORDER BY region, track
      """)
  }

  /// How many of those who handed in were once in a state.
  func countOnceIn(_ state: Submission.State, of call: ID<Call>) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(DISTINCT p.submission_id) FROM submission_steps p JOIN submissions s ON s.id = p.submission_id
        WHERE s.call_id = \(call) AND s.submitted_at IS NOT NULL AND p.to_state = \(state.rawValue)
        """) ?? 0)
  }
}
