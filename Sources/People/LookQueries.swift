import SQL

extension Reader {
  func looks(at person: ID<Person>, limit: Int) throws -> [Look] {
    try all(
      LookRow.self,
      """
      SELECT p.name, l.what, l.reason, l.at FROM looks l LEFT JOIN people p ON p.id = l.by_id
      WHERE l.person_id = \(person) ORDER BY l.id DESC LIMIT \(limit)
      """
    ).map { Look(by: $0.by ?? "?", what: $0.what, reason: $0.reason, at: $0.at) }
  }

  /// How often somebody has looked at an account since an instant; by one approval, where it is named.
  func countLooks(
    at person: ID<Person>, by looker: ID<Person>, since instant: Instant, approval: ID<MinorApproval>?
  ) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM looks WHERE person_id = \(person) AND by_id = \(looker) AND at > \(instant)
          AND (approval_id = \(approval) OR \(approval == nil ? 1 : 0) = 1)
        """) ?? 0)
  }
}

extension Writer {
  /// Notes that somebody looks at something of an account.
  func insertLook(
    _ id: ID<Look>, at person: ID<Person>, by looker: ID<Person>, _ what: String, reason: String?, approval: MinorApproval? = nil,
    now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO looks (id, person_id, by_id, what, reason, at, approval_id)
      VALUES (\(id), \(person), \(looker), \(what), \(reason), \(now), \(approval?.id))
      """)
  }
}

private struct LookRow: RowReadable, Sendable {
  let by: String?
  let what: String
  let reason: String?
  let at: Instant

  init(row: Row) throws {
    by = try row.textOrNil(0)
    what = try row.text(1)
    reason = try row.textOrNil(2)
    at = try row.get(3)
  }
}
