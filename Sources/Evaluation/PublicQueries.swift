import People
import SQL

extension Reader {
  /// Calls that everybody may see: announced ones by their end, then those that are over, newest first.
  func publicCalls(limit: Int = 300) throws -> [Call] {
    try all(
      Call.self,
      """
      SELECT \(Call.columns) FROM calls c WHERE c.status <> 'draft'
      ORDER BY CASE c.status WHEN 'published' THEN 0 ELSE 1 END, CASE c.status WHEN 'published' THEN c.closes_at ELSE -c.closes_at END, c.id
      LIMIT \(limit)
      """)
  }
}

extension Reader {
  /// Whether anything came into force in a round.
  func hasAwards(from call: ID<Call>) throws -> Bool {
    try value(Int64.self, "SELECT 1 FROM awards WHERE call_id = \(call) LIMIT 1") != nil
  }
}
