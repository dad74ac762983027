import SQL

extension Reader {
  func waitingActs() throws -> [WaitingAct] {
    try all(WaitingAct.self, "SELECT \(WaitingAct.columns) FROM second_person WHERE decided_at IS NULL ORDER BY id LIMIT 200")
  }

  func waitingAct(_ id: ID<WaitingAct>) throws -> WaitingAct? {
    try first(WaitingAct.self, "SELECT \(WaitingAct.columns) FROM second_person WHERE id = \(id) AND decided_at IS NULL")
  }
}
