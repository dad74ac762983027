import Crypto
import Foundation
import People
import SQL
import Site

/// Somebody on the panel of a round (评委会).
struct PanelMember: Sendable, RowReadable {
  let call: ID<Call>
  let person: ID<Person>
  let role: Role
  let isPresent: Bool

  enum Role: String, Sendable, CaseIterable {
    case chair, deputy, member
  }

  static let columns: SQL = "call_id, person_id, role, is_present"

  init(row: Row) throws {
    call = try row.get(0)
    person = try row.get(1)
    role = Role(rawValue: try row.text(2)) ?? .member
    isPresent = try row.int(3) == 1
  }
}

/// The panel's vote on one submission (表决).
struct PanelBallot: Sendable, RowReadable {
  let submission: ID<Submission>
  let isOpen: Bool
  let present: Int
  let yes: Int
  let no: Int
  let abstained: Int
  let isPassed: Bool?

  static let columns: SQL = "submission_id, state, present, yes, no, abstained, outcome"

  init(row: Row) throws {
    submission = try row.get(0)
    isOpen = try row.text(1) == "open"
    present = Int(try row.intOrNil(2) ?? 0)
    yes = Int(try row.intOrNil(3) ?? 0)
    no = Int(try row.intOrNil(4) ?? 0)
    abstained = Int(try row.intOrNil(5) ?? 0)
    isPassed = try row.textOrNil(6).map { $0 == "passed" }
  }

  enum Choice: String, Sendable, CaseIterable {
    case yes, no, abstain
  }
}

extension PanelRules {
  /// Why a panel of a size cannot be (TC-044: 10, 11, 12 are too few, right, even).
  func refusal(size: Int) -> EvaluationRefusal? {
    if size < least { return .panelTooSmall(least) }
    return mustBeOdd && size % 2 == 0 ? .panelEven : nil
  }

  /// Whether enough of a panel are present (TC-046: 12 of 25 are not half).
  func hasQuorum(present: Int, size: Int) -> Bool { present * quorum.whole >= size * quorum.part }

  /// Whether a vote passes: the share is of those present, in whole numbers (TC-045: 8 of 13 are not two thirds).
  func passes(yes: Int, present: Int) -> Bool { yes * pass.whole >= present * pass.part }
}

extension Evaluation {
  /// Names the panel of a round.
  func setPanel(
    _ call: Call, _ members: [(person: ID<Person>, role: PanelMember.Role)], by rights: Rights, in writer: Writer
  ) throws {
    let (_, programme) = try round(call.id, writer)
    guard let rules = programme.panel else { throw EvaluationRefusal.wrongStage }
    if let refusal = rules.refusal(size: members.count) { throw refusal }
    guard Set(members.map(\.person)).count == members.count, members.count(where: { $0.role == .chair }) == 1 else {
      throw EvaluationRefusal.incomplete
    }
    guard try writer.ballots(in: call.id).isEmpty else { throw EvaluationRefusal.tooLate }
    try writer.replacePanel(of: call.id, with: members)
    try record(
      "panel.named", on: .init("call", call.id), by: rights.actor, details: ["members": String(members.count)], in: writer)
    for member in members {
      try tell(member.person, path: "/panel/\(call.id)", in: writer) { t in
        t("You are on the panel of “{call}”.", ["call": t.pick(call.plan.names)])
      }
    }
  }

  /// Notes who is there.
  func setPresent(_ call: Call, _ present: Set<ID<Person>>, by rights: Rights, in writer: Writer) throws {
    guard try writer.ballots(in: call.id).allSatisfy({ !$0.isOpen }) else { throw EvaluationRefusal.wrongState }
    try writer.setPresent(present, in: call.id)
    try record(
      "panel.present", on: .init("call", call.id), by: rights.actor, details: ["present": String(present.count)], in: writer)
  }

  /// Who may vote on a submission: those present without a conflict (TC-047).
  func voters(on submission: Submission, _ reader: Reader) throws -> [ID<Person>] {
    try reader.panel(of: submission.call).filter(\.isPresent).map(\.person).filter { person in
      try !isConcerned(person, submission, reader)
    }
  }

