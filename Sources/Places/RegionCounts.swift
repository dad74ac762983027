/// How many published bases every region holds, itself and all under it.
struct RegionCounts: Sendable {
  private let totals: [String: Int]

  init(_ snapshot: AtlasSnapshot, regions: RegionTree, test: AtlasTest = AtlasTest()) {
    let byIndex = snapshot.counts(test)
    var totals: [String: Int] = [:]
    for (code, index) in snapshot.regionIndex where byIndex[Int(index)] > 0 {
      for region in regions.path(to: code) { totals[region.code, default: 0] += byIndex[Int(index)] }
    }
    self.totals = totals
  }

  func total(under code: String) -> Int { totals[code] ?? 0 }
}
