import SQL

extension Journal {
  /// Hands the sealed entries that a follower has not read yet to a closure, in the order of the chain; what the closure writes and
  /// how far it has read are one transaction, so each entry is acted on once, whatever happens in between.
  ///
  ///     try await journal.follow("places.namings", in: db) { record, writer in … }
  ///
  /// - Returns: how many entries were read; 0 when there is nothing new.
  @discardableResult
  public func follow(
    _ name: String, in database: Database, limit: Int = 500, _ act: @escaping @Sendable (JournalRecord, Writer) throws -> Void
  ) async throws -> Int {
    let after = try await database.read { try $0.followedSequence(name) }
    let records = try await database.read { try $0.journalRecords(after: after, limit: limit) }
    guard let last = records.last?.sequence else { return 0 }
    let isMine = try await database.write { writer in
      // Another process may have read the same entries meanwhile.
      guard try writer.followedSequence(name) == after else { return false }
      for record in records { try act(record, writer) }
      try writer.setFollowedSequence(name, last)
      return true
    }
    return isMine ? records.count : 0
  }
}

extension Reader {
  fileprivate func followedSequence(_ name: String) throws -> Int64 {
    try value(Int64.self, "SELECT sequence FROM journal_followers WHERE name = \(name)") ?? 0
  }
}

extension Writer {
  fileprivate func setFollowedSequence(_ name: String, _ sequence: Int64) throws {
    try execute(
      """
      INSERT INTO journal_followers (name, sequence) VALUES (\(name), \(sequence))
      ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence
      """)
  }
}
