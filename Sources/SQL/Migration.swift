/// A step of the schema, owned by a room.
///
/// A migration that has run somewhere is never edited; a change is a new one. `name` is `room/number-what`, as in
/// `places/0001-regions`.
public struct Migration: Sendable {
  /// The room, a slash, and what sorts and tells.
  public let name: String
  let statements: [SQL]

  /// A step of one or more statements, each on its own.
  public init(_ name: String, _ statements: [SQL]) {
    self.name = name
    self.statements = statements
  }

  /// The room that owns it.
  var room: Substring { name.prefix { $0 != "/" } }

  /// A hash of the text for both engines (FNV-1a, 64 bits): it finds edits, it is no protection against forgers.
  var checksum: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for statement in statements {
      for engine in Engine.allCases {
        for byte in statement.text(for: engine).utf8 {
          hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        hash = (hash ^ 0xff) &* 0x100_0000_01b3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Database {
  /// Brings the schema up to date: runs what was not yet run, in the given order, all in one transaction.
  ///
  /// Several processes may start at once; one does the work and the others wait for it. Recorded migrations of rooms that this
  /// program does not have are left alone.
  ///
  /// - Throws: `DatabaseError.migrationRefused`, having changed nothing, if the record and the program disagree.
  public func migrate(_ migrations: [Migration]) async throws {
    let names = migrations.map(\.name)
    if let twice = Dictionary(grouping: names, by: \.self).first(where: { $1.count > 1 })?.key {
      throw DatabaseError.migrationRefused("the migration \(twice) is given twice")
    }
    try await migrate { writer in
      try writer.executeOnce(
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          name TEXT PRIMARY KEY, position BIGINT NOT NULL, checksum TEXT NOT NULL)
        """)
      let recorded = try writer.all(
        Recorded.self, "SELECT name, checksum FROM schema_migrations ORDER BY position")
      for (offset, migration) in try pending(migrations, after: recorded).enumerated() {
        try writer.run(migration, position: recorded.count + offset)
      }
    }
  }
}

private struct Recorded: RowReadable {
  var name: String
  var checksum: String

  init(row: Row) throws {
    name = try row.text(0)
    checksum = try row.text(1)
  }
}

/// What is still to run, once the record is found to be the beginning of each room's own list.
private func pending(_ migrations: [Migration], after recorded: [Recorded]) throws -> [Migration] {
  let given = Dictionary(grouping: migrations, by: \.room)
  let done = Dictionary(grouping: recorded) { $0.name.prefix { $0 != "/" } }
  for (room, recorded) in done {
    guard let mine = given[room] else { continue }
    for (index, record) in recorded.enumerated() {
      guard index < mine.count, mine.contains(where: { $0.name == record.name }) else {
        throw DatabaseError.migrationRefused(
          "the database has run the migration \(record.name), which this program does not know; is the program older?"
        )
      }
      guard mine[index].name == record.name else {
        throw DatabaseError.migrationRefused(
          "the migration \(mine[index].name) stands before \(record.name), which the database has already run"
        )
      }
      guard mine[index].checksum == record.checksum else {
        throw DatabaseError.migrationRefused(
          "the migration \(record.name) was edited after the database had run it; write a new one instead")
      }
    }
  }
  let names = Set(recorded.map(\.name))
  return migrations.filter { !names.contains($0.name) }
}

extension Writer {
  fileprivate func run(_ migration: Migration, position: Int) throws {
    do {
      for statement in migration.statements { try executeOnce(statement) }
    } catch {
      throw DatabaseError.other("the migration \(migration.name) failed: \(error)")
    }
    try execute(
      """
      INSERT INTO schema_migrations (name, position, checksum)
      VALUES (\(migration.name), \(position), \(migration.checksum))
      """)
  }
}
