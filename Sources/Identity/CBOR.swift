/// What authenticators send in CBOR (RFC 8949), as far as WebAuthn uses it: definite lengths, nothing deep.
enum CBOR: Equatable, Sendable {
  case integer(Int64)
  case bytes([UInt8])
  case text(String)
  case array([CBOR])
  case map([(key: CBOR, value: CBOR)])
  case bool(Bool)
  case null

  static func == (left: CBOR, right: CBOR) -> Bool {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): a == b
    case (.bytes(let a), .bytes(let b)): a == b
    case (.text(let a), .text(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.map(let a), .map(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    case (.bool(let a), .bool(let b)): a == b
    case (.null, .null): true
    default: false
    }
  }

  /// The first item of some bytes and how many it takes; `nil` for anything that is not strictly encoded.
  static func first(in bytes: ArraySlice<UInt8>) -> (item: CBOR, count: Int)? {
    var reader = Reader(bytes: bytes)
    guard let item = reader.item(depth: 0) else { return nil }
    return (item, bytes.count - reader.bytes.count)
  }

  /// The one item that some bytes are.
  init?(_ bytes: [UInt8]) {
    guard let (item, count) = CBOR.first(in: bytes[...]), count == bytes.count else { return nil }
    self = item
  }

  /// A member of a map.
  subscript(key: CBOR) -> CBOR? {
    guard case .map(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var bytes: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>
    private static let deepest = 8

    mutating func item(depth: Int) -> CBOR? {
      guard depth < Self.deepest, let initial = bytes.popFirst() else { return nil }
      let (major, extra) = (initial >> 5, initial & 31)
      if major == 7 { return Self.simple(extra) }
      guard let argument = argument(extra) else { return nil }
      switch major {
      case 0: return argument <= UInt64(Int64.max) ? .integer(Int64(argument)) : nil
      case 1: return argument <= UInt64(Int64.max) ? .integer(-1 - Int64(argument)) : nil
      case 2: return take(argument).map { .bytes(Array($0)) }
      case 3: return take(argument).flatMap { String(validating: $0, as: UTF8.self) }.map { .text($0) }
      case 4: return array(argument, depth)
      case 5: return map(argument, depth)
      default: return nil
      }
    }

    private static func simple(_ value: UInt8) -> CBOR? {
      switch value {
      case 20: .bool(false)
      case 21: .bool(true)
      case 22: .null
      default: nil
      }
    }

    /// The argument of an item's head; a longer form than needed is refused, as in canonical CBOR.
    private mutating func argument(_ extra: UInt8) -> UInt64? {
      switch extra {
      case 0..<24: return UInt64(extra)
      case 24...27:
        let count = 1 << Int(extra - 24)
        guard let part = take(UInt64(count)) else { return nil }
        let value = part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = count == 1 ? 24 : 1 << (UInt64(count) * 4)
        return value >= least ? value : nil
      default: return nil
      }
    }

    private mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
      guard count <= UInt64(bytes.count) else { return nil }
      let part = bytes.prefix(Int(count))
      bytes = bytes.dropFirst(Int(count))
      return part
    }

    private mutating func array(_ count: UInt64, _ depth: Int) -> CBOR? {
      // Every item takes a byte at least: a count beyond what is left is a lie.
      guard count <= UInt64(bytes.count) else { return nil }
      var items: [CBOR] = []
      for _ in 0..<count {
        guard let item = item(depth: depth + 1) else { return nil }
        items.append(item)
      }
      return .array(items)
    }

    private mutating func map(_ count: UInt64, _ depth: Int) -> CBOR? {
      guard count <= UInt64(bytes.count / 2) else { return nil }
      var members: [(key: CBOR, value: CBOR)] = []
      for _ in 0..<count {
        guard let key = item(depth: depth + 1), let value = item(depth: depth + 1), !members.contains(where: { $0.key == key })
        else { return nil }
        members.append((key, value))
      }
      return .map(members)
    }
  }
}
