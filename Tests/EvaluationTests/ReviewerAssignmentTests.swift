import Testing

@testable import Evaluation

@Suite("Reviewer assignment")
struct ReviewerAssignmentTests {
  typealias Pair = AssignmentProblem.Pair

  @Test(
    "a plan has no conflicted pair, keeps limits, units and fixed pairs, and gives exactly the reviews that are wanted",
    arguments: 0..<300)
  func keepsTheRules(seed: UInt64) throws {
    var problem = AssignmentSample(submissions: 5...30, reviewers: 8...20, wanted: 1...4, limits: 2...12, chance: 0.6).problem(
      seed)
    problem.fairnessRounds = Int(seed % 3)
    let outcome = try ReviewerAssignment(problem: problem).plan()
    guard case .complete(let plan) = outcome else {
      guard case .blocked(let set) = outcome else { return }
      #expect(set.lacking > 0)
      return
    }
    let pairs = plan.choices.map(\.pair)
    #expect(Rules(problem).isAllowed(pairs))
    #expect(Rules(problem).isComplete(pairs))
    #expect(Set(problem.fixed).isSubset(of: pairs))
    #expect(Set(pairs).subtracting(problem.fixed).isSubset(of: problem.candidates.map(\.pair)))
    #expect(Set(plan.dropped) == Set(problem.previous).subtracting(pairs))
  }

  @Test("tiny rounds are solved as trying all plans would", arguments: 0..<400)
  func equalsBruteForce(seed: UInt64) throws {
    let problem = AssignmentSample().problem(seed)
    switch (try ReviewerAssignment(problem: problem).plan(), Rules(problem).best()) {
    case (.complete(let plan), let best?):
      #expect(plan.choices.count { $0.origin == .kept } == best.kept)
      #expect(plan.cost == best.cost)
    case (.blocked, nil): break
    case (let outcome, let best): Issue.record("\(outcome) against \(String(describing: best))")
    }
  }

  @Test("the samples hold rounds with a plan and rounds without")
  func samplesAreMixed() {
    let solvable = (0..<400).count { Rules(AssignmentSample().problem($0)).best() != nil }
    #expect((80...320).contains(solvable))
  }

