import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Who is heard in a stage: everybody in a contest and before a panel; in a defence the best by a multiple of the quota (§13).
  func heard(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> [Submission] {
    call.stage == .defence ? try defenders(call, reader) : try judged(call, programme, in: call.stage ?? .panel, reader)
  }

  /// Names the judges of a stage; nobody who hands in something, or comes from a contestant's unit, judges it.
  func setJudges(_ call: Call, _ stage: Stage, _ people: [ID<Person>], by rights: Rights, in writer: Writer) throws {
    guard !people.isEmpty, Set(people).count == people.count else { throw EvaluationRefusal.incomplete }
    guard try writer.turns(in: call.id, stage).allSatisfy({ $0.state == .waiting }) else { throw EvaluationRefusal.tooLate }
    for submission in try writer.submissions(of: call.id, in: [.admitted]) where people.contains(submission.applicant) {
      throw EvaluationRefusal.conflict
    }
    try writer.replaceJudges(of: call.id, stage, with: people)
    try record("judges.named", on: .init("call", call.id), by: rights.actor, details: ["stage": stage.rawValue], in: writer)
    for person in people {
      try tell(person, path: "/live/\(call.id)/judge", in: writer) { t in
        t("You are a judge of “{call}”.", ["call": t.pick(call.plan.names)])
      }
    }
  }

  /// Commits to the seed of a draw and shows its hash; nobody has seen the seed yet.
  func commit(_ call: Call, _ purpose: String, by rights: Rights, in writer: Writer) throws {
    guard try writer.draw(of: call.id, purpose) == nil else { throw EvaluationRefusal.onlyOnce }
    let draw = Draw(call: call.id, purpose: purpose)
    try writer.insert(draw, at: clock.now())
    try record(
      "draw.committed", on: .init("call", call.id), by: rights.actor,
      details: ["purpose": purpose, "commitment": draw.commitment],
      in: writer)
  }

  /// Draws the order of a round from the seed that was committed to, and shows the seed.
  func drawOrder(
    _ call: Call, _ stage: Stage, round: String, of contestants: [Submission], by rights: Rights, in writer: Writer
  ) throws {
    let purpose = "\(stage.rawValue).\(round)"
    guard call.stage == stage else { throw EvaluationRefusal.wrongStage }
    guard let draw = try writer.draw(of: call.id, purpose), draw.revealedAt == nil else { throw EvaluationRefusal.wrongState }
    let byNumber = contestants.sorted { $0.number < $1.number }
    for (place, index) in Draw.order(byNumber.count, seed: draw.seed).enumerated() {
      try writer.insert(ids.next(Turn.self), byNumber[index], stage, round: round, place: place + 1)
    }
    try writer.reveal(draw, at: clock.now())
    try record(
      "draw.revealed", on: .init("call", call.id), by: rights.actor, details: ["purpose": purpose, "seed": draw.seed], in: writer)
  }

  /// What the one who keeps the time does.
  enum TimeKeeping: String, Sendable, CaseIterable {
    case start, pause, resume, stop
  }

  /// Starts, pauses, resumes or stops the clock of a turn. A random topic is drawn when its turn starts, never one that was
  /// drawn in this round before while others are left.
  func keepTime(_ turn: Turn, _ act: TimeKeeping, correct: Int? = nil, by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(turn.call, at: turn.stage, writer)
    let now = clock.now()
    switch (act, turn.state) {
    case (.start, .waiting):
      let topic = try drawTopic(turn, programme, writer)
      try writer.set(turn, .running, topic: topic, startedAt: now, paused: 0, stoppedAt: nil, correct: nil)
    case (.pause, .running):
      try writer.set(
        turn, .paused, topic: turn.topic, startedAt: turn.startedAt, paused: turn.pausedMilliseconds, stoppedAt: now, correct: nil
      )
    case (.resume, .paused):
      let pause = turn.stoppedAt.map { now.milliseconds - $0.milliseconds } ?? 0
      try writer.set(
        turn, .running, topic: turn.topic, startedAt: turn.startedAt, paused: turn.pausedMilliseconds + pause, stoppedAt: nil,
        correct: nil)
    case (.stop, .running), (.stop, .paused):
      try writer.set(
        turn, .scoring, topic: turn.topic, startedAt: turn.startedAt, paused: turn.pausedMilliseconds,
        stoppedAt: turn.stoppedAt ?? now, correct: correct)
    default: throw EvaluationRefusal.wrongState
    }
    try record("turn.\(act.rawValue)", on: .init("turn", turn.id), by: rights.actor, in: writer)
  }

  private func drawTopic(_ turn: Turn, _ programme: Programme, _ reader: Reader) throws -> Int? {
    guard let round = programme.live?.rounds.first(where: { $0.key == turn.round }), round.kind == .randomTopic,
      let draw = try reader.draw(of: turn.call, "\(turn.stage.rawValue).\(turn.round)")
    else { return nil }
    let order = Draw.order(round.topics.count, seed: draw.seed + ":topics")
    let begun = try reader.turns(in: turn.call, turn.stage).count { $0.round == turn.round && $0.topic != nil }
    return order[begun % order.count]
  }

  /// A judge scores a turn, once its time is stopped; what the others gave is not seen before all have.
  func score(_ turn: Turn, _ scores: [String: Double], by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(turn.call, at: turn.stage, writer)
    guard turn.state == .scoring else { throw EvaluationRefusal.wrongState }
    guard try writer.judges(of: turn.call, turn.stage).contains(rights.person.id) else { throw EvaluationRefusal.notAllowed }
    guard let submission = try writer.submission(turn.submission), try !isConcerned(rights.person.id, submission, writer) else {
      throw EvaluationRefusal.conflict
    }
    guard let rubric = rubric(of: turn, programme), rubric.isComplete(scores) else { throw EvaluationRefusal.incomplete }
    try writer.put(scores, of: turn.id, by: rights.person.id, at: clock.now())
    try record("turn.scored", on: .init("turn", turn.id), by: rights.actor, in: writer)
  }

  func rubric(of turn: Turn, _ programme: Programme) -> Rubric? {
    if turn.stage == .defence { return programme.defence?.rubric }
    return programme.live?.rounds.first { $0.key == turn.round }?.rubric
  }

  /// Those who have to score a turn: the judges without those who are concerned.
  func scorers(of turn: Turn, _ reader: Reader) throws -> [ID<Person>] {
    guard let submission = try reader.submission(turn.submission) else { return [] }
    return try reader.judges(of: turn.call, turn.stage).filter { try !isConcerned($0, submission, reader) }
  }

  /// Shows the scores of a turn, all together, when every judge has scored (or the quiz has its count of right answers).
  func reveal(_ turn: Turn, by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(turn.call, at: turn.stage, writer)
    guard turn.state == .scoring else { throw EvaluationRefusal.wrongState }
    if rubric(of: turn, programme) != nil {
      let given = Set(try writer.turnScores(of: turn.id).map(\.person))
      let missing = try scorers(of: turn, writer).count { !given.contains($0) }
      if missing > 0 { throw EvaluationRefusal.stillOpen(missing) }
    } else if turn.correct == nil {
      throw EvaluationRefusal.incomplete
    }
    try writer.set(
      turn, .done, topic: turn.topic, startedAt: turn.startedAt, paused: turn.pausedMilliseconds, stoppedAt: turn.stoppedAt,
      correct: turn.correct)
    try record("turn.shown", on: .init("turn", turn.id), by: rights.actor, in: writer)
  }

  /// How many turns of a stage are not done, counting those that nobody has drawn yet.
  func openTurns(_ call: Call, _ stage: Stage, _ reader: Reader) throws -> Int {
    let programme = try programme(of: call, reader)
    let rounds = stage == .defence ? 1 : programme.live?.rounds.count ?? 0
    let turns = try reader.turns(in: call.id, stage)
    let contestants =
      stage == .defence ? try defenders(call, reader).count : try judged(call, programme, in: stage, reader).count
    return max(rounds * contestants, turns.count) - turns.count { $0.state == .done }
  }
}
