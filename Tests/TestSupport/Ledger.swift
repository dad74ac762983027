import SQL

extension Writer {
  /// Puts a work that an officer verified into somebody's ledger of achievements.
  ///
  /// - Parameters:
  ///   - id: the entry's number.
  ///   - person: the number of whose ledger it is.
  public func insertVerifiedWork(
    _ id: Int64, of person: Int64, title: String, role: String = "member", at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO achievements (id, person_id, kind, title, role, level, day, state, is_representative, created_at)
      VALUES (\(id), \(person), 'work', \(title), \(role), 'province', '2025-05-01', 'verified', 0, \(now))
      """)
  }
}
