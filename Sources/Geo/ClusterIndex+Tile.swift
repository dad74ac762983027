extension ClusterIndex {
  /// The clusters of a tile as a vector tile with one layer of points.
  ///
  /// Single places have their id as the feature's, and the properties that `describe` gives for it. Several places
  /// have `count`, and either `zoom`, on which they are shown apart, or `ids`: those of a pile, separated by commas.
  ///
  /// - Parameters:
  ///   - nameID: how an id is written in `ids`.
  ///   - describe: properties of a single place.
  public func vectorTile(
    _ tile: TileID, layer name: String, where filter: ClusterFilter = ClusterFilter(),
    nameID: (Int64) -> String = { String($0) },
    describe: (Int64) -> [(String, VectorTile.Value)] = { _ in [] }
  ) -> VectorTile {
    var layer = VectorTile.Layer(name)
    for cluster in clusters(in: tile, where: filter) {
      let point = tile.units(cluster.position)
      switch cluster.content {
      case .point(let id):
        layer.addPoint(point, id: UInt64(bitPattern: id), describe(id))
      case .pile(let ids):
        let names = ids.map(nameID).joined(separator: ",")
        layer.addPoint(point, [("count", .int(Int64(cluster.count))), ("ids", .string(names))])
      case .group(let zoom):
        layer.addPoint(point, [("count", .int(Int64(cluster.count))), ("zoom", .int(Int64(zoom)))])
      }
    }
    var vectorTile = VectorTile()
    vectorTile.append(layer)
    return vectorTile
  }
}

extension TileID {
  /// Where a grid position lies in the tile, in its 4096 units a side.
  func units(_ position: GridPoint) -> SIMD2<Int32> {
    let low = Square(level: z, x: x, y: y).low
    func units(_ offset: Int64) -> Int32 {
      Int32(truncatingIfNeeded: (offset * Int64(VectorTile.extent)) >> Int64(32 - z))
    }
    return SIMD2(units(Int64(position.x) - Int64(low.x)), units(Int64(position.y) - Int64(low.y)))
  }
}

extension TileID {
  /// Where a coordinate lies in the tile, in its 4096 units a side; outside of them when it lies outside the tile.
  public func position(of coordinate: Coordinate) -> SIMD2<Int32> {
    units(Mercator.grid(coordinate))
  }
}
