import People
import SQL
import Site

extension Reader {
  /// What a holder has, newest first, in whatever state.
  public func awards(of holder: Holder) throws -> [Award] {
    try all(
      Award.self,
      "SELECT \(Award.columns) FROM awards w WHERE w.holder_kind = \(holder.kind) AND w.holder_key = \(holder.key) ORDER BY w.id DESC"
    )
  }

  /// All that a programme gave, in whatever state.
  func awards(of programme: String) throws -> [Award] {
    try all(Award.self, "SELECT \(Award.columns) FROM awards w WHERE w.programme = \(programme) ORDER BY w.id")
  }

  func awards(from call: ID<Call>) throws -> [Award] {
    try all(Award.self, "SELECT \(Award.columns) FROM awards w WHERE w.call_id = \(call) ORDER BY w.id")
  }

  /// An award by its number.
  public func award(_ id: ID<Award>) throws -> Award? {
    try first(Award.self, "SELECT \(Award.columns) FROM awards w WHERE w.id = \(id)")
  }

  func award(for submission: ID<Submission>) throws -> Award? {
    try first(Award.self, "SELECT \(Award.columns) FROM awards w WHERE w.submission_id = \(submission)")
  }

  /// Awards in force with an industry, for the matrix of industries and counties.
  func awardsByIndustry(programme: String, on day: Day) throws -> [Award] {
    try awards(of: programme).filter { $0.industry != nil && $0.isInForce(on: day) }
  }

  /// What is over or late by a day and is still called in force.
  func lapsedAwards(on day: Day) throws -> [Award] {
    try all(
      Award.self,
      """
      SELECT \(Award.columns) FROM awards w
      WHERE w.status IN ('valid', 'rectifying', 'withdrawing') AND (w.last_day <= \(day) OR w.status = 'rectifying' AND w.rectify_by < \(day))
      ORDER BY w.id LIMIT 500
      """)
  }

  func nextStatusIndex() throws -> Int {
    Int(try value(Int64.self, "SELECT COALESCE(MAX(status_index), -1) + 1 FROM awards") ?? 0)
  }
}

extension Writer {
  func insert(
    _ id: ID<Award>, for submission: Submission, _ programme: Programme, level: String, industry: String?, first: Day, last: Day?,
    index: Int, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO awards (
        id, call_id, submission_id, programme, kind, level, holder_kind, holder_key, unit_id, region, industry, title, first_day, last_day,
        status, status_index, changed_at)
      VALUES (
        \(id), \(submission.call), \(submission.id), \(programme.key), \(programme.result.kind.rawValue), \(level),
        \(submission.holder.kind), \(submission.holder.key), \(submission.unit), \(submission.region), \(industry), \(submission.title),
        \(first), \(last), 'valid', \(index), \(now))
      """)
  }

  func setStatus(of award: Award, _ status: Award.Status, reason: String, rectifyBy: Day?, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE awards SET status = \(status.rawValue), reason = \(reason), rectify_by = \(rectifyBy), changed_at = \(now)
      WHERE id = \(award.id) AND status = \(award.status.rawValue)
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }
}
