import People
import SQL
import Site

/// A conflict on the desk's list.
struct ConflictLine: Sendable, RowReadable {
  let conflict: ConflictOfInterest
  let reason: String?
  let number: Int
  let title: String

  init(row: Row) throws {
    conflict = try ConflictOfInterest(row: row)
    reason = try row.textOrNil(5)
    number = Int(try row.int(6))
    title = try row.text(7)
  }
}

/// A submission with fewer reviews than it needs.
struct WeakLine: Sendable, RowReadable {
  let id: ID<Submission>
  let number: Int
  let title: String
  let applicant: ID<Person>
  let submitted: Int
  /// Asked, and not handed in yet.
  let open: Int

  init(row: Row) throws {
    id = try row.get(0)
    number = Int(try row.int(1))
    title = try row.text(2)
    applicant = try row.get(3)
    submitted = Int(try row.int(4))
    open = Int(try row.int(5))
  }
}

extension Reader {
  func countConflicts(in call: ID<Call>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM conflicts WHERE call_id = \(call)") ?? 0)
  }

  /// A page of a round's conflicts: hints first, as somebody has to look at them.
  func conflictLines(in call: ID<Call>, limit: Int, offset: Int) throws -> [ConflictLine] {
    try all(
      ConflictLine.self,
      """
      SELECT c.submission_id, c.person_id, c.kind, c.detail, c.state, c.reason, s.number, s.title
      FROM conflicts c JOIN submissions s ON s.id = c.submission_id WHERE c.call_id = \(call)
      ORDER BY CASE c.state WHEN 'hint' THEN 0 WHEN 'certain' THEN 1 ELSE 2 END, s.number, c.person_id, c.kind
      LIMIT \(limit) OFFSET \(offset)
      """)
  }

  /// What bars pairs of some submissions: what is certain, and hints that nobody has looked at.
  func barringConflicts(of submissions: [ID<Submission>]) throws -> [ID<Submission>: [ConflictOfInterest]] {
    guard !submissions.isEmpty else { return [:] }
    return Dictionary(
      grouping: try all(
        ConflictOfInterest.self,
        """
        SELECT \(ConflictOfInterest.columns) FROM conflicts WHERE submission_id IN \(submissions) AND state <> 'dismissed'
        ORDER BY person_id, kind
        """), by: \.submission)
  }

  /// Submissions that lack reviews, those with the fewest first.
  func weakLines(of call: ID<Call>, reviewers: Int, skipsRenewals: Bool, limit: Int) throws -> [WeakLine] {
    try all(
      WeakLine.self,
      """
      SELECT id, number, title, applicant_id, submitted, open FROM (
        SELECT s.id, s.number, s.title, s.applicant_id, \(Self.submittedReviews) AS submitted,
          (SELECT COUNT(*) FROM reviews r WHERE r.call_id = s.call_id AND r.submission_id = s.id
            AND r.state IN ('assigned', 'declared') AND r.round = s.revisions) AS open
        FROM submissions s WHERE \(Self.judged(call, skipsRenewals: skipsRenewals))) q
      WHERE submitted < \(reviewers) ORDER BY submitted + open, submitted, number LIMIT \(limit)
      """)
  }

  /// When reviewers of a round were reminded last.
  func reviewReminders(in call: ID<Call>) throws -> [ID<Person>: Instant] {
    var reminders: [ID<Person>: Instant] = [:]
    let pattern = "reviews \(call) %"
    try forEach("SELECT reminder, at FROM evaluation_reminders WHERE reminder LIKE \(pattern) ORDER BY at") { row in
      let parts = try row.text(0).split(separator: " ")
      if parts.count == 4, let person = ID<Person>(String(parts[2])) { reminders[person] = try row.get(1) }
    }
    return reminders
  }
}

extension Evaluation {
  /// Names of the units that conflicts point to, by what their detail says.
  func unitNames(in lines: [ConflictLine], _ reader: Reader) throws -> [String: LocalizedText] {
    let details = Set(lines.filter { $0.conflict.kind == .sameUnit || $0.conflict.kind == .recommender }.map(\.conflict.detail))
    var names: [String: LocalizedText] = [:]
    for detail in details { names[detail] = try ID<Organization>(detail).flatMap { try reader.organization($0)?.names } }
    return names
  }
}
