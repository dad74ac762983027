import Journal
import People
import SQL
import TestSupport
import Testing

@testable import Evaluation

/// Rounds in which everybody tries everything at any time, also what they must not, while the clock jumps forth and back.
@Suite("Random rounds")
struct RandomRoundTests {
  /// What is known of a round while chance plays with it.
  private struct Play {
    let house: House
    let call: ID<Call>
    let office: [Rights]
    let applicants: [Rights]
    let units: [ID<Organization>]
    let reviewers: [Rights]
    var random: SeededRandom
    var submissions: [ID<Submission>] = []
    var refused = 0
    var done = 0

    mutating func one<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  }

  @Test(
    "whatever is tried, states follow each other as they may, each step is in the journal, quotas hold, and no review of somebody in conflict counts",
    arguments: ["creation-centre", "exhibit-fund"])
  func holds(programme: String) async throws {
    var seen: Set<Submission.State> = []
    for seed in 1...4 {
      try await inHouse(.sqlite) { house in
        var play = try await begin(programme, seed, house)
        for step in 0..<1_800 {
          if step == 90 { house.clock.advance(by: .seconds(21 * 86_400)) }
          try await act(&play, isOpen: step < 90)
          if step % 50 == 49 { seen.formUnion(try await check(play)) }
        }
        #expect(play.done > 100 && play.refused > 100, "chance did something and was told no: \(play.done), \(play.refused)")
      }
    }
    // Chance has to get everywhere, or nothing was shown.
    #expect(seen.isSuperset(of: [.checking, .returned, .admitted, .proposed, .effective, .declined, .refused, .withdrawn]))
  }

  private func begin(_ programme: String, _ seed: Int, _ house: House) async throws -> Play {
    var office: [Rights] = []
    for name in ["陈科长", "科技厅", "财政厅", "另一位"] { office.append(try await house.officer(name)) }
    var (applicants, units, reviewers): ([Rights], [ID<Organization>], [Rights]) = ([], [], [])
    for number in 0..<5 {
      let person = try await house.person("申报\(number)")
      applicants.append(person)
      units.append(try await house.unit("单位\(number)", responsible: person))
    }
    for number in 0..<4 { reviewers.append(try await house.person("评委\(number)")) }
    // One reviewer works where one of the applicants does.
    _ = try await house.unit("共同单位", members: [reviewers[0], applicants[0]])
    let level = try #require(house.evaluation.programmes[programme]?.decision.levels.first).key
    let call = try await house.call(programme, by: office[0]) { $0.quotas[level] = 2 }
    return Play(
      house: house, call: call, office: office, applicants: applicants, units: units, reviewers: reviewers,
      random: SeededRandom(UInt64(seed)))
  }

  // MARK: What is tried

  private func act(_ play: inout Play, isOpen: Bool) async throws {
    do {
      // While the call is open mostly what belongs there is tried, so that there is something to judge.
      switch Int.random(in: 0..<(isOpen && play.chance(90) ? 4 : 17), using: &play.random) {
      case 0: try await fill(&play)
      case 1, 2: try await applicant(&play)
      case 3: try await recommend(&play)
      case 4, 5: try await office(&play)
      case 6, 7: try await assign(&play)
      case 8...11: try await review(&play)
      case 12, 13: try await decide(&play)
      case 14: try await time(&play)
      case 15: try await object(&play)
      default: try await advance(&play)
      }
      play.done += 1
    } catch is EvaluationRefusal { play.refused += 1 }
  }

  private func fill(_ play: inout Play) async throws {
    let place = Int.random(in: 0..<play.applicants.count, using: &play.random)
    guard play.submissions.count < 9 else { throw EvaluationRefusal.overLimit }
    play.submissions.append(
      try await play.house.fill(
        play.call, as: play.applicants[place], for: .organization(play.units[place]), title: "项目\(play.submissions.count)",
        ["creators": .number(9), "works_two_years": .number(9), "asked": .number(20), "own_share": .number(40)]))
  }

  private func applicant(_ play: inout Play) async throws {
    guard let id = play.one(play.submissions) else { return }
    let person = play.one(play.applicants)!
    let own = play.chance(85) ? nil : person
    let house = play.house
    let withdraws = play.chance(3)
    let applicants = play.applicants
    try await house.database.write { writer in
      let submission = try #require(try writer.submission(id))
      let rights = own ?? applicants.first { $0.person.id == submission.applicant } ?? person
      guard try house.evaluation.mayEdit(submission, rights, writer) else { throw EvaluationRefusal.notAllowed }
      if withdraws {
        try house.evaluation.withdraw(submission, reason: "撤回", by: rights, in: writer)
      } else {
        try house.evaluation.submit(submission, by: rights, House.t, in: writer)
      }
    }
  }

  private func recommend(_ play: inout Play) async throws {
    guard let id = play.one(play.submissions), let officer = play.one(play.office) else { return }
    try await play.house.recommend(id, place: Int.random(in: 1...9, using: &play.random), by: officer)
  }

