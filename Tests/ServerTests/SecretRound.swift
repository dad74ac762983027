import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

/// Where a round stands when somebody looks around in it.
enum SecretStage: Int, CaseIterable, Comparable {
  case open, checking, review, panel, decision, notice, finished

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A double blind round in which every secret carries words that stand nowhere else.
///
/// A is given something, B is revised and gets nothing, C is of an officer's own unit and is given something, D stays a draft.
final class SecretRound {
  let portal: TestPortal
  private(set) var stage = SecretStage.open
  private(set) var people: [SecretReader: Person] = [:]
  private(set) var others: [String: Person] = [:]
  private(set) var units: [String: ID<Organization>] = [:]
  private(set) var submissions: [String: ID<Submission>] = [:]
  private(set) var calls: [ID<Call>] = []

  var evaluation: Evaluation { portal.portal.evaluation }
  var call: ID<Call> { calls[0] }

  private init(_ portal: TestPortal) { self.portal = portal }

  /// A round that is open, with three submissions and a draft.
  static func begin(_ portal: TestPortal) async throws -> SecretRound {
    let round = SecretRound(portal)
    try await round.meet()
    try await round.announce()
    try await round.handIn()
    return round
  }

  /// Takes the round one stage on.
  func goOn() async throws {
    guard let next = SecretStage(rawValue: stage.rawValue + 1) else { return }
    switch next {
    case .open: break
    case .checking: try await close()
    case .review: try await review()
    case .panel: try await vote()
    case .decision: try await decide()
    case .notice: try await publish()
    case .finished: try await finish()
    }
    stage = next
  }

  func rights(_ person: Person) async throws -> Rights {
    let now = portal.clock.now
    let grants = try await portal.portal.database.read { try $0.grants(of: person.id, at: now) }
    return RoundStory.rights(person, portal, grants)
  }

