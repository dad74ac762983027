/// A statement, or a piece of one, with the values bound to it.
///
/// SQL is written as SQL; a Swift value that enters by interpolation is bound, never spelled into the text, because the
/// text itself is only made of literals of the program:
///
///     let slots: [Slot] = try db.all(Slot.self, "SELECT * FROM slots WHERE base_id = \(base) AND day IN \(days)")
///
/// A piece may stand inside another: `"SELECT \(Base.columns) FROM bases WHERE \(conditions.joined(" AND "))"`.
public struct SQL: Sendable {
  /// The pieces in order.
  private(set) var fragments: [Fragment]

  enum Fragment: Sendable {
    /// Text that the program holds.
    case literal(StaticString)
    /// A quoted name.
    case identifier(String)
    /// Text that differs by engine.
    case perEngine(sqlite: StaticString, postgres: StaticString)
    /// A bound value, and its kind if it is NULL.
    case value(SQLValue, SQLType?)
  }

  init(fragments: [Fragment]) {
    self.fragments = fragments
  }

  /// Whether there is no text at all.
  public var isEmpty: Bool { fragments.isEmpty }

  /// Text that differs between the engines; only for the rooms that hide such differences behind a name.
  public static func perEngine(sqlite: StaticString, postgres: StaticString) -> SQL {
    SQL(fragments: [.perEngine(sqlite: sqlite, postgres: postgres)])
  }

  /// The column type of bytes.
  public static let blob = perEngine(sqlite: "BLOB", postgres: "BYTEA")

  /// The column type of an `ID` that is a primary key: `id \(.id) PRIMARY KEY`.
  ///
  /// SQLite then keeps the row under that number directly, without a second index.
  public static let id = perEngine(sqlite: "INTEGER", postgres: "BIGINT")

  /// One piece after the other.
  public static func + (left: SQL, right: SQL) -> SQL {
    SQL(fragments: left.fragments + right.fragments)
  }

  /// Appends a piece.
  public static func += (left: inout SQL, right: SQL) {
    left.fragments += right.fragments
  }
}

extension [SQL] {
  /// The pieces in order with a separator between them.
  public func joined(_ separator: SQL) -> SQL {
    var fragments: [SQL.Fragment] = []
    for (index, piece) in enumerated() {
      if index > 0 { fragments += separator.fragments }
      fragments += piece.fragments
    }
    return SQL(fragments: fragments)
  }
}

extension SQL: ExpressibleByStringInterpolation {
  /// A statement without values.
  ///
  /// The literal is a `StaticString`, so a text that came from outside cannot become SQL.
  public init(stringLiteral literal: StaticString) {
    fragments = literal.utf8CodeUnitCount == 0 ? [] : [.literal(literal)]
  }

  /// A statement with values.
  public init(stringInterpolation: StringInterpolation) {
    fragments = stringInterpolation.fragments
  }

  /// Gathers the literals and values of one `SQL` literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    var fragments: [Fragment] = []

    /// Room for the literals and values.
    public init(literalCapacity: Int, interpolationCount: Int) {
      fragments.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// SQL as the programmer wrote it.
    public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { fragments.append(.literal(literal)) }
    }

    /// A bound value.
    public mutating func appendInterpolation<Value: SQLValueConvertible>(_ value: Value) {
      fragments.append(.value(value.sqlValue, Value.sqlType))
    }

    /// A bound value, or NULL.
    public mutating func appendInterpolation<Value: SQLValueConvertible>(_ value: Value?) {
      fragments.append(.value(value?.sqlValue ?? .null, Value.sqlType))
    }

    /// A list in parentheses, for `IN \(list)`.
    ///
    /// An empty list is an empty set: `IN` finds nothing and `NOT IN` everything. PostgreSQL allows 65,535 values in
    /// a statement and SQLite 32,766.
    public mutating func appendInterpolation<Value: SQLValueConvertible>(_ values: [Value]) {
      guard !values.isEmpty else {
        fragments.append(.literal(Self.emptySet(of: Value.sqlType)))
        return
      }
      for (index, value) in values.enumerated() {
        fragments.append(.literal(index == 0 ? "(" : ", "))
        fragments.append(.value(value.sqlValue, Value.sqlType))
      }
      fragments.append(.literal(")"))
    }

    /// Bytes, bound as one value.
    public mutating func appendInterpolation(_ bytes: [UInt8]) {
      fragments.append(.value(.blob(bytes), .blob))
    }

    /// Another piece of SQL, with its values.
    public mutating func appendInterpolation(_ sql: SQL) {
      fragments += sql.fragments
    }

    /// The name of a table or column, quoted.
    public mutating func appendInterpolation(identifier name: String) {
      fragments.append(.identifier(name))
    }

    private static func emptySet(of type: SQLType?) -> StaticString {
      switch type {
      case .integer: "(SELECT CAST(NULL AS BIGINT) WHERE 1 = 0)"
      case .real: "(SELECT CAST(NULL AS DOUBLE PRECISION) WHERE 1 = 0)"
      case .text, .blob, nil: "(SELECT NULL WHERE 1 = 0)"
      }
    }
  }
}
