import Geo
import Logging
import SQL
import Synchronization

/// Keeps the snapshot of all bases fresh and tells listeners when it changed.
///
/// A change made by this process or another is seen within half a second: PostgreSQL tells at once
/// (`LISTEN`), and on both engines the latest change is asked for twice a second, which costs one indexed read.
public final class Atlas: Sendable {
  private let database: Database
  private let regions: RegionTree
  private let vocabularies: Vocabularies
  private let calendar: OpeningCalendar
  private let current: Mutex<AtlasSnapshot>
  let changes = ChangeFeed()

  init(database: Database, regions: RegionTree, vocabularies: Vocabularies, calendar: OpeningCalendar) async throws {
    self.database = database
    self.regions = regions
    self.vocabularies = vocabularies
    self.calendar = calendar
    let codes = regions.byCode.keys.sorted()
    let index = Dictionary(codes.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
    current = Mutex(
      AtlasSnapshot(
        revision: 0, latest: Instant(milliseconds: 0), pins: [], labels: [], order: [], slots: [:],
        schedules: ScheduleTable(calendar: calendar), regionIndex: index, clusters: ClusterIndex()))
    try await refresh()
  }

  /// The bases as they are now.
  var snapshot: AtlasSnapshot { current.withLock { $0 } }

  /// How far back a refresh looks again: transactions may end in another order than their clocks say.
  private static let overlap: Int64 = 10_000

  /// Takes in what changed since the last time; returns whether anything did.
  @discardableResult
  func refresh() async throws -> Bool {
    let old = snapshot
    let since = old.revision == 0 ? nil : Instant(milliseconds: old.latest.milliseconds - Self.overlap)
    let rows = try await database.read { try $0.atlasEntries(changedSince: since) }
    let fresh = rows.filter { row in
      old.slots[row.id].map { old.pins[Int($0)].version != row.version } ?? true
    }
    guard !fresh.isEmpty || old.revision == 0 else { return false }
    let next = AtlasBuilder(old, vocabularies: vocabularies).adding(fresh)
    let isNewer = current.withLock { held in
      guard held.revision < next.revision else { return false }
      held = next
      return true
    }
    if isNewer { changes.send(next.revision) }
    return isNewer
  }

  /// Looks for changes until cancelled.
  func follow(logger: Logger) async {
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in
        guard let told = try? await database.notifications(Self.channel) else { return }
        for await _ in told { await refreshLogged(logger) }
      }
      group.addTask { [self] in
        while (try? await Task.sleep(for: .milliseconds(500))) != nil { await refreshLogged(logger) }
      }
    }
  }

  /// Channel on which processes tell each other of changes.
  static let channel = "places"

  private func refreshLogged(_ logger: Logger) async {
    do { try await refresh() } catch {
      logger.warning("the atlas could not be refreshed", metadata: ["error": "\(error)"])
    }
  }

  /// Makes a filter ready for the pins of a snapshot; words and distances are not the atlas's to judge.
  func test(_ filter: BaseFilter, in snapshot: AtlasSnapshot, at now: Instant) -> AtlasTest {
    var test = AtlasTest()
    if let code = filter.region {
      var wanted = [Bool](repeating: false, count: snapshot.regionIndex.count)
      for leaf in regions.leaves(under: code) {
        if let index = snapshot.regionIndex[leaf.code] { wanted[Int(index)] = true }
      }
      if let index = snapshot.regionIndex[code] { wanted[Int(index)] = true }
      test.regions = wanted
    }
    test.category = filter.category.map { AtlasBuilder.number($0, in: vocabularies.categories) }
    test.industry = filter.industry.map { AtlasBuilder.number($0, in: vocabularies.industries) }
    test.level = filter.level.map { AtlasBuilder.number($0, in: vocabularies.levels) }
    test.themes = filter.theme.map { vocabularies.themes.mask([$0]) } ?? 0
    test.audiences = filter.audience.map { vocabularies.audiences.mask([$0]) } ?? 0
    test.onlyFree = filter.isFree
    if filter.isOpenNow { test.openSchedules = snapshot.openness(at: now).map(\.isOpen) }
    test.box = filter.box
    let narrows =
      filter.region != nil || filter.category != nil || filter.industry != nil || filter.level != nil
      || filter.theme != nil || filter.audience != nil || filter.isFree || filter.isOpenNow || filter.box != nil
    test.passesAll = !narrows
    return test
  }
}

