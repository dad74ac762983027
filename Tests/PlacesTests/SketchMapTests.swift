import Geo
import HTML
import Site
import Testing

@testable import Places

@Suite("the drawing of a day's places")
struct SketchMapTests {
  private func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    Coordinate(latitude: latitude, longitude: longitude)!
  }

  /// A county of one square, with its name in the middle.
  private func tree() throws -> RegionTree {
    let square = [[[[113.0, 23.0], [113.4, 23.0], [113.4, 23.4], [113.0, 23.4], [113.0, 23.0]]]]
    let region = Region(
      code: "440106", parent: nil, level: .county, kind: "市辖区", names: LocalizedText(zhHans: "天河区", en: "Tianhe <1>"),
      label: place(23.2, 113.2), area: nil, part: nil, population: nil)
    return RegionTree([region], boundaries: BoundaryIndex([try Boundary(id: 440_106, multiPolygon: square)]))
  }

  private func drawing(_ stops: [Coordinate], start: Coordinate) throws -> String {
    SketchMap(
      regions: try tree(), stops: stops.map { ($0, "x") }, start: start, label: "Map", t: Localizer(.en)
    ).html.description
  }

  private let stopMark = /<circle class="sketch-stop" cx="(-?[0-9.]+)" cy="(-?[0-9.]+)"/

  /// The numbers of the first match.
  private func numbers(_ regex: Regex<(Substring, Substring, Substring)>, _ text: String) -> [Double] {
    text.firstMatch(of: regex).map { [$0.output.1, $0.output.2].compactMap { Double(String($0)) } } ?? []
  }

  @Test("every place lies within the drawing, wherever they are and however near to each other")
  func within() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let spread: Double = [0.0, 0.001, 0.1, 3].randomElement(using: &random) ?? 0
      let stops = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        place(23 + Double.random(in: -spread...spread, using: &random), 113 + Double.random(in: -spread...spread, using: &random))
      }
      let svg = try drawing(stops, start: place(23, 113))
      let marks = svg.matches(of: stopMark)
      #expect(marks.count == stops.count)
      for mark in marks {
        let (x, y) = (Double(String(mark.output.1)) ?? -1, Double(String(mark.output.2)) ?? -1)
        #expect((39...441).contains(x) && (39...281).contains(y), "\(x), \(y)")
      }
    }
  }

  @Test("north is above, east on the right, and what lies outside is cut off")
  func directions() throws {
    let svg = try drawing([place(23.3, 113.3)], start: place(23.1, 113.1))
    let (home, stop) = (numbers(/<rect class="sketch-home" x="([0-9.]+)" y="([0-9.]+)"/, svg), numbers(stopMark, svg))
    try #require(home.count == 2 && stop.count == 2)
    #expect(stop[0] > home[0] && stop[1] < home[1])
    let land = svg.firstMatch(of: /<path class="sketch-land" d="([^"]*)"/).map { String($0.output.1) } ?? ""
    for number in land.matches(of: /-?[0-9.]+/) { #expect((-0.1...480.1).contains(Double(String(number.output)) ?? -1)) }
    #expect(!land.isEmpty)
  }

  @Test("a county is named where its name does not lie under a mark, and names are escaped")
  func names() throws {
    #expect(try drawing([place(23.3, 113.3)], start: place(23.1, 113.1)).contains("Tianhe &lt;1&gt;"))
    #expect(try !drawing([place(23.2, 113.2)], start: place(23.1, 113.1)).contains("Tianhe"))
  }

  @Test("the scale is a round number of kilometres, as long as it is on the ground")
  func scale() throws {
    let svg = try drawing([place(23.3, 113.1)], start: place(23.1, 113.1))
    let (home, stop) = (numbers(/<rect class="sketch-home" x="([0-9.]+)" y="([0-9.]+)"/, svg), numbers(stopMark, svg))
    let bar = numbers(/M24,294V302H([0-9.]+)(V294)/, svg)
    let length = numbers(/>([0-9]+)( km)</, svg)
    try #require(home.count == 2 && stop.count == 2 && !bar.isEmpty && !length.isEmpty)
    let kilometres = Geodesic.distance(place(23.3, 113.1), place(23.1, 113.1)) / 1_000
    // The square of the home is placed by its corner, 9 above its middle.
    let drawn = (home[1] + 9 - stop[1]) / ((bar[0] - 24) / length[0])
    #expect(abs(drawn / kilometres - 1) < 0.02, "\(drawn) \(kilometres)")
  }
}
