import Journal
import People
import SQL

/// What an automatic assignment proposes, in the terms of the round (分配评审).
struct AssignmentProposal: Sendable {
  /// New pairs, with what each costs by part, for the explanation that is kept with the review.
  let pairs: [(submission: Submission, reviewer: ID<Person>, why: [String: Int])]
  /// Submissions that cannot all get their reviews, by track, and how many reviews they lack; nothing is assigned then.
  let blocked: Blocked?

  struct Blocked: Sendable {
    let tracks: [(track: String, submissions: [Submission])]
    let exhausted: [ID<Person>]
    let lacking: Int
    let lackingInAll: Int
  }
}

extension Evaluation {
  /// The parts of what a pair costs: the less, the better the pair.
  static let costParts = ["topic", "field", "preference", "region"]

  /// Plans who reviews what: exactly as many reviewers each as the programme asks for, within everybody's limit, never a pair with a
  /// conflict, at most so many of one unit, the worst-served submission first, what was begun kept as it is.
  ///
  /// What reviewers gave back or were removed from is never proposed to them again.
  ///
  /// - Parameter oneMore: the submissions that get one review more than they have, and no other gets any; empty for the usual plan.
  func planAssignment(_ call: Call, oneMore: Set<ID<Submission>> = [], _ reader: Reader) throws -> AssignmentProposal {
    let programme = try programme(of: call, reader)
    guard let rules = programme.review else { throw EvaluationRefusal.wrongStage }
    let submissions = try judged(call, programme, in: .review, reader).sorted { $0.id < $1.id }
    let reviewers = try reader.reviewers(of: call.id).filter { $0.state == .accepted }.sorted { $0.person < $1.person }
    let people = reviewers.map(\.person)
    let index = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0) })
    var problem = AssignmentProblem(partNames: Self.costParts, unitLimit: rules.mostOfOneUnit, fairnessRounds: 3)
    problem.submissions = submissions.indices.map {
      .init(index: $0, track: submissions[$0].track ?? "", wanted: rules.reviewers)
    }
    let units = try reader.units(of: people)
    problem.reviewers = reviewers.indices.map { place in
      .init(
        index: place, limit: min(reviewers[place].most, rules.mostEach),
        unit: (units[reviewers[place].person] ?? []).min().map(\.description))
    }
    try bar(&problem, submissions, index, call, reader)
    try fix(&problem, submissions, index, reader, call)
    let fixed = Dictionary(grouping: problem.fixed, by: \.submission).mapValues(\.count)
    for (place, submission) in submissions.enumerated() {
      let has = fixed[place] ?? 0
      problem.submissions[place].wanted =
        oneMore.isEmpty ? max(rules.reviewers, has) : has + (oneMore.contains(submission.id) ? 1 : 0)
    }
    problem.candidates = try candidates(submissions, reviewers, units, call, reader)
    return try proposal(problem, submissions, people)
  }

  private func bar(
    _ problem: inout AssignmentProblem, _ submissions: [Submission], _ index: [ID<Person>: Int], _ call: Call, _ reader: Reader
  ) throws {
    let places = Dictionary(uniqueKeysWithValues: submissions.enumerated().map { ($1.id, $0) })
    for conflict in try reader.conflicts(in: call.id) where conflict.state != .dismissed {
      guard let submission = places[conflict.submission], let reviewer = index[conflict.person] else { continue }
      problem.conflicts.insert(.init(submission: submission, reviewer: reviewer))
    }
  }

  private func fix(
    _ problem: inout AssignmentProblem, _ submissions: [Submission], _ index: [ID<Person>: Int], _ reader: Reader, _ call: Call
  ) throws {
    let places = Dictionary(uniqueKeysWithValues: submissions.enumerated().map { ($1.id, $0) })
    for review in try reader.reviews(in: call.id) {
      guard let place = places[review.submission], let reviewer = index[review.person] else { continue }
      let pair = AssignmentProblem.Pair(submission: place, reviewer: reviewer)
      let isCurrent = review.round == submissions[place].revisions
      switch review.state {
      case .assigned, .declared, .submitted: if isCurrent { problem.fixed.append(pair) }
      case .conflicted, .declined, .removed: problem.conflicts.insert(pair)
      }
    }
    problem.fixed.removeAll { problem.conflicts.contains($0) }
    allowWhatIs(&problem)
  }

  /// What stands stays, also where limits were lowered or reviewers changed their unit since.
  private func allowWhatIs(_ problem: inout AssignmentProblem) {
    for (reviewer, pairs) in Dictionary(grouping: problem.fixed, by: \.reviewer) {
      problem.reviewers[reviewer].limit = max(problem.reviewers[reviewer].limit, pairs.count)
    }
    guard let most = problem.unitLimit else { return }
    for pairs in Dictionary(grouping: problem.fixed, by: \.submission).values {
      let units = Dictionary(grouping: pairs.map(\.reviewer)) { problem.reviewers[$0].unit }
      for (unit, reviewers) in units where unit != nil && reviewers.count > most {
        for reviewer in reviewers { problem.reviewers[reviewer].unit = nil }
      }
    }
  }

  /// Everybody is a candidate for everything in a round of usual size; of very many reviewers the fifty who know most of it.
  private func candidates(
    _ submissions: [Submission], _ reviewers: [Reviewer], _ units: [ID<Person>: Set<ID<Organization>>], _ call: Call,
    _ reader: Reader
  ) throws -> [AssignmentProblem.Candidate] {
    let titles = try reader.ledgerTitles(of: reviewers.map(\.person), since: today.adding(months: -120))
    let match = ExpertMatch(experts: reviewers.map { $0.fields + (titles[$0.person] ?? []).sorted() })
    let wishes = Dictionary(
      try reader.preferences(in: call.id).map { (Wish(person: $0.person, submission: $0.submission), $0.preference) },
      uniquingKeysWith: { first, _ in first })
    let regions = try Dictionary(
      uniqueKeysWithValues: Set(units.values.joined()).map { ($0, try reader.organization($0)?.region ?? "") })
    return submissions.indices.flatMap { place -> [AssignmentProblem.Candidate] in
      let submission = submissions[place]
      let similar = match.similarities(to: Self.text(of: submission))
      var best = Array(reviewers.indices)
      if reviewers.count > 200 { best = Array(best.sorted { (-similar[$0], $0) < (-similar[$1], $1) }.prefix(50)) }
      return best.map { reviewer in
        let person = reviewers[reviewer].person
        let isNear = (units[person] ?? []).contains { (regions[$0] ?? "").prefix(4) == submission.region.prefix(4) }
        var parts = AssignmentProblem.Parts()
        parts[0] = Int32(1000 - similar[reviewer])
        parts[1] = submission.track.map { reviewers[reviewer].fields.contains($0) ? 0 : 300 } ?? 0
        parts[2] = Int32(200 - 100 * (wishes[Wish(person: person, submission: submission.id)] ?? 0))
        parts[3] = isNear ? 50 : 0
        return .init(submission: place, reviewer: reviewer, parts: parts)
      }
    }
  }

  private struct Wish: Hashable {
    let person: ID<Person>
    let submission: ID<Submission>
  }

  /// What a submission says of itself, without what is only for the office.
  private static func text(of submission: Submission) -> String {
    ([submission.title] + submission.answers.sorted { $0.key < $1.key }.compactMap(\.value.text)).joined(separator: "\n")
  }

  private func proposal(
    _ problem: AssignmentProblem, _ submissions: [Submission], _ people: [ID<Person>]
  ) throws -> AssignmentProposal {
    switch try ReviewerAssignment(problem: problem).plan() {
    case .complete(let plan):
      let new = plan.choices.filter { $0.origin == .new }
      return AssignmentProposal(
        pairs: new.map { choice in
          let parts = choice.parts ?? .init()
          var why = Dictionary(uniqueKeysWithValues: Self.costParts.enumerated().map { ($1, Int(parts[$0])) })
          why["rank"] = choice.rank
          why["candidates"] = choice.candidates
          return (submissions[choice.pair.submission], people[choice.pair.reviewer], why)
        }, blocked: nil)
    case .blocked(let set):
      return AssignmentProposal(
        pairs: [],
        blocked: .init(
          tracks: set.tracks.map { (track: $0.name, submissions: $0.submissions.map { submissions[$0] }) },
          exhausted: set.exhausted.map { people[$0] }, lacking: set.lacking, lackingInAll: set.lackingInAll))
    }
  }

  /// Looks for conflicts, plans, and gives every submission its reviewers; where that is not possible nothing is assigned, and the
  /// smallest set of submissions that lack reviewers is named.
  ///
  /// - Parameter oneMore: the submissions that get one review more, where the line of a level runs through what their score may be.
  @discardableResult
  func assignAutomatically(
    _ call: Call, oneMore: Set<ID<Submission>> = [], by rights: Rights, in writer: Writer
  ) throws -> AssignmentProposal {
    guard call.stage == .review else { throw EvaluationRefusal.wrongStage }
    try findConflicts(call, by: rights.actor, in: writer)
    let proposal = try planAssignment(call, oneMore: oneMore, writer)
    for pair in proposal.pairs { try assign(pair.submission, to: pair.reviewer, why: pair.why, by: rights.actor, in: writer) }
    for person in Set(proposal.pairs.map(\.reviewer)).sorted() {
      try tell(person, path: "/reviews", in: writer) { t in
        t("There is something to review in “{call}”.", ["call": t.pick(call.plan.names)])
      }
    }
    return proposal
  }
}
