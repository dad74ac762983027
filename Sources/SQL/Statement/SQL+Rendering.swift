/// Which database stands behind a `Database`.
public enum Engine: String, Sendable, Hashable, CaseIterable {
  case sqlite
  case postgres
}

extension SQL {
  /// The statement as an engine reads it: `?` for SQLite, `$1`, `$2`, … for PostgreSQL.
  ///
  /// Rendering copies a few literals (about a quarter of a microsecond for a long statement); the costly part, preparing
  /// the statement, is kept by each connection under this text.
  func text(for engine: Engine) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    var count = 0
    for fragment in fragments {
      switch fragment {
      case .literal(let text): bytes.append(text)
      case .identifier(let name): bytes.append(identifier: name)
      case .perEngine(let sqlite, let postgres): bytes.append(engine == .sqlite ? sqlite : postgres)
      case .value:
        count += 1
        switch engine {
        case .sqlite: bytes.append(UInt8(ascii: "?"))
        case .postgres:
          bytes.append(UInt8(ascii: "$"))
          bytes.append(contentsOf: String(count).utf8)
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The bound values in order, each with its kind.
  var values: [(value: SQLValue, type: SQLType?)] {
    var values: [(value: SQLValue, type: SQLType?)] = []
    for case .value(let value, let type) in fragments { values.append((value, value.type ?? type)) }
    return values
  }
}

extension SQL: CustomStringConvertible {
  /// The text with `?` for each value; values are left out, as they may be somebody's data.
  public var description: String { text(for: .sqlite) }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  fileprivate mutating func append(identifier name: String) {
    append(UInt8(ascii: "\""))
    for byte in name.utf8 where byte != 0 {
      if byte == UInt8(ascii: "\"") { append(byte) }
      append(byte)
    }
    append(UInt8(ascii: "\""))
  }
}
