/// A value as the databases know it: one of five kinds.
public enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// The kind of a bound value; PostgreSQL must know it even where the value is NULL.
public enum SQLType: Sendable, Hashable {
  case integer
  case real
  case text
  case blob
}

/// A Swift value that can be bound to a statement.
///
/// An enum with raw values joins by adopting the protocol, without writing anything else.
public protocol SQLValueConvertible {
  /// What is bound.
  var sqlValue: SQLValue { get }

  /// The kind that every value of this type has, or `nil` if it varies.
  ///
  /// With it, an absent optional and an empty list have a type too: `\(since) IS NULL` and `IN \(list)` then work on
  /// PostgreSQL for them.
  static var sqlType: SQLType? { get }
}

extension SQLValueConvertible {
  /// Not known.
  public static var sqlType: SQLType? { nil }
}

extension SQLValueConvertible where Self: RawRepresentable, RawValue: SQLValueConvertible {
  /// The raw value.
  public var sqlValue: SQLValue { rawValue.sqlValue }
  /// The kind of the raw value.
  public static var sqlType: SQLType? { RawValue.sqlType }
}

extension SQLValue: SQLValueConvertible {
  /// Itself.
  public var sqlValue: SQLValue { self }

  /// The kind of this one value; `nil` for NULL.
  var type: SQLType? {
    switch self {
    case .null: nil
    case .integer: .integer
    case .real: .real
    case .text: .text
    case .blob: .blob
    }
  }
}

extension Int64: SQLValueConvertible {
  /// An integer.
  public var sqlValue: SQLValue { .integer(self) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
}

extension Int: SQLValueConvertible {
  /// An integer.
  public var sqlValue: SQLValue { .integer(Int64(self)) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
}

extension Int32: SQLValueConvertible {
  /// An integer.
  public var sqlValue: SQLValue { .integer(Int64(self)) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
}

extension Bool: SQLValueConvertible {
  /// 1 for true, 0 for false.
  public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
}

extension Double: SQLValueConvertible {
  /// A number with a fraction.
  public var sqlValue: SQLValue { .real(self) }
  /// Real.
  public static var sqlType: SQLType? { .real }
}

extension String: SQLValueConvertible {
  /// A text.
  public var sqlValue: SQLValue { .text(self) }
  /// Text.
  public static var sqlType: SQLType? { .text }
}

extension Substring: SQLValueConvertible {
  /// A text.
  public var sqlValue: SQLValue { .text(String(self)) }
  /// Text.
  public static var sqlType: SQLType? { .text }
}

extension [UInt8]: SQLValueConvertible {
  /// Bytes.
  public var sqlValue: SQLValue { .blob(self) }
  /// Blob.
  public static var sqlType: SQLType? { .blob }
}
