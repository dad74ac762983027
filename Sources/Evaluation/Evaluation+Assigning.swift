import Journal
import People
import SQL
import Site

/// Why somebody cannot be asked to review something.
enum PairBar: Sendable, Equatable {
  /// A conflict that is certain, or a hint that nobody has looked at.
  case conflict(ConflictOfInterest.Kind, isHint: Bool)
  /// Was asked already.
  case asked(Review.State)
  /// Has as many as they agreed to.
  case full(Int)
  /// As many as may come from one unit are asked already.
  case unit(String)

  func words(_ t: Localizer) -> String {
    switch self {
    case .conflict(let kind, isHint: false): kind.name(t)
    case .conflict(let kind, isHint: true): t("{kind}: to be looked at first", ["kind": kind.name(t)])
    case .asked(let state): t("Was asked already: {state}", ["state": state.name(t)])
    case .full(let most): t("Has {count} already, as many as they agreed to.", ["count": t.number(most)])
    case .unit(let name): t("Enough reviewers of {unit} are asked.", ["unit": name])
    }
  }
}

/// How many reviews somebody has in a round.
struct ReviewLoad: Sendable {
  var open = 0
  var submitted = 0
  var total: Int { open + submitted }
}

extension Evaluation {
  /// Those who accepted, with every reason why they cannot be asked to review a submission; none for those who can.
  func candidates(
    for submission: Submission, _ programme: Programme, _ reader: Reader
  ) throws -> [(reviewer: Reviewer, bars: [PairBar])] {
    let reviewers = try reader.reviewers(of: submission.call).filter { $0.state == .accepted }
    let loads = try reader.reviewLoads(in: submission.call)
    let own = try reader.reviews(of: submission.id).filter { $0.round == submission.revisions }
    let units = try reader.units(of: reviewers.map(\.person))
    let counting = own.filter { $0.state.isOpen || $0.state == .submitted }
    let conflicts = Dictionary(grouping: try reader.conflicts(with: submission.id), by: \.person)
    return try reviewers.map { reviewer in
      var bars: [PairBar] = (conflicts[reviewer.person] ?? []).filter { $0.state != .dismissed }.map {
        .conflict($0.kind, isHint: $0.state == .hint)
      }
      // What was taken back can be given again; what somebody gave back cannot.
      if let asked = own.first(where: { $0.person == reviewer.person && $0.state != .removed }) {
        bars.append(.asked(asked.state))
      }
      if loads[reviewer.person]?.total ?? 0 >= reviewer.most { bars.append(.full(reviewer.most)) }
      if let limit = programme.review?.mostOfOneUnit, let unit = full(units, reviewer.person, counting, limit) {
        bars.append(.unit(try reader.organization(unit)?.names.zhHans ?? "—"))
      }
      return (reviewer, bars)
    }
  }

  /// A unit of somebody from which as many as may are asked already.
  private func full(
    _ units: [ID<Person>: Set<ID<Organization>>], _ person: ID<Person>, _ asked: [Review], _ limit: Int
  ) -> ID<Organization>? {
    (units[person] ?? []).sorted().first { unit in
      asked.count { $0.person != person && units[$0.person]?.contains(unit) == true } >= limit
    }
  }

  /// An officer gives a submission to somebody by hand: all that bars a pair holds for it as well.
  ///
  /// - Throws: `.conflict`, `.onlyOnce` where somebody was asked, `.notAllowed` where a limit is reached.
  func assignByHand(_ submission: Submission, to person: ID<Person>, by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(submission.call, writer)
    guard let found = try candidates(for: submission, programme, writer).first(where: { $0.reviewer.person == person }) else {
      throw EvaluationRefusal.notAllowed
    }
    for bar in found.bars {
      switch bar {
      case .conflict: throw EvaluationRefusal.conflict
      case .asked: throw EvaluationRefusal.onlyOnce
      case .full, .unit: throw EvaluationRefusal.overLimit
      }
    }
    let before = try writer.reviews(of: submission.id).first { $0.person == person && $0.round == submission.revisions }
    guard let before else {
      try assign(submission, to: person, by: rights.actor, in: writer)
      return
    }
    guard submission.state == .admitted else { throw EvaluationRefusal.wrongState }
    try writer.setState(of: before, .assigned, at: clock.now())
    try record(
      "review.assigned", on: .init("review", before.id), by: rights.actor,
      details: ["submission": submission.id.description, "person": person.description], in: writer)
  }

  /// Takes a submission back from a reviewer who has not handed in.
  func takeBack(_ review: Review, reason: String, by rights: Rights, in writer: Writer) throws {
    guard review.state.isOpen else { throw EvaluationRefusal.wrongState }
    guard !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    try writer.setState(of: review, .removed, reason: reason, at: clock.now())
    try record("review.removed", on: .init("review", review.id), by: rights.actor, reason: reason, in: writer)
    try tell(review.person, path: "/reviews", in: writer) { t in t("You need not review one of your submissions any more.") }
  }
}

extension Evaluation {
  /// Reminds everybody who has not handed in all reviews, beside the reminders that go out by themselves; once a day at most.
  ///
  /// - Returns: how many were told.
  func remindReviewers(of call: Call, by rights: Rights, in writer: Writer) throws -> Int {
    guard call.status == .published, call.stage == .review else { throw EvaluationRefusal.wrongStage }
    let waiting = try writer.reviewLoads(in: call.id).filter { $0.value.open > 0 }.keys.sorted()
    var count = 0
    for person in waiting where try writer.noteReminder("reviews \(call.id) \(person) \(today)", at: clock.now()) {
      try tell(person, path: "/reviews", in: writer) { t in
        t("Reviews of “{call}” are waiting for you.", ["call": t.pick(call.plan.names)])
      }
      count += 1
    }
    try record("reviewers.reminded", on: .init("call", call.id), by: rights.actor, details: ["count": String(count)], in: writer)
    return count
  }
}

/// A submission on the table of assignments.
struct AssignmentLine: Sendable, RowReadable {
  let id: ID<Submission>
  let number: Int
  let title: String
  let revisions: Int
  let applicant: ID<Person>

  init(row: Row) throws {
    id = try row.get(0)
    number = Int(try row.int(1))
    title = try row.text(2)
    revisions = Int(try row.int(3))
    applicant = try row.get(4)
  }
}
