import Journal
import SQL
import TestSupport
import Testing

@Suite("The journal")
struct JournalTests {
  private let clock = ManualClock(Instant(milliseconds: 1_772_000_000_000))
  private var journal: Journal { Journal(clock: clock.clock, ids: IDGenerator(clock: clock.clock)) }

  @Test("an entry is there if and only if its transaction is", arguments: TestDatabase.engines)
  func sameTransaction(engine: TestEngine) async throws {
    struct Refused: Error {}
    try await withDatabase(engine, Journal.migrations) { db in
      let journal = journal
      let id = try await db.write { writer in
        try journal.record(
          JournalEntry(
            "base.published", on: .init("base", "0A1"), by: .command("import"), reason: "first import",
            request: "r1",
            details: ["version": 2, "before": 1]), in: writer)
      }
      await #expect(throws: Refused.self) {
        try await db.write { writer in
          try journal.record(
            JournalEntry("base.withdrawn", on: .init("base", "0A1"), by: .system), in: writer)
          throw Refused()
        }
      }
      let records = try await db.read { try $0.journalRecords(about: .init("base", "0A1"), limit: 10) }
      #expect(records.map(\.id) == [id])
      #expect(records.first?.at == clock.now)
      #expect(records.first?.entry.details == #"{"before":1,"version":2}"#)
      #expect(records.first?.entry.actor.description == "command:import")
      #expect(records.first?.sequence == nil)
    }
  }

  @Test(
    "sealing gives every entry one place, also when several processes seal", arguments: TestDatabase.engines)
  func sealing(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let one = try await Database.open(url, options: .forTests)
      let two = try await Database.open(url, options: .forTests)
      try await one.migrate(Journal.migrations)
      let journal = journal
      let sealed = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<120 {
          group.addTask {
            try await (number % 2 == 0 ? one : two).write { writer in
              try journal.record(JournalEntry("test.\(number)", by: .system), in: writer)
            }
            return number % 10 == 0 ? try await journal.seal(in: number % 20 == 0 ? one : two) : 0
          }
        }
        return try await group.reduce(0, +) + journal.seal(in: one)
      }
      #expect(sealed == 120)
      let records = try await two.read { try $0.journalRecords(after: 0, limit: 1000) }
      #expect(records.map(\.sequence) == (1...120).map { $0 })
      #expect(Set(records.map(\.entry.action)).count == 120)
      let verification = try await journal.verify(two)
      #expect(verification.fault == nil)
      #expect(verification.sealed == 120)
      #expect(verification.unsealed == 0)
      #expect(try await journal.seal(in: two) == 0)
      await one.close()
      await two.close()
    }
  }

  @Test("followers are told of new entries and read on from where they were", arguments: TestDatabase.engines)
  func following(engine: TestEngine) async throws {
    try await withDatabase(engine, Journal.migrations) { db in
      let journal = journal
      var news = try await db.notifications(Journal.channel).makeAsyncIterator()
      try await record(3, in: db)
      try await journal.seal(in: db)
      #expect(await news.next() == "3")
      try await record(2, in: db)
      try await journal.seal(in: db)
      let later = try await db.read { try $0.journalRecords(after: 3, limit: 10) }
      #expect(later.map(\.sequence) == [4, 5])
      let first = try #require(later.first)
      #expect(try await db.read { try $0.journalRecord(first.id) } == first)
    }
  }

  @Test("a mistake cannot change or delete entries", arguments: TestDatabase.engines)
  func appendOnly(engine: TestEngine) async throws {
    try await withDatabase(engine, Journal.migrations) { db in
      try await record(2, in: db)
      try await journal.seal(in: db)
      let mistakes: [SQL] = [
        "UPDATE journal SET reason = 'other'", "DELETE FROM journal",
        "UPDATE journal_seals SET sequence = sequence + 9",
        "DELETE FROM journal_seals",
      ]
      for mistake in mistakes {
        let error = await #expect(throws: DatabaseError.self) {
          try await db.write { try $0.execute(mistake) }
        }
        #expect(error.map { "\($0)".contains("append-only") } == true)
      }
      let verification = try await journal.verify(db)
      #expect(verification.fault == nil)
    }
  }

  @Test("an empty journal is sound", arguments: TestDatabase.engines)
  func empty(engine: TestEngine) async throws {
    try await withDatabase(engine, Journal.migrations) { db in
      let verification = try await journal.verify(db)
      #expect(verification.fault == nil)
      #expect(verification.sealed == 0)
      #expect(JournalHead("\(verification.head)") == verification.head)
    }
  }

  private func record(_ count: Int, in db: Database) async throws {
    let journal = journal
    try await db.write { writer in
      for number in 0..<count { try journal.record(JournalEntry("test.\(number)", by: .system), in: writer) }
    }
  }
}
