/// A JSON document that has exactly one spelling, so that it can be signed and signed again with the same result.
///
/// The spelling is the JSON Canonicalization Scheme (RFC 8785): no white space, members sorted by the UTF-16 units of their
/// names, numbers as ECMAScript writes them, no escapes but the needed ones. Names that differ only in how an accent is composed
/// count as one name, so an object cannot hold both.
///
///     let score: CanonicalJSON = ["work": "木棉", "points": 87.5]
///     try score.text()  // {"points":87.5,"work":"木棉"}
public enum CanonicalJSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A whole number; what a double cannot hold exactly (from 2⁵³) cannot be written, and belongs in a string.
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([CanonicalJSON])
  case object([String: CanonicalJSON])

  /// An object of the members that have a value; the others are left out.
  public static func members(_ members: [String: CanonicalJSON?]) -> CanonicalJSON { .object(members.compactMapValues { $0 }) }

  /// The document in UTF-8.
  public func utf8() throws(CanonicalJSONFault) -> [UInt8] {
    var bytes: [UInt8] = []
    try write(to: &bytes)
    return bytes
  }

  /// The document as text.
  public func text() throws(CanonicalJSONFault) -> String { String(decoding: try utf8(), as: UTF8.self) }
}

/// Why a document could not be read or written.
public enum CanonicalJSONFault: Error, Sendable, Hashable {
  /// It is not JSON at this byte, counted from 0.
  case notJSON(at: Int)
  /// Two members of one object have the same name.
  case repeatedName(String)
  /// It is nested deeper than 128 levels.
  case tooDeep
  /// A number is infinite or not a number.
  case notFinite
  /// A whole number that a double cannot hold exactly.
  case unsafeInteger(Int64)
}

extension CanonicalJSON {
  /// The member of an object.
  public subscript(_ name: String) -> CanonicalJSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The text, of a text.
  public var string: String? { if case .string(let text) = self { text } else { nil } }

  /// The whole number, of a whole number.
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

  /// The truth value, of a truth value.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements, of a list.
  public var elements: [CanonicalJSON]? { if case .array(let elements) = self { elements } else { nil } }

  /// The members, of an object.
  public var members: [String: CanonicalJSON]? { if case .object(let members) = self { members } else { nil } }
}

extension CanonicalJSON {
  private func write(to bytes: inout [UInt8]) throws(CanonicalJSONFault) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value):
      guard value.magnitude < 1 << 53 else { throw .unsafeInteger(value) }
      bytes.append(contentsOf: String(value).utf8)
    case .number(let value):
      guard value.isFinite else { throw .notFinite }
      bytes.append(contentsOf: Self.ecmaScript(value).utf8)
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        try member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// A finite number as ECMAScript writes it (ECMA-262, Number::toString).
  ///
  /// Swift finds the same shortest digits, 17 at most; only the place of the point and the exponent are laid out differently.
  static func ecmaScript(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    var digits = Substring(mantissa.joined())
    var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.first == "0" {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == "0" { digits.removeLast() }
    let sign = value < 0 ? "-" : ""
    let zeros = { (count: Int) in String(repeating: "0", count: count) }
    switch point {
    case digits.count...21: return sign + digits + zeros(point - digits.count)
    case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0: return sign + "0." + zeros(-point) + digits
    default:
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (point > 0 ? "+" : "-") + String((point - 1).magnitude)
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x08: bytes.append(contentsOf: "\\b".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0C: bytes.append(contentsOf: "\\f".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(contentsOf: [byte >> 4, byte & 15].map { $0 < 10 ? $0 + 48 : $0 + 87 })
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension CanonicalJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: CanonicalJSON...) { self = .array(elements) }
  /// An object; of members with the same name the last one counts.
  public init(dictionaryLiteral elements: (String, CanonicalJSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
