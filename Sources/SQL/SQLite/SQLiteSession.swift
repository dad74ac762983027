internal import GRDB
internal import GRDBSQLite

/// A connection to SQLite, used by one thread.
///
/// GRDB opens it and keeps its prepared statements by text; values are bound and columns read straight from SQLite, which
/// saves GRDB's generic conversions.
final class SQLiteSession: Session {
  let connection: GRDB.Database
  private let limit: StatementLimit?

  var engine: Engine { .sqlite }

  init(_ connection: GRDB.Database, statementTimeout: Duration?) {
    self.connection = connection
    limit = statementTimeout.map { StatementLimit($0) }
    limit?.install(on: connection.sqliteConnection)
  }

  func run(_ sql: SQL, _ each: (Row) throws -> Bool) throws -> Int {
    let text = sql.text(for: .sqlite)
    let cached = try prepared { try connection.cachedStatement(sql: text) }
    // A query inside the rows of the same query must not move the outer one.
    let isBusy = sqlite3_stmt_busy(cached.sqliteStatement) != 0
    let statement = isBusy ? try prepared { try connection.makeStatement(sql: text) } : cached
    return try run(statement.sqliteStatement, sql, each)
  }

  func runOnce(_ sql: SQL) throws {
    let statement = try prepared { try connection.makeStatement(sql: sql.text(for: .sqlite)) }
    _ = try run(statement.sqliteStatement, sql) { _ in true }
  }

  /// Runs a fixed statement about the transaction.
  func control(_ text: String) throws {
    let statement = try prepared { try connection.cachedStatement(sql: text) }
    let code = sqlite3_step(statement.sqliteStatement)
    defer { sqlite3_reset(statement.sqliteStatement) }
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw lastError() }
  }

  /// Runs something that may take as long as it likes.
  func withoutLimit(_ body: () throws -> Void) rethrows {
    limit?.isSuspended = true
    defer { limit?.isSuspended = false }
    try body()
  }

  /// Whether a transaction is open; an error such as a full disk ends it without being asked.
  var isInTransaction: Bool { sqlite3_get_autocommit(connection.sqliteConnection) == 0 }

  private func run(_ statement: OpaquePointer, _ sql: SQL, _ each: (Row) throws -> Bool) throws -> Int {
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    try bind(sql, to: statement)
    limit?.begin()
    var row: Row?
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        let current = row ?? Row(cells: .sqlite(statement), columns: RowColumns(.sqlite(statement)))
        row = current
        guard try each(current) else { return 0 }
      case SQLITE_DONE:
        return sqlite3_stmt_readonly(statement) == 0 ? Int(sqlite3_changes64(connection.sqliteConnection)) : 0
      default: throw lastError()
      }
    }
  }

  private func bind(_ sql: SQL, to statement: OpaquePointer) throws {
    var index: Int32 = 0
    for case .value(let value, _) in sql.fragments {
      index += 1
      let code =
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .real(let real): sqlite3_bind_double(statement, index, real)
        case .text(let text): try bind(text, to: statement, index)
        case .blob(let bytes):
          bytes.withUnsafeBytes {
            bytes.isEmpty
              ? sqlite3_bind_zeroblob(statement, index, 0)
              : sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), Self.copied)
          }
        }
      guard code == SQLITE_OK else { throw lastError() }
    }
  }

  private func bind(_ text: String, to statement: OpaquePointer, _ index: Int32) throws -> Int32 {
    var text = text
    return try text.withUTF8 { bytes in
      // PostgreSQL cannot store it, so it is refused here as well.
      if bytes.contains(0) { throw DatabaseError.nulCharacter }
      return bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text64(
          statement, index, $0.baseAddress, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
      }
    }
  }

  private func prepared(_ body: () throws -> Statement) throws -> Statement {
    do {
      return try body()
    } catch let error as GRDB.DatabaseError {
      throw DatabaseError(
        sqlite: error.extendedResultCode.rawValue, error.message ?? "the statement cannot be prepared")
    }
  }

  private func lastError() -> DatabaseError {
    let handle = connection.sqliteConnection
    return DatabaseError(sqlite: sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)))
  }

  /// Tells SQLite to copy what is bound (`SQLITE_TRANSIENT`, a macro that Swift does not import).
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// Interrupts statements that run too long.
private final class StatementLimit {
  private let duration: Duration
  private var deadline = ContinuousClock.now
  var isSuspended = false

  init(_ duration: Duration) {
    self.duration = duration
  }

  func begin() {
    deadline = .now + duration
  }

  /// SQLite asks every 20,000 steps of its virtual machine, that is several times a millisecond.
  func install(on connection: OpaquePointer?) {
    sqlite3_progress_handler(
      connection, 20_000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<StatementLimit>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private var isOver: Bool { !isSuspended && ContinuousClock.now > deadline }
}
