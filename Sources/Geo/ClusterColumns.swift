import Synchronization

/// The points of an index in flat columns, sorted by Z-order code, then id. Never changed once made.
final class ClusterColumns: Sendable {
  let codes: [UInt64]
  let positions: [GridPoint]
  let ids: [Int64]
  let coordinates: [Coordinate]
  /// Numbers into `kindTable`.
  let kinds: [UInt32]
  /// Numbers into `regionTable`.
  let regions: [UInt32]
  /// Numbers into `scheduleTable`.
  let schedules: [UInt32]

  let kindTable: Distinct<PointKind>
  let regionTable: Distinct<Int32>
  /// Schedules, -1 for one that is not known.
  let scheduleTable: Distinct<Int32>

  /// Sums of x and of y over the rows before each row; sums over a run are differences of two.
  let sums: [SIMD2<UInt64>]
  /// The rectangle around each block of 64 rows.
  let blocks: [GridBounds]
  private let rows: RowTable
  /// What passes the filters asked for lately.
  private let recent = Mutex<[ClusterFilter: FilteredRows]>([:])

  /// Sorts the points; of those with the same id the last one counts.
  static func make(_ points: [ClusterPoint]) -> ClusterColumns {
    let draft = ColumnsDraft(sorting: points)
    let rows = RowTable(draft.ids)
    guard rows.count < points.count else { return ClusterColumns(draft, rows) }
    let latest = Dictionary(points.map { ($0.id, $0) }) { $1 }
    return ClusterColumns(ColumnsDraft(sorting: Array(latest.values)))
  }

  /// Columns of rows in order, no id twice.
  convenience init(_ draft: ColumnsDraft) {
    self.init(draft, RowTable(draft.ids))
  }

  private init(_ draft: ColumnsDraft, _ rows: RowTable) {
    codes = draft.codes
    positions = draft.positions
    ids = draft.ids
    coordinates = draft.coordinates
    kinds = draft.kinds
    regions = draft.regions
    schedules = draft.schedules
    kindTable = draft.kindTable
    regionTable = draft.regionTable
    scheduleTable = draft.scheduleTable
    sums = Self.sums(draft.positions)
    blocks = Self.blocks(draft.positions)
    self.rows = rows
  }
}

extension ClusterColumns {
  var count: Int { codes.count }

  func row(id: Int64) -> Int? { rows.row(id, in: ids) }

  func point(_ row: Int) -> ClusterPoint {
    let kind = kindTable.values[Int(kinds[row])]
    return ClusterPoint(
      id: ids[row], coordinate: coordinates[row], tags: kind.tags, flags: kind.flags,
      region: regionTable.values[Int(regions[row])],
      schedule: scheduleTable.values[Int(schedules[row])])
  }

  /// The rows that pass the filter; nil if every point does.
  func rows(where filter: ClusterFilter) -> FilteredRows? {
    if filter.isEmpty { return nil }
    if let known = recent.withLock({ $0[filter] }) { return known }
    let filtered = FilteredRows(filter, of: self)
    recent.withLock { recent in
      if recent.count >= 32 { recent.removeAll() }
      recent[filter] = filtered
    }
    return filtered
  }

  private static func sums(_ positions: [GridPoint]) -> [SIMD2<UInt64>] {
    var sums: [SIMD2<UInt64>] = []
    sums.reserveCapacity(positions.count + 1)
    var sum = SIMD2<UInt64>.zero
    sums.append(sum)
    for position in positions {
      sum &+= SIMD2(UInt64(position.x), UInt64(position.y))
      sums.append(sum)
    }
    return sums
  }

  private static func blocks(_ positions: [GridPoint]) -> [GridBounds] {
    stride(from: 0, to: positions.count, by: 64).map { start in
      var bounds = GridBounds()
      for position in positions[start..<min(start + 64, positions.count)] { bounds.add(position) }
      return bounds
    }
  }
}

/// The smallest rectangle around places of the grid.
struct GridBounds: Sendable, Hashable {
  var low = SIMD2<UInt32>(repeating: .max)
  var high = SIMD2<UInt32>(repeating: 0)

  /// Lane by lane: the oldest processors have no vector minimum of unsigned numbers.
  mutating func add(_ position: GridPoint) {
    low = SIMD2(min(low.x, position.x), min(low.y, position.y))
    high = SIMD2(max(high.x, position.x), max(high.y, position.y))
  }

  func contains(_ other: GridBounds) -> Bool {
    low.x <= other.low.x && low.y <= other.low.y && high.x >= other.high.x && high.y >= other.high.y
  }

  mutating func add(_ other: GridBounds) {
    low = SIMD2(min(low.x, other.low.x), min(low.y, other.low.y))
    high = SIMD2(max(high.x, other.high.x), max(high.y, other.high.y))
  }
}
