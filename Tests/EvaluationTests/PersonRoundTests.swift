import People
import SQL
import TestSupport
import Testing

@testable import Evaluation

@Suite("People: titles by a panel, talents with a defence, contests on stage, commendations with shares")
struct PersonRoundTests {
  private func persons(_ count: Int, _ house: House, _ name: String = "专家") async throws -> [Rights] {
    var people: [Rights] = []
    for number in 0..<count { people.append(try await house.person("\(name)\(number)")) }
    return people
  }

  /// Takes a submission to the stage after the reviews.
  private func review(_ call: ID<Call>, _ ids: [ID<Submission>], _ house: House, by chen: Rights, shares: [Double]) async throws {
    let experts = try await persons(3, house, "评委")
    try await house.reviewers(call, experts, by: chen)
    #expect(try await house.advance(call, by: chen).stage == .review)
    for (id, share) in zip(ids, shares) {
      for expert in experts { try await house.review(try await house.assign(id, to: expert), by: expert, share: share) }
    }
    try await house.advance(call, by: chen)
  }

  @Test(
    "a title needs a panel of eleven, half of it present, two thirds of those present; ballots are secret and cast once",
    arguments: TestDatabase.engines)
  func title(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let (chen, approver) = (try await house.officer("陈科长"), try await house.officer("人社"))
      let call = try await house.call("professional-title", by: chen)
      let applicant = try await house.person("李明")
      let id = try await house.fill(
        call, as: applicant, title: "李明", ["level": .text("junior"), "degree": .text("master"), "employment": .text("employed")])
      try await house.submit(id, by: applicant)
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.check(id, by: chen)
      try await review(call, [id], house, by: chen, shares: [0.8])
      let panel = try await persons(11, house)
      func setPanel(_ members: [Rights]) async throws {
        try await house.database.write { writer in
          try house.evaluation.setPanel(
            try #require(try writer.call(call)),
            members.enumerated().map { (person: $1.person.id, role: $0 == 0 ? .chair : .member) }, by: chen, in: writer)
        }
      }
      await #expect(throws: EvaluationRefusal.panelTooSmall(11)) { try await setPanel(Array(panel.prefix(10))) }
      try await setPanel(panel)
      func present(_ members: ArraySlice<Rights>) async throws {
        try await house.database.write {
          try house.evaluation.setPresent(try #require(try $0.call(call)), Set(members.map(\.person.id)), by: chen, in: $0)
        }
      }
      func open() async throws {
        try await house.database.write { try house.evaluation.openVote(try #require(try $0.submission(id)), by: chen, in: $0) }
      }
      try await present(panel.prefix(5))
      await #expect(throws: EvaluationRefusal.noQuorum) { try await open() }
      try await present(panel.prefix(9))
      try await open()
      func vote(_ rights: Rights, _ choice: PanelBallot.Choice) async throws {
        try await house.database.write {
          try house.evaluation.vote(try #require(try $0.submission(id)), choice, by: rights, in: $0)
        }
      }
      for member in panel.prefix(6) { try await vote(member, .yes) }
      await #expect(throws: EvaluationRefusal.onlyOnce) { try await vote(panel[0], .yes) }
      await #expect(throws: EvaluationRefusal.notAllowed) { try await vote(panel[10], .yes) }
      func close() async throws {
        try await house.database.write { try house.evaluation.closeVote(try #require(try $0.submission(id)), by: chen, in: $0) }
      }
      await #expect(throws: EvaluationRefusal.stillOpen(3)) { try await close() }
      for member in panel[6..<9] { try await vote(member, .no) }
      try await close()
      let ballot = try #require(try await house.database.read { try $0.ballot(on: id) })
      #expect(ballot.yes == 6 && ballot.no == 3 && ballot.isPassed == true, "6 of 9 are two thirds")
      try await house.advance(call, by: chen)
      try await house.decide(id, "conferred", by: chen)
      try await house.approve(call, by: approver)
      try await house.advance(call, by: chen)
      try await house.endNotice(of: call)
      #expect(try await house.award(for: id)?.kind == .title)
    }
  }

  @Test("nobody gets a title whom the panel did not pass")
  func failedVote() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("professional-title", by: chen)
      let applicant = try await house.person("李明")
      let id = try await house.fill(
        call, as: applicant, title: "李明", ["level": .text("junior"), "degree": .text("phd"), "employment": .text("employed")])
      try await house.submit(id, by: applicant)
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.check(id, by: chen)
      try await review(call, [id], house, by: chen, shares: [0.9])
      let panel = try await persons(11, house)
      try await house.database.write { writer in
        let round = try #require(try writer.call(call))
        try house.evaluation.setPanel(
          round, panel.enumerated().map { (person: $1.person.id, role: $0 == 0 ? .chair : .member) }, by: chen, in: writer)
        try house.evaluation.setPresent(round, Set(panel.map(\.person.id)), by: chen, in: writer)
        let submission = try #require(try writer.submission(id))
        try house.evaluation.openVote(submission, by: chen, in: writer)
        for (index, member) in panel.enumerated() {
          try house.evaluation.vote(submission, index < 7 ? .yes : .abstain, by: member, in: writer)
        }
        try house.evaluation.closeVote(submission, by: chen, in: writer)
      }
      try await house.advance(call, by: chen)
      await #expect(throws: EvaluationRefusal.notEligible) { try await house.decide(id, "conferred", by: chen) }
    }
  }

  @Test("TC-191: three division-level cadres among ten are more than a fifth")
  func shares() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("commendation", by: chen)
      _ = try await house.unit("广州科协")
      var ids: [ID<Submission>] = []
      for number in 0..<10 {
        let person = try await house.person("候选\(number)")
        let id = try await house.fill(
          call, as: person, title: "候选\(number)", ["years_of_service": .number(6), "division_cadre": .flag(number < 3)])
        try await house.submit(id, by: person)
        try await house.recommend(id, place: number + 1, by: chen)
        ids.append(id)
      }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      await #expect(throws: EvaluationRefusal.share(fact: "division_cadre", isTooMany: true)) {
        try await house.advance(call, by: chen)
      }
    }
  }

