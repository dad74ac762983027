import SQL

/// The append-only record of who did what, on what and why (操作日志).
///
/// A room writes its entry in the transaction of the change itself, so there is no change without an entry and no entry without
/// a change. A service seals the entries into a chain of hashes; `verify` finds what was changed, removed or slipped in
/// afterwards.
///
///     try await db.write { writer in
///       try writer.publish(base)
///       try journal.record(JournalEntry("base.published", on: .init("base", base.id), by: actor), in: writer)
///     }
public struct Journal: Sendable {
  private let clock: Clock
  private let ids: IDGenerator

  /// A journal that takes time and IDs from the given sources.
  public init(clock: Clock = .system, ids: IDGenerator = IDGenerator()) {
    self.clock = clock
    self.ids = ids
  }

  /// Writes an entry in the transaction of what it records.
  @discardableResult
  public func record(_ entry: JournalEntry, in writer: Writer) throws -> ID<JournalEntry> {
    let id = ids.next(JournalEntry.self)
    try writer.insert(entry, id, at: clock.now())
    return id
  }

  /// The channel on which `seal` tells that there are new sealed entries; the payload is the last sequence.
  public static let channel = "journal"

  /// Seals all entries that wait: gives each the next sequence and a hash over the one before and itself.
  ///
  /// To be called again and again by a service; several processes may do so at once, one of them then finds the work done.
  ///
  /// - Returns: how many entries were sealed.
  @discardableResult
  public func seal(in database: Database) async throws -> Int {
    var count = 0
    while true {
      let (head, records) = try await database.read {
        (try $0.journalHead(), try $0.unsealedRecords(limit: 500))
      }
      guard !records.isEmpty else { return count }
      let seals = JournalChain.seals(of: records, after: head)
      // Entries never change once committed, so they are read outside; the write then reads nothing, and so never makes the
      // transactions that record new entries start again.
      let isMine = try await database.write { writer in try writer.store(seals, of: records, after: head) }
      if isMine { count += records.count }
    }
  }
}

extension Reader {
  /// The end of the sealed chain.
  public func journalHead() throws -> JournalHead {
    try first(JournalHead.self, "SELECT sequence, hash FROM journal_head") ?? .start
  }

  /// Sealed entries after a sequence, in the order of the chain; for feeds and for rooms that follow the journal.
  public func journalRecords(after sequence: Int64, limit: Int) throws -> [JournalRecord] {
    try all(
      JournalRecord.self,
      """
      SELECT \(JournalRecord.columns) FROM journal_seals s JOIN journal j ON j.id = s.entry_id
      WHERE s.sequence > \(sequence) ORDER BY s.sequence LIMIT \(limit)
      """)
  }

  /// What was done to a thing, newest first, sealed or not.
  public func journalRecords(about subject: JournalEntry.Subject, limit: Int) throws -> [JournalRecord] {
    try all(
      JournalRecord.self,
      """
      SELECT \(JournalRecord.columns) FROM journal j LEFT JOIN journal_seals s ON s.entry_id = j.id
      WHERE j.subject_kind = \(subject.kind) AND j.subject_id = \(subject.id) ORDER BY j.id DESC LIMIT \(limit)
      """)
  }

  /// An entry by its ID.
  public func journalRecord(_ id: ID<JournalEntry>) throws -> JournalRecord? {
    try first(
      JournalRecord.self,
      """
      SELECT \(JournalRecord.columns) FROM journal j LEFT JOIN journal_seals s ON s.entry_id = j.id
      WHERE j.id = \(id)
      """)
  }

  func unsealedRecords(limit: Int) throws -> [JournalRecord] {
    try all(
      JournalRecord.self,
      """
      SELECT \(JournalRecord.columns) FROM journal_unsealed u JOIN journal j ON j.id = u.id
      LEFT JOIN journal_seals s ON s.entry_id = j.id ORDER BY u.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  fileprivate func insert(_ entry: JournalEntry, _ id: ID<JournalEntry>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO journal (id, at, actor, action, subject_kind, subject_id, reason, details, request)
      VALUES (\(id), \(now), \(entry.actor.description), \(entry.action), \(entry.subject?.kind),
        \(entry.subject?.id), \(entry.reason), \(entry.details), \(entry.request))
      """)
    try execute("INSERT INTO journal_unsealed (id) VALUES (\(id))")
  }

  /// - Returns: `false`, having done nothing, if another process has moved the head meanwhile.
  fileprivate func store(
    _ seals: [JournalHead], of records: [JournalRecord], after head: JournalHead
  ) throws -> Bool {
    guard let last = seals.last else { return true }
    let moved = try execute(
      "UPDATE journal_head SET sequence = \(last.sequence), hash = \(last.hash) WHERE sequence = \(head.sequence)"
    )
    guard moved == 1 else { return false }
    let rows = zip(seals, records).map { seal, record in
      "(\(seal.sequence), \(record.id), \(seal.hash))" as SQL
    }
    try execute("INSERT INTO journal_seals (sequence, entry_id, hash) VALUES \(rows.joined(", "))")
    try execute("DELETE FROM journal_unsealed WHERE id IN \(records.map(\.id))")
    try notify(Journal.channel, "\(last.sequence)")
    return true
  }
}

extension JournalHead: RowReadable {
  /// Reads sequence and hash.
  public init(row: Row) throws {
    self.init(sequence: try row.int(0), hash: try row.bytes(1))
  }
}

extension JournalRecord: RowReadable {
  static let columns: SQL =
    """
    j.id, j.at, j.actor, j.action, j.subject_kind, j.subject_id, j.reason, j.details, j.request, s.sequence
    """

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    let kind = try row.textOrNil(4)
    let subject = try kind.flatMap { kind in try row.textOrNil(5).map { JournalEntry.Subject(kind, $0) } }
    var entry = JournalEntry(
      try row.text(3), on: subject, by: .init(try row.text(2)), reason: try row.textOrNil(6),
      request: try row.textOrNil(8))
    entry.details = try row.text(7)
    self.init(id: try row.get(0), at: try row.get(1), entry: entry, sequence: try row.intOrNil(9))
  }
}
