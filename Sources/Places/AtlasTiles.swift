import Geo
import SQL
import Site

/// Makes the tiles of the map from a snapshot.
struct AtlasTiles {
  let snapshot: AtlasSnapshot
  let vocabularies: Vocabularies
  let language: Language

  /// The bases and clusters of one tile as a layer `bases`.
  ///
  /// A cluster has `count` and `zoom`, at which it falls apart; bases at one spot have `count` and their slugs in `ids`;
  /// a single base has `slug`, `name`, `category`, `level`, `accuracy` and `open` (1, 0, or -1 when nobody knows).
  func bases(_ tile: TileID, index: ClusterIndex, filter: ClusterFilter, openness: [Openness]) -> [UInt8] {
    index.vectorTile(
      tile, layer: "bases", where: filter, nameID: { slot($0).map { snapshot.labels[$0].slug } ?? "" },
      describe: { describe($0, openness) }
    ).bytes
  }

  private func slot(_ id: Int64) -> Int? {
    snapshot.slots[ID<Base>(rawValue: id)].map { Int($0) }
  }

  private func describe(_ id: Int64, _ openness: [Openness]) -> [(String, VectorTile.Value)] {
    guard let slot = slot(id) else { return [] }
    let pin = snapshot.pins[slot]
    let label = snapshot.labels[slot]
    return [
      ("slug", .string(label.slug)), ("name", .string(label.name(language))),
      ("category", .string(key(pin.category, in: vocabularies.categories))),
      ("level", .string(key(pin.level, in: vocabularies.levels))),
      ("accuracy", .string(pin.accuracy?.rawValue ?? "")), ("open", .int(state(openness[Int(pin.schedule)]))),
    ]
  }

  private func key(_ number: UInt8, in vocabulary: Vocabulary) -> String {
    Int(number) < vocabulary.terms.count ? vocabulary.terms[Int(number)].key : ""
  }

  private func state(_ openness: Openness) -> Int64 {
    switch openness {
    case .open: 1
    case .closed: 0
    case .unknown: -1
    }
  }
}

/// Which bits of a point in the cluster index stand for what.
enum AtlasBits {
  private static let level: UInt64 = 16
  private static let audience: UInt64 = 24
  private static let free: UInt64 = 40
  private static let industry: UInt64 = 41

  static func point(_ pin: AtlasSnapshot.Pin) -> ClusterPoint? {
    guard pin.isPublished, let coordinate = pin.coordinate else { return nil }
    return ClusterPoint(
      id: pin.id.rawValue, coordinate: coordinate, tags: pin.themes,
      flags: bit(pin.category, from: 0, to: 16) | bit(pin.level, from: level, to: audience)
        | ((pin.audiences & 0xFFFF) << audience) | (pin.isFree ? 1 << free : 0)
        | bit(pin.industry, from: industry, to: 64),
      region: Int32(pin.region), schedule: pin.schedule)
  }

  static func filter(_ test: AtlasTest) -> ClusterFilter {
    var filter = ClusterFilter()
    if test.themes != 0 { filter.tagGroups.append(test.themes) }
    if let category = test.category { filter.flagGroups.append(bit(category, from: 0, to: 16)) }
    if let wanted = test.level { filter.flagGroups.append(bit(wanted, from: level, to: audience)) }
    if test.audiences != 0 { filter.flagGroups.append((test.audiences & 0xFFFF) << audience) }
    if test.onlyFree { filter.flagGroups.append(1 << free) }
    if let wanted = test.industry { filter.flagGroups.append(bit(wanted, from: industry, to: 64)) }
    if let regions = test.regions {
      filter.regions = Set(regions.indices.filter { regions[$0] }.map { Int32($0) })
    }
    if let open = test.openSchedules {
      filter.openSchedules = ScheduleSet(count: open.count) { open[Int($0)] }
    }
    return filter
  }

  private static func bit(_ number: UInt8, from start: UInt64, to end: UInt64) -> UInt64 {
    start + UInt64(number) < end ? 1 << (start + UInt64(number)) : 0
  }
}
