import SQL

/// What a look at the whole journal found.
public struct JournalVerification: Sendable, Hashable {
  /// How many entries are sealed and sound, up to the first fault.
  public var sealed: Int64
  /// How many wait to be sealed.
  public var unsealed: Int64
  /// The end of the sound chain; to be noted elsewhere and given to the next verification.
  public var head: JournalHead
  /// The first thing that is wrong.
  public var fault: Fault?

  /// What can be wrong.
  public enum Fault: Sendable, Hashable {
    /// The entry, or the seal before it, is not what was sealed.
    case changed(sequence: Int64, id: ID<JournalEntry>)
    /// The entry or its seal is gone.
    case removed(sequence: Int64, id: ID<JournalEntry>?)
    /// An entry that was recorded and not yet sealed is gone.
    case removedUnsealed(id: ID<JournalEntry>)
    /// The entry was not recorded by the journal.
    case inserted(id: ID<JournalEntry>)
    /// The chain ends before the head that was noted, or before the one the journal knows of.
    case cutOff(expected: JournalHead, found: Int64)
    /// The chain has another hash at the place of the head that was noted: it was written anew.
    case rewritten(expected: JournalHead)
  }
}

extension JournalVerification.Fault: CustomStringConvertible {
  /// One sentence for a terminal.
  public var description: String {
    switch self {
    case .changed(let sequence, let id): "entry \(sequence) (\(id)) is not what was sealed"
    case .removed(let sequence, let id): "entry \(sequence) (\(id.map { "\($0)" } ?? "unknown")) was removed"
    case .removedUnsealed(let id): "entry \(id), not yet sealed, was removed"
    case .inserted(let id): "entry \(id) was inserted by somebody else"
    case .cutOff(let expected, let found):
      "the journal ends at entry \(found), and entry \(expected.sequence) was there"
    case .rewritten(let expected): "the journal up to entry \(expected.sequence) was written anew"
    }
  }
}

extension Journal {
  /// Goes through the whole journal and finds the first entry that was changed, removed or inserted.
  ///
  /// It reads in pages, so the journal may be of any length and in use.
  ///
  /// - Parameters:
  ///   - expected: a head that was noted before; with it, a tail that was cut off or written anew is found too.
  ///   - progress: told how many entries were looked at.
  public func verify(
    _ database: Database, expecting expected: JournalHead? = nil, progress: (Int64) -> Void = { _ in }
  ) async throws -> JournalVerification {
    // Taken first: what is sealed during the walk lies beyond it.
    let known = try await database.read { try $0.journalHead() }
    var walk = ChainWalk(expected: expected)
    while walk.fault == nil {
      let after = walk.head.sequence
      let page = try await database.read { try $0.sealedPage(after: after, limit: 1000) }
      for sealed in page where walk.fault == nil { walk.step(sealed) }
      progress(walk.head.sequence)
      if page.isEmpty { break }
    }
    walk.end(known: known)
    let (unsealed, stray) = try await database.read { (try $0.unsealedCount(), try $0.strayEntry()) }
    return JournalVerification(
      sealed: walk.head.sequence, unsealed: unsealed, head: walk.head, fault: walk.fault ?? stray)
  }
}

/// One seal with its entry, if it is still there.
private struct SealedEntry: RowReadable, Sendable {
  let seal: JournalHead
  let id: ID<JournalEntry>
  let record: JournalRecord?

  init(row: Row) throws {
    seal = JournalHead(sequence: try row.int(10), hash: try row.bytes(11))
    id = try row.get(12)
    record = row.isNull(0) ? nil : try JournalRecord(row: row)
  }
}

/// Follows the chain from its start.
private struct ChainWalk {
  let expected: JournalHead?
  var head = JournalHead.start
  var fault: JournalVerification.Fault?

  mutating func step(_ sealed: SealedEntry) {
    guard sealed.seal.sequence == head.sequence + 1 else {
      fault = .removed(sequence: head.sequence + 1, id: nil)
      return
    }
    guard let record = sealed.record else {
      fault = .removed(sequence: sealed.seal.sequence, id: sealed.id)
      return
    }
    let next = JournalChain.head(after: head, adding: record)
    guard next == sealed.seal else {
      fault = .changed(sequence: sealed.seal.sequence, id: sealed.id)
      return
    }
    head = next
    if let expected, expected.sequence == head.sequence, expected != head {
      fault = .rewritten(expected: expected)
    }
  }

  mutating func end(known: JournalHead) {
    guard fault == nil else { return }
    for noted in [expected, known].compactMap(\.self) where noted.sequence > head.sequence {
      fault = fault ?? .cutOff(expected: noted, found: head.sequence)
    }
  }
}

extension Reader {
  fileprivate func sealedPage(after sequence: Int64, limit: Int) throws -> [SealedEntry] {
    try all(
      SealedEntry.self,
      """
      SELECT \(JournalRecord.columns), s.sequence, s.hash, s.entry_id
      FROM journal_seals s LEFT JOIN journal j ON j.id = s.entry_id
      WHERE s.sequence > \(sequence) ORDER BY s.sequence LIMIT \(limit)
      """)
  }

  /// How many entries wait to be sealed.
  public func unsealedCount() throws -> Int64 {
    try value(Int64.self, "SELECT COUNT(*) FROM journal_unsealed") ?? 0
  }

  /// The first entry that is neither sealed nor waits for it, or that waits and is not there.
  fileprivate func strayEntry() throws -> JournalVerification.Fault? {
    let inserted = try value(
      ID<JournalEntry>.self,
      """
      SELECT MIN(j.id) FROM journal j
      LEFT JOIN journal_seals s ON s.entry_id = j.id LEFT JOIN journal_unsealed u ON u.id = j.id
      WHERE s.entry_id IS NULL AND u.id IS NULL
      """)
    if let inserted { return .inserted(id: inserted) }
    let removed = try value(
      ID<JournalEntry>.self,
      "SELECT MIN(u.id) FROM journal_unsealed u LEFT JOIN journal j ON j.id = u.id WHERE j.id IS NULL")
    return removed.map { .removedUnsealed(id: $0) }
  }
}
