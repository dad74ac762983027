import SQL
import Site

/// Somebody looked at somebody's data (PIPL 44; minors' data, MR-36).
struct Look: Sendable {
  let by: String
  let what: String
  let reason: String?
  let at: Instant

  func words(_ t: Localizer) -> String {
    switch what {
    case "account": t("your account")
    case "search": t("your name, in a search")
    default: what
    }
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
}

extension People {
  /// Notes that somebody looks at an account; one look a day of the same person is noted once.
  ///
  /// - Parameter approval: by which the record of a minor was opened; each is noted for itself.
  func noteLook(at person: ID<Person>, by rights: Rights, approval: MinorApproval? = nil, in writer: Writer) throws {
    guard person != rights.person.id else { return }
    let now = clock.now()
    let recent = try writer.value(
      Int64.self,
      """
      SELECT COUNT(*) FROM looks WHERE person_id = \(person) AND by_id = \(rights.person.id) AND at > \(now - .seconds(86_400))
        AND (approval_id = \(approval?.id) OR \(approval == nil ? 1 : 0) = 1)
      """)
    guard recent == 0 else { return }
    try writer.execute(
      """
      INSERT INTO looks (id, person_id, by_id, what, reason, at, approval_id)
      VALUES (
        \(ids.next(Look.self)), \(person), \(rights.person.id), 'account', \(approval?.reason), \(now), \(approval?.id))
      """)
    try record(
      "person.looked_at", on: .init("person", person), by: rights.actor, reason: approval?.reason,
      details: approval.map { ["approval": $0.id.description] } ?? [:], in: writer)
  }
}
