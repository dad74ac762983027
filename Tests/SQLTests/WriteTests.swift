import SQL
import TestSupport
import Testing

@Suite("Writing to a database")
struct WriteTests {
  struct Refused: Error, Equatable {
    var number: Int
  }

  @Test(
    "of many writes at once each failing one undoes itself only, and hears its own error",
    arguments: TestDatabase.engines, [nil, "things"])
  func neighbours(engine: TestEngine, name: String?) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let numbers = 0..<300
      let failed = await withTaskGroup(of: Int?.self) { group in
        for number in numbers {
          group.addTask {
            do {
              try await db.write(name) { writer in
                try writer.execute(Things.insert(number, "thing \(number)"))
                if number % 3 == 1 { throw Refused(number: number) }
                if number % 3 == 2 { try writer.execute(Things.insert(number, "the same again")) }
              }
              return nil
            } catch let refused as Refused {
              return refused.number
            } catch DatabaseError.uniqueViolation {
              return number
            } catch {
              return -1
            }
          }
        }
        return await group.reduce(into: Set<Int>()) { failed, number in
          if let number { failed.insert(number) }
        }
      }
      #expect(failed == Set(numbers.filter { $0 % 3 != 0 }))
      let stored = try await db.all(Int.self, "SELECT id FROM things ORDER BY id")
      #expect(stored == numbers.filter { $0 % 3 == 0 })
    }
  }

  @Test(
    "a constraint that is checked at the commit fails its own write only", arguments: TestDatabase.engines, [nil, "things"])
  func deferredConstraint(engine: TestEngine, name: String?) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let failed = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<60 {
          group.addTask {
            do {
              try await db.write(name) { writer in
                try writer.execute(Things.insert(number, "thing \(number)"))
                let target = number % 20 == 7 ? -1 : number
                try writer.execute("INSERT INTO parts (id, thing_id) VALUES (\(number), \(target))")
              }
              return nil
            } catch {
              return error as? DatabaseError == .foreignKeyViolation ? number : -1
            }
          }
        }
        return await group.reduce(into: Set<Int>()) { failed, number in
          if let number { failed.insert(number) }
        }
      }
      #expect(failed == [7, 27, 47])
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM parts")
      #expect(count == 57)
      let things = try await db.value(Int.self, "SELECT COUNT(*) FROM things")
      #expect(things == 57)
    }
  }

  @Test("read, think, write: concurrent transactions lose no step", arguments: TestDatabase.engines)
  func serializable(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      try await db.write { writer in try writer.execute(Things.insert(1, "counter", places: 0)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<24 {
          group.addTask {
            try await db.write { writer in
              let places = try writer.value(Int.self, "SELECT places FROM things WHERE id = \(1)") ?? 0
              try writer.execute("UPDATE things SET places = \(places + 1) WHERE id = \(1)")
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await db.value(Int.self, "SELECT places FROM things") == 24)
    }
  }

  @Test(
    "the last place is never sold twice, though each sees only the other's absence",
    arguments: TestDatabase.engines)
  func writeSkew(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let sold = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<16 {
          group.addTask {
            do {
              try await db.write { writer in
                let sold = try writer.value(Int.self, "SELECT COUNT(*) FROM things")
                if sold != 0 { throw Refused(number: number) }
                try writer.execute(Things.insert(number, "ticket \(number)"))
              }
              return true
            } catch {
              return false
            }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(sold == 1)
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM things")
      #expect(count == 1)
    }
  }

  @Test("when a write has returned, another process sees it", arguments: TestDatabase.engines)
  func visible(engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let mine = try await Database.open(url, options: .forTests)
      let theirs = try await Database.open(url, options: .forTests)
      try await mine.migrate(Things.tables)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            try await (number % 2 == 0 ? mine : theirs).write {
              try $0.execute(Things.insert(number, "\(number)"))
            }
            let seen = try await (number % 2 == 0 ? theirs : mine).value(
              Int.self, "SELECT COUNT(*) FROM things WHERE id = \(number)")
            #expect(seen == 1)
          }
        }
        try await group.waitForAll()
      }
      await mine.close()
      await theirs.close()
    }
  }

  @Test(
    "what fails in an attempt is undone, and the rest of the transaction stays",
    arguments: TestDatabase.engines)
  func attempt(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let bad = try await db.write { writer in
        var bad: [Int] = []
        for (number, name) in ["a", "b", "a", "c"].enumerated() {
          do {
            try writer.attempt {
              try writer.execute(Things.insert(number + 10, "before \(number)"))
              try writer.attempt { try writer.execute(Things.insert(number, name)) }
            }
          } catch DatabaseError.uniqueViolation(let key) {
            #expect(key.columns == ["name"])
            bad.append(number)
          }
        }
        return bad
      }
      #expect(bad == [2])
      #expect(try await db.all(Int.self, "SELECT id FROM things ORDER BY id") == [0, 1, 3, 10, 11, 13])
    }
  }

  @Test("an error that is caught without an attempt still fails the write", arguments: TestDatabase.engines)
  func condemned(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      await #expect(throws: DatabaseError.self) {
        try await db.write { writer in
          try writer.execute(Things.insert(1, "one"))
          _ = try? writer.execute(Things.insert(1, "one again"))
        }
      }
      let count = try await db.value(Int.self, "SELECT COUNT(*) FROM things")
      #expect(count == 0)
    }
  }

  @Test("RETURNING gives the row and keeps the change", arguments: TestDatabase.engines)
  func returning(engine: TestEngine) async throws {
    try await withDatabase(engine, Things.tables) { db in
      let name = try await db.write { writer in
        try writer.execute(Things.insert(1, "one"))
        try writer.execute(Things.insert(2, "two"))
        return try writer.value(String.self, "UPDATE things SET places = places + 1 RETURNING name")
      }
      #expect(["one", "two"].contains(name))
      #expect(try await db.value(Int.self, "SELECT SUM(places) FROM things") == 4)
      let touched = try await db.write { writer in
        (
          try writer.execute("UPDATE things SET places = 5 WHERE id = \(9)"),
          try writer.execute("DELETE FROM things")
        )
      }
      #expect(touched == (0, 2))
    }
  }

  @Test(
    "a write of a cancelled task is not begun, and the connection serves the next",
    arguments: TestDatabase.engines)
  func cancelled(engine: TestEngine) async throws {
    var options = DatabaseOptions.forTests
    options.connections = 1
    try await withDatabase(engine, Things.tables, options: options) { db in
      let begun = Gate()
      let end = Gate()
      async let first = db.write { writer in
        begun.open()
        end.wait()
        return try writer.execute(Things.insert(1, "one"))
      }
      await begun.passed()
      let waiting = (2..<30).map { number in
        Task { try await db.write { writer in try writer.execute(Things.insert(number, "\(number)")) } }
      }
      for task in waiting { task.cancel() }
      for task in waiting {
        await #expect(throws: CancellationError.self) { try await task.value }
      }
      end.open()
      let count = try await first
      #expect(count == 1)
      let stored = try await db.all(Int.self, "SELECT id FROM things")
      #expect(stored == [1])
    }
  }
}

extension Database {
  /// Alone, or together with others of a name.
  fileprivate func write<Value: Sendable>(
    _ name: String?, _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value {
    if let name { try await write(together: name, body) } else { try await write(body) }
  }
}
