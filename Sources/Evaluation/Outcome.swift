import Foundation
import People
import SQL
import Site

/// What the office decided about a submission (决定).
struct Decision: Sendable, RowReadable {
  let submission: ID<Submission>
  let call: ID<Call>
  let outcome: Outcome
  let level: String?
  /// What the applicant reads.
  let reason: String
  let score: Double?
  let place: Int?
  let decidedBy: ID<Person>
  let decidedAt: Instant

  enum Outcome: String, Sendable {
    case given, declined, revise
  }

  static let columns: SQL =
    "d.submission_id, d.call_id, d.outcome, d.level, d.reason, d.score, d.place, d.decided_by, d.decided_at"

  init(row: Row) throws {
    submission = try row.get(0)
    call = try row.get(1)
    outcome = Outcome(rawValue: try row.text(2)) ?? .declined
    level = try row.textOrNil(3)
    reason = try row.text(4)
    score = try row.get(5)
    place = try row.intOrNil(6).map { Int($0) }
    decidedBy = try row.get(7)
    decidedAt = try row.get(8)
  }
}

/// An office's agreement to the list (审批).
struct Approval: Sendable, RowReadable {
  let call: ID<Call>
  let step: Int
  let person: ID<Person>
  let isAgreed: Bool
  let reason: String
  let at: Instant

  static let columns: SQL = "call_id, step, person_id, is_agreed, reason, at"

  init(row: Row) throws {
    call = try row.get(0)
    step = Int(try row.int(1))
    person = try row.get(2)
    isAgreed = try row.int(3) == 1
    reason = try row.text(4)
    at = try row.get(5)
  }
}

/// The list that everybody can read and object to (公示).
struct PublicNotice: Sendable, RowReadable {
  let id: ID<PublicNotice>
  let call: ID<Call>
  let firstDay: Day
  let lastDay: Day
  let publishedBy: ID<Person>
  let endedAt: Instant?

  static let columns: SQL = "n.id, n.call_id, n.first_day, n.last_day, n.published_by, n.ended_at"

  init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    firstDay = try row.get(2)
    lastDay = try row.get(3)
    publishedBy = try row.get(4)
    endedAt = try row.get(5)
  }
}

/// Somebody says, under their own name and with evidence, that a proposed result is wrong (异议).
struct Objection: Sendable, RowReadable {
  let id: ID<Objection>
  let call: ID<Call>
  let submission: ID<Submission>
  let person: ID<Person>
  let text: String
  let evidence: String
  let at: Instant
  let state: State
  let handler: ID<Person>?
  let answer: String?
  let decidedAt: Instant?

  enum State: String, Sendable {
    case open, upheld, rejected
  }

  static let columns: SQL =
    "o.id, o.call_id, o.submission_id, o.person_id, o.text, o.evidence, o.at, o.state, o.handler_id, o.answer, o.decided_at"

  init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    submission = try row.get(2)
    person = try row.get(3)
    text = try row.text(4)
    evidence = try row.text(5)
    at = try row.get(6)
    state = State(rawValue: try row.text(7)) ?? .open
    handler = try row.get(8)
    answer = try row.textOrNil(9)
    decidedAt = try row.get(10)
  }
}

/// An applicant asks others to look at a decision again (申诉).
struct Appeal: Sendable, RowReadable {
  let id: ID<Appeal>
  let submission: ID<Submission>
  let person: ID<Person>
  let text: String
  let at: Instant
  let dueDay: Day
  let state: State
  let handler: ID<Person>?
  let answer: String?
  let decidedAt: Instant?

  enum State: String, Sendable {
    case open
    /// The decision is taken anew, by others.
    case upheld
    case dismissed
  }

  static let columns: SQL =
    "a.id, a.submission_id, a.person_id, a.text, a.at, a.due_day, a.state, a.handler_id, a.answer, a.decided_at"

  init(row: Row) throws {
    id = try row.get(0)
    submission = try row.get(1)
    person = try row.get(2)
    text = try row.text(3)
    at = try row.get(4)
    dueDay = try row.get(5)
    state = State(rawValue: try row.text(6)) ?? .open
    handler = try row.get(7)
    answer = try row.textOrNil(8)
    decidedAt = try row.get(9)
  }
}

/// A designation, award, title or grant in force (认定、奖项、职称).
public struct Award: Sendable, RowReadable {
  /// Its number; the certificate and `/verify` name it.
  public let id: ID<Award>
  let call: ID<Call>
  let submission: ID<Submission>
  /// Key of the programme that gave it.
  public let programme: String
  let kind: ResultRules.Kind
  /// Key of the level: a prize, a grade.
  public let level: String
  /// Whose it is.
  public let holder: Holder
  let unit: ID<Organization>?
  /// Code of the holder's region.
  public let region: String
  /// Key of the industry, where the programme asks for one.
  public let industry: String?
  let title: String
  /// The first day on which it is in force.
  public let firstDay: Day
  /// The day on which it is over; `nil` when it does not end by itself.
  public let lastDay: Day?
  /// How it stands.
  public let status: Status
  let statusIndex: Int
  let reason: String?
  let rectifyBy: Day?

  /// How a result stands.
  public enum Status: String, Sendable, CaseIterable {
    case valid
    /// In force, with something to put right within a time.
    case rectifying
    /// Withdrawal is proposed; a hearing can be asked for.
    case withdrawing
    case withdrawn
    case expired

    /// Whether the holder may call itself so.
    public var isInForce: Bool { self == .valid || self == .rectifying || self == .withdrawing }
  }

  static let columns: SQL =
    """
    w.id, w.call_id, w.submission_id, w.programme, w.kind, w.level, w.holder_kind, w.holder_key, w.unit_id, w.region, w.industry, w.title,
    w.first_day, w.last_day, w.status, w.status_index, w.reason, w.rectify_by
    """

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    submission = try row.get(2)
    programme = try row.text(3)
    kind = ResultRules.Kind(rawValue: try row.text(4)) ?? .award
    level = try row.text(5)
    holder = Holder(kind: try row.text(6), key: try row.int(7)) ?? .base(-1)
    unit = try row.get(8)
    region = try row.text(9)
    industry = try row.textOrNil(10)
    title = try row.text(11)
    firstDay = try row.get(12)
    lastDay = try row.textOrNil(13).flatMap { Day($0) }
    status = Status(rawValue: try row.text(14)) ?? .withdrawn
    statusIndex = Int(try row.int(15))
    reason = try row.textOrNil(16)
    rectifyBy = try row.textOrNil(17).flatMap { Day($0) }
  }
}

/// Something that the holder of a result owes by a day: a milestone, a yearly report, a check (任务书、年度考核).
struct Duty: Sendable, RowReadable {
  let id: ID<Duty>
  let award: ID<Award>
  let key: String
  let dueDay: Day
  let state: State
  let report: Facts
  let grade: String?
  let reason: String?

  enum State: String, Sendable {
    case open, reported, decided, missed
  }

  static let columns: SQL = "y.id, y.award_id, y.duty, y.due_day, y.state, y.report, y.grade, y.reason"

  init(row: Row) throws {
    id = try row.get(0)
    award = try row.get(1)
    key = try row.text(2)
    dueDay = try row.get(3)
    state = State(rawValue: try row.text(4)) ?? .open
    report = try JSONDecoder().decode(Facts.self, from: Data(try row.text(5).utf8))
    grade = try row.textOrNil(6)
    reason = try row.textOrNil(7)
  }
}
