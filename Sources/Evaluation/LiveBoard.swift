import Crypto
import Foundation
import People
import SQL
import Site

/// A round of a stage: what it is, how it was drawn, who comes when.
struct LiveRound: Sendable {
  let key: String
  /// `nil` for interviews, which have one round without a name.
  let name: LocalizedText?
  let kind: LiveRules.Kind?
  let seconds: Int
  let rubric: Rubric?
  let topics: [LocalizedText]
  let questions: Int
  let pointsEach: Double
  let weight: Double
  var draw: Draw?
  var turns: [Turn] = []

  /// For what its draw is committed to.
  func purpose(_ stage: Stage) -> String { "\(stage.rawValue).\(key)" }
}

/// Somebody on stage.
struct Contestant: Sendable {
  let submission: ID<Submission>
  let number: Int
  let name: String
  /// What they show, where it is not their name.
  let title: String?
}

/// A stage as everybody may see it at one moment: order, clock, topics; scores only of turns that are done.
struct LiveBoard: Sendable {
  let call: Call
  let stage: Stage
  let rounds: [LiveRound]
  let contestants: [ID<Submission>: Contestant]
  let scores: [ID<Turn>: Double]
  /// How many judges have scored a turn that is not shown yet.
  let given: [ID<Turn>: Int]
  let now: Instant
  let introductionSeconds: Int
  let overtime: LiveRules.Overtime?
  /// Whether the office has opened it to everybody.
  let isOpen: Bool

  /// A place in the ranking so far; equal scores share it.
  struct Rank: Sendable {
    let place: Int
    let contestant: Contestant
    let score: Double
    let turns: Int
  }

  var turns: [Turn] { rounds.flatMap(\.turns) }

  private var onStage: Turn? {
    turns.first { $0.state == .running || $0.state == .paused } ?? turns.first { $0.state == .scoring }
  }

  /// The turn that comes next.
  var next: Turn? { turns.first { $0.state == .waiting } }

  /// The turn that there is something to do for: on stage, else being scored, else the next, else the last one.
  var current: Turn? { onStage ?? next ?? turns.last }

  /// The turn that the hall looks at: on stage or being scored, else the one whose score was shown last, else the next.
  var shown: Turn? {
    onStage ?? turns.filter { $0.state == .done }.max { ($0.stoppedAt ?? now, $0.id) < ($1.stoppedAt ?? now, $1.id) } ?? next
  }

  func round(of turn: Turn) -> LiveRound? { rounds.first { $0.key == turn.round } }

  func topic(of turn: Turn) -> LocalizedText? {
    guard let topics = round(of: turn)?.topics, let topic = turn.topic, topics.indices.contains(topic) else { return nil }
    return topics[topic]
  }

  /// The weighted sums of what is done, best first.
  var ranking: [Rank] {
    var sums: [ID<Submission>: (score: Double, turns: Int)] = [:]
    for round in rounds {
      for turn in round.turns {
        guard let score = scores[turn.id] else { continue }
        let sum = sums[turn.submission] ?? (0, 0)
        sums[turn.submission] = (sum.score + score * round.weight, sum.turns + 1)
      }
    }
    let sorted = sums.compactMap { id, sum in contestants[id].map { ($0, LiveScore.rounded(sum.score, decimals: 2), sum.turns) } }
      .sorted { ($1.1, $0.0.number) < ($0.1, $1.0.number) }
    return sorted.map { contestant, score, turns in
      Rank(place: 1 + sorted.count { $0.1 > score }, contestant: contestant, score: score, turns: turns)
    }
  }

  /// Changes with anything that a page of the stage shows, besides the clock.
  var version: String {
    var parts = turns.map { turn in
      "\(turn.id) \(turn.state.rawValue) \(turn.pausedMilliseconds) \(turn.topic ?? -1) \(given[turn.id] ?? 0)"
    }
    parts += rounds.map { "\($0.key) \($0.draw?.commitment ?? "") \($0.draw?.revealedAt != nil)" }
    let digest = SHA256.hash(
      data: Data((parts + [stage.rawValue, call.stage?.rawValue ?? "-", String(isOpen)]).joined(separator: "\n").utf8))
    return digest.prefix(8).map { String(format: "%02x", $0) }.joined()
  }

