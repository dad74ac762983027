/// Columns while they are being filled, row by row in order.
struct ColumnsDraft {
  private(set) var codes: [UInt64] = []
  private(set) var positions: [GridPoint] = []
  private(set) var ids: [Int64] = []
  private(set) var coordinates: [Coordinate] = []
  private(set) var kinds: [UInt32] = []
  private(set) var regions: [UInt32] = []
  private(set) var schedules: [UInt32] = []
  private(set) var kindTable = Distinct<PointKind>()
  private(set) var regionTable = Distinct<Int32>()
  private(set) var scheduleTable = Distinct<Int32>()

  init(sorting points: [ClusterPoint]) {
    reserve(points.count)
    let order = points.enumerated()
      .map { Place(position: Mercator.grid($1.coordinate), id: $1.id, index: $0) }
      .sorted { $0.code != $1.code ? $0.code < $1.code : $0.id < $1.id }
    for place in order { append(points[place.index], at: place.position, place.code) }
  }

  /// The rows of `old` that are not in `removed`, with `added` merged in; both in order.
  init(_ old: ClusterColumns, without removed: [Int], with added: [AddedPoint]) {
    kindTable = old.kindTable
    regionTable = old.regionTable
    scheduleTable = old.scheduleTable
    reserve(old.count - removed.count + added.count)
    var next = 0
    var holes = removed[...]
    func isBefore(_ row: Int, _ point: AddedPoint, _ code: UInt64) -> Bool {
      old.codes[row] != code ? old.codes[row] < code : old.ids[row] < point.point.id
    }
    for point in added.sorted(by: Self.isOrdered) {
      let code = Morton.encode(point.position)
      let end = old.codes.partitionPoint(in: next..<old.count) { $0 >= code }
      var stop = end
      while stop < old.count, isBefore(stop, point, code) { stop += 1 }
      copy(old, next..<stop, &holes)
      next = stop
      append(point.point, at: point.position, code)
    }
    copy(old, next..<old.count, &holes)
  }

  private static func isOrdered(_ a: AddedPoint, _ b: AddedPoint) -> Bool {
    let (first, second) = (Morton.encode(a.position), Morton.encode(b.position))
    return first != second ? first < second : a.point.id < b.point.id
  }

  /// Copies a run of rows, leaving out those at the head of `holes`.
  private mutating func copy(_ old: ClusterColumns, _ run: Range<Int>, _ holes: inout ArraySlice<Int>) {
    var start = run.lowerBound
    while let hole = holes.first, hole < run.upperBound {
      copy(old, start..<hole)
      start = hole + 1
      holes.removeFirst()
    }
    copy(old, start..<run.upperBound)
  }

  private mutating func copy(_ old: ClusterColumns, _ run: Range<Int>) {
    codes.append(contentsOf: old.codes[run])
    positions.append(contentsOf: old.positions[run])
    ids.append(contentsOf: old.ids[run])
    coordinates.append(contentsOf: old.coordinates[run])
    kinds.append(contentsOf: old.kinds[run])
    regions.append(contentsOf: old.regions[run])
    schedules.append(contentsOf: old.schedules[run])
  }

  private mutating func append(_ point: ClusterPoint, at position: GridPoint, _ code: UInt64) {
    codes.append(code)
    positions.append(position)
    ids.append(point.id)
    coordinates.append(point.coordinate)
    kinds.append(kindTable.number(of: point.kind))
    regions.append(regionTable.number(of: point.region))
    schedules.append(scheduleTable.number(of: point.schedule ?? -1))
  }

  private mutating func reserve(_ count: Int) {
    codes.reserveCapacity(count)
    positions.reserveCapacity(count)
    ids.reserveCapacity(count)
    coordinates.reserveCapacity(count)
    kinds.reserveCapacity(count)
    regions.reserveCapacity(count)
    schedules.reserveCapacity(count)
  }

  /// What sorting needs to know of a point.
  private struct Place {
    let code: UInt64
    let position: GridPoint
    let id: Int64
    let index: Int

    init(position: GridPoint, id: Int64, index: Int) {
      code = Morton.encode(position)
      self.position = position
      self.id = id
      self.index = index
    }
  }
}

/// Numbers equal values alike.
struct Distinct<Value: Hashable & Sendable>: Sendable {
  private(set) var values: [Value] = []
  private var numbers: [Value: UInt32] = [:]

  mutating func number(of value: Value) -> UInt32 {
    if let number = numbers[value] { return number }
    let number = UInt32(values.count)
    numbers[value] = number
    values.append(value)
    return number
  }
}

/// Finds the row of an id: open addressing over row numbers, half full at most.
struct RowTable: Sendable {
  private static let free = UInt32.max
  private var slots: [UInt32]
  private let shift: UInt64
  /// The number of distinct ids.
  private(set) var count = 0

  /// Of rows with the same id the first is found.
  init(_ ids: [Int64]) {
    let bits = max(4, Int.bitWidth - (ids.count * 2).leadingZeroBitCount)
    slots = Array(repeating: Self.free, count: 1 << bits)
    shift = UInt64(64 - bits)
    for (row, id) in ids.enumerated() {
      let slot = slot(of: id, in: ids)
      guard slots[slot] == Self.free else { continue }
      slots[slot] = UInt32(row)
      count += 1
    }
  }

  func row(_ id: Int64, in ids: [Int64]) -> Int? {
    let row = slots[slot(of: id, in: ids)]
    return row == Self.free ? nil : Int(row)
  }

  /// The slot that holds the id, or the free one where it belongs.
  private func slot(of id: Int64, in ids: [Int64]) -> Int {
    var slot = Int((UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while slots[slot] != Self.free, ids[Int(slots[slot])] != id { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
