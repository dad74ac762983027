import Foundation
import People
import SQL
import Site

/// What somebody hands in to a call (申报).
struct Submission: Sendable {
  let id: ID<Submission>
  let call: ID<Call>
  /// Its number in the round, by which reviewers and reports name it.
  let number: Int
  var state: State
  /// The account that fills it in and answers for it.
  let applicant: ID<Person>
  let holder: Holder
  let unit: ID<Organization>?
  let region: String
  var title: String
  var track: String?
  var answers: Facts
  /// Applies again in the simplified way.
  let isRenewal: Bool
  /// The unit that is asked to put it forward, or none for the office of the region.
  var recommender: ID<Organization>?
  var returns: Int
  var revisions: Int
  var version: Int
  var stateSince: Instant
  /// Until when the applicant or a recommender has to act.
  var due: Instant?
  var submittedAt: Instant?

  /// Where a submission stands. Which step leads where is told by `Submission.steps`.
  enum State: String, Sendable, CaseIterable, Codable {
    case draft
    /// Waits for co-authors to agree.
    case confirming
    /// Waits to be put forward.
    case recommending
    /// Waits for the formal check.
    case checking
    /// Sent back to be completed.
    case returned
    /// Is being judged.
    case admitted
    /// Has to be revised and is judged again.
    case revising
    /// A result is proposed and, when the office has agreed, can be read and objected to.
    case proposed
    /// The result is in force.
    case effective
    /// Judged, and nothing given.
    case declined
    /// Does not meet the rules, or was not completed in time.
    case refused
    /// Its recommender put forward more than it may.
    case overQuota = "over_quota"
    case withdrawn

    var isOver: Bool { [.effective, .declined, .refused, .overQuota, .withdrawn].contains(self) }
    /// Whether the applicant may change it.
    var isEditable: Bool { [.draft, .returned, .revising].contains(self) }
  }

  /// Which state may follow which.
  static let steps: [State: Set<State>] = [
    .draft: [.confirming, .recommending, .checking, .withdrawn],
    .confirming: [.draft, .recommending, .checking, .refused, .withdrawn],
    .recommending: [.checking, .refused, .overQuota, .withdrawn],
    .checking: [.admitted, .returned, .refused, .withdrawn],
    .returned: [.checking, .refused, .withdrawn],
    .admitted: [.proposed, .declined, .revising, .withdrawn],
    .revising: [.admitted, .declined, .withdrawn],
    .proposed: [.effective, .declined, .admitted, .withdrawn],
    .declined: [.admitted],
    .refused: [.checking],
    .effective: [], .overQuota: [], .withdrawn: [],
  ]

  func leads(to next: State) -> Bool { Self.steps[state]?.contains(next) ?? false }

  var path: String { "/submissions/\(id)" }
}

extension Submission: RowReadable {
  static let columns: SQL =
    """
    s.id, s.call_id, s.number, s.state, s.applicant_id, s.holder_kind, s.holder_key, s.unit_id, s.region, s.title, s.track, s.answers,
    s.is_renewal, s.recommender_id, s.returns, s.revisions, s.version, s.state_since, s.due_at, s.submitted_at
    """

  init(row: Row) throws {
    id = try row.get(0)
    call = try row.get(1)
    number = Int(try row.int(2))
    state = State(rawValue: try row.text(3)) ?? .withdrawn
    applicant = try row.get(4)
    holder = Holder(kind: try row.text(5), key: try row.int(6)) ?? .base(-1)
    unit = try row.get(7)
    region = try row.text(8)
    title = try row.text(9)
    track = try row.textOrNil(10)
    answers = try JSONDecoder().decode(Facts.self, from: Data(try row.text(11).utf8))
    isRenewal = try row.int(12) == 1
    recommender = try row.get(13)
    returns = Int(try row.int(14))
    revisions = Int(try row.int(15))
    version = Int(try row.int(16))
    stateSince = try row.get(17)
    due = try row.get(18)
    submittedAt = try row.get(19)
  }
}

/// One of those who hand in together, beside the applicant.
struct CoAuthor: Sendable, RowReadable {
  let submission: ID<Submission>
  let position: Int
  let name: String
  let unit: String
  let role: String
  /// The account that was asked to agree.
  let person: ID<Person>?
  let confirmedAt: Instant?
  let declinedAt: Instant?

  static let columns: SQL = "submission_id, position, name, unit, role, person_id, confirmed_at, declined_at"

  init(row: Row) throws {
    submission = try row.get(0)
    position = Int(try row.int(1))
    name = try row.text(2)
    unit = try row.text(3)
    role = try row.text(4)
    person = try row.get(5)
    confirmedAt = try row.get(6)
    declinedAt = try row.get(7)
  }
}

/// A step in a submission's life, as its applicant reads it.
struct SubmissionStep: Sendable, RowReadable {
  let at: Instant
  let from: Submission.State?
  let to: Submission.State
  let reason: String?
  let version: Int

  static let columns: SQL = "at, from_state, to_state, reason, version"

  init(row: Row) throws {
    at = try row.get(0)
    from = try row.textOrNil(1).flatMap(Submission.State.init(rawValue:))
    to = Submission.State(rawValue: try row.text(2)) ?? .draft
    reason = try row.textOrNil(3)
    version = Int(try row.int(4))
  }
}

/// A file that was handed in; reviewers get the one whose metadata was taken out.
struct SubmittedFile: Sendable, RowReadable {
  let id: ID<SubmittedFile>
  let submission: ID<Submission>
  let field: String
  let name: String
  let kind: EvidenceKind
  let bytes: Int
  /// SHA-256 of what was handed in.
  let digest: String
  /// SHA-256 of the copy without metadata.
  let cleanDigest: String

  static let columns: SQL = "id, submission_id, field, name, kind, bytes, digest, clean_digest"

  init(row: Row) throws {
    id = try row.get(0)
    submission = try row.get(1)
    field = try row.text(2)
    name = try row.text(3)
    kind = EvidenceKind(rawValue: try row.text(4)) ?? .pdf
    bytes = Int(try row.int(5))
    digest = try row.text(6)
    cleanDigest = try row.text(7)
  }
}
