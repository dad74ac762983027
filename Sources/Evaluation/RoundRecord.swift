import Foundation

/// A round as it is scored and published: numbers instead of names, so that anybody can work the ranking out again.
///
/// Submissions are known by their number in the round, reviewers and judges by numbers given in the order of their accounts.
struct RoundRecord: Codable, Sendable, Equatable {
  /// The programme's text, by which the round was run.
  var programme: String
  /// Quotas by level where the call has others than the programme.
  var quotas: [String: Int]
  var entries: [Entry]

  struct Entry: Codable, Sendable, Equatable {
    var number: Int
    var track: String?
    /// Points that follow from numbers by themselves, by criterion.
    var automatic: [String: Double] = [:]
    var reviews: [Sheet] = []
    var defence: [Sheet] = []
    var turns: [TurnRecord] = []
    /// Whether it was admitted to be judged with the others.
    var level: String?
  }

  /// What one reviewer or judge gave.
  struct Sheet: Codable, Sendable, Equatable {
    var reviewer: Int
    var points: [String: Double]
  }

  /// One round on stage.
  struct TurnRecord: Codable, Sendable, Equatable {
    var round: String
    /// How long it ran, without pauses, in milliseconds.
    var milliseconds: Int64
    /// Right answers of a quiz.
    var correct: Int?
    var sheets: [Sheet]
  }
}

extension RoundRecord {
  /// The rules of the round, as its own text says them.
  func rules() throws -> Programme { try Programme(text: programme, named: "the round's programme") }

  /// What the round comes to; the same record gives the same answer on any machine in any year.
  ///
  /// - Throws: `ScoringRefusal` where the programme wants scores that the reviews do not carry.
  func evaluate() throws -> RoundScores {
    let (sheets, rules) = try input()
    return try RoundScores.evaluate(sheets, rules)
  }

  /// What would have come out without each of the reviewers or judges.
  func sensitivity() throws -> [WithoutReviewer] {
    let (sheets, rules) = try input()
    return try RoundScores.sensitivity(sheets, rules)
  }

  private func input() throws -> (sheets: [ReviewSheet], rules: ScoringRules) {
    let programme = try rules()
    if programme.live != nil { return (stageSheets(programme), scoring(programme, programme.live?.decimals)) }
    guard let defence = programme.defence, entries.contains(where: { !$0.defence.isEmpty }) else {
      return (reviewSheets, scoring(programme, programme.review?.decimals))
    }
    return (
      defenceSheets(defence, try evaluateReviews(programme)), scoring(programme, programme.review?.decimals, method: .mean)
    )
  }

  /// What the reviews alone come to: it decides who is heard in a defence.
  func evaluateReviews(_ programme: Programme) throws -> RoundScores {
    try RoundScores.evaluate(reviewSheets, scoring(programme, programme.review?.decimals))
  }

  private var reviewSheets: [ReviewSheet] {
    entries.flatMap { entry in
      entry.reviews.map { sheet in
        let points = entry.automatic.merging(sheet.points) { $1 }
        return ReviewSheet(
          submission: Int64(entry.number), reviewer: Int64(sheet.reviewer), total: Self.sum(points), criteria: points)
      }
    }
  }

  /// The sum in the order of keys: floating-point sums depend on it.
  private static func sum(_ points: [String: Double]) -> Double { points.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value } }

  private func scoring(_ programme: Programme, _ decimals: Int?, method: ScoreMethod? = nil) -> ScoringRules {
    ScoringRules(
      method: method ?? programme.review?.aggregation.method ?? .mean, decimals: decimals ?? 2,
      vetoes: programme.rubrics.flatMap(\.criteria).compactMap { criterion in
        criterion.vetoBelow.map { CriterionVeto(criterion.key, most: criterion.most, below: $0) }
      },
      ties: programme.decision.ties.map { tie in
        switch tie {
        case .criterion(let key): .criterion(key)
        case .median: .median
        }
      },
      levels: programme.decision.levels.map { level in
        QuotaLevel(
          level.key, quota: quotas[level.key] ?? level.quota,
          from: [level.from, programme.decision.pass].compactMap(\.self).max().map { Thousandths(nearest: $0) })
      })
  }

  /// One sheet for each judge: the weighted sum of the rounds, less what too long a performance costs; a quiz counts for all.
  private func stageSheets(_ programme: Programme) -> [ReviewSheet] {
    guard let live = programme.live else { return [] }
    return entries.flatMap { entry -> [ReviewSheet] in
      let judges = Set(entry.turns.flatMap { $0.sheets.map(\.reviewer) }).sorted()
      return judges.map { judge in
        var (total, criteria): (Double, [String: Double]) = (0, [:])
        for round in live.rounds {
          guard let turn = entry.turns.first(where: { $0.round == round.key }) else { continue }
          let points = turn.sheets.first { $0.reviewer == judge }?.points ?? [:]
          criteria.merge(points) { $1 }
          total += round.weight * (round.points(points.isEmpty ? nil : Self.sum(points), turn) - round.deduction(turn, live))
        }
        return ReviewSheet(submission: Int64(entry.number), reviewer: Int64(judge), total: max(0, total), criteria: criteria)
      }
    }
  }

  private func defenceSheets(_ rules: DefenceRules, _ reviewed: RoundScores) -> [ReviewSheet] {
    let scores = Dictionary(
      uniqueKeysWithValues: reviewed.ranking.placements.map { ($0.score.submission, Double($0.score.score.count) / 1000) })
    return entries.flatMap { entry -> [ReviewSheet] in
      guard let before = scores[Int64(entry.number)] else { return [] }
      return entry.defence.map { sheet in
        ReviewSheet(
          submission: Int64(entry.number), reviewer: Int64(sheet.reviewer),
          total: (1 - rules.weight) * before + rules.weight * Self.sum(sheet.points), criteria: sheet.points)
      }
    }
  }
}

extension LiveRules.Round {
  fileprivate func points(_ judged: Double?, _ turn: RoundRecord.TurnRecord) -> Double {
    kind == .quiz ? Double(min(turn.correct ?? 0, questions)) * pointsEach : judged ?? 0
  }

  fileprivate func deduction(_ turn: RoundRecord.TurnRecord, _ live: LiveRules) -> Double {
    guard kind == .ownTopic || kind == .randomTopic, let overtime = live.overtime else { return 0 }
    let allowed = Double(seconds) + (kind == .ownTopic ? Double(live.introductionSeconds) : 0)
    return overtime.deduction(seconds: Double(turn.milliseconds) / 1000 - allowed)
  }
}

extension ReviewRules.Aggregation {
  var method: ScoreMethod {
    switch self {
    case .mean: .mean
    case .median: .median
    case .trimmedMean: .trimmedMean(from: 5)
    case .calibrated: .calibrated(CalibrationRules())
    }
  }
}
