/// The cells of one quadtree level within a window, with what the points in each come to.
struct CellGrid {
  let level: Int
  /// Column and row of the window's first cell, in cells of the level.
  let origin: SIMD2<Int>
  /// Columns and rows.
  let size: SIMD2<Int>
  private(set) var cells: [CellSummary]

  /// Cells `x`, `y` (clipped to the world) of `level`, filled from the points of `index` that pass `filter`.
  init(
    _ index: ClusterIndex, _ filter: ClusterFilter, level: Int, x: ClosedRange<Int>, y: ClosedRange<Int>
  ) {
    let world = 0...(1 << level) - 1
    let (columns, rows) = (x.clamped(to: world), y.clamped(to: world))
    self.level = level
    origin = SIMD2(columns.lowerBound, rows.lowerBound)
    size = SIMD2(columns.count, rows.count)
    cells = Array(repeating: CellSummary(), count: size.x * size.y)
    let filtered = index.columns.rows(where: filter)
    fill(index, filtered, 0..<index.columns.count, .world)
    for added in index.added {
      guard let cell = cell(of: added.position), filter.matches(added.point) else { continue }
      cells[cell].add(CellSummary(added.position, id: added.point.id))
    }
  }

  /// Number of the cell that holds the position; nil outside the window.
  func cell(of position: GridPoint) -> Int? {
    let shift = UInt64(32 - level)
    let x = Int(UInt64(position.x) >> shift) - origin.x
    let y = Int(UInt64(position.y) >> shift) - origin.y
    guard x >= 0, x < size.x, y >= 0, y < size.y else { return nil }
    return y * size.x + x
  }

  /// Goes down the quadtree that the sorted codes imply, past squares that are empty or outside.
  private mutating func fill(
    _ index: ClusterIndex, _ filtered: FilteredRows?, _ run: Range<Int>, _ square: Square
  ) {
    guard !run.isEmpty, meets(square) else { return }
    if square.level == level {
      add(index, filtered, run, to: (square.y - origin.y) * size.x + square.x - origin.x)
      return
    }
    if run.count <= 8 {
      for row in run {
        guard let cell = cell(of: index.columns.positions[row]) else { continue }
        add(index, filtered, row..<row + 1, to: cell)
      }
      return
    }
    var start = run.lowerBound
    for number in 0..<4 {
      let quarter = square.quarter(number)
      let end = index.columns.codes.partitionPoint(in: start..<run.upperBound) { $0 > quarter.lastCode }
      fill(index, filtered, start..<end, quarter)
      start = end
    }
  }

  private func meets(_ square: Square) -> Bool {
    let shift = level - square.level
    return square.x << shift < origin.x + size.x && (square.x + 1) << shift > origin.x
      && square.y << shift < origin.y + size.y && (square.y + 1) << shift > origin.y
  }

  private mutating func add(
    _ index: ClusterIndex, _ filtered: FilteredRows?, _ run: Range<Int>, to cell: Int
  ) {
    index.forEachRun(run) { run in
      if let filtered {
        cells[cell].add(CellSummary(index.columns, run, in: filtered))
      } else {
        cells[cell].add(CellSummary(index.columns, run))
      }
    }
  }
}

extension ClusterIndex {
  /// The parts of a run of rows between rows that were removed.
  func forEachRun(_ run: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard !removed.isEmpty else { return body(run) }
    var start = run.lowerBound
    var hole = removed.partitionPoint { $0 >= start }
    while hole < removed.count, removed[hole] < run.upperBound {
      if start < removed[hole] { body(start..<removed[hole]) }
      start = removed[hole] + 1
      hole += 1
    }
    if start < run.upperBound { body(start..<run.upperBound) }
  }
}
