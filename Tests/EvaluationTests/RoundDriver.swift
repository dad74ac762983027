import People
import SQL
import Site
import Testing

@testable import Evaluation

/// Runs a round of any programme from the call to the award, by what the programme says and nothing else.
struct RoundDriver {
  let house: House
  let chen: Rights
  let approvers: [Rights]
  let applicant: Rights
  let speaker: Rights
  let experts: [Rights]
  let unit: ID<Organization>
  let recommender: ID<Organization>

  static let base = Subject(
    holder: .base(7), name: .init(zhHans: "科学馆"), region: "440113", unit: nil, path: "/bases/museum")

  /// Tells of one base, which is the applicant's.
  static let directory = Directory(
    base: { number, _ in number == 7 ? base : nil }, basesOf: { rights, _ in rights.person.name == "李明" ? [base] : [] },
    computed: [:])

  init(_ house: House) async throws {
    self.house = house
    chen = try await house.officer("陈科长")
    var (approvers, experts): ([Rights], [Rights]) = ([], [])
    for name in ["省科协", "省科技厅", "省财政厅"] { approvers.append(try await house.officer(name)) }
    for number in 0..<11 { experts.append(try await house.person("专家\(number)")) }
    self.approvers = approvers
    self.experts = experts
    applicant = try await house.person("李明")
    speaker = try await house.person("推荐人")
    unit = try await house.unit("申报单位", responsible: applicant)
    recommender = try await house.unit("推荐单位", responsible: speaker)
  }

  /// - Returns: the award of the only submission.
  func run(_ key: String, _ answers: Facts) async throws -> Award {
    let programme = try #require(house.evaluation.programmes[key])
    let call = try await house.call(key, by: chen)
    let holder: Holder? =
      switch programme.holder {
      case .base: .base(7)
      case .organization: .organization(unit)
      case .person, .work: nil
      }
    let id = try await house.fill(
      call, as: applicant, for: holder, title: "申报", answers,
      recommender: programme.recommendation?.by == .unit ? recommender : nil)
    let obstacles = try await house.obstacles(id)
    try #require(obstacles.isEmpty, "\(key): \(obstacles)")
    try await house.submit(id, by: applicant)
    if try await house.submission(id).state == .recommending {
      try await house.recommend(id, place: 1, by: programme.recommendation?.by == .unit ? speaker : approvers[0])
    }
    house.clock.advance(by: .seconds(21 * 86_400))
    var seen: [Stage] = []
    var current = try await house.advance(call, by: chen)
    while let stage = current.stage, stage != .notice {
      try #require(!seen.contains(stage), "\(key) stays at \(stage)")
      seen.append(stage)
      try await work(stage, call, id, programme)
      current = try await house.advance(call, by: chen)
    }
    try #require(current.stage == .notice, "\(key): \(current.status)")
    try await house.endNotice(of: call)
    #expect(try await house.call(call).status == .finished)
    #expect(try await house.submission(id).state == .effective)
    return try #require(try await house.award(for: id), "\(key)")
  }

  // MARK: The stages

  private func work(_ stage: Stage, _ call: ID<Call>, _ id: ID<Submission>, _ programme: Programme) async throws {
    switch stage {
    case .recommendation, .notice: break
    case .check:
      try await house.check(id, by: chen)
      if programme.review != nil { try await house.reviewers(call, experts, by: chen) }
    case .review: try await review(call, id)
    case .visit: try await visit(call, id, programme)
    case .live: for round in programme.live?.rounds ?? [] { try await perform(round.key, stage, call, programme) }
    case .defence: try await perform("defence", stage, call, programme)
    case .panel: try await vote(call, id)
    case .decision:
      try await house.decide(id, programme.decision.levels.first?.key, by: chen)
      for approver in approvers.prefix(programme.decision.approvals.count) { try await house.approve(call, by: approver) }
    }
  }