  func rights(_ reader: SecretReader) async throws -> Rights { try await rights(try #require(people[reader])) }
  func rights(_ name: String) async throws -> Rights { try await rights(try #require(others[name])) }

  private func write(_ act: @escaping @Sendable (Evaluation, Writer) throws -> Void) async throws {
    let evaluation = evaluation
    try await portal.portal.database.write { try act(evaluation, $0) }
  }

  private static func found(_ id: ID<Submission>?, _ reader: Reader) throws -> Submission {
    let id = try #require(id)
    return try #require(try reader.submission(id))
  }

  // MARK: Who is there

  private func meet() async throws {
    for reader in SecretReader.allCases {
      guard let name = reader.personName else { continue }
      people[reader] = try await portal.person(name, "\(reader.rawValue.lowercased())@example.org")
    }
    for (place, name) in Secret.others.enumerated() {
      others[name] = try await portal.person(name, "other\(place)@example.org")
    }
    let officers = [people[.office], people[.officerApplicant], people[.colleague]] + Secret.officers.map { others[$0] }
    for officer in officers.compactMap({ $0 }) { try await portal.grant(officer, .officer, .province) }
    try await portal.grant(try #require(people[.far]), .officer, .region("440300"))
    try await portal.grant(try #require(people[.near]), .officer, .region("440100"))
    for (key, reader, name) in Secret.units {
      units[key] = try await EvaluationDesk.unit(name, of: try #require(people[reader]), portal)
    }
    let (shared, colleague) = (try #require(units["C"]), try #require(people[.colleague]))
    let (ids, now) = (portal.portal.people.ids, portal.clock.now)
    try await write { try $1.insertMember(ids.next(), colleague.id, in: shared, as: .responsible, at: now) }
  }

  // MARK: Open

  private func announce() async throws {
    let officer = try await rights(.office)
    let opens = portal.clock.now
    func plan(_ name: String, _ words: String) -> Call.Plan {
      Call.Plan(
        names: .init(zhHans: name), announcement: .init(zhHans: words), year: 2025, opens: opens,
        closes: opens + .seconds(20 * 86_400))
    }
    let (shown, hidden) = (plan("2026年展品研发", "通知"), plan(Secret.hiddenCall, Secret.hiddenWords))
    let evaluation = evaluation
    calls = try await portal.portal.database.write { writer in
      let rules = try #require(evaluation.programmes["exhibit-fund"])
      let call = try evaluation.begin(rules, region: "440000", shown, by: officer, in: writer)
      try evaluation.publish(try #require(try writer.call(call.id)), by: officer, in: writer)
      return [call.id, try evaluation.begin(rules, region: "440000", hidden, by: officer, in: writer).id]
    }
  }

  private func handIn() async throws {
    for (key, reader, _) in Secret.units {
      let submission = try await begin(key, by: try await rights(reader))
      submissions[key] = submission
      if key == "A" || key == "D" { try await attach(key, to: submission) }
      guard key != "D" else { continue }
      let own = try await rights(reader)
      try await write { try $0.submit(try #require(try $1.submission(submission)), by: own, Localizer(.en), in: $1) }
    }
  }

  private func begin(_ key: String, by own: Rights) async throws -> ID<Submission> {
    let (unit, call, evaluation) = (try #require(units[key]), call, evaluation)
    return try await portal.portal.database.write { writer in
      let round = try #require(try writer.call(call))
      let begun = try evaluation.begin(.organization(unit), title: "", track: nil, in: round, by: own, in: writer)
      return try evaluation.save(
        begun, title: Secret.title(key), track: nil, recommender: nil, Secret.answers(key), in: writer
      ).id
    }
  }

  /// A picture whose comment and name are secrets.
  private func attach(_ key: String, to submission: ID<Submission>) async throws {
    let home = portal.portal.settings["home"] ?? "."
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: "\(home)/Tests/Fixtures/with-gps.jpg")))
    let comment = Array(Secret.comment(key).utf8)
    bytes.insert(contentsOf: [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment, at: 2)
    let stored = try await evaluation.evidence.add(bytes, allowed: [.picture])
    let now = portal.clock.now
    try await write { evaluation, writer in
      try writer.insert(evaluation.ids.next(), Secret.fileName(key), stored, field: "drawings", of: submission, at: now)
    }
  }

  // MARK: Check

  private func advance() async throws {
    let (call, actor) = (call, try await rights(.office).actor)
    try await write { _ = try $0.advance(try #require(try $1.call(call)), by: actor, in: $1) }
  }

  /// Closes the call and asks reviewers.
  private func close() async throws {
    portal.clock.advance(by: .seconds(21 * 86_400))
    try await advance()
    let (call, officer) = (call, try await rights(.office))
    let asked = [people[.one], people[.two], people[.conflicted], people[.pooled], others["孙评丙"], others["李评丁"]]
    for person in asked.compactMap({ $0 }) {
      let own = try await rights(person)
      try await write { evaluation, writer in
        let round = try #require(try writer.call(call))
        try evaluation.invite(person.id, to: round, most: 9, fields: [], by: officer, in: writer)
        try evaluation.answerInvitation(round, isAccepted: true, by: own, in: writer)
      }
    }
  }

  // MARK: Review

  private func review() async throws {
    let (officer, ids) = (try await rights(.office), submissions)
    try await write { evaluation, writer in
      for key in ["A", "B", "C"] {
        try evaluation.check(
          try Self.found(ids[key], writer), .admitted, reason: "", by: officer, in: writer)
      }
    }
    try await advance()
    try await hint()
    let (one, two, three, four) = (
      try await rights(.one), try await rights(.two), try await rights("孙评丙"), try await rights("李评丁")
    )
    try await evaluate("A", by: one)
    try await evaluate("A", by: two, isDraft: true)
    try await assign("A", to: three)
    try await declareConflict("A", by: try await rights(.conflicted))
    for reviewer in [two, three, four] { try await evaluate("B", by: reviewer) }
    for reviewer in [two, three, four] { try await evaluate("C", by: reviewer) }
    try await revise()
    for reviewer in [two, three, four] { try await assign("B", to: reviewer) }
  }

  /// A hint about C that somebody has to look at.
  private func hint() async throws {
    let (submission, person, call, now) = (
      try #require(submissions["C"]), try #require(people[.one]), call, portal.clock.now
    )
    try await write { _, writer in
      _ = try writer.insert(
        ConflictOfInterest(submission: submission, person: person.id, kind: .kinship, detail: Secret.hint, state: .hint),
        in: call, at: now)
    }
  }

  @discardableResult
  private func assign(_ key: String, to reviewer: Rights) async throws -> ID<Review> {
    let (id, evaluation) = (try #require(submissions[key]), evaluation)
    return try await portal.portal.database.write {
      try evaluation.assign(try #require(try $0.submission(id)), to: reviewer.person.id, by: .system, in: $0)
    }
  }

  private func evaluate(_ key: String, by reviewer: Rights, isDraft: Bool = false) async throws {
    try await fill(try await assign(key, to: reviewer), key, by: reviewer, isDraft: isDraft)
  }

  private func fill(_ id: ID<Review>, _ key: String, by reviewer: Rights, isDraft: Bool = false) async throws {
    try await write { evaluation, writer in
      let review = try #require(try writer.review(id))
      if review.state == .assigned { try evaluation.declare(review, .none, detail: "", by: reviewer, in: writer) }
      let sheet = Secret.sheet(key, reviewer.person.name, round: review.round, isDraft: isDraft)
      let declared = try #require(try writer.review(id))
      if isDraft {
        try evaluation.draft(declared, sheet, by: reviewer, in: writer)
      } else {
        try evaluation.submit(declared, sheet, by: reviewer, in: writer)
      }
    }
  }

  private func declareConflict(_ key: String, by reviewer: Rights) async throws {
    let id = try await assign(key, to: reviewer)
    try await write {
      try $0.declare(try #require(try $1.review(id)), .conflict, detail: Secret.conflict, by: reviewer, in: $1)
    }
  }

  /// B is sent back and comes again.
  private func revise() async throws {
    let (officer, own, id) = (try await rights(.office), try await rights(.applicantB), try #require(submissions["B"]))
    try await write { evaluation, writer in
      try evaluation.decide(
        try #require(try writer.submission(id)), .revise, level: nil, reason: Secret.revision, score: nil, place: nil,
        by: officer, in: writer)
      let back = try #require(try writer.submission(id))
      let kept = try evaluation.save(
        back, title: back.title, track: nil, recommender: nil,
        back.answers.merging(["result_used": .text(Secret.revised)]) { $1 }, in: writer)
      try evaluation.submit(kept, by: own, Localizer(.en), in: writer)
    }
  }

  // MARK: Panel

  private func vote() async throws {
    let database = portal.portal.database
    for (key, id) in submissions.sorted(by: { $0.key < $1.key }) {
      for review in try await database.read({ try $0.reviews(of: id) }) where review.state.isOpen {
        let name = try #require(try await database.read { try $0.name(of: review.person) })
        let person = try #require(people.values.first { $0.name == name } ?? others[name])
        try await fill(review.id, key, by: try await rights(person))
      }
    }
    try await advance()
    let (officer, call, ids) = (try await rights(.office), call, submissions)
    let members = [others["郑委一"], people[.panel], others["冯委三"]].compactMap { $0 }
    try await write { evaluation, writer in
      let round = try #require(try writer.call(call))
      let roles = members.enumerated().map { (person: $1.id, role: $0 == 0 ? PanelMember.Role.chair : .member) }
      try evaluation.setPanel(round, roles, by: officer, in: writer)
      try evaluation.setPresent(round, Set(members.map(\.id)), by: officer, in: writer)
      for key in ["A", "B", "C"] {
        try evaluation.openVote(try Self.found(ids[key], writer), by: officer, in: writer)
      }
    }
    for key in ["A", "C"] { try await ballot(key, of: members) }
  }

  private func ballot(_ key: String, of members: [Person]) async throws {
    let (officer, id) = (try await rights(.office), try #require(submissions[key]))
    for member in members {
      let own = try await rights(member)
      try await write { try $0.vote(try #require(try $1.submission(id)), .yes, by: own, in: $1) }
    }
    try await write { try $0.closeVote(try #require(try $1.submission(id)), by: officer, in: $1) }
  }

  // MARK: Decision

  private func decide() async throws {
    try await ballot("B", of: [others["郑委一"], people[.panel], others["冯委三"]].compactMap { $0 })
    try await advance()
    let (officer, ids) = (try await rights(.office), submissions)
    try await write { evaluation, writer in
      for (place, key) in ["A", "C", "B"].enumerated() {
        try evaluation.decide(
          try Self.found(ids[key], writer), key == "B" ? .declined : .given,
          level: key == "B" ? nil : "funded", reason: Secret.decision(key), score: Secret.score[key], place: place + 1,
          by: officer, in: writer)
      }
    }
    try await approve("沈科技")
  }

  private func approve(_ name: String) async throws {
    let (officer, call) = (try await rights(name), call)
    try await write {
      try $0.approve(try #require(try $1.call(call)), isAgreed: true, reason: Secret.remark(name), by: officer, in: $1)
    }
  }

  // MARK: Notice and after

  private func publish() async throws {
    try await approve("蒋财政")
    try await advance()
    let (ids, own) = (submissions, try await rights(.applicantB))
    for (key, name) in [("A", "褚异议"), ("C", "陈异议")] {
      let objector = try await rights(name)
      try await write { evaluation, writer in
        _ = try evaluation.object(
          to: try Self.found(ids[key], writer), text: Secret.objection(key),
          evidence: Secret.evidence(key), by: objector, in: writer)
      }
    }
    try await write { evaluation, writer in
      _ = try evaluation.appeal(
        try Self.found(ids["B"], writer), text: Secret.appeal, by: own, in: writer)
    }
  }

  private func finish() async throws {
    let (call, officer, other) = (call, try await rights("韩复核"), try await rights("唐复核"))
    try await write { evaluation, writer in
      for objection in try writer.objections(in: call) {
        try evaluation.decide(objection, isUpheld: false, answer: Secret.answer, by: officer, in: writer)
      }
      for appeal in try writer.appeals(in: call) {
        try evaluation.decide(appeal, isUpheld: false, answer: Secret.appealAnswer, by: other, in: writer)
      }
    }
    let database = portal.portal.database
    let notice = try #require(try await database.read { try $0.notice(of: call) })
    portal.clock.advance(by: (notice.lastDay.adding(days: 1).localStart + .seconds(3_600)) - portal.clock.now)
    try await evaluation.keepDeadlines()
    let status = try await database.read { try $0.call(call)?.status }
    try #require(status == .finished)
  }
}