  @Test("a blocking set cannot be served, but could be without any one of its submissions", arguments: 0..<400)
  func blockingSetIsMinimal(seed: UInt64) throws {
    let problem = AssignmentSample(submissions: 3...5, wanted: 1...3, limits: 0...3).problem(seed)
    guard case .blocked(let set) = try ReviewerAssignment(problem: problem).plan() else { return }
    let members = Set(set.submissions)
    #expect(!Rules(problem).canServe(members))
    for member in members { #expect(Rules(problem).canServe(members.subtracting([member]))) }
    for track in set.tracks {
      for index in track.submissions { #expect(problem.submissions.contains { $0.index == index && $0.track == track.name }) }
    }
  }

  @Test("the numbers of a blocking set violate Hall's condition", arguments: 0..<300)
  func blockingSetViolatesHall(seed: UInt64) throws {
    let problem = AssignmentSample(submissions: 5...40, reviewers: 4...15, wanted: 1...4, limits: 0...6, chance: 0.4).problem(
      seed)
    guard case .blocked(let set) = try ReviewerAssignment(problem: problem).plan() else { return }
    let (members, exhausted) = (Set(set.submissions), Set(set.exhausted))
    let fixed = Set(problem.fixed)
    let limits = problem.reviewers.filter { exhausted.contains($0.index) }.reduce(0) { sum, reviewer in
      sum + reviewer.limit - fixed.count { $0.reviewer == reviewer.index }
    }
    let wanted = problem.submissions.filter { members.contains($0.index) }.reduce(0) { sum, submission in
      sum + submission.wanted - fixed.count { $0.submission == submission.index }
    }
    // What the members could get at best: all that the exhausted may take, and from others as many as units admit.
    let reach = members.reduce(limits) { $0 + Hall(problem).most(for: $1, outside: exhausted) }
    #expect(set.wanted == wanted)
    #expect(reach < wanted)
    #expect(set.available == reach)
    #expect(set.lackingInAll >= set.lacking)
  }

  @Test("after a reviewer drops out only the submissions of that reviewer change where others have room", arguments: 0..<40)
  func isStable(seed: UInt64) throws {
    var problem = AssignmentSample(submissions: 20...40, reviewers: 15...20, wanted: 2...3, limits: 12...20, chance: 0.9).problem(
      seed)
    (problem.fixed, problem.previous, problem.unitLimit) = ([], [], nil)
    guard case .complete(let before) = try ReviewerAssignment(problem: problem).plan() else { return }
    let gone = problem.reviewers[0].index
    problem.previous = before.choices.map(\.pair)
    problem.reviewers.removeFirst()
    problem.candidates.removeAll { $0.reviewer == gone }
    problem.fairnessRounds = Int(seed % 2)
    guard case .complete(let after) = try ReviewerAssignment(problem: problem).plan() else { return }
    #expect(Set(after.dropped) == Set(problem.previous.filter { $0.reviewer == gone }))
    #expect(after.choices.count { $0.origin == .new } == after.dropped.count)
  }

  @Test("the result does not depend on the order in which anything is listed", arguments: 0..<120)
  func isIndependentOfOrder(seed: UInt64) throws {
    var problem = AssignmentSample(submissions: 5...25, reviewers: 6...14, wanted: 1...3, limits: 1...8).problem(seed)
    problem.fairnessRounds = Int(seed % 3)
    var shuffled = problem
    var random = SeededGenerator(state: seed &+ 1_000)
    shuffled.submissions.shuffle(using: &random)
    shuffled.reviewers.shuffle(using: &random)
    shuffled.candidates.shuffle(using: &random)
    shuffled.fixed.shuffle(using: &random)
    shuffled.previous.shuffle(using: &random)
    #expect(try ReviewerAssignment(problem: problem).plan() == ReviewerAssignment(problem: shuffled).plan())
  }

  @Test("a repeated run changes nothing", arguments: 0..<60)
  func isIdempotent(seed: UInt64) throws {
    var problem = AssignmentSample(submissions: 5...25, reviewers: 8...14, wanted: 1...3, limits: 4...10).problem(seed)
    guard case .complete(let first) = try ReviewerAssignment(problem: problem).plan() else { return }
    problem.previous = first.choices.map(\.pair)
    guard case .complete(let second) = try ReviewerAssignment(problem: problem).plan() else { return }
    #expect(second.choices.map(\.pair) == first.choices.map(\.pair))
    #expect(second.dropped.isEmpty)
  }

  @Test("fairness makes the dearest pair as cheap as any plan can", arguments: 0..<200)
  func raisesTheFloor(seed: UInt64) throws {
    var problem = AssignmentSample(limits: 1...4).problem(seed)
    (problem.fixed, problem.previous) = ([], [])
    problem.fairnessRounds = 2
    guard case .complete(let plan) = try ReviewerAssignment(problem: problem).plan() else { return }
    let costs = Dictionary(uniqueKeysWithValues: problem.candidates.map { ($0.pair, $0.cost) })
    guard let dearest = plan.choices.compactMap({ costs[$0.pair] }).max() else { return }
    var cheaper = problem
    cheaper.candidates.removeAll { $0.cost >= dearest }
    #expect(Rules(cheaper).best() == nil)
  }

  @Test("a choice is explained by its parts, its rank and the reasons why better ones were passed over")
  func explains() throws {
    func candidate(_ work: Int, _ judge: Int, _ costs: (Int32, Int32)) -> AssignmentProblem.Candidate {
      AssignmentProblem.Candidate(submission: work, reviewer: judge, parts: [costs.0, costs.1, 0, 0, 0, 0, 0, 0])
    }
    let problem = AssignmentProblem(
      partNames: ["expertise", "preference"],
      submissions: [.init(index: 1, track: "A", wanted: 1), .init(index: 2, track: "A", wanted: 2)],
      reviewers: [
        .init(index: 1, limit: 1, unit: nil), .init(index: 2, limit: 9, unit: "x"), .init(index: 3, limit: 9, unit: "x"),
        .init(index: 4, limit: 9, unit: nil),
      ],
      candidates: [
        candidate(1, 1, (0, 1)), candidate(1, 4, (90, 0)), candidate(2, 1, (0, 2)), candidate(2, 2, (3, 0)),
        candidate(2, 3, (3, 1)),
        candidate(2, 4, (5, 2)),
      ], unitLimit: 1)
    guard case .complete(let plan) = try ReviewerAssignment(problem: problem).plan() else { throw Missing() }
    #expect(plan.choices.map(\.pair.reviewer) == [1, 2, 4])
    let explanation = try #require(plan.explanation(of: Pair(submission: 2, reviewer: 4), in: problem))
    #expect(explanation.parts.map(\.name) == ["expertise", "preference"])
    #expect(explanation.parts.map(\.cost) == [5, 2])
    #expect(explanation.choice.rank == 4)
    #expect(explanation.choice.candidates == 4)
    #expect(explanation.passedOver.map(\.reviewer) == [1, 3])
    #expect(explanation.passedOver.map(\.reason) == [.limit, .unitLimit])
  }

  @Test("a shortage is named by track and number")
  func namesTheShortage() throws {
    let problem = AssignmentProblem(
      submissions: [
        .init(index: 1, track: "A", wanted: 1), .init(index: 2, track: "B", wanted: 3), .init(index: 3, track: "B", wanted: 3),
      ],
      reviewers: [
        .init(index: 1, limit: 9, unit: nil), .init(index: 2, limit: 1, unit: nil), .init(index: 3, limit: 2, unit: nil),
      ],
      candidates: [1, 2, 3].flatMap { work in
        [1, 2, 3].map { AssignmentProblem.Candidate(submission: work, reviewer: $0, parts: .zero) }
      }, conflicts: [Pair(submission: 2, reviewer: 1)])
    guard case .blocked(let set) = try ReviewerAssignment(problem: problem).plan() else { throw Missing() }
    #expect(set.tracks == [.init(name: "B", submissions: [2])])
    #expect((set.wanted, set.available, set.lacking) == (3, 2, 1))
    #expect(set.lackingInAll == 2)
  }

  @Test("a problem that contradicts itself is refused in its own terms")
  func refusesFlaws() {
    let pair = Pair(submission: 1, reviewer: 1)
    let sound = AssignmentProblem(
      submissions: [.init(index: 1, track: "A", wanted: 1)], reviewers: [.init(index: 1, limit: 1, unit: "x")],
      candidates: [.init(submission: 1, reviewer: 1, parts: .zero)])
    func flaw(_ change: (inout AssignmentProblem) -> Void) -> AssignmentProblem.Flaw? {
      var problem = sound
      change(&problem)
      do throws(AssignmentProblem.Flaw) { _ = try ReviewerAssignment(problem: problem).plan() } catch { return error }
      return nil
    }
    #expect(flaw { _ in } == nil)
    #expect(flaw { $0.submissions += $0.submissions } == .repeatedSubmission(1))
    #expect(flaw { $0.reviewers += $0.reviewers } == .repeatedReviewer(1))
    #expect(flaw { $0.candidates += $0.candidates } == .repeatedPair(pair))
    #expect(flaw { $0.candidates[0].reviewer = 5 } == .unknownReviewer(5))
    #expect(flaw { $0.candidates[0].submission = 5 } == .unknownSubmission(5))
    #expect(flaw { $0.submissions[0].wanted = -1 } == .numberOutOfRange)
    #expect(flaw { $0.reviewers[0].limit = .max } == .numberOutOfRange)
    #expect(flaw { $0.candidates[0].parts[0] = .max } == .costOutOfRange(pair))
    #expect(flaw { ($0.fixed, $0.conflicts) = ([pair], [pair]) } == .fixedInConflict(pair))
    #expect(flaw { ($0.fixed, $0.submissions[0].wanted) = ([pair], 0) } == .fixedBeyondWanted(submission: 1))
    #expect(flaw { ($0.fixed, $0.reviewers[0].limit) = ([pair], 0) } == .fixedBeyondLimit(reviewer: 1))
    #expect(flaw { ($0.fixed, $0.unitLimit) = ([pair], 0) } == .fixedBeyondUnitLimit(submission: 1, unit: "x"))
    #expect(flaw { $0.partNames = Array(repeating: "part", count: 9) } == .tooManyPartNames)
  }
}

private struct Missing: Error {}

/// How many reviewers a submission could have from outside a set.
private struct Hall {
  let problem: AssignmentProblem

  init(_ problem: AssignmentProblem) { self.problem = problem }

  func most(for submission: Int, outside exhausted: Set<Int>) -> Int {
    let units = Dictionary(uniqueKeysWithValues: problem.reviewers.map { ($0.index, $0.unit) })
    let limits = Dictionary(uniqueKeysWithValues: problem.reviewers.map { ($0.index, $0.limit) })
    let fixed = problem.fixed.filter { $0.submission == submission }.map(\.reviewer)
    let taken = Dictionary(grouping: fixed, by: { units[$0] ?? nil }).mapValues(\.count)
    let outside = problem.candidates.filter { candidate in
      candidate.submission == submission && !exhausted.contains(candidate.reviewer) && !fixed.contains(candidate.reviewer)
        && !problem.conflicts.contains(candidate.pair)
        && (limits[candidate.reviewer] ?? 0) > problem.fixed.count { $0.reviewer == candidate.reviewer }
    }
    return Dictionary(grouping: outside, by: { units[$0.reviewer] ?? nil }).reduce(0) { sum, group in
      guard let unit = group.key, let limit = problem.unitLimit else { return sum + group.value.count }
      return sum + min(group.value.count, limit - (taken[unit] ?? 0))
    }
  }
}
