import Foundation

/// Decodes rows of one result into a `Decodable` type.
///
/// A property is matched to a column by name (`opensAt` to `opens_at`). What is `SQLReadable` is read as such, an enum by
/// its raw value; any other nested type is stored as JSON text. A type of one value, such as `String`, is the first column.
final class RowDecoder {
  func decode<Value: Decodable>(_ type: Value.Type, from row: Row) throws -> Value {
    do {
      return try RowCell(row: row, column: 0).readable(type) ?? Value(from: RowSource(row: row))
    } catch let error as DecodingError {
      throw DatabaseError.mismatch("a row cannot be read as \(type): \(error.sentence)")
    }
  }
}

/// A row as `Decodable` sees it: properties by key, or its first column as a single value.
private struct RowSource: Decoder {
  let row: Row
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(RowKeys(row: row))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw DatabaseError.mismatch("a row has columns with names and is not read as a list")
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { RowCell(row: row, column: 0) }
}

private struct RowKeys<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let row: Row
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { (0..<row.count).compactMap { Key(stringValue: row.columns.name($0)) } }

  func contains(_ key: Key) -> Bool { row.columns.index(key: key.stringValue) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { row.isNull(try column(key)) }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try row.int(column(key)) != 0 }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try row.text(column(key)) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try row.double(column(key)) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { Int(try row.int(column(key))) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try row.int(column(key)) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try RowCell(row: row, column: try column(key)).decode(type)
  }

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try row.columns.index(key: key.stringValue).flatMap { try row.textOrNil($0) }
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try row.columns.index(key: key.stringValue).flatMap { try row.doubleOrNil($0) }
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try row.columns.index(key: key.stringValue).flatMap { try row.intOrNil($0) }.map { Int($0) }
  }

  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try row.columns.index(key: key.stringValue).flatMap { try row.intOrNil($0) }
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try row.columns.index(key: key.stringValue).flatMap { try row.intOrNil($0) }.map { $0 != 0 }
  }

  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let column = row.columns.index(key: key.stringValue), !row.isNull(column) else { return nil }
    return try RowCell(row: row, column: column).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw DatabaseError.mismatch("column \(key.stringValue) is one value; read it as a type of its own")
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw DatabaseError.mismatch("column \(key.stringValue) is one value; read it as a type of its own")
  }

  func superDecoder() throws -> any Decoder { RowSource(row: row) }
  func superDecoder(forKey key: Key) throws -> any Decoder { RowCell(row: row, column: try column(key)) }

  private func column(_ key: Key) throws -> Int {
    guard let column = row.columns.index(key: key.stringValue) else {
      throw DatabaseError.mismatch("the result has no column for \(key.stringValue)")
    }
    return column
  }
}

/// One column of a row, as a decoder of a single value.
private struct RowCell: Decoder, SingleValueDecodingContainer {
  /// Thrown when a type asks for keys or elements: its column then holds JSON.
  private struct IsNested: Error {}

  let row: Row
  let column: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let value = try readable(type) { return value }
    do {
      return try Value(from: self)
    } catch is IsNested {
      return try JSONDecoder().decode(type, from: Data(try row.text(column).utf8))
    }
  }

  /// The value if its type can be read from a column by itself.
  func readable<Value>(_ type: Value.Type) throws -> Value? {
    guard let readable = type as? any SQLReadable.Type else { return nil }
    return try read(readable) as? Value
  }

  private func read<Value: SQLReadable>(_ type: Value.Type) throws -> any SQLReadable {
    try type.read(row, column)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    throw IsNested()
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw IsNested() }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { row.isNull(column) }
  func decode(_ type: Bool.Type) throws -> Bool { try row.int(column) != 0 }
  func decode(_ type: String.Type) throws -> String { try row.text(column) }
  func decode(_ type: Double.Type) throws -> Double { try row.double(column) }
  func decode(_ type: Float.Type) throws -> Float { Float(try row.double(column)) }
  func decode(_ type: Int.Type) throws -> Int { Int(try row.int(column)) }
  func decode(_ type: Int8.Type) throws -> Int8 { try exactly() }
  func decode(_ type: Int16.Type) throws -> Int16 { try exactly() }
  func decode(_ type: Int32.Type) throws -> Int32 { try exactly() }
  func decode(_ type: Int64.Type) throws -> Int64 { try row.int(column) }
  func decode(_ type: UInt.Type) throws -> UInt { try exactly() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try exactly() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try exactly() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try exactly() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try exactly() }

  private func exactly<Value: FixedWidthInteger>() throws -> Value {
    guard let value = Value(exactly: try row.int(column)) else {
      throw row.mismatch(column, "a \(Value.self)")
    }
    return value
  }
}

extension DecodingError {
  fileprivate var sentence: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "the value has another form"
    }
  }
}
