import SQL
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationTests {
  private let first = Migration("places/0001-a", ["CREATE TABLE a (id BIGINT PRIMARY KEY)"])
  private let second = Migration(
    "places/0002-b", ["CREATE TABLE b (id BIGINT PRIMARY KEY)", "INSERT INTO b VALUES (1)"])
  private let other = Migration("visits/0001-c", ["CREATE TABLE c (id BIGINT PRIMARY KEY)"])

  @Test("run once each, in order, also when more come later", arguments: TestDatabase.engines)
  func onceEach(engine: TestEngine) async throws {
    try await withDatabase(engine, [first]) { db in
      try await db.migrate([first, second])
      try await db.migrate([first, second, other])
      try await db.migrate([other, first, second])
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM b") == 1)
      let names = try await db.all(String.self, "SELECT name FROM schema_migrations ORDER BY position")
      #expect(names == ["places/0001-a", "places/0002-b", "visits/0001-c"])
    }
  }

  @Test("history that differs is refused and nothing is changed", arguments: TestDatabase.engines)
  func refused(engine: TestEngine) async throws {
    let edited = Migration("places/0001-a", ["CREATE TABLE a (id BIGINT PRIMARY KEY, name TEXT)"])
    let between = Migration("places/0001-between", ["CREATE TABLE d (id BIGINT PRIMARY KEY)"])
    try await withDatabase(engine, [first, second]) { db in
      for wrong in [[edited, second, other], [first, other], [first, between, second], [first, first]] {
        let error = await #expect(throws: DatabaseError.self) { try await db.migrate(wrong) }
        guard case .migrationRefused = error else {
          Issue.record("\(String(describing: error)) is not a refusal")
          continue
        }
      }
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM schema_migrations")
      #expect(count == 2)
    }
  }

  @Test("of a room that was removed are left alone", arguments: TestDatabase.engines)
  func removedRoom(engine: TestEngine) async throws {
    try await withDatabase(engine, [other, first]) { db in
      try await db.migrate([first, second])
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM schema_migrations") == 3)
    }
  }

  @Test("that fail leave nothing behind and say which", arguments: TestDatabase.engines)
  func failing(engine: TestEngine) async throws {
    let broken = Migration(
      "places/0002-broken", ["CREATE TABLE b (id BIGINT)", "INSERT INTO nowhere VALUES (1)"])
    try await withDatabase(engine, [first]) { db in
      let error = await #expect(throws: DatabaseError.self) { try await db.migrate([first, broken]) }
      let told = try #require(error)
      #expect("\(told)".contains("places/0002-broken"))
      try await db.migrate([first, second])
    }
  }

  @Test("are run once though many processes start at the same time", arguments: TestDatabase.engines)
  func manyProcesses(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let db = try await Database.open(url, options: .forTests)
            do {
              try await db.migrate([first, second, other])
            } catch {
              Issue.record(error)
            }
            await db.close()
          }
        }
        try await group.waitForAll()
      }
      let db = try await Database.open(url, options: .forTests)
      #expect(try await db.value(Int.self, "SELECT COUNT(*) FROM b") == 1)
      await db.close()
    }
  }
}
