import SQL

extension Reader {
  /// The approval by which somebody may open a minor's record now.
  func minorApproval(toOpen minor: ID<Person>, for person: ID<Person>, at now: Instant) throws -> MinorApproval? {
    try first(
      MinorApproval.self,
      """
      SELECT \(MinorApproval.columns) FROM minor_approvals
      WHERE minor_id = \(minor) AND person_id = \(person) AND expires_at > \(now) ORDER BY id DESC LIMIT 1
      """)
  }
}

extension Writer {
  func insertApproval(
    _ id: ID<MinorApproval>, toOpen minor: ID<Person>, for person: ID<Person>, reason: String, givenBy giver: ID<Person>,
    at now: Instant, until end: Instant
  ) throws {
    try execute(
      """
      INSERT INTO minor_approvals (id, minor_id, person_id, reason, given_by, given_at, expires_at)
      VALUES (\(id), \(minor), \(person), \(reason), \(giver), \(now), \(end))
      """)
  }
}
