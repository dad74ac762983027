/// The number of a thing: 64 bits, ordered by time of making, and not to be mixed with that of another kind of thing.
///
/// In URLs and JSON it is written in Crockford's base32, at most 13 characters, without leading zeros.
/// Source: Douglas Crockford, "Base 32" (https://www.crockford.com/base32.html), without check symbol and hyphens.
public struct ID<Of>: Hashable, Sendable {
  /// The number; not negative.
  public let rawValue: Int64

  /// An ID by its number, as stored in the database.
  public init(rawValue: Int64) {
    self.rawValue = rawValue
  }
}

extension ID: Comparable {
  /// The one made earlier comes first.
  public static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
}

extension ID: LosslessStringConvertible {
  /// Crockford's base32 in capital letters.
  public var description: String {
    var rest = UInt64(bitPattern: rawValue)
    var digits: [UInt8] = []
    repeat {
      digits.append(Crockford.digits[Int(rest & 31)])
      rest >>= 5
    } while rest > 0
    return String(decoding: digits.reversed(), as: UTF8.self)
  }

  /// Reads Crockford's base32: small letters are fine, `I` and `L` are read as 1, `O` as 0.
  ///
  /// - Returns: `nil` for anything else, and for numbers beyond 63 bits.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard (1...13).contains(bytes.count) else { return nil }
    var value: UInt64 = 0
    for byte in bytes {
      guard let digit = Crockford.value(byte), value < 1 << 58 else { return nil }
      value = value << 5 | digit
    }
    rawValue = Int64(value)
  }
}

extension ID: Codable {
  /// Reads base32 text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = ID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an identifier of at most 13 characters is expected")
    }
    self = id
  }

  /// Writes base32 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension ID: SQLValueConvertible, SQLReadable {
  /// The number.
  public var sqlValue: SQLValue { .integer(rawValue) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
  /// Reads the number.
  public static func read(_ row: Row, _ column: Int) throws -> ID { ID(rawValue: try row.int(column)) }
}

private enum Crockford {
  static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  static func value(_ byte: UInt8) -> UInt64? {
    let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
    switch upper {
    case UInt8(ascii: "O"): return 0
    case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
    default: return digits.firstIndex(of: upper).map { UInt64($0) }
    }
  }
}
