import SQL
import TestSupport
import Testing

@Suite("Errors of a database")
struct ErrorTests {
  @Test("broken rules have the same names on both engines", arguments: TestDatabase.engines)
  func violations(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in try writer.execute(Things.insert(1, "one")) }
      let error: @Sendable (SQL) async -> DatabaseError? = { sql in
        do {
          try await db.write { try $0.execute(sql) }
          return nil
        } catch {
          return error as? DatabaseError
        }
      }
      guard case .uniqueViolation(let key) = await error(Things.insert(2, "one")) else {
        Issue.record("a second row of the same name was not refused as such")
        return
      }
      #expect(key.table == "things")
      #expect(key.columns == ["name"])
      guard case .uniqueViolation(let primary) = await error(Things.insert(1, "two")) else {
        Issue.record("a second row of the same key was not refused as such")
        return
      }
      #expect(primary.columns == ["id"])
      #expect(
        await error(Things.insert(3, "three", places: -1)) == .checkViolation("places_are_not_negative"))
      #expect(
        await error("INSERT INTO strict_parts (id, thing_id) VALUES (\(1), \(77))") == .foreignKeyViolation)
      #expect(
        await error("INSERT INTO things (id, name) VALUES (\(4), \("four"))")
          == .notNullViolation(column: "things.places"))
      guard case .other = await error("SELECT nonsense FROM nowhere") else {
        Issue.record("a wrong statement is not an error of another kind")
        return
      }
    }
  }

  @Test("values that were refused do not stand in the error", arguments: TestDatabase.engines)
  func noPersonalData(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in try writer.execute(Things.insert(1, "Chan Tai Man")) }
      let error = await #expect(throws: DatabaseError.self) {
        try await db.write { writer in try writer.execute(Things.insert(2, "Chan Tai Man")) }
      }
      let told = try #require(error)
      #expect(!"\(told)".contains("Chan"))
    }
  }

  @Test(
    "a statement that takes too long is stopped, and the connection serves the next",
    arguments: TestDatabase.engines)
  func statementTimeout(engine: TestEngine) async throws {
    var options = DatabaseOptions.forTests
    options.statementTimeout = .milliseconds(50)
    try await withDatabase(engine, Things.tables, options: options) { db in
      let endless: SQL =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT 1 - i FROM n) SELECT COUNT(*) FROM n"
      await #expect(throws: DatabaseError.timeout("the statement took longer than allowed")) {
        try await db.value(Int.self, endless)
      }
      await #expect(throws: DatabaseError.timeout("the statement took longer than allowed")) {
        try await db.write { writer in
          try writer.execute(Things.insert(1, "one"))
          _ = try writer.value(Int.self, endless)
        }
      }
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM things")
      #expect(count == 0)
    }
  }

  @Test("whoever waits too long for a connection is told so", arguments: TestDatabase.engines)
  func acquireTimeout(engine: TestEngine) async throws {
    var options = DatabaseOptions.forTests
    options.connections = 1
    options.readers = 1
    options.acquireTimeout = .milliseconds(20)
    try await withDatabase(engine, options: options) { db in
      let begun = Gate()
      let end = Gate()
      async let first = db.read { _ in
        begun.open()
        end.wait()
      }
      await begun.passed()
      let error = await #expect(throws: DatabaseError.self) { try await db.value(Int.self, "SELECT 1") }
      end.open()
      try await first
      guard case .timeout = error else {
        Issue.record("\(String(describing: error)) is not a timeout")
        return
      }
      #expect(try await db.value(Int.self, "SELECT 1") == 1)
    }
  }

  @Test("a database that was closed refuses work", arguments: TestDatabase.engines)
  func closed(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let db = try await Database.open(url, options: .forTests)
      await db.close()
      await #expect(throws: DatabaseError.unavailable("it was closed")) {
        try await db.value(Int.self, "SELECT 1")
      }
      await #expect(throws: DatabaseError.unavailable("it was closed")) { try await db.write { _ in } }
    }
  }

  @Test("an address that is none is told what was expected, without a password")
  func addresses() async throws {
    for text in [
      "", "mysql://u:secret@h/db", "sqlite:", "sqlite::memory:", "postgresql://u:secret@h:x%zz/db",
    ] {
      let error = #expect(throws: DatabaseError.self) { try DatabaseURL(text) }
      let told = try #require(error)
      #expect(!"\(told)".contains("secret"))
    }
    let url = try DatabaseURL(
      "postgresql://u:secret@one,two:5433/db?password=secret&target_session_attrs=read-write")
    #expect("\(url)" == "postgresql://one,two:5433/db")
    #expect(!String(reflecting: url).contains("secret"))
    await #expect(throws: DatabaseError.self) {
      try await Database.open(DatabaseURL("sqlite:/nowhere/at/all.sqlite"))
    }
  }
}
