extension ClusterIndex {
  /// The points in the box that pass the filter, at most `limit` of them, in no order that means anything.
  public func points(
    in box: BoundingBox, where filter: ClusterFilter = ClusterFilter(), limit: Int = .max
  ) -> [ClusterPoint] {
    var points: [ClusterPoint] = []
    let filtered = columns.rows(where: filter)
    for part in box.parts {
      visit(part) { run, isInside in
        for row in run where points.count < limit {
          guard isInside || part.contains(columns.coordinates[row]) else { continue }
          if filtered?.contains(row) ?? true { points.append(columns.point(row)) }
        }
        return points.count < limit
      }
    }
    for added in added where points.count < limit && box.contains(added.point.coordinate) {
      if filter.matches(added.point) { points.append(added.point) }
    }
    return points
  }

  /// How many points in the box pass the filter.
  public func count(in box: BoundingBox, where filter: ClusterFilter = ClusterFilter()) -> Int {
    var count = added.count { box.contains($0.point.coordinate) && filter.matches($0.point) }
    let filtered = columns.rows(where: filter)
    for part in box.parts {
      visit(part) { run, isInside in
        if isInside {
          count += filtered?.count(run) ?? run.count
        } else {
          count += run.count { row in
            part.contains(columns.coordinates[row]) && filtered?.contains(row) ?? true
          }
        }
        return true
      }
    }
    return count
  }

  /// Gives the runs of rows that the box, which does not cross the antimeridian, may hold, and whether it surely
  /// holds them whole, until `body` returns false.
  private func visit(_ box: BoundingBox, _ body: (Range<Int>, _ isInside: Bool) -> Bool) {
    let northWest = Mercator.grid(Coordinate(clamping: box.north, box.west))
    let southEast = Mercator.grid(Coordinate(clamping: box.south, box.east))
    let window = GridBounds(
      low: SIMD2(northWest.x, northWest.y), high: SIMD2(southEast.x, southEast.y))
    _ = visit(window, 0..<columns.count, .world, body)
  }

  /// Positions on the edge of the window may stand for places a little outside; those within it are surely inside.
  private func visit(
    _ window: GridBounds, _ run: Range<Int>, _ square: Square, _ body: (Range<Int>, Bool) -> Bool
  ) -> Bool {
    guard !run.isEmpty else { return true }
    let (low, high) = (square.low, square.high)
    guard low.x <= window.high.x, high.x >= window.low.x, low.y <= window.high.y, high.y >= window.low.y
    else {
      return true
    }
    let isInside =
      low.x > window.low.x && high.x < window.high.x && low.y > window.low.y && high.y < window.high.y
    if isInside || run.count <= 32 || square.level == Square.deepest {
      var goesOn = true
      forEachRun(run) { if goesOn { goesOn = body($0, isInside) } }
      return goesOn
    }
    var start = run.lowerBound
    for number in 0..<4 {
      let quarter = square.quarter(number)
      let end = columns.codes.partitionPoint(in: start..<run.upperBound) { $0 > quarter.lastCode }
      guard visit(window, start..<end, quarter, body) else { return false }
      start = end
    }
    return true
  }
}