  private func office(_ play: inout Play) async throws {
    guard let id = play.one(play.submissions), let officer = play.one(play.office) else { return }
    let outcome = play.one([Evaluation.CheckOutcome.admitted, .admitted, .admitted, .returned, .refused])!
    try await play.house.check(id, outcome, reason: play.chance(80) ? "理由" : "", by: officer)
  }

  private func assign(_ play: inout Play) async throws {
    let house = play.house
    let officer = play.office[0]
    if play.chance(25) { return try await house.reviewers(play.call, [play.one(play.reviewers)!], by: officer) }
    if play.chance(30) {
      let call = play.call
      try await house.database.write {
        try house.evaluation.assignAutomatically(try #require(try $0.call(call)), by: officer, in: $0)
      }
      return
    }
    guard let id = play.one(play.submissions), let reviewer = play.one(play.reviewers) else { return }
    try await house.assign(id, to: reviewer)
  }

  private func review(_ play: inout Play) async throws {
    let call = play.call
    let open = try await play.house.database.read { try $0.reviews(in: call) }
    guard let review = play.one(open), let reviewer = play.reviewers.first(where: { $0.person.id == review.person }) else {
      return
    }
    let other = play.chance(90) ? reviewer : play.one(play.reviewers)!
    let house = play.house
    if play.chance(5) {
      return try await house.database.write {
        try house.evaluation.declare(review, .conflict, detail: "亲属", by: other, in: $0)
      }
    }
    try await house.review(review.id, by: other, share: Double.random(in: 0.3...1, using: &play.random))
  }

  private func decide(_ play: inout Play) async throws {
    guard let id = play.one(play.submissions), let officer = play.one(play.office) else { return }
    let house = play.house
    let (isGiven, isRevision) = (play.chance(60), play.chance(10))
    try await house.database.write { writer in
      let submission = try #require(try writer.submission(id))
      let (_, programme) = try house.evaluation.round(submission.call, writer)
      try house.evaluation.decide(
        submission, isRevision ? .revise : isGiven ? .given : .declined, level: programme.decision.levels.first?.key,
        reason: "意见",
        score: nil, place: nil, by: officer, in: writer)
    }
  }

  /// Mostly forth; now and then back, as clocks that were wrong are set right.
  private func time(_ play: inout Play) async throws {
    let days = play.chance(15) ? -2 : Int.random(in: 1...6, using: &play.random)
    play.house.clock.advance(by: .seconds(days * 86_400))
    try await play.house.evaluation.keepDeadlines()
  }

  private func object(_ play: inout Play) async throws {
    guard let id = play.one(play.submissions), let objector = play.one(play.applicants) else { return }
    let house = play.house
    let call = play.call
    let officer = play.one(play.office)!
    let isUpheld = play.chance(50)
    let answers = play.chance(60)
    try await house.database.write { writer in
      if answers, let open = try writer.objections(in: call).first(where: { $0.state == .open }) {
        return try house.evaluation.decide(open, isUpheld: isUpheld, answer: "答复", by: officer, in: writer)
      }
      _ = try house.evaluation.object(
        to: try #require(try writer.submission(id)), text: "异议", evidence: "证据", by: objector, in: writer)
    }
  }

  private func advance(_ play: inout Play) async throws {
    let officer = play.one(play.office)!
    if play.chance(30) { return try await play.house.approve(play.call, by: officer) }
    try await play.house.advance(play.call, by: officer)
  }

  // MARK: What always holds

  /// - Returns: the states that were seen.
  private func check(_ play: Play) async throws -> Set<Submission.State> {
    let (call, ids) = (play.call, play.submissions)
    return try await play.house.database.read { reader in
      var seen: Set<Submission.State> = []
      let barred = try reader.certainConflicts(in: call)
      for id in ids {
        let submission = try #require(try reader.submission(id))
        let steps = try reader.steps(of: id)
        var state = Submission.State.draft
        for step in steps where step.from != nil {
          #expect(step.from == state && Submission.steps[state]?.contains(step.to) == true, "\(state) → \(step.to)")
          state = step.to
          seen.insert(state)
        }
        #expect(state == submission.state)
        let entries = try reader.value(
          Int64.self,
          "SELECT COUNT(*) FROM journal WHERE subject_kind = 'submission' AND subject_id = \(id.description) AND action IN \(Self.actions)"
        )
        #expect(Int(entries ?? -1) == steps.count { $0.from != nil }, "each step is in the journal, once")
      }
      let rounds = Dictionary(uniqueKeysWithValues: try ids.map { ($0, try #require(try reader.submission($0)).revisions) })
      // A review of what was handed in before a revision counts no more.
      for review in try reader.reviews(in: call) where review.state == .submitted && review.round == rounds[review.submission] {
        #expect(barred[review.submission]?.contains(review.person) != true, "a review of somebody in conflict counts")
      }
      let given = try reader.decisions(of: call).count { $0.outcome == .given }
      let proposed = try reader.submissions(of: call, in: [.proposed, .effective]).count
      let awards = try reader.awards(from: call).count
      #expect(given <= 2 && proposed <= 2 && awards <= 2, "a quota of two")
      return seen
    }
  }

  private static let actions = Submission.State.allCases.map { "submission.\($0.rawValue)" }
}
