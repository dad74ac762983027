import Testing

@testable import Geo

@Suite("Queries of the spatial index")
struct ClusterQueryTests {
  @Test("nearest places are those of a full scan, over poles and the antimeridian too")
  func nearest() {
    let places = Province.places(1500, seed: 9)
    var index = ClusterIndex(Array(places.prefix(1300)))
    index.apply(places.dropFirst(1300).map { .put($0) })
    var random = SeededRandom(10)
    for round in 0..<60 {
      let origin =
        round % 3 == 0
        ? Province.coordinate(.random(in: -90...90, using: &random), .random(in: -180...180, using: &random))
        : places.randomElement(using: &random)!.coordinate
      let filter = Province.filters.randomElement(using: &random)!
      let limit = [Double.infinity, 2_000_000, 3_000].randomElement(using: &random)!
      var scanned = places.filter { Province.passes($0, filter) }
        .map { Scanned(distance: Geodesic.distance(origin, $0.coordinate), id: $0.id) }
        .filter { $0.distance <= limit }
      scanned.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.id < $1.id }
      let found = index.nearest(12, to: origin, where: filter, maxDistance: limit)
      #expect(found.map { Scanned(distance: $0.distance, id: $0.point.id) } == Array(scanned.prefix(12)))
    }
    #expect(index.nearest(0, to: Province.coordinate(0, 0)).isEmpty)
    #expect(index.nearest(3, to: Province.coordinate(0, 0), maxDistance: .nan).isEmpty)
  }

  private struct Scanned: Equatable {
    let distance: Double
    let id: Int64
  }

  @Test("points and counts of boxes are those of a full scan")
  func boxes() {
    let places = Province.places(1500, seed: 11)
    var index = ClusterIndex(Array(places.prefix(1300)))
    index.apply(places.dropFirst(1300).map { .put($0) })
    var random = SeededRandom(12)
    for round in 0..<100 {
      let box: BoundingBox
      switch round % 4 {
      case 0: box = BoundingBox(around: places.randomElement(using: &random)!.coordinate, radius: 5000)
      case 1: box = BoundingBox(south: -90, west: 150, north: 90, east: -100)!
      case 2:
        let south = Double.random(in: -90...80, using: &random)
        box = BoundingBox(
          south: south, west: .random(in: -180...180, using: &random), north: south + 10,
          east: .random(in: -180...180, using: &random))!
      default: box = BoundingBox(south: 21, west: 111, north: 24, east: 116)!
      }
      let filter = Province.filters.randomElement(using: &random)!
      let scanned = places.filter { box.contains($0.coordinate) && Province.passes($0, filter) }
      #expect(Set(index.points(in: box, where: filter)) == Set(scanned))
      #expect(index.points(in: box, where: filter).count == scanned.count)
      #expect(index.count(in: box, where: filter) == scanned.count)
      #expect(index.points(in: box, where: filter, limit: 7).count == min(7, scanned.count))
    }
    #expect(index.points(in: .world, limit: -1).isEmpty)
  }

  @Test("after any edits the index answers like one built afresh")
  func edits() {
    var random = SeededRandom(13)
    var model: [Int64: ClusterPoint] = [:]
    for place in Province.places(600, seed: 13) { model[place.id] = place }
    var index = ClusterIndex(Array(model.values))
    let before = index
    let countBefore = model.count
    for round in 0..<12 {
      var edits: [ClusterIndex.Edit] = []
      for _ in 0..<[1, 40, 900, 3000].randomElement(using: &random)! {
        let id = Int64.random(in: 0..<900, using: &random)
        if Bool.random(using: &random) {
          let place = Province.place(
            id,
            at: Province.coordinate(
              .random(in: 22...23, using: &random), .random(in: 113...114, using: &random)), &random)
          model[id] = place
          edits.append(.put(place))
        } else {
          model[id] = nil
          edits.append(.remove(id))
        }
      }
      index.apply(edits)
      expectSame(index, ClusterIndex(model.values.shuffled(using: &random)), round)
    }
    #expect(before.count == countBefore)
  }

  private func expectSame(_ index: ClusterIndex, _ fresh: ClusterIndex, _ round: Int) {
    #expect(index.count == fresh.count, "round \(round)")
    #expect(Set(index.points(in: .world)) == Set(fresh.points(in: .world)))
    for id in stride(from: Int64(0), to: 900, by: 37) { #expect(index.point(id: id) == fresh.point(id: id)) }
    for filter in Province.filters {
      for zoom in [0, 6, 9, 12, 16, 18] {
        let tile = TileID(containing: Province.coordinate(22.5, 113.5), zoom: zoom)!
        #expect(Set(index.clusters(in: tile, where: filter)) == Set(fresh.clusters(in: tile, where: filter)))
      }
      #expect(
        index.nearest(9, to: Province.coordinate(22.6, 113.4), where: filter)
          == fresh.nearest(9, to: Province.coordinate(22.6, 113.4), where: filter))
    }
  }

  @Test("a place is open only by a schedule that is known and in the set, whatever its number")
  func schedules() {
    let here = Province.coordinate(23, 113)
    let index = ClusterIndex(
      [nil, 0, 64, .max, -5].enumerated().map { number, schedule in
        ClusterPoint(id: Int64(number), coordinate: here, schedule: schedule)
      })
    var filter = ClusterFilter()
    filter.openSchedules = ScheduleSet(count: 65) { $0 == 0 || $0 == 64 }
    #expect(index.points(in: .world, where: filter).map(\.id).sorted() == [1, 2])
    filter.openSchedules = ScheduleSet()
    filter.openSchedules?.insert(-1)
    #expect(index.count(in: .world, where: filter) == 0)
  }

  @Test("of points with the same id the last one counts")
  func sameID() {
    let (a, b) = (Province.coordinate(23, 113), Province.coordinate(24, 114))
    let index = ClusterIndex([
      ClusterPoint(id: 1, coordinate: a), ClusterPoint(id: 2, coordinate: a),
      ClusterPoint(id: 1, coordinate: b),
    ])
    #expect(index.count == 2)
    #expect(index.point(id: 1)?.coordinate == b)
  }

  @Test("readers of a shared index see every edit that returned, whole, while others edit")
  func shared() async {
    let live = LiveClusterIndex(ClusterIndex(Province.places(500, seed: 14)))
    let here = Province.coordinate(22.5, 113.5)
    await withTaskGroup(of: Void.self) { group in
      for editor in 0..<4 {
        group.addTask {
          for step in 0..<400 {
            let base = Int64(10_000 + editor * 10_000 + step * 2)
            live.apply([
              .put(ClusterPoint(id: base, coordinate: here)),
              .put(ClusterPoint(id: base + 1, coordinate: here)),
            ])
            #expect(live.snapshot.point(id: base + 1) != nil)
          }
        }
      }
      group.addTask {
        for _ in 0..<400 { #expect(live.snapshot.count % 2 == 0) }
      }
    }
    #expect(live.snapshot.count == 500 + 4 * 800)
    live.reset(ClusterIndex())
    #expect(live.snapshot.count == 0)
  }
}
