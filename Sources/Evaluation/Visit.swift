import Foundation
import People
import SQL
import Site

/// A visit to what was submitted, with a checklist and photos (实地考察).
struct Visit: Sendable, RowReadable {
  let submission: ID<Submission>
  let call: ID<Call>
  let day: Day?
  let visitors: [ID<Person>]
  let checklist: Facts
  let summary: String
  let doneAt: Instant?
  let version: Int

  static let columns: SQL = "submission_id, call_id, day, visitors, checklist, summary, done_at, version"

  init(row: Row) throws {
    submission = try row.get(0)
    call = try row.get(1)
    day = try row.textOrNil(2).flatMap { Day($0) }
    visitors = try row.text(3).split(separator: ",").compactMap { ID<Person>(String($0)) }
    checklist = try JSONDecoder().decode(Facts.self, from: Data(try row.text(4).utf8))
    summary = try row.text(5)
    doneAt = try row.get(6)
    version = Int(try row.int(7))
  }
}

extension Evaluation {
  /// The submissions that have to be visited and have not been.
  func unvisited(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> [Submission] {
    guard let rules = programme.visit else { return [] }
    let record = facts(call, programme)
    return try judged(call, programme, in: .visit, reader).filter { submission in
      guard try reader.visit(of: submission.id)?.doneAt == nil else { return false }
      if rules.who == .all { return true }
      return try record.claims(of: submission, reader).contains { $0.difference >= rules.difference }
    }
  }

  /// Plans a visit: a day, and visitors who have no conflict and are not the applicant's own.
  func planVisit(_ submission: Submission, day: Day, visitors: [ID<Person>], by rights: Rights, in writer: Writer) throws {
    let (_, programme) = try round(submission.call, writer)
    guard let rules = programme.visit, submission.state == .admitted else { throw EvaluationRefusal.wrongStage }
    guard visitors.count >= rules.visitors, Set(visitors).count == visitors.count else { throw EvaluationRefusal.incomplete }
    for visitor in visitors {
      if visitor == submission.applicant { throw EvaluationRefusal.conflict }
      let conflicts = try writer.conflicts(of: visitor, with: submission.id)
      if conflicts.contains(where: { $0.state != .dismissed }) { throw EvaluationRefusal.conflict }
      if let unit = submission.unit, try writer.units(of: visitor).contains(where: { $0.unit == unit }) {
        throw EvaluationRefusal.conflict
      }
    }
    try writer.plan(submission, day: day, visitors: visitors)
    try record(
      "visit.planned", on: .init("submission", submission.id), by: rights.actor, details: ["day": day.description], in: writer)
    for visitor in visitors {
      try tell(visitor, path: "/visits/\(submission.id)", in: writer) { t in
        t("You visit “{title}” on {day}.", ["title": submission.title, "day": t.day(day)])
      }
    }
    try tellApplicant(submission, in: writer) { t in
      t("“{title}” will be visited on {day}.", ["title": submission.title, "day": t.day(day)])
    }
  }

  /// A visitor keeps what was seen, and ends the visit when all of the checklist is answered.
  func note(_ visit: Visit, _ checklist: Facts, summary: String, isDone: Bool, by rights: Rights, in writer: Writer) throws {
    let (call, programme) = try round(visit.call, writer)
    guard let rules = programme.visit, visit.doneAt == nil else { throw EvaluationRefusal.wrongState }
    guard visit.visitors.contains(rights.person.id) else { throw EvaluationRefusal.notAllowed }
    if isDone {
      let t = localizer(.zhHans)
      let isComplete = rules.checklist.allSatisfy { $0.problem(checklist[$0.key], files: 1, year: call.plan.year, t) == nil }
      guard isComplete, !summary.isEmpty else { throw EvaluationRefusal.incomplete }
    }
    try writer.note(visit, checklist, summary: summary, doneAt: isDone ? clock.now() : nil, by: rights.person.id)
    if isDone { try record("visit.done", on: .init("submission", visit.submission), by: rights.actor, in: writer) }
  }
}
