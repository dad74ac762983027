import People
import Places
import SQL

extension Reader {
  func schoolFeedback(of visit: ID<SchoolVisit>) throws -> [SchoolFeedback] {
    try all(
      SchoolFeedback.self,
      "SELECT base_id, side, points, words FROM school_visit_feedback WHERE visit_id = \(visit) ORDER BY base_id, side")
  }

  func learningSheets(of bases: [ID<Base>], for stages: Set<SchoolStage>) throws -> [LearningSheet] {
    guard !bases.isEmpty, !stages.isEmpty else { return [] }
    return try all(
      LearningSheet.self,
      """
      SELECT id, base_id, stage, title, words, address FROM learning_sheets
      WHERE base_id IN \(bases) AND stage IN \(stages.map(\.rawValue).sorted()) ORDER BY base_id, stage, id LIMIT 200
      """)
  }

  /// The visits of a school in a year that took place: one for each visit, people as the bases counted most of them.
  func ledger(of school: ID<Organization>, year: Int) throws -> SchoolVisitCount {
    try first(
      SchoolVisitCount.self,
      """
      SELECT COUNT(*), COALESCE(SUM((SELECT MAX(l.came) FROM school_visit_legs l WHERE l.visit_id = v.id)), 0)
      FROM school_visits v WHERE v.school_id = \(school) AND v.state = 'done' AND v.day BETWEEN \("\(year)-01-01") AND \("\(year)-12-31")
      """) ?? SchoolVisitCount(visits: 0, people: 0)
  }

  /// The visits of schools at a base in a year that it counted.
  func ledger(at base: ID<Base>, year: Int) throws -> SchoolVisitCount {
    try first(
      SchoolVisitCount.self,
      """
      SELECT COUNT(*), COALESCE(SUM(l.came), 0) FROM school_visit_legs l JOIN school_visits v ON v.id = l.visit_id
      WHERE l.base_id = \(base) AND l.came IS NOT NULL AND v.day BETWEEN \("\(year)-01-01") AND \("\(year)-12-31")
      """) ?? SchoolVisitCount(visits: 0, people: 0)
  }
}

extension Writer {
  /// Writes what a side said of a base, in place of what it had said.
  func put(_ feedback: SchoolFeedback, of visit: ID<SchoolVisit>, by person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO school_visit_feedback (visit_id, base_id, side, points, words, person_id, at)
      VALUES (\(visit), \(feedback.base), \(feedback.side.rawValue), \(feedback.points), \(feedback.words), \(person), \(now))
      ON CONFLICT (visit_id, base_id, side) DO UPDATE SET points = excluded.points, words = excluded.words,
        person_id = excluded.person_id, at = excluded.at
      """)
  }

  func insert(_ sheet: LearningSheet, at now: Instant) throws {
    try execute(
      """
      INSERT INTO learning_sheets (id, base_id, stage, title, words, address, at)
      VALUES (\(sheet.id), \(sheet.base), \(sheet.stage.rawValue), \(sheet.title), \(sheet.words), \(sheet.address), \(now))
      """)
  }

  func removeLearningSheet(_ id: ID<LearningSheet>, of base: ID<Base>) throws {
    try execute("DELETE FROM learning_sheets WHERE id = \(id) AND base_id = \(base)")
  }
}
