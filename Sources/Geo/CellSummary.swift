/// What clustering needs to know of some points: how many, where in all, one of their ids.
struct CellSummary: Sendable, Hashable {
  private(set) var count = 0
  private(set) var bounds = GridBounds()
  /// The id of one of the points; of the point, if there is one only.
  private(set) var id: Int64 = 0
  private var sum = SIMD2<UInt64>.zero

  init() {}

  /// One point.
  init(_ position: GridPoint, id: Int64) {
    count = 1
    bounds.add(position)
    self.id = id
    sum = SIMD2(UInt64(position.x), UInt64(position.y))
  }

  /// A run of rows, by prefix sums.
  init(_ columns: ClusterColumns, _ run: Range<Int>) {
    guard !run.isEmpty else { return }
    count = run.count
    id = columns.ids[run.lowerBound]
    sum = columns.sums[run.upperBound] &- columns.sums[run.lowerBound]
    bounds = columns.bounds(run)
  }

  /// Those of a run of rows that pass a filter.
  init(_ columns: ClusterColumns, _ run: Range<Int>, in filtered: FilteredRows) {
    filtered.forEachWord(run) { add(columns, $0, $1) }
  }

  /// Adds the rows of one block whose bits are set. The rectangle is left alone where the block cannot widen it,
  /// which is so for nearly all blocks of a large run.
  private mutating func add(_ columns: ClusterColumns, _ first: Int, _ bits: UInt64) {
    count += bits.nonzeroBitCount
    id = columns.ids[first + bits.trailingZeroBitCount]
    let widens = !bounds.contains(columns.blocks[first / 64])
    let isDense = bits.nonzeroBitCount > 32 && !widens && first + 64 <= columns.count
    // Of a block of which most rows count, the others are taken from the sum of all.
    var (rest, x, y) = (isDense ? ~bits : bits, UInt64(0), UInt64(0))
    columns.positions.withUnsafeBufferPointer { positions in
      while rest != 0 {
        let position = positions[first &+ rest.trailingZeroBitCount]
        rest &= rest &- 1
        x &+= UInt64(position.x)
        y &+= UInt64(position.y)
        if widens { bounds.add(position) }
      }
    }
    sum = isDense ? sum &+ (columns.sums[first + 64] &- columns.sums[first]) &- SIMD2(x, y) : sum &+ SIMD2(x, y)
  }

  mutating func add(_ other: CellSummary) {
    guard other.count > 0 else { return }
    count += other.count
    bounds.add(other.bounds)
    id = other.id
    sum &+= other.sum
  }

  /// The middle of the points; only for summaries that hold any.
  var centroid: GridPoint {
    let divisor = UInt64(max(count, 1))
    return GridPoint(x: UInt32(sum.x / divisor), y: UInt32(sum.y / divisor))
  }
}

extension ClusterColumns {
  fileprivate func bounds(_ run: Range<Int>) -> GridBounds {
    var bounds = GridBounds()
    let firstBlock = (run.lowerBound + 63) / 64
    let lastBlock = run.upperBound / 64
    guard firstBlock < lastBlock else {
      for row in run { bounds.add(positions[row]) }
      return bounds
    }
    for row in run.lowerBound..<firstBlock * 64 { bounds.add(positions[row]) }
    for block in firstBlock..<lastBlock { bounds.add(blocks[block]) }
    for row in lastBlock * 64..<run.upperBound { bounds.add(positions[row]) }
    return bounds
  }
}
