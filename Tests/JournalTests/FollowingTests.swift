import SQL
import TestSupport
import Testing

@testable import Journal

@Suite("Following the journal")
struct FollowingTests {
  @Test("a follower acts on each sealed entry once, in order, also when acting fails in between", arguments: TestDatabase.engines)
  func actsOnce(engine: TestEngine) async throws {
    try await withDatabase(
      engine, Journal.migrations + [Migration("test/0001", ["CREATE TABLE acted (n BIGINT NOT NULL, action TEXT NOT NULL)"])]
    ) { database in
      let journal = Journal()
      for number in 0..<5 {
        try await database.write { _ = try journal.record(JournalEntry("thing.number\(number)", by: .system), in: $0) }
      }
      struct Failure: Error {}
      func follow(failingAt failing: String?) async throws -> Int {
        try await journal.follow("test", in: database, limit: 3) { record, writer in
          if record.entry.action == failing { throw Failure() }
          try writer.execute("INSERT INTO acted (n, action) VALUES ((SELECT COUNT(*) FROM acted), \(record.entry.action))")
        }
      }
      #expect(try await follow(failingAt: nil) == 0, "nothing is sealed yet")
      try await journal.seal(in: database)
      await #expect(throws: Failure.self) { _ = try await follow(failingAt: "thing.number2") }
      #expect(try await follow(failingAt: nil) == 3)
      #expect(try await follow(failingAt: nil) == 2)
      #expect(try await follow(failingAt: nil) == 0)
      let acted = try await database.all(String.self, "SELECT action FROM acted ORDER BY n")
      #expect(acted == (0..<5).map { "thing.number\($0)" })
    }
  }
}
