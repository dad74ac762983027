/// Reads vector tiles back, written from the specification alone, for tests.
struct TileDecoder {
  struct Feature {
    var id: UInt64?
    var kind: UInt64 = 0
    var properties: [String: String] = [:]
    /// One path a MoveTo; each closed ring ends where it began.
    var paths: [[SIMD2<Int>]] = []
  }

  struct Layer {
    var version: UInt64 = 0
    var name = ""
    var extent: UInt64 = 0
    var features: [Feature] = []
    var keyCount = 0
    var valueCount = 0
  }

  static func layers(_ bytes: [UInt8]) -> [Layer] {
    fields(bytes[...]).filter { $0.number == 3 }.map { layer($0.bytes) }
  }

  private struct Field {
    let number: UInt64
    let value: UInt64
    let bytes: ArraySlice<UInt8>
  }

  private static func fields(_ bytes: ArraySlice<UInt8>) -> [Field] {
    var rest = bytes
    var fields: [Field] = []
    while !rest.isEmpty {
      let key = varint(&rest)
      switch key & 7 {
      case 0: fields.append(Field(number: key >> 3, value: varint(&rest), bytes: []))
      case 1:
        let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        fields.append(Field(number: key >> 3, value: value, bytes: []))
      default:
        let length = Int(varint(&rest))
        fields.append(Field(number: key >> 3, value: 0, bytes: rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
    }
    return fields
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = bytes.popFirst() {
      value |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    return value
  }

  private static func varints(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
    var rest = bytes
    var values: [UInt64] = []
    while !rest.isEmpty { values.append(varint(&rest)) }
    return values
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func layer(_ bytes: ArraySlice<UInt8>) -> Layer {
    let fields = fields(bytes)
    let keys = fields.filter { $0.number == 3 }.map { text($0.bytes) }
    let values = fields.filter { $0.number == 4 }.map { value($0.bytes) }
    var layer = Layer()
    layer.keyCount = keys.count
    layer.valueCount = values.count
    for field in fields {
      switch field.number {
      case 15: layer.version = field.value
      case 1: layer.name = text(field.bytes)
      case 5: layer.extent = field.value
      case 2: layer.features.append(feature(field.bytes, keys, values))
      default: break
      }
    }
    return layer
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> String {
    guard let field = fields(bytes).first else { return "" }
    switch field.number {
    case 1: return "string " + text(field.bytes)
    case 3: return "double \(Double(bitPattern: field.value))"
    case 5: return "int \(field.value)"
    case 6: return "int \(unzigzag(field.value))"
    case 7: return field.value == 1 ? "true" : "false"
    default: return "?"
    }
  }

  private static func feature(_ bytes: ArraySlice<UInt8>, _ keys: [String], _ values: [String]) -> Feature {
    var feature = Feature()
    for field in fields(bytes) {
      switch field.number {
      case 1: feature.id = field.value
      case 2:
        let tags = varints(field.bytes)
        for pair in stride(from: 0, to: tags.count, by: 2) {
          feature.properties[keys[Int(tags[pair])]] = values[Int(tags[pair + 1])]
        }
      case 3: feature.kind = field.value
      case 4: feature.paths = paths(varints(field.bytes))
      default: break
      }
    }
    return feature
  }

  private static func paths(_ integers: [UInt64]) -> [[SIMD2<Int>]] {
    var paths: [[SIMD2<Int>]] = []
    var cursor = SIMD2<Int>.zero
    var next = 0
    while next < integers.count {
      let (command, count) = (integers[next] & 7, Int(integers[next] >> 3))
      next += 1
      if command == 7 {
        paths[paths.count - 1].append(paths[paths.count - 1][0])
        continue
      }
      for _ in 0..<count {
        cursor = cursor &+ SIMD2(unzigzag(integers[next]), unzigzag(integers[next + 1]))
        next += 2
        if command == 1 { paths.append([cursor]) } else { paths[paths.count - 1].append(cursor) }
      }
    }
    return paths
  }

  private static func unzigzag(_ value: UInt64) -> Int { Int(value >> 1) ^ -Int(value & 1) }
}
