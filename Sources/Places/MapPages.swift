import Geo
import HTML
import Site

/// The map element. Scripts draw it; without them the list beside it says the same, and says so.
struct MapPanel {
  let view: PlacesView
  let settings: MapSettings
  var filter = BaseFilter()
  var center: Coordinate?
  var zoom: Double?
  /// A region that the map shows whole.
  var region: String?
  /// A place to mark, with its name.
  var marked: (coordinate: Coordinate, name: String)?
  /// Places that are numbered and joined by a line, in order; the map shows all of them.
  var stops: [(coordinate: Coordinate, name: String)] = []
  var label: String

  private var t: Localizer { view.t }

  var html: HTML {
    let start = center ?? settings.center
    return """
      <figure class="map-panel">
        <kepu-map class="map" role="region" aria-label="\(label)"
          data-tiles="/tiles/bases/{z}/{x}/{y}" data-regions="/tiles/regions/{z}/{x}/{y}"
          data-query="\(Components.query(filter.parameters))" data-version="\(view.snapshot.revision)"
          data-changes="/places/changes" data-lang="\(t.language.rawValue)"
          data-center="\(start.map { "\($0.longitude),\($0.latitude)" })" data-zoom="\(zoom ?? settings.zoom)"\(bounds)\(marker)\(raster)
          data-label-fingers="\(t("Use two fingers to move the map"))" data-label-open="\(t("Open now"))" data-label-closed="\(t("Closed now"))"
          data-label-unknown="\(t("Hours not known yet"))" data-label-locate="\(t("Show where I am"))"  data-label-failed="\(t("The map could not be drawn on this device; the list has everything."))"></kepu-map>
        <noscript><p class="notice">\(t("The map needs scripts; the list has everything that it shows."))</p></noscript>
        <figcaption class="map-note">\(Self.note(settings, t))</figcaption>
      </figure>
      """
  }

  /// The box around a region's boundaries, so that every screen shows all of it.
  private var bounds: HTML {
    if !stops.isEmpty { return " data-bounds=\"\(StopsMap.bounds(stops.map(\.coordinate)))\"" }
    guard let region, let box = view.regions.bounds(of: region) else { return HTML() }
    return " data-bounds=\"\("\(box.west),\(box.south),\(box.east),\(box.north)")\""
  }

  private var marker: HTML {
    if !stops.isEmpty {
      return " data-stops=\"\(StopsMap.json(stops))\""
    }
    guard let marked else { return HTML() }
    return
      " data-marker=\"\("\(marked.coordinate.longitude),\(marked.coordinate.latitude)")\" data-marker-name=\"\(marked.name)\""
  }

  private var raster: HTML {
    guard let raster = settings.raster else { return HTML() }
    return " data-raster=\"\(raster.template)\" data-raster-attribution=\"\(raster.attribution ?? "")\""
  }

  /// What stands under every map.
  static func note(_ settings: MapSettings, _ t: Localizer) -> HTML {
    let number = settings.reviewNumber.map { number -> HTML in
      "<span class=\"review-number\">\(t("Map review number: {number}", ["number": number]))</span> "
    }
    return "\(number)<span>\(t("Boundaries are for orientation only."))</span>"
  }
}

/// How maps look before anybody moves them; from the configuration.
public struct MapSettings: Sendable {
  /// Middle of the province, if its regions are loaded.
  public var center: Coordinate?
  /// Zoom at which it fits a page.
  public var zoom: Double
  /// Review number (审图号) that stands under every map (Map Regulation art. 22).
  public var reviewNumber: String?
  /// Somebody else's raster base layer.
  public var raster: Raster?

  /// A raster base layer.
  public struct Raster: Sendable {
    /// Address of a tile with `{z}`, `{x}` and `{y}`.
    public var template: String
    /// Words of thanks to its owner.
    public var attribution: String?

    /// A raster layer.
    public init(template: String, attribution: String?) {
      self.template = template
      self.attribution = attribution
    }
  }

  /// Settings of a map.
  public init(center: Coordinate?, zoom: Double, reviewNumber: String?, raster: Raster?) {
    self.center = center
    self.zoom = zoom
    self.reviewNumber = reviewNumber
    self.raster = raster
  }
}

/// A page that is nothing but a map, for a frame on another site.
struct EmbedPage {
  let view: PlacesView
  let map: MapPanel

  var html: HTML {
    """
    <h1 class="visually-hidden">\(view.t("Map of science bases"))</h1>
    \(map.html)
    <p class="embed-link"><a href="/bases\(Components.query(map.filter.parameters))" target="_blank" rel="noopener">\(view.t("Open the list"))</a></p>
    """
  }
}
