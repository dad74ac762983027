import SQL

extension Writer {
  /// Empties the row of an account and of those merged into it, and deletes or ends what is personal besides.
  func erase(_ person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      UPDATE people SET name = '—', email = NULL, email_key = NULL, birth_day = NULL, password = NULL, code_secret = NULL,
        code_confirmed_at = NULL, status = 'erased', version = version + 1, updated_at = \(now)
      WHERE id = \(person)
      """)
    try execute("UPDATE people SET name = '—' WHERE merged_into = \(person)")
    try deleteSessions(of: person)
    try execute("DELETE FROM passkeys WHERE person_id = \(person)")
    try execute("DELETE FROM recovery_codes WHERE person_id = \(person)")
    try execute("DELETE FROM external_logins WHERE person_id = \(person)")
    try execute("DELETE FROM links WHERE person_id = \(person)")
    try execute("DELETE FROM notices WHERE person_id = \(person)")
    try execute("DELETE FROM profiles WHERE person_id = \(person)")
    try execute("DELETE FROM guardians WHERE child_id = \(person)")
    try execute("DELETE FROM join_requests WHERE person_id = \(person)")
    try execute("DELETE FROM achievements WHERE person_id = \(person) AND record_kind IS NULL")
    try execute("UPDATE api_tokens SET revoked_at = \(now) WHERE person_id = \(person) AND revoked_at IS NULL")
    try execute("UPDATE consents SET withdrawn_at = \(now) WHERE person_id = \(person) AND withdrawn_at IS NULL")
    try execute("UPDATE members SET until = \(now) WHERE person_id = \(person) AND until IS NULL")
  }
}
