import Journal
import People
import SQL
import Site

extension Evaluation {
  /// The duties that come with an award; those that come again get their next term when one is over.
  func addDuties(of award: ID<Award>, _ programme: Programme, from day: Day, in writer: Writer) throws {
    for rules in programme.duties {
      let months =
        switch rules.due {
        case .after(let months), .every(let months): months
        }
      try writer.insert(ids.next(), dutyOf: award, rules.key, due: day.adding(months: months))
    }
  }

  /// The holder reports what was done.
  func report(_ duty: Duty, _ report: Facts, by rights: Rights, in writer: Writer) throws {
    guard duty.state == .open else { throw EvaluationRefusal.wrongState }
    let (award, rules, call) = try rules(of: duty, writer)
    guard let submission = try writer.submission(award.submission), try mayEdit(submission, rights, writer) else {
      throw EvaluationRefusal.notAllowed
    }
    let t = localizer(.zhHans)
    let isComplete = rules.fields.allSatisfy { $0.problem(report[$0.key], files: 1, year: duty.dueDay.year, t) == nil }
    guard isComplete else { throw EvaluationRefusal.incomplete }
    try writer.report(duty, report, at: clock.now())
    try record("duty.reported", on: .init("duty", duty.id), by: rights.actor, details: ["duty": duty.key], in: writer)
    try tell(call.createdBy, path: "\(call.deskPath)/results", in: writer) { t in
      t("“{title}” reported: {duty}", ["title": award.title, "duty": t.pick(rules.name)])
    }
  }

  /// The office grades a report; a grade that is not enough has the consequence that the programme names.
  func decide(_ duty: Duty, grade: String, reason: String, by rights: Rights, in writer: Writer) throws {
    guard duty.state == .reported || duty.state == .missed else { throw EvaluationRefusal.wrongState }
    let (award, rules, _) = try rules(of: duty, writer)
    guard rules.grades.contains(where: { $0.key == grade }) else { throw EvaluationRefusal.unknown(grade) }
    let isFailing = rules.failing.contains(grade)
    guard !isFailing || !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    try writer.decide(duty, grade: grade, reason: reason, by: rights.person.id, at: clock.now())
    try record(
      "duty.decided", on: .init("duty", duty.id), by: rights.actor, reason: reason, details: ["grade": grade], in: writer)
    try renewTerm(of: duty, award, rules, in: writer)
    guard let submission = try writer.submission(award.submission) else { return }
    try tellApplicant(submission, in: writer) { t in
      t(
        "{duty} of “{title}”: {grade}",
        [
          "duty": t.pick(rules.name), "title": award.title,
          "grade": t.pick(rules.grades.first { $0.key == grade }?.name ?? .init(zhHans: grade)),
        ])
    }
    if isFailing, let consequence = rules.ifFailed {
      try apply(consequence, to: award, reason: reason, by: rights.actor, in: writer)
    }
  }

  private func renewTerm(of duty: Duty, _ award: Award, _ rules: DutyRules, in writer: Writer) throws {
    guard case .every(let months) = rules.due, award.status.isInForce else { return }
    let next = duty.dueDay.adding(months: months)
    if let last = award.lastDay, next > last { return }
    try writer.insert(ids.next(), dutyOf: award.id, rules.key, due: next)
  }

  func rules(of duty: Duty, _ reader: Reader) throws -> (Award, DutyRules, Call) {
    guard let award = try reader.award(duty.award), let call = try reader.call(award.call),
      let rules = try programme(of: call, reader).duties.first(where: { $0.key == duty.key })
    else { throw EvaluationRefusal.wrongState }
    return (award, rules, call)
  }

  /// A duty whose day has passed without a report is missed; the office grades it then.
  func miss(_ duty: Duty, in writer: Writer) throws {
    let (award, rules, call) = try rules(of: duty, writer)
    try writer.miss(duty)
    try record("duty.missed", on: .init("duty", duty.id), by: .system, details: ["duty": duty.key], in: writer)
    try tell(call.createdBy, path: "\(call.deskPath)/results", in: writer) { t in
      t("“{title}” did not report in time: {duty}", ["title": award.title, "duty": t.pick(rules.name)])
    }
  }
}
