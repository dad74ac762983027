internal import GRDBSQLite

extension DatabaseError {
  static let nulCharacter = DatabaseError.other("a text holds a NUL character")

  /// An error of SQLite by its extended result code.
  ///
  /// Source: https://www.sqlite.org/rescode.html
  init(sqlite code: Int32, _ message: String) {
    switch code {
    case Self.unique, Self.primaryKey, Self.rowID: self = .uniqueViolation(UniqueConstraint(sqlite: message))
    case Self.foreignKey: self = .foreignKeyViolation
    case Self.notNull: self = .notNullViolation(column: Self.subject(message))
    case Self.check: self = .checkViolation(Self.subject(message))
    default: self.init(sqlitePrimary: code & 0xff, message)
    }
  }

  private init(sqlitePrimary code: Int32, _ message: String) {
    switch code {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .timeout("another process keeps the database file locked")
    case SQLITE_INTERRUPT: self = .timeout("the statement took longer than allowed")
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB,
      SQLITE_PROTOCOL,
      SQLITE_NOMEM, SQLITE_PERM:
      self = .unavailable(message)
    default: self = .other(message)
    }
  }

  // The extended codes are macros that Swift does not import.
  private static let unique = SQLITE_CONSTRAINT | 8 << 8
  private static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
  private static let rowID = SQLITE_CONSTRAINT | 10 << 8
  private static let foreignKey = SQLITE_CONSTRAINT | 3 << 8
  private static let notNull = SQLITE_CONSTRAINT | 5 << 8
  private static let check = SQLITE_CONSTRAINT | 1 << 8

  /// What stands after "… constraint failed: ".
  fileprivate static func subject(_ message: String) -> String {
    message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
  }
}

extension DatabaseError.UniqueConstraint {
  /// Reads `UNIQUE constraint failed: bases.region, bases.slug`.
  fileprivate init(sqlite message: String) {
    let columns = DatabaseError.subject(message).split(separator: ", ").map {
      $0.split(separator: ".", maxSplits: 1)
    }
    guard columns.allSatisfy({ $0.count == 2 }) else {
      self.init(table: nil, columns: [])
      return
    }
    self.init(table: columns.first.map { String($0[0]) }, columns: columns.map { String($0[1]) })
  }
}
