import SQL
import TestSupport
import Testing

@Suite("PostgreSQL", .enabled(if: TestDatabase.engines.count > 1, "KEPU_TEST_POSTGRES is not set"))
struct PostgresTests {
  private static let servers = TestDatabase.engines.filter { $0 != .sqlite }

  @Test(
    "broken connections are made anew, and what listens hears that it missed something", arguments: servers)
  func reconnect(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let db = try await Database.open(url, options: .forTests)
      let assassin = try await Database.open(url, options: .forTests)
      try await db.migrate(Things.tables)
      var news = try await db.notifications("bases").makeAsyncIterator()
      let mine = try await db.value(String.self, "SELECT current_setting('search_path')")
      try await assassin.write { writer in
        // Only connections of this test: others have another schema, which their LISTEN or migrations name.
        try writer.forEach(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE pid <> pg_backend_pid() AND query LIKE \("LISTEN%\(mine ?? "")%")
          """
        ) { _ in }
      }
      #expect(await news.next() == "")
      try await db.write { try $0.notify("bases", "again") }
      #expect(await news.next() == "again")
      await assassin.close()
      await db.close()
    }
  }

  @Test("a transaction whose connection breaks before the commit is run again", arguments: servers)
  func repeated(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let runs = Counter()
      try await db.write { writer in
        try writer.execute(Things.insert(1, "one"))
        if runs.increment() == 1 {
          _ = try writer.value(Bool.self, "SELECT pg_terminate_backend(pg_backend_pid())")
        }
      }
      #expect(runs.value == 2)
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM things")
      #expect(count == 1)
      let reads = Counter()
      let read = try await db.read { reader in
        if reads.increment() == 1 {
          _ = try reader.value(Bool.self, "SELECT pg_terminate_backend(pg_backend_pid())")
        }
        return try reader.value(Int.self, "SELECT places FROM things")
      }
      #expect(read == 1)
    }
  }

  @Test("a server that is not there is told in a sentence, and the next host of the address is tried")
  func hosts() async throws {
    guard case .postgres(let address)? = Self.servers.first else { return }
    var options = DatabaseOptions.forTests
    options.connections = 1
    let error = await #expect(throws: DatabaseError.self) {
      try await Database.open(DatabaseURL("postgresql://kepu@127.0.0.1:1/kepu"), options: options)
    }
    guard case .unavailable = error else {
      Issue.record("\(String(describing: error)) does not say that the server is not there")
      return
    }
    let second = address.replacing("@", with: "@127.0.0.1:1,")
    let db = try await Database.open(
      DatabaseURL(second + "?target_session_attrs=read-write"), options: options)
    #expect(try await db.value(Int.self, "SELECT 1") == 1)
    await db.close()
  }

  @Test("statements stay usable when the schema changes under them", arguments: servers)
  func changedSchema(engine: TestEngine) async throws {
    var options = DatabaseOptions.forTests
    options.connections = 1
    try await withDatabase(engine, Things.tables, options: options) { db in
      #expect(try await db.all(Thing.self, "SELECT * FROM things").isEmpty)
      try await db.migrate(
        Things.tables + [Migration("test/0002-more", ["ALTER TABLE things ADD COLUMN more TEXT"])])
      #expect(try await db.all(Thing.self, "SELECT * FROM things").isEmpty)
    }
  }

  @Test("more statements than a connection keeps prepared still work", arguments: servers)
  func manyStatements(engine: TestEngine) async throws {
    var options = DatabaseOptions.forTests
    options.connections = 1
    try await withDatabase(engine, Things.tables, options: options) { db in
      let found = try await db.read { reader in
        try (1...400).map { count in
          try reader.value(Int.self, "SELECT COUNT(*) FROM things WHERE id IN \(Array(0..<count))")
        }
      }
      #expect(found.allSatisfy { $0 == 0 })
      let prepared = try await db.value(Int.self, "SELECT COUNT(*) FROM pg_prepared_statements")
      #expect(prepared.map { $0 <= 256 } == true)
    }
  }

  @Test("a backup says which tool makes it", arguments: servers)
  func backup(engine: TestEngine) async throws {
    try await withDatabase(engine) { db in
      let error = await #expect(throws: DatabaseError.self) { try await db.backup(to: "kepu.dump") }
      let told = try #require(error)
      #expect("\(told)".contains("pg_dump"))
      #expect(try await db.integrityCheck() == [])
    }
  }
}
