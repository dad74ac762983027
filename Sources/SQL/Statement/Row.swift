internal import CPostgres
internal import GRDBSQLite

/// The current row of a result.
///
/// Valid only inside the closure or initializer that was handed it. Hot paths read by index; columns count from 0.
public struct Row {
  enum Cells {
    /// A statement standing on a row.
    case sqlite(OpaquePointer)
    /// A result and the number of a row in it.
    case postgres(OpaquePointer, Int32)
  }

  let cells: Cells
  let columns: RowColumns

  /// How many columns there are.
  public var count: Int { columns.count }

  /// Whether a column holds NULL.
  public func isNull(_ column: Int) -> Bool {
    switch cells {
    case .sqlite(let statement): sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    case .postgres(let result, let row): PQgetisnull(result, row, Int32(column)) == 1
    }
  }

  /// The integer in a column.
  public func int(_ column: Int) throws -> Int64 {
    guard let value = try intOrNil(column) else { throw missing(column) }
    return value
  }

  /// The integer in a column, or `nil` for NULL.
  public func intOrNil(_ column: Int) throws -> Int64? {
    switch cells {
    case .sqlite(let statement): try sqliteInt(statement, column)
    case .postgres(let result, let row): try postgresInt(result, row, column)
    }
  }

  /// The number in a column.
  public func double(_ column: Int) throws -> Double {
    guard let value = try doubleOrNil(column) else { throw missing(column) }
    return value
  }

  /// The number in a column, or `nil` for NULL.
  public func doubleOrNil(_ column: Int) throws -> Double? {
    switch cells {
    case .sqlite(let statement):
      switch sqlite3_column_type(statement, Int32(column)) {
      case SQLITE_NULL: return nil
      case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement, Int32(column))
      default: throw mismatch(column, "a number")
      }
    case .postgres(let result, let row):
      guard let bytes = postgresBytes(result, row, column) else { return nil }
      guard let value = Double(String(decoding: bytes, as: UTF8.self)) else {
        throw mismatch(column, "a number")
      }
      return value
    }
  }

  /// The text in a column; numbers as their digits.
  public func text(_ column: Int) throws -> String {
    guard let value = try textOrNil(column) else { throw missing(column) }
    return value
  }

  /// The text in a column, or `nil` for NULL.
  public func textOrNil(_ column: Int) throws -> String? {
    switch cells {
    case .sqlite(let statement):
      guard let start = sqlite3_column_text(statement, Int32(column)) else { return nil }
      let count = Int(sqlite3_column_bytes(statement, Int32(column)))
      return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    case .postgres(let result, let row):
      return postgresBytes(result, row, column).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The bytes in a column.
  public func bytes(_ column: Int) throws -> [UInt8] {
    guard let value = try bytesOrNil(column) else { throw missing(column) }
    return value
  }

  /// The bytes in a column, or `nil` for NULL.
  public func bytesOrNil(_ column: Int) throws -> [UInt8]? {
    switch cells {
    case .sqlite(let statement):
      let index = Int32(column)
      if sqlite3_column_type(statement, index) == SQLITE_NULL { return nil }
      guard let start = sqlite3_column_blob(statement, index) else { return [] }
      return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index))))
    case .postgres(let result, let row):
      guard let text = postgresBytes(result, row, column) else { return nil }
      guard PQftype(result, Int32(column)) == PostgresType.bytea else { return Array(text) }
      guard let bytes = PostgresType.bytes(hex: text) else { throw mismatch(column, "bytes") }
      return bytes
    }
  }

  /// The number of the column with a name.
  ///
  /// - Throws: `DatabaseError.mismatch` if there is none.
  public func index(_ name: String) throws -> Int {
    guard let index = columns.index(name) else {
      throw DatabaseError.mismatch("the result has no column \(name)")
    }
    return index
  }

  func missing(_ column: Int) -> DatabaseError {
    .mismatch("column \(columns.name(column)) is NULL where a value is expected")
  }

  func mismatch(_ column: Int, _ expected: String) -> DatabaseError {
    .mismatch("column \(columns.name(column)) does not hold \(expected)")
  }

  private func sqliteInt(_ statement: OpaquePointer, _ column: Int) throws -> Int64? {
    switch sqlite3_column_type(statement, Int32(column)) {
    case SQLITE_NULL: return nil
    case SQLITE_INTEGER: return sqlite3_column_int64(statement, Int32(column))
    case SQLITE_FLOAT:
      guard let value = Int64(exactly: sqlite3_column_double(statement, Int32(column))) else { fallthrough }
      return value
    default: throw mismatch(column, "an integer")
    }
  }

  private func postgresInt(_ result: OpaquePointer, _ row: Int32, _ column: Int) throws -> Int64? {
    guard let bytes = postgresBytes(result, row, column) else { return nil }
    if let value = PostgresType.integer(decimal: bytes) { return value }
    if PQftype(result, Int32(column)) == PostgresType.bool { return bytes.first == UInt8(ascii: "t") ? 1 : 0 }
    guard let real = Double(String(decoding: bytes, as: UTF8.self)), let value = Int64(exactly: real) else {
      throw mismatch(column, "an integer")
    }
    return value
  }

  private func postgresBytes(
    _ result: OpaquePointer, _ row: Int32, _ column: Int
  ) -> UnsafeRawBufferPointer? {
    let index = Int32(column)
    if PQgetisnull(result, row, index) == 1 { return nil }
    return UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, index), count: Int(PQgetlength(result, row, index)))
  }
}
