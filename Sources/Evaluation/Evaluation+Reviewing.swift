import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Asks somebody to review in a round.
  func invite(_ person: ID<Person>, to call: Call, most: Int, fields: [String], by rights: Rights, in writer: Writer) throws {
    guard call.status == .published, call.stage != .notice else { throw EvaluationRefusal.wrongStage }
    guard try writer.reviewer(person, in: call.id)?.state != .accepted else { throw EvaluationRefusal.onlyOnce }
    try writer.putReviewer(person, in: call.id, .invited, most: most, fields: fields, at: clock.now())
    try record(
      "reviewer.invited", on: .init("call", call.id), by: rights.actor, details: ["person": person.description], in: writer)
    try tell(person, path: "/reviews", in: writer) { t in
      t("You are asked to review in “{call}”.", ["call": t.pick(call.plan.names)])
    }
  }

  /// The one who was asked says yes or no.
  func answerInvitation(_ call: Call, isAccepted: Bool, by rights: Rights, in writer: Writer) throws {
    guard let own = try writer.reviewer(rights.person.id, in: call.id), own.state == .invited else {
      throw EvaluationRefusal.wrongState
    }
    try writer.putReviewer(
      own.person, in: call.id, isAccepted ? .accepted : .declined, most: own.most, fields: own.fields, at: clock.now())
    try record(
      isAccepted ? "reviewer.accepted" : "reviewer.declined", on: .init("call", call.id), by: rights.actor, in: writer)
  }

  /// Takes a reviewer out of a round with all that is not handed in.
  func remove(_ person: ID<Person>, from call: Call, reason: String, by rights: Rights, in writer: Writer) throws {
    guard let reviewer = try writer.reviewer(person, in: call.id) else { throw EvaluationRefusal.wrongState }
    try writer.putReviewer(person, in: call.id, .removed, most: reviewer.most, fields: reviewer.fields, at: clock.now())
    for review in try writer.reviews(in: call.id) where review.person == person && review.state.isOpen {
      try writer.setState(of: review, .removed, reason: reason, at: clock.now())
    }
    try record(
      "reviewer.removed", on: .init("call", call.id), by: rights.actor, reason: reason, details: ["person": person.description],
      in: writer)
  }

  /// Gives a submission to a reviewer.
  ///
  /// - Throws: `.conflict` for a pair that a certain conflict or a hint that nobody has looked at bars.
  @discardableResult
  func assign(
    _ submission: Submission, to person: ID<Person>, why: [String: Int] = [:], by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> ID<Review> {
    guard submission.state == .admitted else { throw EvaluationRefusal.wrongState }
    guard try writer.reviewer(person, in: submission.call)?.state == .accepted else { throw EvaluationRefusal.notAllowed }
    let conflicts = try writer.conflicts(of: person, with: submission.id)
    if conflicts.contains(where: { $0.state != .dismissed }) { throw EvaluationRefusal.conflict }
    let isAsked = try writer.reviews(of: submission.id).contains { $0.person == person && $0.round == submission.revisions }
    if isAsked { throw EvaluationRefusal.onlyOnce }
    let id: ID<Review> = ids.next()
    try writer.insert(id, submission.id, in: submission.call, to: person, round: submission.revisions, why: why, at: clock.now())
    try record(
      "review.assigned", on: .init("review", id), by: actor,
      details: ["submission": submission.id.description, "person": person.description], in: writer)
    return id
  }

  /// The reviewer says whether there is a conflict, before anything that is not public is shown (Episciences #81).
  func declare(_ review: Review, _ answer: Declaration, detail: String, by rights: Rights, in writer: Writer) throws {
    guard review.person == rights.person.id, review.state == .assigned else { throw EvaluationRefusal.wrongState }
    switch answer {
    case .none:
      try writer.setState(of: review, .declared, at: clock.now())
    case .conflict:
      try writer.setState(of: review, .conflicted, reason: detail, at: clock.now())
      _ = try writer.insert(
        ConflictOfInterest(
          submission: review.submission, person: review.person, kind: .declared, detail: detail, state: .certain),
        in: review.call, at: clock.now())
    case .notMyField:
      try writer.setState(of: review, .declined, reason: detail, at: clock.now())
      try writer.prefer(review.submission, -2, by: review.person, in: review.call)
    }
    try record(
      "review.declaration", on: .init("review", review.id), by: rights.actor, details: ["answer": answer.rawValue], in: writer)
    if answer != .none { try tellOffice(of: review.call, in: writer) }
  }

  /// What a reviewer says before reading.
  enum Declaration: String, Sendable, CaseIterable {
    case none, conflict
    case notMyField = "not_my_field"
  }

  private func tellOffice(of call: ID<Call>, in writer: Writer) throws {
    guard let found = try writer.call(call) else { return }
    try tell(found.createdBy, path: "\(found.deskPath)/assignment", in: writer) { t in
      t("A reviewer of “{call}” gave a submission back.", ["call": t.pick(found.plan.names)])
    }
  }

  /// Keeps what a reviewer has written so far.
  func draft(_ review: Review, _ sheet: Review.Sheet, by rights: Rights, in writer: Writer) throws {
    guard review.person == rights.person.id, review.state == .declared else { throw EvaluationRefusal.wrongState }
    try writer.setSheet(of: review, sheet)
  }

  /// Hands a review in: every criterion that a person scores has points on its scale, and there is a reason.
  func submit(_ review: Review, _ sheet: Review.Sheet, by rights: Rights, in writer: Writer) throws {
    guard review.person == rights.person.id, review.state == .declared else { throw EvaluationRefusal.wrongState }
    let (_, programme) = try round(review.call, at: .review, writer)
    guard let rules = programme.review, rules.rubric.isComplete(sheet.scores), !sheet.reason.isEmpty else {
      throw EvaluationRefusal.incomplete
    }
    guard try writer.conflicts(of: review.person, with: review.submission).allSatisfy({ $0.state == .dismissed }) else {
      throw EvaluationRefusal.conflict
    }
    try writer.setSheet(of: review, sheet)
    guard let kept = try writer.review(review.id) else { throw EvaluationRefusal.changedMeanwhile }
    try writer.setState(of: kept, .submitted, at: clock.now())
    try record("review.submitted", on: .init("review", review.id), by: rights.actor, in: writer)
  }

  /// The reviewer takes a review back to change it, while the round still reviews.
  func reopen(_ review: Review, by rights: Rights, in writer: Writer) throws {
    guard review.person == rights.person.id, review.state == .submitted else { throw EvaluationRefusal.wrongState }
    _ = try round(review.call, at: .review, writer)
    try writer.setState(of: review, .declared, at: clock.now())
    try record("review.reopened", on: .init("review", review.id), by: rights.actor, in: writer)
  }

  func removeOpenReviews(of submission: Submission, reason: String, by actor: JournalEntry.Actor, in writer: Writer) throws {
    for review in try writer.reviews(of: submission.id) where review.state.isOpen {
      try writer.setState(of: review, .removed, reason: reason, at: clock.now())
    }
  }

  /// The submissions that do not have as many reviews as the programme asks for.
  func unreviewed(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> [(submission: Submission, lacking: Int)] {
    guard let rules = programme.review else { return [] }
    let reviews = Dictionary(grouping: try reader.reviews(in: call.id).filter { $0.state == .submitted }, by: \.submission)
    return try judged(call, programme, in: .review, reader).compactMap { submission in
      let count = (reviews[submission.id] ?? []).count { $0.round == submission.revisions }
      return count < rules.reviewers ? (submission, rules.reviewers - count) : nil
    }
  }
}

extension Rubric {
  /// Whether every criterion that a person scores has points on its scale.
  func isComplete(_ scores: [String: Double]) -> Bool {
    judged.allSatisfy { $0.allows(scores[$0.key]) }
  }
}
