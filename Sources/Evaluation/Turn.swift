import Foundation
import People
import SQL
import Site

/// A performance or an interview of one contestant in one round before judges (上场).
struct Turn: Sendable, RowReadable {
  let id: ID<Turn>
  let call: ID<Call>
  let stage: Stage
  /// Key of the round; `defence` for interviews.
  let round: String
  let submission: ID<Submission>
  /// The place in the order that was drawn.
  let place: Int
  let state: State
  /// Which of the round's topics was drawn.
  let topic: Int?
  let startedAt: Instant?
  let pausedMilliseconds: Int64
  let stoppedAt: Instant?
  /// Right answers, in a quiz.
  let correct: Int?

  enum State: String, Sendable {
    case waiting, running, paused
    /// The time is stopped and judges score.
    case scoring
    /// All scores are in and shown.
    case done
  }

  /// For how long it ran.
  func elapsed(at now: Instant) -> Duration {
    guard let startedAt else { return .zero }
    return max(.zero, (stoppedAt ?? now) - startedAt - .milliseconds(pausedMilliseconds))
  }

  static let columns: SQL =
    "u.id, u.call_id, u.stage, u.round, u.submission_id, u.place, u.state, u.topic, u.started_at, u.paused_ms, u.stopped_at, u.correct"

  init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    stage = Stage(rawValue: try row.text(2)) ?? .live
    round = try row.text(3)
    submission = try row.get(4)
    place = Int(try row.int(5))
    state = State(rawValue: try row.text(6)) ?? .waiting
    topic = try row.intOrNil(7).map { Int($0) }
    startedAt = try row.get(8)
    pausedMilliseconds = try row.int(9)
    stoppedAt = try row.get(10)
    correct = try row.intOrNil(11).map { Int($0) }
  }
}

/// What one judge gave for one turn.
struct TurnScore: Sendable, RowReadable {
  let turn: ID<Turn>
  let person: ID<Person>
  let scores: [String: Double]

  static let columns: SQL = "s.turn_id, s.person_id, s.sheet"

  init(row: Row) throws {
    turn = try row.get(0)
    person = try row.get(1)
    scores = try JSONDecoder().decode([String: Double].self, from: Data(try row.text(2).utf8))
  }
}

extension LiveRules.Overtime {
  /// What is taken off for a performance that ran so long over its time.
  func deduction(seconds: Double) -> Double {
    let over = seconds - Double(graceSeconds)
    return over <= 0 ? 0 : (over / Double(everySeconds)).rounded(.up) * points
  }
}
