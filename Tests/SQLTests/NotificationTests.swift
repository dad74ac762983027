import SQL
import TestSupport
import Testing

@Suite("Notifications")
struct NotificationTests {
  @Test("reach every listener of the channel after the commit, in order", arguments: TestDatabase.engines)
  func delivery(engine: TestEngine) async throws {
    struct Refused: Error {}
    try await withDatabase(engine, Things.tables) { db in
      var one = try await db.notifications("bases").makeAsyncIterator()
      var two = try await db.notifications("bases").makeAsyncIterator()
      var other = try await db.notifications("visits").makeAsyncIterator()
      await #expect(throws: Refused.self) {
        try await db.write { writer in
          try writer.notify("bases", "never")
          throw Refused()
        }
      }
      try await db.write { writer in
        _ = try? writer.attempt {
          try writer.notify("bases", "undone")
          throw Refused()
        }
        try writer.notify("bases", "1")
        try writer.notify("bases", "科普 ' 2")
        try writer.notify("visits")
      }
      #expect(await one.next() == "1")
      #expect(await one.next() == "科普 ' 2")
      #expect(await two.next() == "1")
      #expect(await other.next() == "")
    }
  }

  @Test("end when the database is closed", arguments: TestDatabase.engines)
  func end(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let db = try await Database.open(url, options: .forTests)
      var news = try await db.notifications("bases").makeAsyncIterator()
      await db.close()
      #expect(await news.next() == nil)
    }
  }

  @Test("too long a payload is refused", arguments: TestDatabase.engines)
  func tooLong(engine: TestEngine) async throws {
    try await withDatabase(engine) { db in
      let payload = String(repeating: "x", count: 8000)
      await #expect(throws: DatabaseError.other("a notification may carry 7,900 bytes, not 8000")) {
        try await db.write { try $0.notify("bases", payload) }
      }
    }
  }
}