  @Test(
    "a contest on stage: the order is drawn from a seed shown before by its hash, judges score together, too long costs points",
    arguments: TestDatabase.engines)
  func stage(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let (chen, approver) = (try await house.officer("陈科长"), try await house.officer("科技厅"))
      let call = try await house.call("explanation-contest", by: chen)
      var ids: [ID<Submission>] = []
      for number in 0..<3 {
        let person = try await house.person("选手\(number)")
        let id = try await house.fill(call, as: person, title: "选手\(number)", ["birth": .day(Day(daysSince1970: 12_000))])
        try await house.submit(id, by: person)
        try await house.recommend(id, place: number + 1, by: chen)
        ids.append(id)
      }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.advance(call, by: chen)
      for id in ids { try await house.check(id, by: chen) }
      #expect(try await house.advance(call, by: chen).stage == .live)
      let judges = try await persons(3, house, "评委")
      try await house.database.write {
        try house.evaluation.setJudges(try #require(try $0.call(call)), .live, judges.map(\.person.id), by: chen, in: $0)
      }
      for round in ["own", "random", "quiz", "questions"] { try await play(round, call, ids, judges, house, by: chen) }
      #expect(try await house.advance(call, by: chen).stage == .decision)
      for (id, level) in zip(ids, ["first", "second", "third"]) { try await house.decide(id, level, by: chen) }
      try await house.approve(call, by: approver)
      try await house.advance(call, by: chen)
      try await house.endNotice(of: call)
      #expect(try await house.award(for: ids[0])?.level == "first")
    }
  }

  private func play(
    _ round: String, _ call: ID<Call>, _ ids: [ID<Submission>], _ judges: [Rights], _ house: House, by chen: Rights
  ) async throws {
    try await house.database.write { writer in
      let found = try #require(try writer.call(call))
      try house.evaluation.commit(found, "live.\(round)", by: chen, in: writer)
      let draw = try #require(try writer.draw(of: call, "live.\(round)"))
      #expect(Draw.commitment(of: draw.seed) == draw.commitment && draw.revealedAt == nil)
      try house.evaluation.drawOrder(
        found, .live, round: round, of: try ids.map { try #require(try writer.submission($0)) }, by: chen, in: writer)
    }
    let turns = try await house.database.read { try $0.turns(in: call, .live) }.filter { $0.round == round }
    #expect(turns.map(\.place).sorted() == [1, 2, 3])
    await #expect(throws: EvaluationRefusal.self) { try await house.advance(call, by: chen) }
    var topics: Set<Int> = []
    for turn in turns {
      func keep(_ act: Evaluation.TimeKeeping, correct: Int? = nil) async throws {
        try await house.database.write {
          try house.evaluation.keepTime(try #require(try $0.turn(turn.id)), act, correct: correct, by: chen, in: $0)
        }
      }
      try await keep(.start)
      house.clock.advance(by: .seconds(100))
      try await keep(.pause)
      house.clock.advance(by: .seconds(60))
      try await keep(.resume)
      house.clock.advance(by: .seconds(10))
      try await keep(.stop, correct: round == "quiz" ? 8 : nil)
      let stopped = try #require(try await house.database.read { try $0.turn(turn.id) })
      #expect(stopped.elapsed(at: house.clock.now) == .seconds(110), "a pause does not count")
      if let topic = stopped.topic { topics.insert(topic) }
      try await score(stopped, judges, house, by: chen)
    }
    if round == "random" { #expect(topics.count == 3, "no topic comes twice while others are left") }
  }

  private func score(_ turn: Turn, _ judges: [Rights], _ house: House, by chen: Rights) async throws {
    let programme = try #require(house.evaluation.programmes["explanation-contest"])
    if let rubric = house.evaluation.rubric(of: turn, programme) {
      for (index, judge) in judges.enumerated() {
        let scores = Dictionary(uniqueKeysWithValues: rubric.criteria.map { ($0.key, $0.most * 0.8) })
        try await house.database.write { try house.evaluation.score(turn, scores, by: judge, in: $0) }
        if index < 2 {
          await #expect(throws: EvaluationRefusal.stillOpen(2 - index)) {
            try await house.database.write { try house.evaluation.reveal(turn, by: chen, in: $0) }
          }
        }
      }
    }
    try await house.database.write { try house.evaluation.reveal(try #require(try $0.turn(turn.id)), by: chen, in: $0) }
  }

  @Test("seconds over the time cost points in whole steps, after a grace")
  func overtime() throws {
    let overtime = try #require(try House.library()["explanation-contest"]?.live?.overtime)
    #expect([0, 5, 5.1, 15, 15.1].map(overtime.deduction) == [0, 0, 1, 1, 2])
  }

  @Test("an order that is drawn is everybody once, the same for the same seed, another for another")
  func draws() {
    let seed = String(repeating: "ab", count: 32)
    let order = Draw.order(50, seed: seed)
    #expect(order.sorted() == Array(0..<50) && order == Draw.order(50, seed: seed) && order != Draw.order(50, seed: seed + "0"))
    var firsts = [Int](repeating: 0, count: 5)
    for number in 0..<5_000 { firsts[Draw.order(5, seed: "s\(number)")[0]] += 1 }
    #expect(firsts.allSatisfy { (850...1_150).contains($0) }, "each is first about as often: \(firsts)")
  }
}
