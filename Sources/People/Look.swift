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
    case "contact": t("your contact, for a visit")
    default: what
    }
  }
}

extension People {
  /// Notes that somebody read how a person can be reached; each time is noted.
  public func noteLook(
    atContactOf person: ID<Person>, reason: String, by rights: Rights, in writer: Writer
  ) throws {
    guard person != rights.person.id else { return }
    try writer.insertLook(ids.next(), at: person, by: rights.person.id, "contact", reason: reason, now: clock.now())
  }

  /// Notes that somebody looks at an account; one look a day of the same person is noted once.
  ///
  /// - Parameter approval: by which the record of a minor was opened; each is noted for itself.
  func noteLook(at person: ID<Person>, by rights: Rights, approval: MinorApproval? = nil, in writer: Writer) throws {
    guard person != rights.person.id else { return }
    let now = clock.now()
    let recent = try writer.countLooks(at: person, by: rights.person.id, since: now - .seconds(86_400), approval: approval?.id)
    guard recent == 0 else { return }
    try writer.insertLook(
      ids.next(), at: person, by: rights.person.id, "account", reason: approval?.reason, approval: approval, now: now)
    try record(
      "person.looked_at", on: .init("person", person), by: rights.actor, reason: approval?.reason,
      details: approval.map { ["approval": $0.id.description] } ?? [:], in: writer)
  }
}