  /// Whether a panel member has to stay out of a vote: an applicant, of the same unit, or with a conflict that is known.
  func isConcerned(_ person: ID<Person>, _ submission: Submission, _ reader: Reader) throws -> Bool {
    if person == submission.applicant || submission.holder == .person(person) { return true }
    if try reader.coAuthors(of: submission.id).contains(where: { $0.person == person }) { return true }
    let units = Set(try reader.units(of: person).map(\.unit))
    if let unit = submission.unit, units.contains(unit) { return true }
    if try reader.units(of: submission.applicant).contains(where: { units.contains($0.unit) }) { return true }
    return try reader.conflicts(of: person, with: submission.id).contains { $0.state != .dismissed }
  }

  /// Opens the vote on a submission; with too few present there is none.
  func openVote(_ submission: Submission, by rights: Rights, in writer: Writer) throws {
    let (call, programme) = try round(submission.call, at: .panel, writer)
    guard let rules = programme.panel, submission.state == .admitted else { throw EvaluationRefusal.wrongStage }
    let panel = try writer.panel(of: call.id)
    if let refusal = rules.refusal(size: panel.count) { throw refusal }
    guard rules.hasQuorum(present: panel.count(where: \.isPresent), size: panel.count) else { throw EvaluationRefusal.noQuorum }
    guard try writer.ballot(on: submission.id) == nil else { throw EvaluationRefusal.onlyOnce }
    try writer.openVote(on: submission, at: clock.now())
    try record("panel.vote_opened", on: .init("submission", submission.id), by: rights.actor, in: writer)
  }

  /// Casts a ballot. That somebody voted is kept; what they voted is kept apart, under a random token, with no time.
  func vote(_ submission: Submission, _ choice: PanelBallot.Choice, by rights: Rights, in writer: Writer) throws {
    guard try writer.ballot(on: submission.id)?.isOpen == true else { throw EvaluationRefusal.wrongState }
    guard try voters(on: submission, writer).contains(rights.person.id) else { throw EvaluationRefusal.notAllowed }
    let token = SymmetricKey(size: .bits128).withUnsafeBytes { bytes in
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    guard try writer.cast(choice, on: submission.id, by: rights.person.id, token: token) else { throw EvaluationRefusal.onlyOnce }
  }

  /// Closes the vote when all who may have voted, and counts. Those with a conflict are not among those present for this vote;
  /// with them gone the quorum still has to hold.
  func closeVote(_ submission: Submission, by rights: Rights, in writer: Writer) throws {
    let (call, programme) = try round(submission.call, at: .panel, writer)
    guard let rules = programme.panel, let ballot = try writer.ballot(on: submission.id), ballot.isOpen else {
      throw EvaluationRefusal.wrongState
    }
    let panel = try writer.panel(of: call.id)
    let voters = try voters(on: submission, writer)
    guard rules.hasQuorum(present: voters.count, size: panel.count) else { throw EvaluationRefusal.noQuorum }
    let counts = try writer.countBallots(on: submission.id)
    let cast = counts.values.reduce(0, +)
    guard cast == voters.count else { throw EvaluationRefusal.stillOpen(voters.count - cast) }
    let isPassed = rules.passes(yes: counts[.yes] ?? 0, present: voters.count)
    try writer.closeVote(on: submission.id, present: voters.count, counts, isPassed: isPassed, at: clock.now())
    try record(
      "panel.vote_closed", on: .init("submission", submission.id), by: rights.actor,
      details: [
        "present": String(voters.count), "yes": String(counts[.yes] ?? 0), "no": String(counts[.no] ?? 0),
        "outcome": isPassed ? "passed" : "failed",
      ], in: writer)
  }

  func unvoted(_ call: Call, _ reader: Reader) throws -> [Submission] {
    let programme = try programme(of: call, reader)
    let closed = Set(try reader.ballots(in: call.id).filter { !$0.isOpen }.map(\.submission))
    return try heard(call, programme, reader).filter { !closed.contains($0.id) }
  }
}