/// Makes the next snapshot out of the last one and the rows that changed.
struct AtlasBuilder {
  private let old: AtlasSnapshot
  private let vocabularies: Vocabularies

  init(_ old: AtlasSnapshot, vocabularies: Vocabularies) {
    self.old = old
    self.vocabularies = vocabularies
  }

  func adding(_ rows: [AtlasRow]) -> AtlasSnapshot {
    var pins = old.pins
    var labels = old.labels
    var slots = old.slots
    var schedules = old.schedules
    var latest = old.latest
    for row in rows {
      let pin = pin(row, schedules: &schedules)
      let label = AtlasSnapshot.Label(
        slug: row.slug, name: row.name, nameHant: row.nameHant, nameEn: row.nameEn, sortKey: row.sortKey)
      if let slot = slots[row.id] {
        pins[Int(slot)] = pin
        labels[Int(slot)] = label
      } else {
        slots[row.id] = Int32(pins.count)
        pins.append(pin)
        labels.append(label)
      }
      latest = max(latest, row.changed)
    }
    return AtlasSnapshot(
      revision: old.revision + 1, latest: latest, pins: pins, labels: labels,
      order: order(pins, labels, changed: rows.compactMap { slots[$0.id] }), slots: slots, schedules: schedules,
      regionIndex: old.regionIndex, clusters: clusters(pins, changed: rows.compactMap { slots[$0.id] }))
  }

  /// Edits the index where few changed, and makes it anew where many did.
  private func clusters(_ pins: [AtlasSnapshot.Pin], changed: [Int32]) -> ClusterIndex {
    guard changed.count < 1_000, old.revision > 0 else { return ClusterIndex(pins.compactMap(AtlasBits.point)) }
    var index = old.clusters
    index.apply(
      changed.map { slot in
        let pin = pins[Int(slot)]
        return AtlasBits.point(pin).map { .put($0) } ?? .remove(pin.id.rawValue)
      })
    return index
  }

  /// Keys stand for terms by position; 255 is a term that the vocabulary does not have.
  static func number(_ key: String, in vocabulary: Vocabulary) -> UInt8 {
    vocabulary[key].map { UInt8(clamping: $0.position) } ?? .max
  }

  private func pin(_ row: AtlasRow, schedules: inout ScheduleTable) -> AtlasSnapshot.Pin {
    AtlasSnapshot.Pin(
      id: row.id, version: row.version, themes: vocabularies.themes.mask(row.themes.map(String.init)),
      audiences: vocabularies.audiences.mask(row.audiences.map(String.init)),
      schedule: schedules.number(of: row.schedule, in: row.region), region: old.regionIndex[row.region] ?? 0,
      category: Self.number(row.category, in: vocabularies.categories),
      industry: row.industry.map { Self.number($0, in: vocabularies.industries) } ?? .max,
      level: row.level.map { Self.number($0, in: vocabularies.levels) } ?? .max,
      isPublished: row.isPublished, isFree: row.isFree, accuracy: row.accuracy, coordinate: row.coordinate,
      changed: row.changed)
  }

  /// Keeps the order of what did not change and puts the changed slots where their names belong.
  private func order(
    _ pins: [AtlasSnapshot.Pin], _ labels: [AtlasSnapshot.Label], changed: [Int32]
  ) -> [Int32] {
    let isBefore = { (left: Int32, right: Int32) in
      let (a, b) = (labels[Int(left)].sortKey, labels[Int(right)].sortKey)
      return a == b ? pins[Int(left)].id < pins[Int(right)].id : a.lexicographicallyPrecedes(b)
    }
    let moved = Set(changed)
    let kept = old.order.filter { !moved.contains($0) }
    let added = moved.filter { pins[Int($0)].isPublished }.sorted(by: isBefore)
    var merged: [Int32] = []
    merged.reserveCapacity(kept.count + added.count)
    var next = added.startIndex
    for slot in kept {
      while next < added.endIndex, isBefore(added[next], slot) {
        merged.append(added[next])
        next += 1
      }
      merged.append(slot)
    }
    merged.append(contentsOf: added[next...])
    return merged
  }
}
