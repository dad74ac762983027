import Foundation
import Identity
import Journal
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People

/// A province's office on a fresh database, for tests that read like stories.
struct House {
  let database: Database
  let people: People
  let journal: Journal
  let evaluation: Evaluation
  let clock: ManualClock

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let t = Localizer(.en)
  static let migrations =
    JobQueue.migrations + Site.migrations + Journal.migrations + People.migrations + Evaluation.migrations

  /// Tuesday, 3 March 2026, 11:00 in Guangzhou: a working day after the Spring Festival.
  static let morning = Instant("2026-03-03T03:00:00Z") ?? Instant(milliseconds: 0)

  init(_ database: Database, directory: Directory = .empty, more programmes: [String] = []) async throws {
    let clock = ManualClock(Self.morning)
    let ids = IDGenerator(clock: clock.clock)
    journal = Journal(clock: clock.clock, ids: ids)
    self.database = database
    self.clock = clock
    people = People(
      People.Tools(
        database: database, journal: journal, jobs: JobQueue(clock: clock.clock, ids: ids), clock: clock.clock, ids: ids),
      People.Options(
        policy: try PeoplePolicy(file: Self.root + "/Policies/people.yaml"), commonPasswords: [], passwordCost: .forTests,
        secret: "a secret of more than thirty-two characters", publicURL: "https://kepu.example", portalName: "Kepu",
        regionNames: { _ in nil }, localizer: { Localizer($0) }))
    evaluation = try await Evaluation.open(
      Evaluation.Tools(database: database, people: people, journal: journal, clock: clock.clock, ids: ids),
      Evaluation.Options(
        programmes: try Self.library(more: programmes),
        calendar: try WorkingCalendar(file: Self.root + "/Policies/calendar.yaml"), directory: directory,
        evidence: EvidenceStore(folder: NSTemporaryDirectory() + "/kepu-evidence-\(UUID())", patience: .seconds(600)),
        issuer: CredentialIssuer(
          name: .init(zhHans: "某省科协"), publicURL: "https://kepu.example", secret: "a secret of more than thirty-two characters"),
        localizer: { Localizer($0) }))
  }

  /// The programmes that ship, and some that are written only in a test.
  static func library(more: [String] = []) throws -> ProgrammeLibrary {
    let folder = root + "/Policies/programmes"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    let shipped = try files.map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
    return try ProgrammeLibrary(texts: shipped + more.map { ("the test", $0) })
  }

  // MARK: People

  @discardableResult
  func person(_ name: String) async throws -> Rights {
    let person = try await database.write { writer in
      try people.open(
        Person(
          id: people.ids.next(), name: name, email: "p\(people.ids.next(Person.self))@example.org".lowercased(),
          language: .zhHans,
          birthDay: nil, status: .active, digest: .never, version: 1, createdAt: clock.now), password: nil, consents: [],
        in: writer)
    }
    return rights(person)
  }

  /// An officer of a region.
  func officer(_ name: String, over region: String = "440000") async throws -> Rights {
    let officer = try await person(name)
    try await database.write { writer in
      try people.give(
        People.NewGrant(
          person: officer.person.id, role: .officer, scope: region == "440000" ? .province : .region(region), target: .everything,
          ends: nil, reason: "test"), by: nil, in: writer)
    }
    return try await withGrants(officer)
  }

  private func withGrants(_ rights: Rights) async throws -> Rights {
    let grants = try await database.read { try $0.grants(of: rights.person.id, at: clock.now) }
    return self.rights(rights.person, grants)
  }

  private func rights(_ person: Person, _ grants: [Grant] = []) -> Rights {
    Rights(
      person: person, grants: grants, session: nil, confirmedAt: clock.now, hasSecondFactor: true, tokenScopes: nil,
      isSecondFactorOwed: false)
  }

