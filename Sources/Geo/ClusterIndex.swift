/// A spatial index in memory: clusters for every zoom, places in a box, nearest places, each with any filter.
///
/// The points lie in flat columns sorted along the Z-order curve, so each square of the quadtree is one run of
/// rows, found by binary search; sums over a run come from prefix sums. Nothing is precomputed by zoom or by filter.
/// Edits gather in a small list beside the columns, which every query takes into account, and are folded into new
/// columns by a merge, without sorting again.
///
/// It is a value: a copy is a snapshot that costs nothing and that no later edit changes. To share one between
/// threads see ``LiveClusterIndex``.
public struct ClusterIndex: Sendable {
  /// The deepest zoom at which close points are shown as one; deeper, points stand for themselves.
  public static let maxClusterZoom = 16

  var columns: ClusterColumns
  /// Points added since the columns were made; an updated point stands here, its former row in `removed`.
  var added: [AddedPoint] = []
  /// Rows of the columns that no longer count, ascending.
  var removed: [Int] = []

  /// Builds an index. Of points with the same id the last one counts.
  public init(_ points: [ClusterPoint] = []) {
    columns = ClusterColumns.make(points)
  }

  /// The number of points.
  public var count: Int { columns.count - removed.count + added.count }

  /// The point with this id.
  public func point(id: Int64) -> ClusterPoint? {
    if let index = added.firstIndex(where: { $0.point.id == id }) { return added[index].point }
    return row(id: id).map { columns.point($0) }
  }

  /// The row that holds the id, unless it was removed.
  func row(id: Int64) -> Int? {
    columns.row(id: id).flatMap { isRemoved($0) ? nil : $0 }
  }

  func isRemoved(_ row: Int) -> Bool {
    guard !removed.isEmpty else { return false }
    let place = removed.partitionPoint { $0 >= row }
    return place < removed.count && removed[place] == row
  }
}

/// A point that is not in the columns yet, with its place on the grid.
struct AddedPoint: Sendable {
  let point: ClusterPoint
  let position: GridPoint

  init(_ point: ClusterPoint) {
    self.point = point
    position = Mercator.grid(point.coordinate)
  }
}

extension Array {
  /// The first index whose element satisfies `isAfter`, when all that do stand at the end.
  func partitionPoint(_ isAfter: (Element) -> Bool) -> Int {
    partitionPoint(in: 0..<count, isAfter)
  }

  func partitionPoint(in range: Range<Int>, _ isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
