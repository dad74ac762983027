import SQL

extension Reader {
  func unreadNotices(of person: ID<Person>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM notices WHERE person_id = \(person) AND read_at IS NULL") ?? 0)
  }

  func notices(of person: ID<Person>, limit: Int, offset: Int) throws -> [Notice] {
    try all(
      Notice.self,
      "SELECT \(Notice.columns) FROM notices WHERE person_id = \(person) ORDER BY id DESC LIMIT \(limit) OFFSET \(offset)")
  }

  func countNotices(of person: ID<Person>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM notices WHERE person_id = \(person)") ?? 0)
  }
}

extension Reader {
  /// Those who want a digest of a kind and have unread messages that none has held.
  func peopleWithUnmailedNotices(_ digest: Person.Digest, limit: Int) throws -> [ID<Person>] {
    try values(
      ID<Person>.self,
      """
      SELECT DISTINCT n.person_id FROM notices n JOIN people p ON p.id = n.person_id
      WHERE n.read_at IS NULL AND n.mailed_at IS NULL AND p.status = 'active' AND p.digest = \(digest.rawValue) LIMIT \(limit)
      """)
  }

  /// When somebody's last digest was mailed.
  func lastDigest(of person: ID<Person>) throws -> Instant? {
    try value(Instant.self, "SELECT MAX(mailed_at) FROM notices WHERE person_id = \(person) AND mailed_at IS NOT NULL")
  }

  /// Unread messages that no digest has held, oldest first.
  func unmailedNotices(of person: ID<Person>, limit: Int) throws -> [Notice] {
    try all(
      Notice.self,
      "SELECT \(Notice.columns) FROM notices WHERE person_id = \(person) AND read_at IS NULL AND mailed_at IS NULL ORDER BY id LIMIT \(limit)"
    )
  }
}

extension Writer {
  func insertNotice(
    _ id: ID<Notice>, to person: ID<Person>, kind: String, payload: String, path: String, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO notices (id, person_id, kind, payload, path, at)
      VALUES (\(id), \(person), \(kind), \(payload), \(path), \(now))
      """)
  }

  func markNoticesRead(of person: ID<Person>, at now: Instant) throws {
    try execute("UPDATE notices SET read_at = \(now) WHERE person_id = \(person) AND read_at IS NULL")
  }

  func markNoticesMailed(of person: ID<Person>, at now: Instant) throws {
    try execute("UPDATE notices SET mailed_at = \(now) WHERE person_id = \(person) AND mailed_at IS NULL")
  }
}
