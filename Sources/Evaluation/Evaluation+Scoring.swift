import People
import SQL
import Site

/// What a round comes to, in the terms of the round.
struct RoundOutcome: Sendable {
  /// What reviews, interviews and performances come to; or why they cannot be brought together.
  let scores: Result<RoundScores, ScoringRefusal>
  let submissions: [Int: Submission]
  /// Reviewers and judges by their numbers in the record.
  let reviewers: [Int: ID<Person>]
  let record: RoundRecord

  func placement(of submission: Submission) -> Placement? {
    guard case .success(let scores) = scores else { return nil }
    return scores.ranking.placements.first { $0.score.submission == Int64(submission.number) }
  }

  /// Points and place for a decision; no place for what a criterion bars.
  func numbers(of submission: Submission) -> (score: Double, place: Int?)? {
    if let found = placement(of: submission) { return (Double(found.score.score.count) / 1000, found.place) }
    return veto(of: submission).map { (Double($0.score.score.count) / 1000, nil) }
  }

  func veto(of submission: Submission) -> VetoedSubmission? {
    guard case .success(let scores) = scores else { return nil }
    return scores.vetoed.first { $0.score.submission == Int64(submission.number) }
  }
}

extension Evaluation {
  /// The record of a round with the reviews that count: handed in, of the latest revision, not taken out for a conflict.
  func record(
    of call: Call, _ reader: Reader
  ) throws -> (record: RoundRecord, people: [Int: ID<Person>], submissions: [Int: Submission]) {
    let programme = try programme(of: call, reader)
    guard let text = try reader.programmeText(digest: call.programmeDigest) else { throw EvaluationRefusal.wrongStage }
    let submissions = try reader.submissions(of: call.id, in: [.admitted, .revising, .proposed, .effective, .declined])
    let reviews = Dictionary(grouping: try reader.scoredReviews(in: call.id), by: \.submission)
    let stages = try [Stage.live, .defence].flatMap { try reader.turns(in: call.id, $0) }
    let barred = try reader.certainConflicts(in: call.id)
    let submissionOf = Dictionary(uniqueKeysWithValues: stages.map { ($0.id, $0.submission) })
    // Points of a judge whose conflict was found later do not count, as reviews do not.
    let turnScores = Dictionary(
      grouping: try [Stage.live, .defence].flatMap { try reader.turnScores(in: call.id, $0) }.filter { score in
        submissionOf[score.turn].map { barred[$0]?.contains(score.person) != true } ?? false
      }, by: \.turn)
    let decisions = Dictionary(
      try reader.decisions(of: call.id).map { ($0.submission, $0.level) }, uniquingKeysWith: { first, _ in first })
    let people = Set(reviews.values.joined().map(\.person)).union(turnScores.values.joined().map(\.person)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0 + 1) })
    let record = facts(call, programme)
    let automatic = programme.review?.rubric.criteria.filter { $0.automatic != nil } ?? []
    let entries = try submissions.map { submission -> RoundRecord.Entry in
      var entry = RoundRecord.Entry(number: submission.number, track: submission.track)
      if !automatic.isEmpty {
        let facts = try record.facts(of: submission, reader)
        for criterion in automatic {
          entry.automatic[criterion.key] = criterion.automatic.map { $0.points(facts[$0.fact]?.number) }
        }
      }
      entry.reviews = (reviews[submission.id] ?? []).filter { $0.round == submission.revisions }.map {
        .init(reviewer: numbers[$0.person] ?? 0, points: $0.points)
      }.sorted { $0.reviewer < $1.reviewer }
      for turn in stages where turn.submission == submission.id && turn.state == .done {
        let sheets = (turnScores[turn.id] ?? []).map { RoundRecord.Sheet(reviewer: numbers[$0.person] ?? 0, points: $0.scores) }
          .sorted { $0.reviewer < $1.reviewer }
        if turn.stage == .defence {
          entry.defence = sheets
        } else {
          entry.turns.append(
            .init(
              round: turn.round, milliseconds: turn.elapsed(at: clock.now()).milliseconds, correct: turn.correct, sheets: sheets))
        }
      }
      entry.level = decisions[submission.id] ?? nil
      return entry
    }
    return (
      RoundRecord(programme: text, quotas: call.plan.quotas, entries: entries),
      Dictionary(uniqueKeysWithValues: numbers.map { ($1, $0) }),
      Dictionary(uniqueKeysWithValues: submissions.map { ($0.number, $0) })
    )
  }

  /// What a round comes to as it stands.
  func outcome(of call: Call, _ reader: Reader) throws -> RoundOutcome {
    let (record, people, submissions) = try record(of: call, reader)
    let scores: Result<RoundScores, ScoringRefusal>
    do { scores = .success(try record.evaluate()) } catch let refusal as ScoringRefusal { scores = .failure(refusal) }
    return RoundOutcome(scores: scores, submissions: submissions, reviewers: people, record: record)
  }

  /// Who is heard in a defence (§13): the best by reviews, as many as the quota times the programme's share, with those who are
  /// tied with the last of them.
  func defenders(_ call: Call, _ reader: Reader) throws -> [Submission] {
    let (record, _, submissions) = try record(of: call, reader)
    let programme = try record.rules()
    guard let rules = programme.defence else { return [] }
    let quota = programme.decision.levels.reduce(0) { $0 + (self.quota($1, call) ?? 0) }
    let places = try record.evaluateReviews(programme).ranking.placements
    let most = quota == 0 ? places.count : Int((Double(quota) * rules.share).rounded(.up))
    guard let last = places.prefix(most).last else { return [] }
    return places.filter { $0.place <= last.place }.compactMap { submissions[Int($0.score.submission)] }.filter {
      $0.state == .admitted
    }
  }
}

