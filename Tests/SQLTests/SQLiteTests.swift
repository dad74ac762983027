import Foundation
import SQL
import TestSupport
import Testing

@Suite("SQLite")
struct SQLiteTests {
  @Test("a commit is flushed to disk, readers do not wait for it, and references are checked")
  func settings() async throws {
    try await withDatabase(.sqlite) { db in
      let settings = try await db.write { writer in
        [
          try writer.value(String.self, "PRAGMA synchronous"),
          try writer.value(String.self, "PRAGMA journal_mode"),
          try writer.value(String.self, "PRAGMA foreign_keys"),
        ]
      }
      #expect(settings == ["2", "wal", "1"])
      await #expect(throws: DatabaseError.self) {
        try await db.read { try $0.forEach("CREATE TABLE t (a)") { _ in } }
      }
    }
  }

  @Test("a backup is whole and sound though the database is in use")
  func whileInUse() async throws {
    try await withDatabase(.sqlite, Things.tables) { db in
      let path = try backupPath()
      defer { removeFolder(of: path) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await db.write { writer in
              try writer.execute(Things.insert(number, "thing \(number)"))
              try writer.execute("INSERT INTO parts (id, thing_id) VALUES (\(number), \(number))")
            }
          }
          if number == 50 { group.addTask { try await db.backup(to: path) } }
        }
        try await group.waitForAll()
      }
      let copy = try await Database.open(.sqlite(path: path), options: .forTests)
      #expect(try await copy.integrityCheck() == [])
      let things = try await copy.value(Int.self, "SELECT COUNT(*) FROM things")
      let parts = try await copy.value(Int.self, "SELECT COUNT(*) FROM parts")
      #expect(things == parts)
      try await copy.migrate(Things.tables)
      await copy.close()
    }
  }

  @Test("a backup never replaces a file")
  func neverReplaces() async throws {
    try await withDatabase(.sqlite) { db in
      let path = try backupPath()
      defer { removeFolder(of: path) }
      try await db.backup(to: path)
      await #expect(throws: DatabaseError.other("\(path) exists already")) { try await db.backup(to: path) }
    }
  }

  @Test("damage is found")
  func damage() async throws {
    try await withDatabase(.sqlite, Things.tables) { db in
      try await db.write { writer in
        for number in 0..<500 { try writer.execute(Things.insert(number, "thing \(number)")) }
      }
      let path = try backupPath()
      defer { removeFolder(of: path) }
      try await db.backup(to: path)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes.replaceSubrange(8192..<16_384, with: Data(repeating: 0x55, count: 8192))
      try bytes.write(to: URL(fileURLWithPath: path))
      let copy = try await Database.open(.sqlite(path: path), options: .forTests)
      let problems = try await copy.integrityCheck()
      #expect(!problems.isEmpty)
      await copy.close()
    }
  }

  @Test("a file that is no database is refused")
  func noDatabase() async throws {
    let path = try backupPath()
    defer { removeFolder(of: path) }
    try Data("not a database, but a text of some length".utf8).write(to: URL(fileURLWithPath: path))
    let error = await #expect(throws: DatabaseError.self) { try await Database.open(.sqlite(path: path)) }
    guard case .unavailable = error else {
      Issue.record("\(String(describing: error)) does not say that the file is of no use")
      return
    }
  }

  @Test("a database that was closed is one file, with nothing left beside it")
  func oneFile() async throws {
    let path = try backupPath()
    defer { removeFolder(of: path) }
    let db = try await Database.open(.sqlite(path: path), options: .forTests)
    try await db.migrate(Things.tables)
    try await db.read { try $0.forEach("SELECT * FROM things") { _ in } }
    await db.close()
    let folder = (path as NSString).deletingLastPathComponent
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["copy.sqlite"])
  }

  private func backupPath() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "kepu-backup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    return folder.appendingPathComponent("copy.sqlite").path
  }

  private func removeFolder(of path: String) {
    try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
  }
}
