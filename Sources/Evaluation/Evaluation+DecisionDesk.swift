import People
import SQL
import Site

/// What the list of decisions shows.
enum DecisionFilter: String, Sendable, CaseIterable {
  case all, undecided, given, declined
}

/// A submission on the list of decisions.
struct DecisionLine: Sendable, RowReadable {
  let id: ID<Submission>
  let number: Int
  let title: String
  let state: Submission.State
  let applicant: ID<Person>
  let holder: Holder
  let revisions: Int
  let outcome: Decision.Outcome?
  let level: String?
  let score: Double?
  let place: Int?
  let isPassed: Bool?

  init(row: Row) throws {
    id = try row.get(0)
    number = Int(try row.int(1))
    title = try row.text(2)
    state = Submission.State(rawValue: try row.text(3)) ?? .withdrawn
    applicant = try row.get(4)
    holder = Holder(kind: try row.text(5), key: try row.int(6)) ?? .base(-1)
    revisions = Int(try row.int(7))
    outcome = try row.textOrNil(8).flatMap(Decision.Outcome.init)
    level = try row.textOrNil(9)
    score = try row.doubleOrNil(10)
    place = try row.intOrNil(11).map { Int($0) }
    isPassed = try row.textOrNil(12).map { $0 == "passed" }
  }

  /// Whether an outcome may still change, and is told to nobody outside the office.
  var isOpen: Bool { state == .admitted || state == .revising }
}

/// The list of decisions with all that stands around it.
struct DecisionList: Sendable {
  let lines: [DecisionLine]
  /// Those that the reader acts for.
  let own: Set<ID<Submission>>
  /// The points that reviewers gave in all, by submission.
  let points: [ID<Submission>: [Double]]
  let left: [String: Int]
  let approvals: [Approval]
  let names: [ID<Person>: String]
  let undecided: Int
  /// Whether the reader decided something of the list.
  let hasDecided: Bool
  let filter: DecisionFilter
  let paging: Paging
}

extension Evaluation {
  func decisionList(
    of round: DeskRound, _ filter: DecisionFilter, _ asked: PageRequest, _ rights: Rights, _ reader: Reader
  ) throws -> DecisionList {
    let call = round.call.id
    let paging = Paging(asked, total: try reader.countDecisionLines(of: call, filter))
    let own = try ownSubmissions(in: call, rights, reader)
    // That something stands on a list of one outcome tells the outcome.
    let lines = try reader.decisionLines(of: call, filter, limit: paging.size, offset: paging.range.lowerBound)
      .filter { filter == .all || !$0.isOpen || !own.contains($0.id) }
    let reviews = try reader.reviews(of: lines.map(\.id))
    var points: [ID<Submission>: [Double]] = [:]
    for line in lines {
      points[line.id] = (reviews[line.id] ?? []).filter { $0.state == .submitted && $0.round == line.revisions }.map {
        $0.sheet.scores.values.reduce(0, +)
      }
    }
    let approvals = try reader.approvals(of: call)
    return DecisionList(
      lines: lines, own: own, points: points, left: try quotasLeft(in: round, without: nil, reader), approvals: approvals,
      names: try reader.names(of: approvals.map(\.person)), undecided: try reader.countUndecided(in: call),
      hasDecided: try reader.hasDecided(rights.person.id, in: call), filter: filter, paging: paging)
  }

  /// How many of each level can still be given; a level without a quota is not there.
  func quotasLeft(in round: DeskRound, without submission: ID<Submission>?, _ reader: Reader) throws -> [String: Int] {
    let given = try reader.givenByLevel(in: round.call.id, without: submission)
    var left: [String: Int] = [:]
    for level in round.programme.decision.levels {
      left[level.key] = quota(level, round.call).map { $0 - (given[level.key] ?? 0) }
    }
    return left
  }

  /// What reviewers wrote for the applicant, from which a decision's reason begins.
  func reasonOfReviews(_ submission: Submission, _ reader: Reader) throws -> String {
    try reader.reviews(of: submission.id).filter { $0.state == .submitted && $0.round == submission.revisions }
      .map(\.sheet.reason).filter { !$0.isEmpty }.sorted().joined(separator: "\n\n")
  }
}
