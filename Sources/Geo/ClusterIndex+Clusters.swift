extension ClusterIndex {
  /// A tile's side in cells: with tiles shown 512 pixels wide, clusters keep about 60 pixels apart.
  private static let cellBits = 3
  /// Deeper than ``maxClusterZoom``, cells with more points than this are still shown as one.
  private static let crowd = 16
  /// The most ids that a pile names.
  private static let namedInPile = 100

  /// The clusters whose middle lies in the tile, of the points that pass the filter.
  ///
  /// Over all tiles of a zoom each point counts once. Down to ``maxClusterZoom`` close places are shown as one;
  /// deeper, every place stands for itself, but for places at the same position and for crowds (more than 16 in
  /// a 64th of a tile), so that no tile grows without bound. Clusters do not reach over the antimeridian.
  public func clusters(in tile: TileID, where filter: ClusterFilter = ClusterFilter()) -> [Cluster] {
    tile.z > Self.maxClusterZoom ? places(in: tile, filter) : merged(in: tile, filter)
  }

  private func grid(_ tile: TileID, margin: Int, _ filter: ClusterFilter) -> CellGrid {
    let (x, y) = (tile.x << Self.cellBits, tile.y << Self.cellBits)
    let side = 1 << Self.cellBits
    return CellGrid(
      self, filter, level: tile.z + Self.cellBits,
      x: x - margin...x + side - 1 + margin, y: y - margin...y + side - 1 + margin)
  }

  private func merged(in tile: TileID, _ filter: ClusterFilter) -> [Cluster] {
    ClusterMerge.clusters(grid(tile, margin: ClusterMerge.margin, filter))
      .filter { tile.contains($0.centroid) }
      .map { summary in
        if summary.count == 1 { return Cluster(summary, .point(summary.id)) }
        return Cluster(summary, .group(expansionZoom: expansionZoom(of: summary, after: tile.z)))
      }
  }

  /// The first zoom at which the outermost points cannot be in the same cluster any more.
  ///
  /// The cells of one cluster are at most two apart, so three apart are two clusters.
  private func expansionZoom(of summary: CellSummary, after zoom: Int) -> Int {
    let (low, high) = (summary.bounds.low, summary.bounds.high)
    for next in zoom + 1..<TileID.maxZoom {
      let shift = SIMD2<UInt32>(repeating: UInt32(32 - next - Self.cellBits))
      let apart = ((high &>> shift) &- (low &>> shift)).max()
      if next > Self.maxClusterZoom {
        if apart >= 1 || low == high || summary.count <= Self.crowd { return next }
      } else if apart >= 3 {
        return next
      }
    }
    return TileID.maxZoom
  }

  /// Places below the zooms of clusters.
  private func places(in tile: TileID, _ filter: ClusterFilter) -> [Cluster] {
    let grid = grid(tile, margin: 0, filter)
    let filtered = columns.rows(where: filter)
    return grid.cells.indices.flatMap { cell -> [Cluster] in
      let summary = grid.cells[cell]
      if summary.count == 0 { return [] }
      if summary.count == 1 { return [Cluster(summary, .point(summary.id))] }
      if summary.count <= Self.crowd { return apart(grid.square(cell), filter, filtered) }
      if summary.bounds.low == summary.bounds.high || tile.z == TileID.maxZoom {
        return [Cluster(summary, .pile(ids(in: grid.square(cell), filter, filtered)))]
      }
      return [Cluster(summary, .group(expansionZoom: expansionZoom(of: summary, after: tile.z)))]
    }
  }

  /// The few points of a cell, those at equal positions together.
  private func apart(_ square: Square, _ filter: ClusterFilter, _ filtered: FilteredRows?) -> [Cluster] {
    var spots: [GridPoint: (summary: CellSummary, ids: [Int64])] = [:]
    forEach(in: square, filter, filtered) { position, id in
      spots[position, default: (CellSummary(), [])].summary.add(CellSummary(position, id: id))
      spots[position]?.ids.append(id)
    }
    return
      spots
      .sorted { Morton.encode($0.key) < Morton.encode($1.key) }
      .map { _, spot in
        Cluster(spot.summary, spot.ids.count == 1 ? .point(spot.ids[0]) : .pile(spot.ids.sorted()))
      }
  }

  private func ids(in square: Square, _ filter: ClusterFilter, _ filtered: FilteredRows?) -> [Int64] {
    var ids: [Int64] = []
    forEach(in: square, filter, filtered) { ids.append($1) }
    return Array(ids.sorted().prefix(Self.namedInPile))
  }

  private func forEach(
    in square: Square, _ filter: ClusterFilter, _ filtered: FilteredRows?, _ body: (GridPoint, Int64) -> Void
  ) {
    let start = columns.codes.partitionPoint { $0 >= square.firstCode }
    let end = columns.codes.partitionPoint(in: start..<columns.count) { $0 > square.lastCode }
    for row in start..<end where !isRemoved(row) && (filtered?.contains(row) ?? true) {
      body(columns.positions[row], columns.ids[row])
    }
    for added in added where square.contains(added.position) && filter.matches(added.point) {
      body(added.position, added.point.id)
    }
  }
}

extension CellGrid {
  fileprivate func square(_ cell: Int) -> Square {
    Square(level: level, x: origin.x + cell % size.x, y: origin.y + cell / size.x)
  }
}

extension TileID {
  /// Whether the grid position lies in the tile.
  func contains(_ position: GridPoint) -> Bool {
    let shift = UInt64(32 - z)
    return UInt64(position.x) >> shift == UInt64(x) && UInt64(position.y) >> shift == UInt64(y)
  }
}
