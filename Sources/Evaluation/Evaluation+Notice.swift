import Journal
import People
import SQL
import Site

extension Evaluation {
  /// Opens the public notice: its days are counted from the day after it appears, so that each of them is a whole day.
  func publishNotice(of call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer) throws {
    let lastDay = calendar.day(programme.notice.days, programme.notice.counts, after: today)
    let id: ID<PublicNotice> = ids.next()
    try writer.insertNotice(id, of: call.id, first: today, last: lastDay, by: actor.personID ?? call.createdBy, at: clock.now())
    try record(
      "notice.published", on: .init("call", call.id), by: actor,
      details: ["notice": id.description, "last_day": lastDay.description],
      in: writer)
    for submission in try writer.submissions(of: call.id, in: [.proposed]) {
      try tellApplicant(submission, in: writer) { t in
        t("“{title}” is in the public notice until {day}.", ["title": submission.title, "day": t.day(lastDay)])
      }
    }
  }

  /// Somebody objects, with their own name and with evidence, while the notice is open (TC-085).
  func object(
    to submission: Submission, text: String, evidence: String, by rights: Rights, in writer: Writer
  ) throws -> ID<Objection> {
    guard submission.state == .proposed, let notice = try writer.notice(of: submission.call), notice.endedAt == nil else {
      throw EvaluationRefusal.wrongState
    }
    guard today <= notice.lastDay else { throw EvaluationRefusal.tooLate }
    guard !text.isEmpty, !evidence.isEmpty else { throw EvaluationRefusal.incomplete }
    let id: ID<Objection> = ids.next()
    try writer.insert(
      id, objectionTo: submission, by: rights.person.id, text: text, evidence: evidence, at: clock.now())
    try record(
      "objection.made", on: .init("objection", id), by: rights.actor, details: ["submission": submission.id.description],
      in: writer)
    try tellApplicant(submission, in: writer) { t in
      t("Somebody objected to “{title}”; it is being looked into.", ["title": submission.title])
    }
    if let call = try writer.call(submission.call) {
      try tell(call.createdBy, path: "\(call.deskPath)/objections", in: writer) { t in
        t("There is an objection in “{call}”.", ["call": t.pick(call.plan.names)])
      }
    }
    return id
  }

  /// Whether somebody took part in a round: made its list, checked, recommended, reviewed, voted, judged, visited or applied.
  func tookPart(_ person: ID<Person>, in call: ID<Call>, _ reader: Reader) throws -> Bool {
    try reader.tookPart(person, in: call)
  }

  /// Whoever took no part answers an objection. Upheld, the result is not given; rejected, the notice goes on.
  func decide(_ objection: Objection, isUpheld: Bool, answer: String, by rights: Rights, in writer: Writer) throws {
    guard objection.state == .open else { throw EvaluationRefusal.onlyOnce }
    guard !answer.isEmpty else { throw EvaluationRefusal.incomplete }
    guard objection.person != rights.person.id, try !tookPart(rights.person.id, in: objection.call, writer) else {
      throw EvaluationRefusal.tookPart
    }
    guard let submission = try writer.submission(objection.submission) else { throw EvaluationRefusal.wrongState }
    if try mayEdit(submission, rights, writer) { throw EvaluationRefusal.tookPart }
    try writer.decide(objection, isUpheld ? .upheld : .rejected, answer: answer, by: rights.person.id, at: clock.now())
    try record(
      isUpheld ? "objection.upheld" : "objection.rejected", on: .init("objection", objection.id), by: rights.actor,
      reason: answer,
      in: writer)
    if isUpheld, submission.state == .proposed {
      try move(submission, to: .declined, reason: answer, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t("An objection to “{title}” was upheld: {reason}", ["title": submission.title, "reason": answer])
      }
    }
    try tell(objection.person, path: "/calls/\(objection.call)/notice", in: writer) { t in
      t("Your objection to “{title}” was answered: {answer}", ["title": submission.title, "answer": answer])
    }
  }

  /// Ends a notice whose days are over and whose objections are all answered: what is still proposed comes into force.
  func finishNotice(_ call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let notice = try writer.notice(of: call.id), notice.endedAt == nil else { throw EvaluationRefusal.wrongStage }
    guard today > notice.lastDay else { throw EvaluationRefusal.tooEarly }
    let open = try writer.objections(in: call.id).count { $0.state == .open }
    if open > 0 { throw EvaluationRefusal.stillOpen(open) }
    try writer.end(notice, at: clock.now())
    for submission in try writer.submissions(of: call.id, in: [.proposed]) {
      try giveAward(for: submission, call, programme, by: actor, in: writer)
    }
    if let rules = programme.assessment { try settleMissing(call, rules, by: actor, in: writer) }
    var next = call
    next.status = .finished
    next.stage = nil
    try store(next, "call.finished", by: actor, in: writer)
  }
}

extension JournalEntry.Actor {
  /// The account behind the actor, where there is one.
  var personID: ID<Person>? {
    let parts = description.split(separator: ":", maxSplits: 1)
    return parts.count == 2 && parts[0] == "person" ? ID<Person>(String(parts[1])) : nil
  }
}
