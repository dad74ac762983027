import SQL

extension Reader {
  func waitingActs() throws -> [WaitingAct] {
    try all(WaitingAct.self, "SELECT \(WaitingAct.columns) FROM second_person WHERE decided_at IS NULL ORDER BY id LIMIT 200")
  }

  func waitingAct(_ id: ID<WaitingAct>) throws -> WaitingAct? {
    try first(WaitingAct.self, "SELECT \(WaitingAct.columns) FROM second_person WHERE id = \(id) AND decided_at IS NULL")
  }
}

extension Writer {
  func insert(_ act: WaitingAct) throws {
    try execute(
      """
      INSERT INTO second_person (id, kind, payload, words, scope_kind, scope_key, asked_by, asked_at, reason)
      VALUES (
        \(act.id), \(act.kind.rawValue), \(act.payload), \(act.words), \(act.scope.kind), \(act.scope.key), \(act.askedBy),
        \(act.askedAt), \(act.reason))
      """)
  }

  /// Notes what a second person says; `false` when the act does not wait any more.
  func decideAct(_ id: ID<WaitingAct>, isConfirmed: Bool, by person: ID<Person>, at now: Instant) throws -> Bool {
    try execute(
      """
      UPDATE second_person SET decided_by = \(person), decided_at = \(now), is_confirmed = \(isConfirmed ? 1 : 0)
      WHERE id = \(id) AND decided_at IS NULL
      """) == 1
  }
}
