internal import CPostgres
internal import GRDBSQLite

/// The names of a result's columns, looked up only when somebody reads by name; shared by all its rows.
final class RowColumns {
  let count: Int
  private let source: Row.Cells
  private lazy var names: [String] = (0..<count).map(readName)
  private lazy var indexByName = Dictionary(
    names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  private lazy var keys: [String] = names.map(Self.camelCase)
  private lazy var indexByKey = Dictionary(
    keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  /// Where the next key is expected: `Codable` asks in the order of the properties, which is often that of the columns.
  private var expected = 0

  init(_ source: Row.Cells) {
    self.source = source
    count =
      switch source {
      case .sqlite(let statement): Int(sqlite3_column_count(statement))
      case .postgres(let result, _): Int(PQnfields(result))
      }
  }

  func name(_ column: Int) -> String {
    names.indices.contains(column) ? names[column] : "\(column) of \(count)"
  }

  func index(_ name: String) -> Int? { indexByName[name] }

  /// The column of a property: `opensAt` is `opens_at`.
  func index(key: String) -> Int? {
    let keys = keys
    if expected < keys.count, keys[expected] == key {
      expected += 1
      return expected - 1
    }
    guard let index = indexByKey[key] ?? indexByName[key] else { return nil }
    expected = index + 1
    return index
  }

  private func readName(_ column: Int) -> String {
    let name =
      switch source {
      case .sqlite(let statement): sqlite3_column_name(statement, Int32(column))
      case .postgres(let result, _): UnsafePointer(PQfname(result, Int32(column)))
      }
    return name.map { String(cString: $0) } ?? ""
  }

  private static func camelCase(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
    let words = name.split(separator: "_")
    guard let first = words.first else { return name }
    return words.dropFirst().reduce(into: String(first)) { $0 += $1.prefix(1).uppercased() + $1.dropFirst() }
  }
}
