/// A Swift value that can be read from one column.
///
/// An enum with raw values joins by adopting the protocol, without writing anything else.
public protocol SQLReadable {
  /// Reads a column of a row, counted from 0.
  static func read(_ row: Row, _ column: Int) throws -> Self
}

/// A type that reads itself from a row by index; the fast way for lists.
public protocol RowReadable {
  /// Reads the row. Columns count from 0, in the order of the `SELECT`.
  init(row: Row) throws
}

extension Row {
  /// The value in a column.
  public func get<Value: SQLReadable>(_ column: Int, as type: Value.Type = Value.self) throws -> Value {
    try Value.read(self, column)
  }

  /// The value in the column with a name.
  public func get<Value: SQLReadable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    try Value.read(self, try index(name))
  }
}

extension SQLReadable where Self: RawRepresentable, RawValue: SQLReadable {
  /// The case with the raw value of the column.
  public static func read(_ row: Row, _ column: Int) throws -> Self {
    guard let value = Self(rawValue: try RawValue.read(row, column)) else {
      throw row.mismatch(column, "a known \(Self.self)")
    }
    return value
  }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
  /// The value, or `nil` for NULL.
  public static func read(_ row: Row, _ column: Int) throws -> Self {
    row.isNull(column) ? nil : try Wrapped.read(row, column)
  }
}

extension Int64: SQLReadable {
  /// An integer.
  public static func read(_ row: Row, _ column: Int) throws -> Int64 { try row.int(column) }
}

extension Int: SQLReadable {
  /// An integer.
  public static func read(_ row: Row, _ column: Int) throws -> Int { Int(try row.int(column)) }
}

extension Int32: SQLReadable {
  /// An integer that fits.
  public static func read(_ row: Row, _ column: Int) throws -> Int32 {
    guard let value = Int32(exactly: try row.int(column)) else {
      throw row.mismatch(column, "a 32-bit integer")
    }
    return value
  }
}

extension Bool: SQLReadable {
  /// Whether the integer is not 0.
  public static func read(_ row: Row, _ column: Int) throws -> Bool { try row.int(column) != 0 }
}

extension Double: SQLReadable {
  /// A number.
  public static func read(_ row: Row, _ column: Int) throws -> Double { try row.double(column) }
}

extension String: SQLReadable {
  /// A text.
  public static func read(_ row: Row, _ column: Int) throws -> String { try row.text(column) }
}

extension [UInt8]: SQLReadable {
  /// Bytes.
  public static func read(_ row: Row, _ column: Int) throws -> [UInt8] { try row.bytes(column) }
}
