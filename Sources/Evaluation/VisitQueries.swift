import People
import SQL
import Site

extension Reader {
  func photos(of submission: ID<Submission>) throws -> [VisitPhoto] {
    try all(VisitPhoto.self, "SELECT \(VisitPhoto.columns) FROM visit_photos WHERE submission_id = \(submission) ORDER BY id")
  }

  func visit(of submission: ID<Submission>) throws -> Visit? {
    try first(Visit.self, "SELECT \(Visit.columns) FROM visits WHERE submission_id = \(submission)")
  }

  func visits(in call: ID<Call>) throws -> [Visit] {
    try all(Visit.self, "SELECT \(Visit.columns) FROM visits WHERE call_id = \(call) ORDER BY day, submission_id")
  }
}

extension Writer {
  func insert(
    _ id: ID<VisitPhoto>, _ digest: String, caption: String, of submission: ID<Submission>, by person: ID<Person>, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO visit_photos (id, submission_id, digest, caption, added_by, added_at)
      VALUES (\(id), \(submission), \(digest), \(caption), \(person), \(now))
      """)
  }

  func removePhotos(_ photos: [ID<VisitPhoto>], of submission: ID<Submission>) throws {
    guard !photos.isEmpty else { return }
    try execute("DELETE FROM visit_photos WHERE submission_id = \(submission) AND id IN \(photos)")
  }

  func plan(_ submission: Submission, day: Day, visitors: [ID<Person>]) throws {
    let list = visitors.map(\.description).joined(separator: ",")
    try execute(
      """
      INSERT INTO visits (submission_id, call_id, day, visitors, checklist, summary, version)
      VALUES (\(submission.id), \(submission.call), \(day), \(list), '{}', '', 1)
      ON CONFLICT (submission_id) DO UPDATE SET day = excluded.day, visitors = excluded.visitors, version = visits.version + 1
      """)
  }

  func note(_ visit: Visit, _ checklist: Facts, summary: String, doneAt: Instant?, by person: ID<Person>) throws {
    let touched = try execute(
      """
      UPDATE visits SET checklist = \(try json(checklist)), summary = \(summary), done_at = \(doneAt), done_by = \(person),
        version = version + 1
      WHERE submission_id = \(visit.submission) AND version = \(visit.version)
      """)
    guard touched == 1 else { throw EvaluationRefusal.changedMeanwhile }
  }
}
