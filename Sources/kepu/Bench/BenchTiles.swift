import ArgumentParser
import Geo

/// Points like a province's: dense towns of several sizes, and scattered ones between.
enum BenchProvince {
  static func points(_ count: Int) -> [ClusterPoint] {
    var random = SeededGenerator(seed: 2026)
    let towns = (0..<200).map { _ in
      (
        longitude: Double.random(in: 109.7...117.3, using: &random),
        latitude: Double.random(in: 20.3...25.5, using: &random), size: Double.random(in: 0.005...0.2, using: &random)
      )
    }
    return (0..<count).compactMap { number in
      let town = towns[Int.random(in: 0..<towns.count, using: &random)]
      let isScattered = number % 5 == 0
      let spread = isScattered ? 1.5 : town.size
      let offset = { (random: inout SeededGenerator) in
        (Double.random(in: -1...1, using: &random) + Double.random(in: -1...1, using: &random)) / 2 * spread
      }
      let (east, north) = (offset(&random), offset(&random))
      return Coordinate(latitude: town.latitude + north, longitude: town.longitude + east).map {
        ClusterPoint(
          id: Int64(number + 1), coordinate: $0, tags: 1 << UInt64(number % 30), flags: 1 << UInt64(number % 6),
          region: Int32(number % 122), schedule: Int32(number % 300))
      }
    }
  }
}

struct BenchPoints: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "points", abstract: "Print the points of the tile benchmark as CSV, for other programs.")

  @Option(name: .long, help: "How many points.")
  var count = 100_000

  func run() {
    print("lon,lat")
    for point in BenchProvince.points(count) { print("\(point.coordinate.longitude),\(point.coordinate.latitude)") }
  }
}

struct BenchTiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tiles", abstract: "Make clustered vector tiles of many places at every zoom.")

  @Option(name: .long, help: "How many places.")
  var count = 100_000

  func run() {
    let points = BenchProvince.points(count)
    var building = Timings()
    var index = building.measure { ClusterIndex(points) }
    print(
      "\n\(count) places; index built in \(Timings.text(building.percentile(0.5))) ms\(count <= 100_000 ? " (wanted ≤ 300 ms)" : "")."
    )
    print("Tiles that hold a random place, 200 a zoom; wanted ≤ \(count <= 100_000 ? "1" : "3") ms and ≤ 50 KB:\n")
    print("| zoom | median ms | slowest ms | filtered, slowest ms | largest KB |\n|---|---|---|---|---|")
    var filter = ClusterFilter()
    filter.tagGroups = [0b10110]
    filter.openSchedules = ScheduleSet(count: 300) { $0 % 3 > 0 }
    for zoom in 0...17 { row(zoom, points, index, filter) }
    var editing = Timings()
    for number in 0..<1_000 {
      var point = points[number * (points.count / 1_000)]
      point.tags = 1
      let edited = point
      editing.measure { index.apply(.put(edited)) }
    }
    print(
      "\nAn edit: median \(Timings.text(editing.percentile(0.5))) ms, slowest of 1,000 \(Timings.text(editing.percentile(1))) ms."
    )
    nearest(points, index)
  }

  private func row(_ zoom: Int, _ points: [ClusterPoint], _ index: ClusterIndex, _ filter: ClusterFilter) {
    var random = SeededGenerator(seed: UInt64(zoom))
    var plain = Timings()
    var filtered = Timings()
    var largest = 0
    for _ in 0..<200 {
      let place = points[Int.random(in: 0..<points.count, using: &random)]
      guard let tile = TileID(containing: place.coordinate, zoom: zoom) else { continue }
      largest = max(largest, plain.measure { encoded(tile, index, ClusterFilter()) }.count)
      _ = filtered.measure { encoded(tile, index, filter) }
    }
    print(
      "| \(zoom) | \(Timings.text(plain.percentile(0.5))) | \(Timings.text(plain.percentile(1))) | \(Timings.text(filtered.percentile(1))) | \(Double(largest / 100) / 10) |"
    )
  }

  private func encoded(_ tile: TileID, _ index: ClusterIndex, _ filter: ClusterFilter) -> [UInt8] {
    index.vectorTile(tile, layer: "bases", where: filter).bytes
  }

  private func nearest(_ points: [ClusterPoint], _ index: ClusterIndex) {
    var random = SeededGenerator(seed: 7)
    var timings = Timings()
    for _ in 0..<1_000 {
      let place = points[Int.random(in: 0..<points.count, using: &random)].coordinate
      _ = timings.measure { index.nearest(10, to: place) }
    }
    print(
      "The ten nearest: median \(Timings.text(timings.percentile(0.5))) ms, slowest of 1,000 \(Timings.text(timings.percentile(1))) ms."
    )
  }
}
