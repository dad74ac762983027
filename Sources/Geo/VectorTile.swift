/// A Mapbox Vector Tile (version 2.1), written straight into bytes.
///
///     var places = VectorTile.Layer("places")
///     places.addPoint(SIMD2(2048, 1024), id: 7, ["name": "Science Centre", "free": true])
///     var tile = VectorTile()
///     tile.append(places)
///     return tile.bytes
///
/// Source: Mapbox Vector Tile Specification 2.1.
public struct VectorTile: Sendable {
  /// Units of a tile's side.
  public static let extent = 4096

  /// The encoded tile; empty for a tile without features, which clients accept.
  public private(set) var bytes: [UInt8] = []

  /// A tile without layers.
  public init() {}

  /// Adds a layer; one without features is left out. Names of layers must differ within a tile.
  public mutating func append(_ layer: Layer) {
    guard !layer.isEmpty else { return }
    bytes.appendMessage(field: 3, layer.encoded)
  }

  /// A property's value.
  public enum Value: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A whole number.
    case int(Int64)
    /// A number of double precision.
    case double(Double)
    /// Yes or no.
    case bool(Bool)
  }
}

extension VectorTile.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .int(value) }
  /// A number of double precision.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// Protocol Buffers' wire format, as much as vector tiles need.
extension [UInt8] {
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func appendVarint(field: UInt64, _ value: UInt64) {
    appendVarint(field << 3)
    appendVarint(value)
  }

  mutating func appendMessage(field: UInt64, _ message: [UInt8]) {
    appendVarint(field << 3 | 2)
    appendVarint(UInt64(message.count))
    append(contentsOf: message)
  }

  mutating func appendString(field: UInt64, _ text: String) {
    appendVarint(field << 3 | 2)
    appendVarint(UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  mutating func appendDouble(field: UInt64, _ value: Double) {
    appendVarint(field << 3 | 1)
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
    }
  }
}

/// Small numbers of either sign become small numbers without one.
func zigzag(_ value: Int64) -> UInt64 {
  UInt64(bitPattern: value << 1 ^ value >> 63)
}
