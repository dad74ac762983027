import People
import SQL

extension Reader {
  func turns(in call: ID<Call>, _ stage: Stage) throws -> [Turn] {
    try all(
      Turn.self,
      "SELECT \(Turn.columns) FROM turns u WHERE u.call_id = \(call) AND u.stage = \(stage.rawValue) ORDER BY u.round, u.place")
  }

  func turn(_ id: ID<Turn>) throws -> Turn? { try first(Turn.self, "SELECT \(Turn.columns) FROM turns u WHERE u.id = \(id)") }

  func judges(of call: ID<Call>, _ stage: Stage) throws -> [ID<Person>] {
    try values(
      ID<Person>.self, "SELECT person_id FROM judges WHERE call_id = \(call) AND stage = \(stage.rawValue) ORDER BY person_id")
  }

  func judgeships(of person: ID<Person>) throws -> [ID<Call>] {
    try values(ID<Call>.self, "SELECT DISTINCT call_id FROM judges WHERE person_id = \(person) ORDER BY call_id DESC")
  }

  func turnScores(in call: ID<Call>, _ stage: Stage) throws -> [TurnScore] {
    try all(
      TurnScore.self,
      """
      SELECT \(TurnScore.columns) FROM turn_scores s JOIN turns u ON u.id = s.turn_id
      WHERE u.call_id = \(call) AND u.stage = \(stage.rawValue) ORDER BY s.turn_id, s.person_id
      """)
  }

  func turnScores(of turn: ID<Turn>) throws -> [TurnScore] {
    try all(TurnScore.self, "SELECT \(TurnScore.columns) FROM turn_scores s WHERE s.turn_id = \(turn) ORDER BY s.person_id")
  }

  func isBoardOpen(of call: ID<Call>, _ stage: Stage) throws -> Bool {
    try value(Int64.self, "SELECT COUNT(*) FROM boards WHERE call_id = \(call) AND stage = \(stage.rawValue)") == 1
  }

  func draw(of call: ID<Call>, _ purpose: String) throws -> Draw? {
    try first(
      Draw.self,
      "SELECT call_id, purpose, commitment, seed, committed_at, revealed_at FROM draws WHERE call_id = \(call) AND purpose = \(purpose)"
    )
  }
}

extension Writer {
  func insert(_ turn: ID<Turn>, _ submission: Submission, _ stage: Stage, round: String, place: Int) throws {
    try execute(
      """
      INSERT INTO turns (id, call_id, stage, round, submission_id, place, state, paused_ms)
      VALUES (\(turn), \(submission.call), \(stage.rawValue), \(round), \(submission.id), \(place), 'waiting', 0)
      """)
  }

  func replaceJudges(of call: ID<Call>, _ stage: Stage, with people: [ID<Person>]) throws {
    try execute("DELETE FROM judges WHERE call_id = \(call) AND stage = \(stage.rawValue)")
    for person in people {
      try execute("INSERT INTO judges (call_id, stage, person_id) VALUES (\(call), \(stage.rawValue), \(person))")
    }
  }

  func set(
    _ turn: Turn, _ state: Turn.State, topic: Int?, startedAt: Instant?, paused: Int64, stoppedAt: Instant?, correct: Int?
  ) throws {
    let touched = try execute(
      """
      UPDATE turns SET state = \(state.rawValue), topic = \(topic.map { Int64($0) }), started_at = \(startedAt), paused_ms = \(paused),
        stopped_at = \(stoppedAt), correct = \(correct.map { Int64($0) })
      WHERE id = \(turn.id) AND state = \(turn.state.rawValue)
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }

  func put(_ scores: [String: Double], of turn: ID<Turn>, by person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO turn_scores (turn_id, person_id, sheet, at) VALUES (\(turn), \(person), \(try json(scores)), \(now))
      ON CONFLICT (turn_id, person_id) DO UPDATE SET sheet = excluded.sheet, at = excluded.at
      """)
  }

  /// Takes back what a judge gave for the turns of a submission that are not shown yet.
  func takeBackPoints(of person: ID<Person>, for submission: ID<Submission>) throws {
    try execute(
      """
      DELETE FROM turn_scores WHERE person_id = \(person)
        AND turn_id IN (SELECT id FROM turns WHERE submission_id = \(submission) AND state <> 'done')
      """)
  }

  /// - Returns: whether it was not open yet.
  func openBoard(of call: ID<Call>, _ stage: Stage, at now: Instant) throws -> Bool {
    try execute(
      """
      INSERT INTO boards (call_id, stage, opened_at) VALUES (\(call), \(stage.rawValue), \(now))
      ON CONFLICT (call_id, stage) DO NOTHING
      """) == 1
  }

  /// - Returns: whether it was open.
  func closeBoard(of call: ID<Call>, _ stage: Stage) throws -> Bool {
    try execute("DELETE FROM boards WHERE call_id = \(call) AND stage = \(stage.rawValue)") == 1
  }

  func insert(_ draw: Draw, at now: Instant) throws {
    try execute(
      """
      INSERT INTO draws (call_id, purpose, commitment, seed, committed_at)
      VALUES (\(draw.call), \(draw.purpose), \(draw.commitment), \(draw.seed), \(now))
      """)
  }

  func reveal(_ draw: Draw, at now: Instant) throws {
    try execute("UPDATE draws SET revealed_at = \(now) WHERE call_id = \(draw.call) AND purpose = \(draw.purpose)")
  }
}
