/// Reads one consistent snapshot of the database; handed to the closure of `Database.read`.
///
/// Not to be kept after the closure. Queries of a room are extensions of it, so that they read the same in a `Writer`.
public class Reader {
  let session: any Session

  init(_ session: any Session) {
    self.session = session
  }

  /// The engine, for the rooms that hide differences between engines.
  package final var engine: Engine { session.engine }

  /// All rows, read by column index.
  public final func all<Element: RowReadable>(_ type: Element.Type, _ sql: SQL) throws -> [Element] {
    var elements: [Element] = []
    try session.run(sql) { row in
      elements.append(try Element(row: row))
      return true
    }
    return elements
  }

  /// All rows, columns matched to properties by name: `opens_at` is `opensAt`.
  @_disfavoredOverload
  public final func all<Element: Decodable>(_ type: Element.Type, _ sql: SQL) throws -> [Element] {
    let decoder = RowDecoder()
    var elements: [Element] = []
    try session.run(sql) { row in
      elements.append(try decoder.decode(type, from: row))
      return true
    }
    return elements
  }

  /// The first row, or `nil` if there is none. The statement should say `LIMIT 1` where it can find more.
  public final func first<Element: RowReadable>(_ type: Element.Type, _ sql: SQL) throws -> Element? {
    var element: Element?
    try session.run(sql) { row in
      element = try Element(row: row)
      return false
    }
    return element
  }

  /// The first row, columns matched to properties by name, or `nil` if there is none.
  @_disfavoredOverload
  public final func first<Element: Decodable>(_ type: Element.Type, _ sql: SQL) throws -> Element? {
    var element: Element?
    try session.run(sql) { row in
      element = try RowDecoder().decode(type, from: row)
      return false
    }
    return element
  }

  /// The first column of the first row; `nil` if there is no row or it holds NULL.
  public final func value<Value: SQLReadable>(_ type: Value.Type, _ sql: SQL) throws -> Value? {
    var value: Value?
    try session.run(sql) { row in
      value = try Value?.read(row, 0)
      return false
    }
    return value
  }

  /// The first column of all rows.
  public final func values<Value: SQLReadable>(_ type: Value.Type, _ sql: SQL) throws -> [Value] {
    var values: [Value] = []
    try session.run(sql) { row in
      values.append(try Value.read(row, 0))
      return true
    }
    return values
  }

  /// Calls the closure with each row.
  ///
  /// On PostgreSQL the whole result is held in memory first: read very large ones in pages by key.
  public final func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
    try session.run(sql) { row in
      try body(row)
      return true
    }
  }
}

/// One connection in the hands of one closure.
protocol Session: AnyObject {
  var engine: Engine { get }

  /// Runs one statement, hands over its rows until the closure returns `false`, and returns how many rows it changed.
  @discardableResult
  func run(_ sql: SQL, _ each: (Row) throws -> Bool) throws -> Int

  /// Runs a statement that will not come again, such as DDL, without keeping it prepared.
  func runOnce(_ sql: SQL) throws
}