  /// Changes when a judge has something else to do.
  var scene: String {
    turns.filter { $0.state != .waiting && $0.state != .done }.map { "\($0.id)-\($0.state.rawValue)" }.joined(separator: " ")
  }
}

extension Programme {
  /// The rounds of a stage.
  func liveRounds(_ stage: Stage) -> [LiveRound] {
    if stage == .defence, let defence {
      return [
        LiveRound(
          key: "defence", name: nil, kind: nil, seconds: defence.minutes * 60, rubric: defence.rubric, topics: [], questions: 0,
          pointsEach: 0, weight: 1)
      ]
    }
    return (stage == .live ? live?.rounds ?? [] : []).map { round in
      LiveRound(
        key: round.key, name: round.name, kind: round.kind, seconds: round.seconds, rubric: round.rubric, topics: round.topics,
        questions: round.questions, pointsEach: round.pointsEach, weight: round.weight)
    }
  }

  /// Whether people come on stage in a stage.
  func isOnStage(_ stage: Stage) -> Bool { stage == .live ? live != nil : stage == .defence && defence != nil }
}

extension Evaluation {
  /// The stage that a call's board shows: the one that runs, else the last one of which there are turns.
  func boardStage(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> Stage? {
    let stages = [Stage.defence, .live].filter(programme.isOnStage)
    if let stage = call.stage, stages.contains(stage) { return stage }
    return try stages.first { try !reader.turns(in: call.id, $0).isEmpty } ?? stages.last
  }

  /// The board of a call; `nil` where nobody comes on stage.
  func board(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> LiveBoard? {
    guard let stage = try boardStage(call, programme, reader) else { return nil }
    let turns = Dictionary(grouping: try reader.turns(in: call.id, stage), by: \.round)
    var rounds = programme.liveRounds(stage)
    for index in rounds.indices {
      rounds[index].turns = (turns[rounds[index].key] ?? []).sorted { $0.place < $1.place }
      rounds[index].draw = try reader.draw(of: call.id, rounds[index].purpose(stage))
    }
    let given = Dictionary(grouping: try reader.turnScores(in: call.id, stage), by: \.turn)
    var (scores, waiting): ([ID<Turn>: Double], [ID<Turn>: Int]) = ([:], [:])
    let decimals = stage == .live ? programme.live?.decimals ?? 2 : programme.review?.decimals ?? 2
    for round in rounds {
      for turn in round.turns {
        if turn.state == .done {
          scores[turn.id] = round.score(turn, given[turn.id] ?? [], programme.live?.overtime, decimals: decimals)
        } else {
          waiting[turn.id] = given[turn.id]?.count ?? 0
        }
      }
    }
    return LiveBoard(
      call: call, stage: stage, rounds: rounds, contestants: try contestants(rounds.flatMap(\.turns), reader), scores: scores,
      given: waiting, now: clock.now(), introductionSeconds: stage == .live ? programme.live?.introductionSeconds ?? 0 : 0,
      overtime: stage == .live ? programme.live?.overtime : nil,
      isOpen: try reader.isBoardOpen(of: call.id, stage))
  }

  private func contestants(_ turns: [Turn], _ reader: Reader) throws -> [ID<Submission>: Contestant] {
    var contestants: [ID<Submission>: Contestant] = [:]
    for id in Set(turns.map(\.submission)) {
      guard let submission = try reader.submission(id) else { continue }
      let name = try reader.subject(submission.holder, directory)?.name.zhHans ?? submission.title
      contestants[id] = Contestant(
        submission: id, number: submission.number, name: name, title: submission.title == name ? nil : submission.title)
    }
    return contestants
  }
}
