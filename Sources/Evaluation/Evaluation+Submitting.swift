import Journal
import People
import SQL
import Site

extension Evaluation {
  /// What somebody may apply for in a call: themselves, the units they act for, the bases they look after.
  func possibleHolders(_ programme: Programme, _ rights: Rights, _ reader: Reader) throws -> [Subject] {
    switch programme.holder {
    case .person, .work: return try [reader.subject(.person(rights.person.id), directory)].compactMap { $0 }
    case .organization:
      return try reader.units(of: rights.person.id).filter(\.isActing).compactMap {
        try reader.subject(.organization($0.unit), directory)
      }
    case .base: return try directory.basesOf(rights, reader)
    }
  }

  /// Whether somebody may act for a submission: its applicant, or whoever may act for its holder today.
  func mayEdit(_ submission: Submission, _ rights: Rights, _ reader: Reader) throws -> Bool {
    if submission.applicant == rights.person.id { return true }
    switch submission.holder {
    case .person(let id): return id == rights.person.id
    case .organization(let id): return try reader.units(of: rights.person.id).contains { $0.unit == id && $0.isActing }
    case .base: return try directory.basesOf(rights, reader).contains { $0.holder == submission.holder }
    }
  }

  /// The submissions of a round that somebody may act for, as `mayEdit` says; of those the desk tells them no more than it tells
  /// any applicant.
  func ownSubmissions(in call: ID<Call>, _ rights: Rights, _ reader: Reader) throws -> Set<ID<Submission>> {
    try reader.submissions(
      in: call, of: rights.person.id, units: actingUnits(rights, reader).sorted(),
      bases: directory.basesOf(rights, reader).map(\.holder.key))
  }

  /// Begins a submission; a holder has one in a round (works may be several).
  func begin(
    _ holder: Holder, title: String, track: String?, in call: Call, by rights: Rights, in writer: Writer
  ) throws -> Submission {
    let programme = try programme(of: call, writer)
    guard call.isOpen(at: clock.now()) else { throw EvaluationRefusal.tooLate }
    guard let subject = try possibleHolders(programme, rights, writer).first(where: { $0.holder == holder }) else {
      throw EvaluationRefusal.notAllowed
    }
    if programme.holder != .work, try !writer.submissions(for: holder, in: call.id).isEmpty { throw EvaluationRefusal.onlyOnce }
    let isRenewal = try programme.renewal.map { rules in
      try writer.awards(of: holder).contains { $0.programme == rules.of && $0.status.isInForce }
    }
    let region = subject.region.isEmpty ? call.region : subject.region
    let submission = Submission(
      id: ids.next(), call: call.id, number: try writer.nextNumber(in: call.id), state: .draft, applicant: rights.person.id,
      holder: holder, unit: subject.unit, region: region, title: title, track: track, answers: [:], isRenewal: isRenewal ?? false,
      recommender: nil, returns: 0, revisions: 0, version: 1, stateSince: clock.now(), due: nil, submittedAt: nil)
    try writer.insert(submission, at: clock.now())
    try writer.insertStep(submission, from: nil, reason: nil, at: clock.now())
    try record(
      "submission.begun", on: .init("submission", submission.id), by: rights.actor, details: ["call": call.id.description],
      in: writer)
    return submission
  }

  /// Keeps what was typed so far; anything that is not right stays as it was typed.
  func save(
    _ submission: Submission, title: String, track: String?, recommender: ID<Organization>?, _ answers: Facts, in writer: Writer
  ) throws -> Submission {
    guard submission.state.isEditable else { throw EvaluationRefusal.wrongState }
    var next = submission
    next.title = title
    next.track = track
    next.recommender = recommender
    next.answers = answers
    guard try writer.update(next, at: clock.now()) else { throw EvaluationRefusal.changedMeanwhile }
    next.version += 1
    return next
  }

  /// What keeps a submission from being handed in.
  struct Obstacles: Sendable {
    var fields: [(field: String, message: String)] = []
    var unmet: [Unmet] = []
    var isEmpty: Bool { fields.isEmpty && unmet.isEmpty }
  }

  func obstacles(
    _ submission: Submission, _ call: Call, _ programme: Programme, _ t: Localizer, _ reader: Reader
  ) throws -> Obstacles {
    var obstacles = Obstacles()
    if submission.title.isEmpty { obstacles.fields.append(("title", t("Please fill this in."))) }
    if !programme.tracks.isEmpty, !programme.tracks.contains(where: { $0.key == submission.track }) {
      obstacles.fields.append(("track", t("Please choose one of these.")))
    }
    obstacles.fields += programme.problems(
      submission.answers, files: try reader.files(of: submission.id), year: call.plan.year, isRenewal: submission.isRenewal, t)
    obstacles.fields += try foreignWorks(submission, programme, t, reader)
    if programme.recommendation?.by == .unit, submission.recommender == nil, programme.recommendation?.selfNominations == 0 {
      obstacles.fields.append(("recommender", t("Please choose who is to put this forward.")))
    }
    if let team = programme.team {
      let authors = try reader.coAuthors(of: submission.id)
      if authors.count + 1 > team.most {
        obstacles.fields.append(("authors", t("A team has {most} people at most.", ["most": t.number(team.most)])))
      }
      if team.mustConfirm, authors.contains(where: { $0.person == nil }) {
        obstacles.fields.append(("authors", t("Everybody of the team needs an account here, so that they can agree.")))
      }
    }
    obstacles.unmet = programme.eligibility.unmet(try facts(call, programme).facts(of: submission, reader))
    return obstacles
  }

