import People
import SQL

extension Reader {
  /// Published bases that nobody has confirmed and nobody was reminded of for long, in the order of their numbers.
  func staleBases(confirmedBefore stale: Instant, remindedBefore reminded: Instant, limit: Int) throws -> [ID<Base>] {
    try values(
      ID<Base>.self,
      """
      SELECT id FROM bases WHERE status = 'published' AND COALESCE(confirmed_at, created_at) < \(stale)
        AND (reminded_at IS NULL OR reminded_at < \(reminded)) ORDER BY id LIMIT \(limit)
      """)
  }

  /// When somebody has last said that a base's page is right: at the latest when it was begun.
  func lastConfirmed(_ base: ID<Base>) throws -> Instant? {
    try value(Instant.self, "SELECT COALESCE(confirmed_at, created_at) FROM bases WHERE id = \(base)")
  }
}

extension Writer {
  /// Notes who began a base's page.
  func setCreator(_ person: ID<Person>, of base: ID<Base>) throws {
    try execute("UPDATE bases SET created_by = \(person) WHERE id = \(base)")
  }

  /// Notes the unit that runs a base.
  func setOperator(_ organization: ID<Organization>, of base: ID<Base>) throws {
    try execute("UPDATE bases SET operator_id = \(organization) WHERE id = \(base)")
  }

  /// Whoever changes a page says by that that the rest of it is right.
  func noteConfirmed(_ base: ID<Base>, at now: Instant) throws {
    try execute("UPDATE bases SET confirmed_at = \(now) WHERE id = \(base)")
  }

  /// Somebody has looked and said that all is right; the reminders begin anew.
  func noteConfirmedByManager(_ base: ID<Base>, at now: Instant) throws {
    try execute("UPDATE bases SET confirmed_at = \(now), reminded_at = NULL WHERE id = \(base)")
  }

  func noteReminded(_ base: ID<Base>, at now: Instant) throws {
    try execute("UPDATE bases SET reminded_at = \(now) WHERE id = \(base)")
  }

  func setMerged(_ gone: ID<Base>, into kept: ID<Base>) throws {
    try execute("UPDATE bases SET merged_into = \(kept) WHERE id = \(gone)")
  }

  /// What somebody began and what of theirs waits goes to their other account; what was decided stays as it was written.
  func moveBases(of from: ID<Person>, to into: ID<Person>) throws {
    try execute("UPDATE bases SET created_by = \(into) WHERE created_by = \(from)")
    try execute("UPDATE base_changes SET asked_by = \(into) WHERE asked_by = \(from) AND decided_at IS NULL")
    try execute("UPDATE base_claims SET person_id = \(into) WHERE person_id = \(from) AND decided_at IS NULL")
  }
}

extension Writer {
  /// Puts a change of risky fields before an officer.
  func insertChange(
    _ id: ID<BaseChange>, of base: Base, to facts: BaseFacts, by person: ID<Person>, at now: Instant, reason: String?
  ) throws {
    try execute(
      """
      INSERT INTO base_changes (id, base_id, base_version, facts, asked_by, asked_at, reason)
      VALUES (\(id), \(base.id), \(base.version), \(try facts.json()), \(person), \(now), \(reason))
      """)
  }

  /// Drops what somebody has asked for before, as their newest wish stands for all.
  func dropOpenChanges(of base: ID<Base>, by person: ID<Person>, at now: Instant) throws {
    try execute(
      "UPDATE base_changes SET decided_at = \(now), is_accepted = 0 WHERE base_id = \(base) AND asked_by = \(person) AND decided_at IS NULL"
    )
  }

  /// Notes an officer's answer; `false` when there was one before.
  func decideChange(
    _ id: ID<BaseChange>, isAccepted: Bool, answer: String, by officer: ID<Person>, at now: Instant
  ) throws -> Bool {
    try execute(
      """
      UPDATE base_changes SET decided_at = \(now), decided_by = \(officer), is_accepted = \(isAccepted ? 1 : 0), answer = \(answer)
      WHERE id = \(id) AND decided_at IS NULL
      """) == 1
  }

  /// Stores that somebody says they look after a base, for a unit or by themselves.
  func insertClaim(
    _ id: ID<BaseClaim>, of person: ID<Person>, _ organization: ID<Organization>?, on base: ID<Base>, message: String,
    at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO base_claims (id, base_id, person_id, organization_id, message, asked_at)
      VALUES (\(id), \(base), \(person), \(organization), \(message), \(now))
      """)
  }

  /// Notes an officer's answer; `false` when there was one before.
  func decideClaim(
    _ id: ID<BaseClaim>, isAccepted: Bool, answer: String, by officer: ID<Person>, at now: Instant
  ) throws -> Bool {
    try execute(
      """
      UPDATE base_claims SET decided_at = \(now), decided_by = \(officer), is_accepted = \(isAccepted ? 1 : 0), answer = \(answer)
      WHERE id = \(id) AND decided_at IS NULL
      """) == 1
  }
}
