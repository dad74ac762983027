extension ClusterIndex {
  /// A change of the index.
  public enum Edit: Sendable, Hashable {
    /// Adds the point, in place of one with the same id.
    case put(ClusterPoint)
    /// Removes the point with this id, if there is one.
    case remove(Int64)
  }

  /// Edits gather up to this number before they are folded into the columns.
  static let foldThreshold = 2048

  /// Makes one change; the next query shows it.
  public mutating func apply(_ edit: Edit) {
    apply([edit])
  }

  /// Makes changes in their order; the next query shows them.
  ///
  /// Costs the number of edits, and now and then (each 2,048 edits) one pass over all points; many edits at once cost
  /// one pass as well.
  public mutating func apply(_ edits: [Edit]) {
    gather(edits)
    if needsFold { fold() }
  }

  /// Makes changes without folding a few of them.
  mutating func gather(_ edits: [Edit]) {
    if edits.count > Self.foldThreshold { return applyInOnePass(edits) }
    for edit in edits { make(edit) }
  }

  /// Whether so many edits gathered that they slow queries down.
  var needsFold: Bool { added.count + removed.count >= Self.foldThreshold }

  private mutating func applyInOnePass(_ edits: [Edit]) {
    fold()
    let latest = Dictionary(edits.map { ($0.id, $0) }) { $1 }
    removed = latest.keys.compactMap { columns.row(id: $0) }.sorted()
    for case .put(let point) in latest.values { added.append(AddedPoint(point)) }
    fold()
  }

  private mutating func make(_ edit: Edit) {
    switch edit {
    case .put(let point):
      remove(point.id)
      added.append(AddedPoint(point))
    case .remove(let id):
      remove(id)
    }
  }

  private mutating func remove(_ id: Int64) {
    if let index = added.firstIndex(where: { $0.point.id == id }) {
      added.swapAt(index, added.count - 1)
      added.removeLast()
    } else if let row = row(id: id) {
      removed.insert(row, at: removed.partitionPoint { $0 > row })
    }
  }

  /// Merges the edits into new columns. Snapshots taken before keep the old ones.
  mutating func fold() {
    guard !added.isEmpty || !removed.isEmpty else { return }
    columns = ClusterColumns(ColumnsDraft(columns, without: removed, with: added))
    added = []
    removed = []
  }
}

extension ClusterIndex.Edit {
  /// The id of the point that changes.
  fileprivate var id: Int64 {
    switch self {
    case .put(let point): point.id
    case .remove(let id): id
    }
  }
}
