import People
import SQL
import Site

extension Reader {
  func countLines(of call: ID<Call>, _ filter: SubmissionFilter) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM submissions s WHERE \(Self.matching(call, filter))") ?? 0)
  }

  /// A page of a round's submissions that were handed in, by number; drafts belong to their applicants alone.
  func lines(of call: ID<Call>, _ filter: SubmissionFilter, limit: Int, offset: Int = 0) throws -> [SubmissionLine] {
    try all(
      SubmissionLine.self,
      """
      SELECT \(SubmissionLine.columns) FROM submissions s LEFT JOIN recommendations r ON r.submission_id = s.id
        LEFT JOIN decisions d ON d.submission_id = s.id
      WHERE \(Self.matching(call, filter)) ORDER BY s.number LIMIT \(limit) OFFSET \(offset)
      """)
  }

  static func matching(_ call: ID<Call>, _ filter: SubmissionFilter) -> SQL {
    let state: SQL = filter.state.map { "AND s.state = \($0.rawValue)" } ?? "AND s.state <> 'draft'"
    guard let text = filter.text else { return "s.call_id = \(call) \(state)" }
    if let number = Int64(text) { return "s.call_id = \(call) \(state) AND s.number = \(number)" }
    let pattern = "%" + text.lowercased().replacing("%", with: "").replacing("_", with: "") + "%"
    return "s.call_id = \(call) \(state) AND LOWER(s.title) LIKE \(pattern)"
  }
}