  func unit(
    _ name: String, in region: String = "440113", responsible: Rights? = nil, members: [Rights] = []
  ) async throws
    -> ID<Organization>
  {
    try await database.write { writer in
      let id: ID<Organization> = people.ids.next()
      try writer.insert(
        Organization(
          id: id, names: .init(zhHans: name), kind: .association, creditCode: nil, region: region, parent: nil, website: nil,
          phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: clock.now)
      if let responsible {
        try writer.insertMember(people.ids.next(), responsible.person.id, in: id, as: .responsible, at: clock.now)
      }
      for member in members { try writer.insertMember(people.ids.next(), member.person.id, in: id, as: .member, at: clock.now) }
      return id
    }
  }

  // MARK: Rounds

  /// A call that opens now and closes in twenty days.
  func call(
    _ programme: String, by officer: Rights, year: Int = 2025, region: String = "440000",
    _ change: (inout Call.Plan) -> Void = { _ in }
  ) async throws -> ID<Call> {
    var plan = Call.Plan(
      names: .init(zhHans: "2026年度 \(programme)"), announcement: .init(zhHans: "通知"), year: year, opens: clock.now,
      closes: clock.now + .seconds(20 * 86_400))
    change(&plan)
    let wanted = plan
    return try await database.write { writer in
      let rules = try #require(evaluation.programmes[programme])
      let call = try evaluation.begin(rules, region: region, wanted, by: officer, in: writer)
      try evaluation.publish(try #require(try writer.call(call.id)), by: officer, in: writer)
      return call.id
    }
  }

  /// Fills a submission in; what is not given gets an answer that its question accepts.
  @discardableResult
  func fill(
    _ call: ID<Call>, as applicant: Rights, for holder: Holder? = nil, title: String, _ answers: Facts = [:],
    track: String? = nil,
    recommender: ID<Organization>? = nil, authors: [Rights] = []
  ) async throws -> ID<Submission> {
    try await database.write { writer in
      let call = try #require(try writer.call(call))
      let programme = try evaluation.programme(of: call, writer)
      let submission = try evaluation.begin(
        holder ?? .person(applicant.person.id), title: title, track: track ?? programme.tracks.first?.key, in: call,
        by: applicant,
        in: writer)
      if !authors.isEmpty {
        try writer.replaceCoAuthors(
          of: submission.id, with: authors.map { (name: $0.person.name, unit: "", role: "author", person: $0.person.id) })
      }
      _ = try evaluation.save(
        submission, title: title, track: submission.track, recommender: recommender,
        try plausible(programme, call.plan.year, applicant, writer).merging(answers) { $1 }, in: writer)
      return submission.id
    }
  }

  /// Puts a verified work into somebody's ledger.
  func work(_ title: String, of applicant: Rights, role: String = "member", _ writer: Writer) throws -> String {
    let id = people.ids.next(Achievement.self)
    try writer.insertVerifiedWork(id.rawValue, of: applicant.person.id.rawValue, title: title, role: role, at: clock.now)
    return id.description
  }

  private func plausible(_ programme: Programme, _ year: Int, _ applicant: Rights, _ writer: Writer) throws -> Facts {
    var answers: Facts = [:]
    for field in programme.fields {
      switch field.kind {
      case .line, .area: answers[field.key] = .text("说明")
      case .number(let range, _): answers[field.key] = .number(range.lowerBound)
      case .daysOfYear: answers[field.key] = .number(300)
      case .flag: answers[field.key] = .flag(false)
      case .pledge: answers[field.key] = .flag(true)
      case .choice(let options): answers[field.key] = options.first.map { .text($0.key) }
      case .choices(let options): answers[field.key] = .keys(options.prefix(1).map(\.key))
      case .day: answers[field.key] = Day("\(year)-06-01").map(FactValue.day)
      case .link: answers[field.key] = .text("https://example.org/")
      case .files: break
      case .achievements(let range):
        answers[field.key] = .keys(try (0..<range.lowerBound).map { try work("作品\($0)", of: applicant, writer) })
      }
    }
    return answers
  }

  @discardableResult
  func submit(_ id: ID<Submission>, by applicant: Rights) async throws -> Submission {
    try await database.write { writer in
      try evaluation.submit(try #require(try writer.submission(id)), by: applicant, Self.t, in: writer)
    }
  }

  func submission(_ id: ID<Submission>) async throws -> Submission {
    try #require(try await database.read { try $0.submission(id) })
  }

  func obstacles(_ id: ID<Submission>) async throws -> Evaluation.Obstacles {
    try await database.read { reader in
      let submission = try #require(try reader.submission(id))
      let (call, programme) = try evaluation.round(submission.call, reader)
      return try evaluation.obstacles(submission, call, programme, Self.t, reader)
    }
  }

  func call(_ id: ID<Call>) async throws -> Call { try #require(try await database.read { try $0.call(id) }) }

  @discardableResult
  func advance(_ id: ID<Call>, by officer: Rights) async throws -> Call {
    try await database.write { try evaluation.advance(try #require(try $0.call(id)), by: officer.actor, in: $0) }
  }

  func check(
    _ id: ID<Submission>, _ outcome: Evaluation.CheckOutcome = .admitted, reason: String = "", by officer: Rights
  ) async throws {
    try await database.write {
      try evaluation.check(try #require(try $0.submission(id)), outcome, reason: reason, by: officer, in: $0)
    }
  }

  func recommend(_ id: ID<Submission>, place: Int, by speaker: Rights) async throws {
    try await database.write {
      try evaluation.recommend(
        try #require(try $0.submission(id)), isPutForward: true, place: place, opinion: "同意推荐", by: speaker, in: $0)
    }
  }

  /// Invites people who say yes at once.
  func reviewers(_ call: ID<Call>, _ people: [Rights], by officer: Rights) async throws {
    for person in people {
      try await database.write { writer in
        let call = try #require(try writer.call(call))
        try evaluation.invite(person.person.id, to: call, most: 30, fields: [], by: officer, in: writer)
        try evaluation.answerInvitation(call, isAccepted: true, by: person, in: writer)
      }
    }
  }

  @discardableResult
  func assign(_ id: ID<Submission>, to reviewer: Rights) async throws -> ID<Review> {
    try await database.write {
      try evaluation.assign(try #require(try $0.submission(id)), to: reviewer.person.id, by: .system, in: $0)
    }
  }

  /// Declares no conflict and hands a review in, with a share of the points of every criterion.
  func review(_ id: ID<Review>, by reviewer: Rights, share: Double, _ scores: [String: Double] = [:]) async throws {
    try await database.write { writer in
      let review = try #require(try writer.review(id))
      let (_, programme) = try evaluation.round(review.call, writer)
      try evaluation.declare(review, .none, detail: "", by: reviewer, in: writer)
      var sheet = Review.Sheet(reason: "意见")
      for criterion in programme.review?.rubric.judged ?? [] { sheet.scores[criterion.key] = (criterion.most * share).rounded() }
      sheet.scores.merge(scores) { $1 }
      try evaluation.submit(try #require(try writer.review(id)), sheet, by: reviewer, in: writer)
    }
  }

  func decide(_ id: ID<Submission>, _ level: String?, reason: String = "评审意见", by officer: Rights) async throws {
    try await database.write {
      try evaluation.decide(
        try #require(try $0.submission(id)), level == nil ? .declined : .given, level: level, reason: reason, score: nil,
        place: nil,
        by: officer, in: $0)
    }
  }

  func approve(_ id: ID<Call>, by officer: Rights) async throws {
    try await database.write {
      try evaluation.approve(try #require(try $0.call(id)), isAgreed: true, reason: "", by: officer, in: $0)
    }
  }

  /// Moves the clock to a day after the public notice and lets the deadlines act.
  func endNotice(of call: ID<Call>) async throws {
    let notice = try #require(try await database.read { try $0.notice(of: call) })
    clock.advance(by: (notice.lastDay.adding(days: 1).localStart + .seconds(3_600)) - clock.now)
    try await evaluation.keepDeadlines()
  }

  func award(for submission: ID<Submission>) async throws -> Award? { try await database.read { try $0.award(for: submission) } }
}

/// Runs a test in a fresh house on an engine.
func inHouse(
  _ engine: TestEngine, directory: Directory = .empty, more programmes: [String] = [], _ test: (House) async throws -> Void
) async throws {
  try await withDatabase(engine, House.migrations) { database in
    try await test(try await House(database, directory: directory, more: programmes))
  }
}
