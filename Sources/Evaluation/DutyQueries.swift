import People
import SQL
import Site

extension Reader {
  func duties(of award: ID<Award>) throws -> [Duty] {
    try all(Duty.self, "SELECT \(Duty.columns) FROM duties y WHERE y.award_id = \(award) ORDER BY y.due_day, y.id")
  }

  func duty(_ id: ID<Duty>) throws -> Duty? { try first(Duty.self, "SELECT \(Duty.columns) FROM duties y WHERE y.id = \(id)") }

  func duties(from call: ID<Call>) throws -> [Duty] {
    try all(
      Duty.self,
      "SELECT \(Duty.columns) FROM duties y JOIN awards w ON w.id = y.award_id WHERE w.call_id = \(call) ORDER BY y.due_day, y.id"
    )
  }

  func overdueDuties(on day: Day) throws -> [Duty] {
    try all(
      Duty.self, "SELECT \(Duty.columns) FROM duties y WHERE y.state = 'open' AND y.due_day < \(day) ORDER BY y.id LIMIT 500")
  }
}

extension Writer {
  func insert(_ id: ID<Duty>, dutyOf award: ID<Award>, _ key: String, due: Day) throws {
    try execute(
      """
      INSERT INTO duties (id, award_id, duty, due_day, state, report) VALUES (\(id), \(award), \(key), \(due), 'open', '{}')
      ON CONFLICT (award_id, duty, due_day) DO NOTHING
      """)
  }

  func report(_ duty: Duty, _ report: Facts, at now: Instant) throws {
    let touched = try execute(
      "UPDATE duties SET state = 'reported', report = \(try json(report)), reported_at = \(now) WHERE id = \(duty.id) AND state = 'open'"
    )
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func decide(_ duty: Duty, grade: String, reason: String, by person: ID<Person>, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE duties SET state = 'decided', grade = \(grade), reason = \(reason), decided_by = \(person), decided_at = \(now)
      WHERE id = \(duty.id) AND state = \(duty.state.rawValue)
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func miss(_ duty: Duty) throws { try execute("UPDATE duties SET state = 'missed' WHERE id = \(duty.id) AND state = 'open'") }
}
