import People
import SQL
import Site

extension Reader {
  func conflicts(with submission: ID<Submission>) throws -> [ConflictOfInterest] {
    try all(
      ConflictOfInterest.self,
      "SELECT \(ConflictOfInterest.columns) FROM conflicts WHERE submission_id = \(submission) ORDER BY person_id, kind")
  }

  func reviewLoads(in call: ID<Call>) throws -> [ID<Person>: ReviewLoad] {
    var loads: [ID<Person>: ReviewLoad] = [:]
    try forEach(
      """
      SELECT person_id, state, COUNT(*) FROM reviews WHERE call_id = \(call) AND state IN ('assigned', 'declared', 'submitted')
      GROUP BY person_id, state
      """
    ) { row in
      let (person, count): (ID<Person>, Int) = (try row.get(0), Int(try row.int(2)))
      if try row.text(1) == "submitted" {
        loads[person, default: ReviewLoad()].submitted += count
      } else {
        loads[person, default: ReviewLoad()].open += count
      }
    }
    return loads
  }

  static let askedReviews: SQL =
    """
    (SELECT COUNT(*) FROM reviews r WHERE r.call_id = s.call_id AND r.submission_id = s.id
      AND r.state IN ('assigned', 'declared', 'submitted') AND r.round = s.revisions)
    """

  /// How many reviewers are lacking in a round: of how many submissions, and how many in all.
  func lackingReviewers(in call: ID<Call>, reviewers: Int, skipsRenewals: Bool) throws -> (submissions: Int, reviewers: Int) {
    var lacking = (submissions: 0, reviewers: 0)
    try forEach(
      """
      SELECT asked, COUNT(*) FROM (SELECT \(Self.askedReviews) AS asked FROM submissions s
        WHERE \(Self.judged(call, skipsRenewals: skipsRenewals))) q WHERE asked < \(reviewers) GROUP BY asked
      """
    ) { row in
      let count = Int(try row.int(1))
      lacking.submissions += count
      lacking.reviewers += count * (reviewers - Int(try row.int(0)))
    }
    return lacking
  }

  /// A page of the table of assignments; those alone that lack reviewers where `below` is given.
  func assignmentLines(
    of call: ID<Call>, below reviewers: Int?, skipsRenewals: Bool, limit: Int, offset: Int
  ) throws -> [AssignmentLine] {
    let lacking: SQL = reviewers.map { "AND \(Self.askedReviews) < \($0)" } ?? ""
    return try all(
      AssignmentLine.self,
      """
      SELECT s.id, s.number, s.title, s.revisions, s.applicant_id FROM submissions s
      WHERE \(Self.judged(call, skipsRenewals: skipsRenewals)) \(lacking) ORDER BY s.number LIMIT \(limit) OFFSET \(offset)
      """)
  }

  func countJudged(in call: ID<Call>, skipsRenewals: Bool) throws -> Int {
    Int(
      try value(Int64.self, "SELECT COUNT(*) FROM submissions s WHERE \(Self.judged(call, skipsRenewals: skipsRenewals))") ?? 0)
  }

  /// The reviews of some submissions.
  func reviews(of submissions: [ID<Submission>]) throws -> [ID<Submission>: [Review]] {
    guard !submissions.isEmpty else { return [:] }
    return Dictionary(
      grouping: try all(
        Review.self, "SELECT \(Review.columns) FROM reviews r WHERE r.submission_id IN \(submissions) ORDER BY r.round, r.id"),
      by: \.submission)
  }
}
