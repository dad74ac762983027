import Geo
import Site

/// A province, prefecture or county-level unit (省、地级市、县级单位) with its place in the tree.
public struct Region: Sendable, Hashable {
  /// Code of GB/T 2260, such as `440106`; Hong Kong's districts carry the customary 810001–810018.
  public let code: String
  /// Code of the unit above.
  public let parent: String?
  /// How high it stands.
  public let level: Level
  /// Kind in the words of the law, such as 市辖区 or 自治县.
  public let kind: String
  /// Name in several languages.
  public let names: LocalizedText
  /// Where its name is written on a map.
  public let label: Coordinate
  /// Area in square kilometres.
  public let area: Double?
  /// Part of the province, such as 粤北.
  public let part: String?
  /// Residents and the year of the count.
  public let population: Population?

  /// How high a region stands.
  public enum Level: String, Sendable, Codable, CaseIterable {
    case province, prefecture, county
  }

  /// Residents in a year.
  public struct Population: Sendable, Hashable {
    /// Number of residents.
    public let residents: Int
    /// Year of the count.
    public let year: Int
  }
}

/// All regions of the deployment, in memory: a province has a few hundred, and they change about once a year.
public struct RegionTree: Sendable {
  /// Every region by its code.
  public let byCode: [String: Region]
  /// The regions under each code, in the order of their codes.
  public let children: [String: [Region]]
  /// The topmost regions.
  public let roots: [Region]
  /// Boundaries of the units without units below, for finding where a coordinate lies.
  public let boundaries: BoundaryIndex
  private var boxes: [String: BoundingBox] = [:]

  /// A tree of regions and the boundaries of its lowest units.
  public init(_ regions: [Region], boundaries: BoundaryIndex) {
    let sorted = regions.sorted { $0.code < $1.code }
    byCode = Dictionary(sorted.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    children = Dictionary(grouping: sorted.filter { $0.parent != nil }, by: { $0.parent ?? "" })
    roots = sorted.filter { $0.parent == nil }
    self.boundaries = boundaries
    boxes = Self.boxes(boundaries.boundaries, pathTo: path)
  }

  /// The region with this code.
  public subscript(code: String) -> Region? { byCode[code] }

  /// The region and what stands over it, the province first.
  public func path(to code: String) -> [Region] {
    var path: [Region] = []
    var next: String? = code
    while let code = next, let region = byCode[code], path.count < 8 {
      path.append(region)
      next = region.parent
    }
    return path.reversed()
  }

  /// The units under a region (or the region itself) that have nothing below: where bases belong.
  public func leaves(under code: String) -> [Region] {
    guard let region = byCode[code] else { return [] }
    guard let below = children[code], !below.isEmpty else { return [region] }
    return below.flatMap { leaves(under: $0.code) }
  }

  /// The box around all boundaries of a region.
  public func bounds(of code: String) -> BoundingBox? { boxes[code] }

  /// The boxes of all regions, each made of those of the units under it.
  private static func boxes(_ boundaries: [Boundary], pathTo: (String) -> [Region]) -> [String: BoundingBox] {
    var boxes: [String: BoundingBox] = [:]
    for boundary in boundaries {
      let next = boundary.bounds
      for region in pathTo(String(boundary.id)) {
        let box = boxes[region.code] ?? next
        boxes[region.code] = BoundingBox(
          south: min(box.south, next.south), west: min(box.west, next.west), north: max(box.north, next.north),
          east: max(box.east, next.east))
      }
    }
    return boxes
  }

  /// Whether bases may belong to the region: it is a county, or a prefecture without counties (东莞、中山).
  public func isLeaf(_ code: String) -> Bool {
    byCode[code] != nil && (children[code] ?? []).isEmpty
  }
}
