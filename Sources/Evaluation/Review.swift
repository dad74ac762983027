import Foundation
import People
import SQL
import Site

/// Somebody in a call's pool of reviewers (评委).
struct Reviewer: Sendable, RowReadable {
  let call: ID<Call>
  let person: ID<Person>
  let state: State
  let most: Int
  let fields: [String]

  enum State: String, Sendable {
    case invited, accepted, declined, removed
  }

  static let columns: SQL = "call_id, person_id, state, most, fields"

  init(row: Row) throws {
    call = try row.get(0)
    person = try row.get(1)
    state = State(rawValue: try row.text(2)) ?? .removed
    most = Int(try row.int(3))
    fields = try row.text(4).split(separator: ",").map(String.init)
  }
}

/// One reviewer's review of one submission (评审).
struct Review: Sendable, RowReadable {
  let id: ID<Review>
  let call: ID<Call>
  let submission: ID<Submission>
  let person: ID<Person>
  /// Grows when a revised submission is reviewed again.
  let round: Int
  let state: State
  let assignedAt: Instant
  let declaredAt: Instant?
  let submittedAt: Instant?
  let sheet: Sheet
  let version: Int
  /// Why this pair was made, for the office: parts and their worth.
  let why: [String: Int]

  enum State: String, Sendable {
    /// Asked; nothing that is not public is shown before the declaration.
    case assigned
    /// Said to have no conflict; may read and score.
    case declared
    case submitted
    /// Said to have a conflict.
    case conflicted
    /// Said not to know the field.
    case declined
    /// Taken away by the office, or since a conflict was found; does not count.
    case removed

    var isOpen: Bool { self == .assigned || self == .declared }
  }

  /// What a reviewer writes. Drafts are kept as they are.
  struct Sheet: Sendable, Codable, Equatable {
    var scores: [String: Double] = [:]
    /// What the applicant will read.
    var reason: String = ""
    /// What only the office reads.
    var note: String = ""
    /// How well the reviewer knows the field, 1 to 3.
    var confidence: Int?
  }

  static let columns: SQL =
    "r.id, r.call_id, r.submission_id, r.person_id, r.round, r.state, r.assigned_at, r.declared_at, r.submitted_at, r.sheet, r.version, r.why"

  init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    submission = try row.get(2)
    person = try row.get(3)
    round = Int(try row.int(4))
    state = State(rawValue: try row.text(5)) ?? .removed
    assignedAt = try row.get(6)
    declaredAt = try row.get(7)
    submittedAt = try row.get(8)
    sheet = try JSONDecoder().decode(Sheet.self, from: Data(try row.text(9).utf8))
    version = Int(try row.int(10))
    why = try JSONDecoder().decode([String: Int].self, from: Data(try row.text(11).utf8))
  }

  var path: String { "/reviews/\(id)" }
}

/// A reason why somebody must not judge something (回避事由).
struct ConflictOfInterest: Sendable, RowReadable, Hashable {
  let submission: ID<Submission>
  let person: ID<Person>
  let kind: Kind
  /// What it was seen from, for the office.
  let detail: String
  let state: State

  enum Kind: String, Sendable, CaseIterable {
    case applicant
    case sameUnit = "same_unit"
    case coAuthor = "co_author"
    case recommender
    case adviser
    /// Same surname and unit or region: a hint for a person to look at.
    case kinship
    case declared
  }

  enum State: String, Sendable {
    /// Bars the pair.
    case certain
    /// To be looked at; bars until somebody has.
    case hint
    /// Somebody looked and found nothing.
    case dismissed
  }

  static let columns: SQL = "submission_id, person_id, kind, detail, state"

  init(row: Row) throws {
    submission = try row.get(0)
    person = try row.get(1)
    kind = Kind(rawValue: try row.text(2)) ?? .declared
    detail = try row.text(3)
    state = State(rawValue: try row.text(4)) ?? .certain
  }

  init(submission: ID<Submission>, person: ID<Person>, kind: Kind, detail: String, state: State) {
    self.submission = submission
    self.person = person
    self.kind = kind
    self.detail = detail
    self.state = state
  }
}
