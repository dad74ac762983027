import Geo
import SQL
import Site
import Synchronization

/// All published bases at one moment, in memory, for filters, order, counts and tiles.
///
/// A snapshot never changes; readers keep theirs while the next one is made. Names to read come from the database.
final class AtlasSnapshot: Sendable {
  /// Counts the snapshots of this process.
  let revision: Int
  /// The latest change that it knows.
  let latest: Instant
  /// The bases, published or not, by slot; a slot is never given to another base.
  let pins: [Pin]
  let labels: [Label]
  /// Slots of published bases by name (pinyin).
  let order: [Int32]
  let slots: [ID<Base>: Int32]
  let schedules: ScheduleTable
  let regionIndex: [String: UInt16]
  /// The published bases that have a position, for tiles and nearness.
  let clusters: ClusterIndex
  private let openness: Mutex<OpennessCache?>

  /// What filters look at; small, as all of them are looked at.
  struct Pin: Sendable {
    var id: ID<Base>
    var version: Int64
    var themes: UInt64
    var audiences: UInt64
    var schedule: Int32
    var region: UInt16
    var category: UInt8
    var industry: UInt8
    var level: UInt8
    var isPublished: Bool
    var isFree: Bool
    var accuracy: BaseFacts.Accuracy?
    var coordinate: Coordinate?
    var changed: Instant
  }

  /// What tiles and orders need besides.
  struct Label: Sendable {
    var slug: String
    var name: String
    var nameHant: String?
    var nameEn: String?
    var sortKey: [UInt8]

    /// The name in a language, by the fallback chain of §12.1.
    func name(_ language: Language) -> String {
      switch language {
      case .zhHans: name
      case .zhHant: nameHant ?? name
      case .en: nameEn ?? name
      }
    }
  }

  private struct OpennessCache {
    let minute: Int64
    let states: [Openness]
  }

  init(
    revision: Int, latest: Instant, pins: [Pin], labels: [Label], order: [Int32], slots: [ID<Base>: Int32],
    schedules: ScheduleTable, regionIndex: [String: UInt16], clusters: ClusterIndex
  ) {
    self.revision = revision
    self.latest = latest
    self.pins = pins
    self.labels = labels
    self.order = order
    self.slots = slots
    self.schedules = schedules
    self.regionIndex = regionIndex
    self.clusters = clusters
    openness = Mutex(nil)
  }

  /// Openness by schedule at a minute; worked out once a minute, as many bases share their hours.
  func openness(at now: Instant) -> [Openness] {
    let minute = now.milliseconds / 60_000
    return openness.withLock { cache in
      if let cache, cache.minute == minute { return cache.states }
      let states = schedules.openness(at: now)
      cache = OpennessCache(minute: minute, states: states)
      return states
    }
  }

  /// The same in every process that knows the same bases.
  var edition: String { "\(latest.milliseconds)-\(pins.count)" }

  /// The published base with a number.
  func pin(_ id: ID<Base>) -> Pin? {
    slots[id].map { pins[Int($0)] }.flatMap { $0.isPublished ? $0 : nil }
  }

  /// Numbers of the bases that pass, by name.
  func matching(_ test: AtlasTest) -> [ID<Base>] {
    if test.passesAll { return order.map { pins[Int($0)].id } }
    return order.compactMap { slot in
      let pin = pins[Int(slot)]
      return test.passes(pin) ? pin.id : nil
    }
  }

  /// The nearest published bases to a point, nearest first, with their distances in metres.
  func nearest(_ count: Int, to here: Coordinate) -> [(id: ID<Base>, distance: Double)] {
    clusters.nearest(count, to: here).map { (ID(rawValue: $0.point.id), $0.distance) }
  }

  /// How many published bases each region index holds.
  func counts(_ test: AtlasTest) -> [Int] {
    var counts = [Int](repeating: 0, count: regionIndex.count)
    for slot in order where test.passes(pins[Int(slot)]) { counts[Int(pins[Int(slot)].region)] += 1 }
    return counts
  }
}

/// A filter made ready to be asked a hundred thousand times.
struct AtlasTest: Sendable {
  var regions: [Bool]?
  var category: UInt8?
  var industry: UInt8?
  var level: UInt8?
  var themes: UInt64 = 0
  var audiences: UInt64 = 0
  var onlyFree = false
  var openSchedules: [Bool]?
  var box: BoundingBox?
  var passesAll = true

  @inline(__always)
  func passes(_ pin: AtlasSnapshot.Pin) -> Bool {
    if passesAll { return true }
    if let category, pin.category != category { return false }
    if themes != 0, pin.themes & themes == 0 { return false }
    if let level, pin.level != level { return false }
    if let industry, pin.industry != industry { return false }
    if audiences != 0, pin.audiences & audiences == 0 { return false }
    if onlyFree, !pin.isFree { return false }
    if let regions, !regions[Int(pin.region)] { return false }
    if let openSchedules, !openSchedules[Int(pin.schedule)] { return false }
    if let box { return pin.coordinate.map(box.contains) ?? false }
    return true
  }
}
