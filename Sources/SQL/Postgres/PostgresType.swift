internal import CPostgres

/// The few types of PostgreSQL that are bound and read, by their numbers in `pg_type`.
enum PostgresType {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  static let int8: UInt32 = 20
  static let text: UInt32 = 25
  static let float8: UInt32 = 701

  /// The type of a bound value; 0 lets the server decide.
  static func number(of type: SQLType?) -> UInt32 {
    switch type {
    case .integer: int8
    case .real: float8
    case .text: text
    case .blob: bytea
    case nil: 0
    }
  }

  /// Reads decimal digits; `nil` for anything else and for what does not fit.
  static func integer(decimal bytes: UnsafeRawBufferPointer) -> Int64? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = bytes.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard byte.isDigit else { return nil }
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isBeyond) = product.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      if isTooLarge || isBeyond { return nil }
      value = sum
    }
    // Gathered as a negative number, which reaches one further than a positive one.
    return isNegative ? value : value == .min ? nil : -value
  }

  /// Reads the `\x0aff` form of bytes.
  static func bytes(hex text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
    else {
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2 - 1)
    for index in stride(from: 2, to: text.count, by: 2) {
      guard let high = nibble(text[index]), let low = nibble(text[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// The values of one statement in PostgreSQL's binary form, side by side in one buffer.
struct PostgresParameters {
  private(set) var types: [UInt32] = []
  private var bytes: [UInt8] = []
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []

  init(_ sql: SQL) throws {
    for case .value(let value, let type) in sql.fragments {
      types.append(PostgresType.number(of: value.type ?? type))
      offsets.append(value == .null ? nil : bytes.count)
      let start = bytes.count
      switch value {
      case .null: break
      case .integer(let integer): withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
      case .real(let real): withUnsafeBytes(of: real.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
      case .text(let text):
        bytes.append(contentsOf: text.utf8)
        if bytes[start...].contains(0) { throw DatabaseError.nulCharacter }
      case .blob(let blob): bytes.append(contentsOf: blob)
      }
      lengths.append(Int32(bytes.count - start))
    }
    // An empty text at the end needs an address too.
    bytes.append(0)
  }

  /// Hands over what `PQexecPrepared` takes: addresses, lengths, formats.
  func withPointers<Value>(
    _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) throws -> Value
  ) rethrows -> Value {
    try bytes.withUnsafeBytes { buffer in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      let pointers = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
      return try body(pointers, lengths, Array(repeating: 1, count: lengths.count))
    }
  }

  /// Whether a statement prepared with other types takes these values.
  func fit(_ prepared: [UInt32]) -> Bool {
    types == prepared || zip(types, prepared).enumerated().allSatisfy { $1.0 == $1.1 || offsets[$0] == nil }
  }
}
