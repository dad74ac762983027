import Foundation
import Geo
import HTML
import Site

extension Places {
  /// A drawing of places in order with the counties around them, which is printed as it is and needs no script.
  ///
  /// - Parameter start: from where one sets out and to where one comes back.
  public func sketch(
    of stops: [(coordinate: Coordinate, name: String)], start: Coordinate, label: String, t: Localizer
  ) -> HTML {
    """
    <figure class="sketch-map">\(SketchMap(regions: regions, stops: stops, start: start, label: label, t: t).html)
    <figcaption class="map-note">\(MapPanel.note(map, t))</figcaption></figure>
    """
  }
}

/// A map of a few places as a drawing (示意图): Mercator, north above, with a scale.
struct SketchMap {
  let regions: RegionTree
  let stops: [(coordinate: Coordinate, name: String)]
  let start: Coordinate
  let label: String
  let t: Localizer
  /// The corner north-west of what is shown, in the projection.
  private let origin: SIMD2<Double>
  /// How many units of the drawing one of the projection is.
  private let unit: Double

  init(
    regions: RegionTree, stops: [(coordinate: Coordinate, name: String)], start: Coordinate, label: String, t: Localizer
  ) {
    self.regions = regions
    self.stops = stops
    self.start = start
    self.label = label
    self.t = t
    let all = stops.map { Mercator.project($0.coordinate) }
    let home = Mercator.project(start)
    let low = all.reduce(home) { pointwiseMin($0, $1) }
    let high = all.reduce(home) { pointwiseMax($0, $1) }
    let span = pointwiseMax(high - low, SIMD2(repeating: Self.least / 360))
    let room = Self.size - 2 * Self.margin
    unit = min(room.x / span.x, room.y / span.y)
    origin = (low + high) / 2 - Self.size / 2 / unit
  }

  private static let size = SIMD2(480.0, 320.0)
  /// So that numbers and names at the edge are whole.
  private static let margin = 40.0
  /// The narrowest strip of land that is shown, in degrees of longitude: about 4 km.
  private static let least = 0.04

  var html: HTML {
    let points = stops.map { point($0.coordinate) }
    let home = point(start)
    let way = ([home] + points + [home]).map(Self.text).joined(separator: " ")
    let numbers: [HTML] = points.enumerated().map { number, point in
      """
      <circle class="sketch-stop" cx="\(Self.rounded(point.x))" cy="\(Self.rounded(point.y))" r="13"/>
      <text class="sketch-number" x="\(Self.rounded(point.x))" y="\(Self.rounded(point.y + 5))">\(number + 1)</text>

      """
    }
    return """
      <svg class="sketch" viewBox="0 0 480 320" role="img" aria-label="\(label)">
      <path class="sketch-land" d="\(land)"/>
      \(names)
      <polyline class="sketch-way" points="\(way)"/>
      <rect class="sketch-home" x="\(Self.rounded(home.x - 9))" y="\(Self.rounded(home.y - 9))" width="18" height="18" rx="3"/>
      \(numbers)\(scale)
      </svg>
      """
  }

  private func point(_ coordinate: Coordinate) -> SIMD2<Double> { (Mercator.project(coordinate) - origin) * unit }

  private var box: BoundingBox? {
    let (northWest, southEast) = (Mercator.unproject(origin), Mercator.unproject(origin + Self.size / unit))
    return BoundingBox(
      south: southEast.latitude, west: northWest.longitude, north: northWest.latitude, east: southEast.longitude)
  }

  private var land: String {
    guard let box else { return "" }
    let rings = regions.boundaries.boundaries.flatMap { $0.rings(in: box) }
    return rings.map { ring in
      var steps: [String] = []
      for place in ring {
        let step = Self.text(point(place))
        if steps.last != step { steps.append(step) }
      }
      return "M" + steps.joined(separator: "L") + "Z"
    }.joined()
  }

  /// The names of counties whose place for it is not taken by a mark.
  private var names: [HTML] {
    guard let box else { return [] }
    let marks = (stops.map(\.coordinate) + [start]).map(point)
    return regions.boundaries.boundaries.compactMap { boundary -> HTML? in
      guard let region = regions.byCode[String(boundary.id)], box.contains(region.label) else { return nil }
      let place = point(region.label)
      guard marks.allSatisfy({ abs($0.x - place.x) > 36 || abs($0.y - place.y) > 20 }) else { return nil }
      return """
        <text class="sketch-name" x="\(Self.rounded(place.x))" y="\(Self.rounded(place.y))">\(t.pick(region.names))</text>

        """
    }
  }

  /// A round number of kilometres, as long as a fifth of the drawing at most.
  private var scale: HTML {
    let kilometre = unit * 1_000 / (40_075_016.7 * cos(start.latitude * .pi / 180))
    let length = [200, 100, 50, 20, 10, 5, 2, 1].first { Double($0) * kilometre <= Self.size.x / 5 } ?? 1
    let end = 24 + Double(length) * kilometre
    return """
      <path class="sketch-scale" d="M24,294V302H\(Self.rounded(end))V294"/>
      <text class="sketch-name sketch-length" x="\(Self.rounded((24 + end) / 2))" y="289">\(t.number(length)) km</text>
      """
  }

  private static func rounded(_ value: Double) -> String { String((value * 10).rounded() / 10) }

  private static func text(_ point: SIMD2<Double>) -> String { "\(rounded(point.x)),\(rounded(point.y))" }
}
