extension CanonicalJSON {
  /// Reads JSON in UTF-8 (RFC 8259), in any layout.
  ///
  /// Stricter than most readers, as what is read was signed: no name twice in an object, no lone surrogates, nothing after the
  /// document, at most 128 levels. A whole number that a double holds exactly becomes `integer`, any other `number`.
  public init(parsing bytes: [UInt8]) throws(CanonicalJSONFault) {
    var reader = JSONReader(bytes)
    self = try reader.document()
  }

  /// Reads JSON text.
  public init(parsing text: String) throws(CanonicalJSONFault) { try self.init(parsing: Array(text.utf8)) }
}

/// Reads one JSON document from its first byte to its last.
struct JSONReader {
  private static let deepest = 128

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(CanonicalJSONFault) -> CanonicalJSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw .notJSON(at: position) }
    return value
  }

  private mutating func value(depth: Int) throws(CanonicalJSONFault) -> CanonicalJSON {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(CanonicalJSONFault) -> CanonicalJSON {
    guard depth <= Self.deepest else { throw .tooDeep }
    position += 1
    var members: [String: CanonicalJSON] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      let name = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      guard members.updateValue(try value(depth: depth), forKey: name) == nil else { throw .repeatedName(name) }
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
    return .object(members)
  }

  private mutating func array(depth: Int) throws(CanonicalJSONFault) -> CanonicalJSON {
    guard depth <= Self.deepest else { throw .tooDeep }
    position += 1
    var elements: [CanonicalJSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
    return .array(elements)
  }

  private mutating func string() throws(CanonicalJSONFault) -> String {
    let start = position
    try expect(UInt8(ascii: "\""))
    var text: [UInt8] = []
    var plain = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[plain..<position])
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw .notJSON(at: start) }
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[plain..<position])
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
        plain = position
      case 0..<0x20: throw .notJSON(at: position)
      default: position += 1
      }
    }
    throw .notJSON(at: position)
  }

  /// What stands after a backslash.
  private mutating func escape() throws(CanonicalJSONFault) -> Character {
    let start = position
    guard let byte = peek else { throw .notJSON(at: position) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      if (0xD800..<0xDC00).contains(unit) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .notJSON(at: start) }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw .notJSON(at: start) }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw .notJSON(at: start) }
      return Character(scalar)
    default: throw .notJSON(at: start)
    }
  }

  private mutating func hexadecimal() throws(CanonicalJSONFault) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .notJSON(at: position) }
      unit = unit << 4 + UInt32(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(CanonicalJSONFault) -> CanonicalJSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int64(text), value.magnitude < 1 << 53 { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw .notFinite }
    return .number(value)
  }

  private mutating func digits() throws(CanonicalJSONFault) {
    let start = position
    while let byte = peek, (48...57).contains(byte) { position += 1 }
    guard position > start else { throw .notJSON(at: position) }
  }

  private mutating func word(_ word: StaticString, _ value: CanonicalJSON) throws(CanonicalJSONFault) -> CanonicalJSON {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else { throw .notJSON(at: position) }
    position = end
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(CanonicalJSONFault) {
    guard take(byte) else { throw .notJSON(at: position) }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }
}
