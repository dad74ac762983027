extension VectorTile {
  /// One layer of a tile under construction. Positions are tile units: x to the east, y to the south.
  public struct Layer: Sendable {
    /// Properties of a feature; written in this order.
    public typealias Properties = KeyValuePairs<String, Value>

    private let name: String
    private var features: [UInt8] = []
    private var keys: [String] = []
    private var keyNumbers: [String: UInt64] = [:]
    private var values: [UInt8] = []
    private var valueNumbers: [Value: UInt64] = [:]

    /// An empty layer.
    public init(_ name: String) {
      self.name = name
    }

    /// Whether no feature was added.
    public var isEmpty: Bool { features.isEmpty }

    /// Adds a point.
    public mutating func addPoint(_ point: SIMD2<Int32>, id: UInt64? = nil, _ properties: Properties = [:]) {
      addPoint(point, id: id, properties.map { ($0.key, $0.value) })
    }

    /// Adds a point whose properties are put together at run time.
    public mutating func addPoint(_ point: SIMD2<Int32>, id: UInt64? = nil, _ properties: [(String, Value)]) {
      var geometry = GeometryWriter()
      geometry.point(point)
      add(.point, geometry, id, properties)
    }

    /// Adds one or more lines as one feature; repeated positions are dropped, and lines of fewer than two left out.
    public mutating func addLines(
      _ lines: [[SIMD2<Int32>]], id: UInt64? = nil, _ properties: [(String, Value)] = []
    ) {
      var geometry = GeometryWriter()
      for line in lines { geometry.line(line) }
      add(.line, geometry, id, properties)
    }

    /// Adds one or more polygons as one feature: of each the outer ring, then its holes.
    ///
    /// Rings may come closed or open and in any direction; they are written as the specification wants them (outer
    /// rings clockwise as seen on the map). Rings without area are left out, a polygon without an outer ring as a whole.
    public mutating func addPolygons(
      _ polygons: [[[SIMD2<Int32>]]], id: UInt64? = nil, _ properties: [(String, Value)] = []
    ) {
      var geometry = GeometryWriter()
      for polygon in polygons {
        guard let exterior = polygon.first, geometry.ring(exterior, isExterior: true) else { continue }
        for hole in polygon.dropFirst() { _ = geometry.ring(hole, isExterior: false) }
      }
      add(.polygon, geometry, id, properties)
    }

    private enum Kind: UInt64 {
      case point = 1
      case line, polygon
    }

    private mutating func add(
      _ kind: Kind, _ geometry: GeometryWriter, _ id: UInt64?, _ properties: [(String, Value)]
    ) {
      guard !geometry.bytes.isEmpty else { return }
      var feature: [UInt8] = []
      feature.reserveCapacity(geometry.bytes.count + 32)
      if let id { feature.appendVarint(field: 1, id) }
      if !properties.isEmpty { feature.appendMessage(field: 2, tags(properties)) }
      feature.appendVarint(field: 3, kind.rawValue)
      feature.appendMessage(field: 4, geometry.bytes)
      features.appendMessage(field: 2, feature)
    }

    private mutating func tags(_ properties: [(String, Value)]) -> [UInt8] {
      var tags: [UInt8] = []
      tags.reserveCapacity(properties.count * 3)
      for (key, value) in properties {
        tags.appendVarint(number(of: key))
        tags.appendVarint(number(of: value))
      }
      return tags
    }

    /// A layer has few keys, for which comparing with each of them is the fastest search.
    private mutating func number(of key: String) -> UInt64 {
      if keys.count <= 8 {
        if let index = keys.firstIndex(of: key) { return UInt64(index) }
      } else if let known = keyNumbers[key] {
        return known
      }
      let number = UInt64(keys.count)
      keys.append(key)
      keyNumbers[key] = number
      return number
    }

    private mutating func number(of value: Value) -> UInt64 {
      if let known = valueNumbers[value] { return known }
      let number = UInt64(valueNumbers.count)
      valueNumbers[value] = number
      var encoded: [UInt8] = []
      switch value {
      case .string(let text): encoded.appendString(field: 1, text)
      case .double(let double): encoded.appendDouble(field: 3, double)
      case .int(let int) where int >= 0: encoded.appendVarint(field: 5, UInt64(int))
      case .int(let int): encoded.appendVarint(field: 6, zigzag(int))
      case .bool(let bool): encoded.appendVarint(field: 7, bool ? 1 : 0)
      }
      values.appendMessage(field: 4, encoded)
      return number
    }

    var encoded: [UInt8] {
      var layer: [UInt8] = []
      layer.reserveCapacity(features.count + values.count + 64)
      layer.appendVarint(field: 15, 2)
      layer.appendString(field: 1, name)
      layer.append(contentsOf: features)
      for key in keys { layer.appendString(field: 3, key) }
      layer.append(contentsOf: values)
      layer.appendVarint(field: 5, UInt64(VectorTile.extent))
      return layer
    }
  }
}

/// Commands and coordinate steps of one feature's geometry.
private struct GeometryWriter {
  private enum Command: UInt64 {
    case moveTo = 1
    case lineTo = 2
    case closePath = 7
  }

  private(set) var bytes: [UInt8] = []
  private var cursor = SIMD2<Int32>.zero

  mutating func point(_ point: SIMD2<Int32>) {
    command(.moveTo, 1)
    step(to: point)
  }

  mutating func line(_ points: [SIMD2<Int32>]) {
    let path = withoutRepeats(points)
    guard path.count >= 2 else { return }
    command(.moveTo, 1)
    step(to: path[0])
    command(.lineTo, path.count - 1)
    for point in path.dropFirst() { step(to: point) }
  }

  /// Whether the ring has an area and was written.
  mutating func ring(_ points: [SIMD2<Int32>], isExterior: Bool) -> Bool {
    var path = withoutRepeats(points)
    while path.count > 1, path.first == path.last { path.removeLast() }
    let area = doubleArea(path)
    guard path.count >= 3, area != 0 else { return false }
    if (area > 0) != isExterior { path.reverse() }
    command(.moveTo, 1)
    step(to: path[0])
    command(.lineTo, path.count - 1)
    for point in path.dropFirst() { step(to: point) }
    command(.closePath, 1)
    return true
  }

  private mutating func command(_ command: Command, _ count: Int) {
    bytes.appendVarint(command.rawValue | UInt64(count) << 3)
  }

  private mutating func step(to point: SIMD2<Int32>) {
    bytes.appendVarint(zigzag(Int64(point.x) - Int64(cursor.x)))
    bytes.appendVarint(zigzag(Int64(point.y) - Int64(cursor.y)))
    cursor = point
  }

  private func withoutRepeats(_ points: [SIMD2<Int32>]) -> [SIMD2<Int32>] {
    var path: [SIMD2<Int32>] = []
    path.reserveCapacity(points.count)
    for point in points where path.last != point { path.append(point) }
    return path
  }

  /// Twice the surveyor's area; positive for a ring that turns clockwise on a map with y to the south.
  private func doubleArea(_ ring: [SIMD2<Int32>]) -> Int64 {
    guard var previous = ring.last else { return 0 }
    var sum: Int64 = 0
    for current in ring {
      sum += Int64(previous.x) * Int64(current.y) - Int64(current.x) * Int64(previous.y)
      previous = current
    }
    return sum
  }
}
