import SQL
import Site

private struct AnswerCount: RowReadable, Sendable {
  let answer: GuardianSlip.Answer
  let count: Int

  init(row: Row) throws {
    answer = GuardianSlip.Answer(rawValue: try row.text(0)) ?? .open
    count = Int(try row.int(1))
  }
}

extension Reader {
  func guardianSlip(hash: String) throws -> GuardianSlip? {
    try first(GuardianSlip.self, "SELECT \(GuardianSlip.columns) FROM guardian_slips g WHERE g.token_hash = \(hash)")
  }

  func guardianCounts(of visit: ID<SchoolVisit>) throws -> GuardianCounts {
    let rows = try all(
      AnswerCount.self, "SELECT answer, COUNT(*) FROM guardian_slips WHERE visit_id = \(visit) GROUP BY answer")
    return GuardianCounts(answers: Dictionary(rows.map { ($0.answer, $0.count) }, uniquingKeysWith: +))
  }

  /// Slips whose guardians gave their consent, in the order of their numbers.
  func consents(to visit: ID<SchoolVisit>) throws -> [GuardianSlip] {
    try all(
      GuardianSlip.self,
      """
      SELECT \(GuardianSlip.columns) FROM guardian_slips g WHERE g.visit_id = \(visit) AND g.answer = 'given' ORDER BY g.number
      """)
  }

  func lastSlipNumber(of visit: ID<SchoolVisit>) throws -> Int {
    try value(Int.self, "SELECT COALESCE(MAX(number), 0) FROM guardian_slips WHERE visit_id = \(visit)") ?? 0
  }

  func guardianClass(hash: String) throws -> ID<SchoolVisit>? {
    try value(ID<SchoolVisit>.self, "SELECT visit_id FROM guardian_classes WHERE token_hash = \(hash)")
  }

  /// Visits whose consents nobody needs any more: before a day, or of those that do not take place.
  func visitsWithSlips(before day: Day, limit: Int) throws -> [ID<SchoolVisit>] {
    try values(
      ID<SchoolVisit>.self,
      """
      SELECT v.id FROM school_visits v
      WHERE (v.day < \(day) OR v.state IN ('declined', 'withdrawn'))
        AND (EXISTS (SELECT 1 FROM guardian_slips g WHERE g.visit_id = v.id)
          OR EXISTS (SELECT 1 FROM guardian_classes c WHERE c.visit_id = v.id))
      ORDER BY v.id LIMIT \(limit)
      """)
  }

  /// Visits within days that are on their way and whose school has not been told how many names are missing.
  func openSchoolVisits(from first: Day, through last: Day, limit: Int) throws -> [SchoolVisit] {
    try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v
      WHERE v.day >= \(first) AND v.day <= \(last) AND v.state IN ('confirmed', 'accepted')
        AND NOT EXISTS (SELECT 1 FROM guardian_notes n WHERE n.visit_id = v.id) ORDER BY v.day, v.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  func insert(_ slip: GuardianSlip, hash: String) throws {
    try execute(
      """
      INSERT INTO guardian_slips (id, visit_id, number, token_hash, language, answer, name, answered_at, version)
      VALUES (\(slip.id), \(slip.visit), \(slip.number), \(hash), \(slip.language.rawValue), \(slip.answer.rawValue), \(slip.name),
        NULL, \(slip.version))
      """)
  }

  /// Stores the next version of a slip.
  ///
  /// - Throws: `GuardianRefusal.changedMeanwhile` if it is not the next.
  func update(_ slip: GuardianSlip, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE guardian_slips SET answer = \(slip.answer.rawValue), name = \(slip.name), answered_at = \(now), version = \(slip.version)
      WHERE id = \(slip.id) AND version = \(slip.version - 1)
      """)
    guard touched == 1 else { throw GuardianRefusal.changedMeanwhile }
  }

  func insertGuardianClass(hash: String, of visit: ID<SchoolVisit>) throws {
    try execute("INSERT INTO guardian_classes (token_hash, visit_id) VALUES (\(hash), \(visit))")
  }

  /// Ends the slips that nobody has answered, and with them the pages of classes where no slip is left.
  func endOpenSlips(of visit: ID<SchoolVisit>) throws {
    try execute("DELETE FROM guardian_slips WHERE visit_id = \(visit) AND answer = 'open'")
  }

  /// - Returns: how many slips went.
  func eraseSlips(of visit: ID<SchoolVisit>) throws -> Int {
    try execute("DELETE FROM guardian_classes WHERE visit_id = \(visit)")
    return try execute("DELETE FROM guardian_slips WHERE visit_id = \(visit)")
  }

  func noteGuardians(of visit: ID<SchoolVisit>, at now: Instant) throws {
    try execute("INSERT INTO guardian_notes (visit_id, told_at) VALUES (\(visit), \(now))")
  }
}
