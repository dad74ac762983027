import Geo
import Site

/// Makes the tiles of the base map: areas, borders and names of regions, from the shipped boundaries.
struct RegionTiles: Sendable {
  private let layers: BoundaryTiles
  private let regions: RegionTree

  init(_ regions: RegionTree) {
    self.regions = regions
    layers = BoundaryTiles(regions.boundaries.boundaries)
  }

  /// One tile: `regions` (areas with `code`, `name` and `count`), `borders` (lines with the `level` of what they part) and
  /// `region_labels` (points with `code`, `name`, `level` and `count`).
  func tile(_ tile: TileID, counts: RegionCounts, t: Localizer) -> [UInt8] {
    var vectorTile = layers.vectorTile(tile, areas: "regions", borders: "borders") { id in
      let code = String(id)
      return [
        ("code", .string(code)), ("name", .string(regions[code].map { t.pick($0.names) } ?? "")),
        ("count", .int(Int64(counts.total(under: code)))),
      ]
    } describeBorder: { border in
      [("level", .string(level(of: border)))]
    }
    var labels = VectorTile.Layer("region_labels")
    for region in labelled(at: tile.z) where tile.bounds.contains(region.label) {
      labels.addPoint(
        tile.position(of: region.label), id: UInt64(region.code),
        [
          ("code", .string(region.code)), ("name", .string(t.pick(region.names))),
          ("level", .string(region.level.rawValue)), ("count", .int(Int64(counts.total(under: region.code)))),
        ])
    }
    vectorTile.append(labels)
    return vectorTile.bytes
  }

  /// A border that parts two provinces is drawn stronger than one between counties of a prefecture.
  private func level(of border: BoundaryTiles.Border) -> String {
    guard let other = border.otherID else { return Region.Level.province.rawValue }
    let paths = [border.id, other].map { regions.path(to: String($0)).map(\.code) }
    if paths[0].first != paths[1].first { return Region.Level.province.rawValue }
    let prefectures = paths.map { $0.count > 1 ? $0[1] : "" }
    return prefectures[0] == prefectures[1] ? Region.Level.county.rawValue : Region.Level.prefecture.rawValue
  }

  /// Names of provinces far out, of prefectures nearer, of counties near.
  private func labelled(at zoom: Int) -> [Region] {
    let level: Region.Level = zoom < 6 ? .province : zoom < 9 ? .prefecture : .county
    return regions.byCode.values.filter { region in
      region.level == level || (level == .county && regions.isLeaf(region.code))
    }.sorted { $0.code < $1.code }
  }
}