  private func review(_ call: ID<Call>, _ id: ID<Submission>) async throws {
    let proposal = try await house.database.write {
      try house.evaluation.assignAutomatically(try #require(try $0.call(call)), by: chen, in: $0)
    }
    #expect(proposal.blocked == nil && !proposal.pairs.isEmpty)
    for review in try await house.database.read({ try $0.reviews(of: id) }) {
      let expert = try #require(experts.first { $0.person.id == review.person })
      try await house.review(review.id, by: expert, share: 0.9)
    }
  }

  private func visit(_ call: ID<Call>, _ id: ID<Submission>, _ programme: Programme) async throws {
    let due = try await house.database.read { try house.evaluation.unvisited(try #require(try $0.call(call)), programme, $0) }
    guard let rules = programme.visit, !due.isEmpty else { return }
    var checklist: Facts = [:]
    for field in rules.checklist {
      switch field.kind {
      case .flag, .pledge: checklist[field.key] = .flag(true)
      case .number(let range, _): checklist[field.key] = .number(range.lowerBound)
      case .choice(let options): checklist[field.key] = options.first.map { .text($0.key) }
      default: checklist[field.key] = .text("与申报一致")
      }
    }
    let seen = checklist
    try await house.database.write { writer in
      try house.evaluation.planVisit(
        try #require(try writer.submission(id)), day: house.evaluation.today,
        visitors: experts.prefix(rules.visitors).map(\.person.id), by: chen, in: writer)
      try house.evaluation.note(
        try #require(try writer.visit(of: id)), seen, summary: "与申报一致", isDone: true, by: experts[0], in: writer)
    }
  }

  private func perform(_ round: String, _ stage: Stage, _ call: ID<Call>, _ programme: Programme) async throws {
    let judges = Array(experts.prefix(5))
    try await house.database.write { writer in
      let found = try #require(try writer.call(call))
      if try writer.turns(in: call, stage).isEmpty {
        try house.evaluation.setJudges(found, stage, judges.map(\.person.id), by: chen, in: writer)
      }
      try house.evaluation.commit(found, "\(stage.rawValue).\(round)", by: chen, in: writer)
      try house.evaluation.drawOrder(
        found, stage, round: round, of: try house.evaluation.heard(found, programme, writer), by: chen, in: writer)
    }
    for turn in try await house.database.read({ try $0.turns(in: call, stage) }) where turn.round == round {
      try await perform(turn, judges, programme)
    }
  }

  private func perform(_ turn: Turn, _ judges: [Rights], _ programme: Programme) async throws {
    let isQuiz = programme.live?.rounds.first { $0.key == turn.round }?.kind == .quiz
    try await house.database.write { try house.evaluation.keepTime(turn, .start, by: chen, in: $0) }
    house.clock.advance(by: .seconds(90))
    try await house.database.write { writer in
      try house.evaluation.keepTime(
        try #require(try writer.turn(turn.id)), .stop, correct: isQuiz ? 8 : nil, by: chen, in: writer)
      let stopped = try #require(try writer.turn(turn.id))
      if let rubric = house.evaluation.rubric(of: stopped, programme) {
        let points = Dictionary(uniqueKeysWithValues: rubric.judged.map { ($0.key, ($0.most * 0.9).rounded()) })
        for judge in judges { try house.evaluation.score(stopped, points, by: judge, in: writer) }
      }
      try house.evaluation.reveal(stopped, by: chen, in: writer)
    }
  }

  private func vote(_ call: ID<Call>, _ id: ID<Submission>) async throws {
    try await house.database.write { writer in
      let found = try #require(try writer.call(call))
      try house.evaluation.setPanel(
        found, experts.enumerated().map { (person: $1.person.id, role: $0 == 0 ? .chair : .member) }, by: chen, in: writer)
      try house.evaluation.setPresent(found, Set(experts.map(\.person.id)), by: chen, in: writer)
      let submission = try #require(try writer.submission(id))
      try house.evaluation.openVote(submission, by: chen, in: writer)
      for expert in experts { try house.evaluation.vote(submission, .yes, by: expert, in: writer) }
      try house.evaluation.closeVote(submission, by: chen, in: writer)
    }
  }
}
