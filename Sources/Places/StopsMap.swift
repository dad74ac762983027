import Geo
import HTML
import Site

extension Places {
  /// A map of places in order, numbered and joined by a line, for rooms above; its script is `kepu-map.js`.
  public func map(of stops: [(coordinate: Coordinate, name: String)], label: String, t: Localizer) -> HTML {
    MapPanel(view: PlacesView(self, t: t), settings: map, stops: stops, label: label).html
  }
}

/// What the map element is told of stops.
enum StopsMap {
  /// A box around all of them with some air, as `west,south,east,north`.
  static func bounds(_ stops: [Coordinate]) -> String {
    let (latitudes, longitudes) = (stops.map(\.latitude), stops.map(\.longitude))
    guard let south = latitudes.min(), let north = latitudes.max(), let west = longitudes.min(), let east = longitudes.max()
    else { return "" }
    let air = max(0.01, (north - south) / 8, (east - west) / 8)
    return "\(west - air),\(south - air),\(east + air),\(north + air)"
  }

  /// The stops as `[[longitude, latitude, name], …]`.
  static func json(_ stops: [(coordinate: Coordinate, name: String)]) -> String {
    JSONValue.array(
      stops.map { .array([.number($0.coordinate.longitude), .number($0.coordinate.latitude), .string($0.name)]) }
    ).string
  }
}