  /// Hands a submission in: it is kept as it is now, and goes to co-authors, a recommender or the office.
  ///
  /// - Throws: `.tooLate` after the last moment; `.incomplete`, `.notEligible` where something is missing.
  @discardableResult
  func submit(_ submission: Submission, by rights: Rights, _ t: Localizer, in writer: Writer) throws -> Submission {
    let (call, programme) = try round(submission.call, writer)
    try requireTime(for: submission, call)
    let obstacles = try obstacles(submission, call, programme, t, writer)
    if !obstacles.fields.isEmpty { throw EvaluationRefusal.incomplete }
    if !obstacles.unmet.isEmpty { throw EvaluationRefusal.notEligible }
    var handed = submission
    handed.submittedAt = clock.now()
    switch submission.state {
    case .draft:
      let waiting = try writer.coAuthors(of: submission.id).filter { $0.confirmedAt == nil }
      let next: Submission.State =
        programme.team?.mustConfirm == true && !waiting.isEmpty ? .confirming : afterAuthors(programme, handed)
      handed = try move(handed, to: next, by: rights.actor, in: writer)
      if next == .confirming { try askCoAuthors(waiting, handed, in: writer) }
      if next == .recommending { try askRecommender(handed, in: writer) }
    case .returned:
      handed.returns += 1
      handed = try move(handed, to: .checking, by: rights.actor, in: writer)
    case .revising:
      handed.revisions += 1
      handed = try move(handed, to: .admitted, by: rights.actor, in: writer)
    default: throw EvaluationRefusal.wrongState
    }
    try writer.keepVersion(of: handed, at: clock.now())
    return handed
  }

  private func requireTime(for submission: Submission, _ call: Call) throws {
    switch submission.state {
    case .draft: guard call.isOpen(at: clock.now()) else { throw EvaluationRefusal.tooLate }
    case .returned, .revising: guard submission.due.map({ clock.now() < $0 }) ?? true else { throw EvaluationRefusal.tooLate }
    default: throw EvaluationRefusal.wrongState
    }
  }

  private func afterAuthors(_ programme: Programme, _ submission: Submission) -> Submission.State {
    guard let rules = programme.recommendation else { return .checking }
    return rules.by == .unit && submission.recommender == nil ? .checking : .recommending
  }

  private func askCoAuthors(_ authors: [CoAuthor], _ submission: Submission, in writer: Writer) throws {
    for person in authors.compactMap(\.person) {
      try tell(person, path: "\(submission.path)/agreement", in: writer) { t in
        t("You are named as an author of “{title}”. Do you agree to its submission?", ["title": submission.title])
      }
    }
  }

  private func askRecommender(_ submission: Submission, in writer: Writer) throws {
    let people =
      try submission.recommender.map { try writer.actors(of: $0) }
      ?? writer.people(with: .officer, over: submission.region, at: clock.now())
    for person in people.prefix(20) {
      try tell(person, path: "/recommendations/\(submission.call)", in: writer) { t in
        t("“{title}” asks to be put forward by you.", ["title": submission.title])
      }
    }
  }

  /// A co-author agrees, or does not.
  func answer(_ submission: Submission, isAgreed: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    guard submission.state == .confirming else { throw EvaluationRefusal.wrongState }
    let now = clock.now()
    let touched = try writer.noteAnswer(of: rights.person.id, to: submission.id, isAgreed: isAgreed, at: now)
    guard touched else { throw EvaluationRefusal.notAllowed }
    try record(
      isAgreed ? "submission.author_agreed" : "submission.author_declined", on: .init("submission", submission.id),
      by: rights.actor,
      reason: reason, in: writer)
    guard isAgreed else {
      try move(submission, to: .draft, reason: reason, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t(
          "{name} did not agree to “{title}”: {reason}",
          ["name": rights.person.name, "title": submission.title, "reason": reason])
      }
      return
    }
    guard try writer.coAuthors(of: submission.id).allSatisfy({ $0.confirmedAt != nil }) else { return }
    let programme = try round(submission.call, writer).programme
    let next = try move(submission, to: afterAuthors(programme, submission), by: rights.actor, in: writer)
    if next.state == .recommending { try askRecommender(next, in: writer) }
  }

  /// The applicant takes it back.
  func withdraw(_ submission: Submission, reason: String, by rights: Rights, in writer: Writer) throws {
    try move(submission, to: .withdrawn, reason: reason, by: rights.actor, in: writer)
    try removeOpenReviews(of: submission, reason: "withdrawn", by: rights.actor, in: writer)
  }
}