extension Evaluation {
  /// The submissions whose standing one more review may change, as long as reviews can be asked for.
  func oneMoreReview(_ call: Call, _ reader: Reader) throws -> Set<ID<Submission>> {
    let outcome = try outcome(of: call, reader)
    guard case .success(let scores) = outcome.scores else { return [] }
    return Set(scores.ranking.oneMoreReview.compactMap { outcome.submissions[Int($0)]?.id })
  }

  /// Decides all that is undecided as the ranking says: who stands inside a quota gets its level, who stands outside or is barred
  /// by a criterion gets nothing; the reason is what their reviewers wrote.
  ///
  /// Left for people is what ties leave open, what nobody wrote a reason for, and what whoever decides has a part in.
  ///
  /// - Returns: how many were decided, and how many are left.
  func decideByRanking(_ call: Call, by rights: Rights, in writer: Writer) throws -> (decided: Int, left: Int) {
    let programme = try programme(of: call, writer)
    guard programme.panel == nil else { throw EvaluationRefusal.wrongStage }
    let outcome = try outcome(of: call, writer)
    guard case .success(let scores) = outcome.scores else { throw EvaluationRefusal.incomplete }
    var standings: [Int64: (score: SubmissionScore, place: Int?, standing: Standing)] = [:]
    for placement in scores.ranking.placements {
      standings[placement.score.submission] = (placement.score, placement.place, placement.standing)
    }
    for veto in scores.vetoed { standings[veto.score.submission] = (veto.score, nil, .none) }
    let done = Set(try writer.decisions(of: call.id).map(\.submission))
    let own = try ownSubmissions(in: call.id, rights, writer)
    var (decided, left) = (0, 0)
    for submission in outcome.submissions.values.sorted(by: { $0.number < $1.number })
    where submission.state == .admitted && !done.contains(submission.id) {
      let reason = try reasonOfReviews(submission, writer)
      guard let found = standings[Int64(submission.number)], !reason.isEmpty, !own.contains(submission.id) else {
        left += 1
        continue
      }
      let score = Double(found.score.score.count) / 1000
      switch found.standing {
      case .level(let key):
        try decide(submission, .given, level: key, reason: reason, score: score, place: found.place, by: rights, in: writer)
      case .none:
        try decide(submission, .declined, level: nil, reason: reason, score: score, place: found.place, by: rights, in: writer)
      case .undecided:
        left += 1
        continue
      }
      decided += 1
    }
    return (decided, left)
  }
}

extension Duration {
  /// In whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
