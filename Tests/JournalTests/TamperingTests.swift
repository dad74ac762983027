import Journal
import SQL
import TestSupport
import Testing

/// What somebody with full rights over the database might do to its history.
@Suite("Tampering with the journal")
struct TamperingTests {
  private let journal = Journal()

  @Test("any changed field is named with its entry", arguments: TestDatabase.engines)
  func changed(engine: TestEngine) async throws {
    let changes: [SQL] = [
      "at = at + 1", "actor = 'person:1'", "action = 'x'", "subject_kind = NULL", "subject_id = 'other'",
      "reason = ''", "details = '{}'", "request = NULL",
    ]
    for change in changes {
      try await withSealed(engine) { db, ids in
        try await tamper(db, ["UPDATE journal SET \(change) WHERE id = \(ids[6])"])
        let fault = try await journal.verify(db).fault
        #expect(fault == .changed(sequence: 7, id: ids[6]))
      }
    }
  }

  @Test("texts that move from one field to the next are a change", arguments: TestDatabase.engines)
  func moved(engine: TestEngine) async throws {
    try await withSealed(engine) { db, ids in
      try await tamper(
        db, ["UPDATE journal SET subject_kind = 'basex', subject_id = '0' WHERE id = \(ids[0])"])
      let fault = try await journal.verify(db).fault
      #expect(fault == .changed(sequence: 1, id: ids[0]))
    }
  }

  @Test("a removed entry is named, with or without its seal", arguments: TestDatabase.engines)
  func removed(engine: TestEngine) async throws {
    try await withSealed(engine) { db, ids in
      try await tamper(db, ["DELETE FROM journal WHERE id = \(ids[3])"])
      let fault = try await journal.verify(db).fault
      #expect(fault == .removed(sequence: 4, id: ids[3]))
      try await tamper(db, ["DELETE FROM journal_seals WHERE sequence = 4"])
      let again = try await journal.verify(db)
      #expect(again.fault == .removed(sequence: 4, id: nil))
      #expect(again.sealed == 3)
    }
  }

  @Test("an entry that waits to be sealed cannot vanish", arguments: TestDatabase.engines)
  func removedUnsealed(engine: TestEngine) async throws {
    try await withSealed(engine) { db, _ in
      let id = try await record(1, in: db)[0]
      try await tamper(db, ["DELETE FROM journal WHERE id = \(id)"])
      let verification = try await journal.verify(db)
      #expect(verification.fault == .removedUnsealed(id: id))
      #expect(verification.unsealed == 1)
    }
  }

  @Test("an entry that the journal did not write is named", arguments: TestDatabase.engines)
  func inserted(engine: TestEngine) async throws {
    try await withSealed(engine) { db, _ in
      try await db.write {
        try $0.execute(
          "INSERT INTO journal (id, at, actor, action, details) VALUES (5, 5, 'system', 'x', '{}')")
      }
      let fault = try await journal.verify(db).fault
      #expect(fault == .inserted(id: ID(rawValue: 5)))
    }
  }

  @Test("two entries that change places are found", arguments: TestDatabase.engines)
  func swapped(engine: TestEngine) async throws {
    try await withSealed(engine) { db, ids in
      try await tamper(
        db,
        [
          "UPDATE journal_seals SET entry_id = -1 WHERE sequence = 2",
          "UPDATE journal_seals SET entry_id = \(ids[1]) WHERE sequence = 3",
          "UPDATE journal_seals SET entry_id = \(ids[2]) WHERE sequence = 2",
        ])
      let fault = try await journal.verify(db).fault
      #expect(fault == .changed(sequence: 2, id: ids[2]))
    }
  }

  @Test(
    "a tail that was cut off with all its traces shows against a head noted before",
    arguments: TestDatabase.engines)
  func cutOff(engine: TestEngine) async throws {
    try await withSealed(engine) { db, ids in
      let noted = try await journal.verify(db).head
      let kept = try await db.read {
        try $0.first(JournalHead.self, "SELECT sequence, hash FROM journal_seals WHERE sequence = 8")
      }
      let earlier = try #require(kept)
      try await tamper(
        db,
        [
          "DELETE FROM journal_seals WHERE sequence > 8",
          "DELETE FROM journal WHERE id IN \(Array(ids[8...]))",
        ])
      let fault = try await journal.verify(db).fault
      #expect(fault == .cutOff(expected: noted, found: 8))
      try await tamper(db, ["UPDATE journal_head SET sequence = 8, hash = \(earlier.hash)"])
      let blind = try await journal.verify(db).fault
      #expect(blind == nil)
      let seeing = try await journal.verify(db, expecting: noted).fault
      #expect(seeing == .cutOff(expected: noted, found: 8))
    }
  }

  @Test("a history written anew shows against a head noted before", arguments: TestDatabase.engines)
  func rewritten(engine: TestEngine) async throws {
    try await withSealed(engine) { db, _ in
      let noted = try await journal.verify(db).head
      try await tamper(
        db,
        [
          "DELETE FROM journal_seals",
          "UPDATE journal_head SET sequence = 0, hash = \([UInt8](repeating: 0, count: 32))",
          "UPDATE journal SET reason = 'a better one'",
          "INSERT INTO journal_unsealed (id) SELECT id FROM journal",
        ])
      try await journal.seal(in: db)
      let fault = try await journal.verify(db, expecting: noted).fault
      #expect(fault == .rewritten(expected: noted))
    }
  }

  private func withSealed(
    _ engine: TestEngine, _ body: @Sendable (Database, [ID<JournalEntry>]) async throws -> Void
  ) async throws {
    try await withDatabase(engine, Journal.migrations) { db in
      let ids = try await record(12, in: db)
      try await journal.seal(in: db)
      try await body(db, ids)
    }
  }

  private func record(_ count: Int, in db: Database) async throws -> [ID<JournalEntry>] {
    let journal = journal
    return try await db.write { writer in
      try (0..<count).map { number in
        try journal.record(
          JournalEntry(
            "test.\(number)", on: .init("base", "x0"), by: .system, reason: "because", request: "r",
            details: [number]),
          in: writer)
      }
    }
  }

  /// Changes what the triggers protect, as somebody who owns the database can.
  private func tamper(_ db: Database, _ statements: [SQL]) async throws {
    let unlocking: [SQL] =
      db.engine == .sqlite
      ? [
        "DROP TRIGGER IF EXISTS journal_update", "DROP TRIGGER IF EXISTS journal_deletion",
        "DROP TRIGGER IF EXISTS journal_seal_update", "DROP TRIGGER IF EXISTS journal_seal_deletion",
      ] : ["ALTER TABLE journal DISABLE TRIGGER USER", "ALTER TABLE journal_seals DISABLE TRIGGER USER"]
    try await db.write { writer in
      for statement in unlocking + statements { try writer.execute(statement) }
    }
  }
}
