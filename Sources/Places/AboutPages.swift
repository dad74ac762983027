import HTML
import Site

/// What the portal is, what its data are, and how to take them along.
struct AboutPage {
  let view: PlacesView
  let total: Int
  let contact: String?

  private var t: Localizer { view.t }

  var html: HTML {
    """
    <article class="prose">
      <h1>\(t("About this portal"))</h1>
      <p class="lead">\(t("This portal shows where people meet science: museums, botanical gardens, laboratories, farms, power stations and nature reserves that open their doors."))</p>
      <h2>\(t("What stands here"))</h2>
      <p>\(t("Only what is known is shown. Where nobody has told us the opening hours, we say so instead of guessing; where a position is known only roughly, the page says how roughly."))</p>
      <p>\(t.plural("{count} base is listed, with where its data comes from.", "{count} bases are listed, each with where its data comes from.", total))</p>
      <h2>\(t("Your privacy"))</h2>
      <p>\(t("You can use everything here without an account. Your position is asked for only when you press a button for it, is sent with that one search, and is not kept. There are no trackers and no advertising."))</p>
      <h2>\(t("Accessibility"))</h2>
      <p>\(t("Every page can be used with a keyboard and a screen reader, and without scripts; whatever the map shows stands in a list beside it."))</p>
      <h2>\(t("Something is wrong?"))</h2>
      <p>\(contactWords)</p>
      <p><a class="button button-secondary" href="/data">\(t("Open data"))</a></p>
    </article>
    """
  }

  private var contactWords: HTML {
    guard let contact else { return .text(t("Please tell the organizer of this portal.")) }
    return "\(t("Please tell the organizer of this portal:")) <strong>\(contact)</strong>"
  }
}

/// Where programs and curious people take the data.
struct DataPage {
  let view: PlacesView
  let baseURL: String

  private var t: Localizer { view.t }

  var html: HTML {
    """
    <article class="prose">
      <h1>\(t("Open data"))</h1>
      <p class="lead">\(t("Everything that this portal shows can be taken along, without asking and without a key."))</p>
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Open data"))"><table class="table">
        <thead><tr><th scope="col">\(t("What"))</th><th scope="col">\(t("Where"))</th><th scope="col">\(t("For"))</th></tr></thead>
        <tbody>\(rows)</tbody>
      </table></div>
      <h2>\(t("Put the map on your own page"))</h2>
      <p>\(t("Copy this line; filters of the list work here too."))</p>
      <pre tabindex="0"><code>\(embed)</code></pre>
      <h2>\(t("Where the data comes from"))</h2>
      <p>\(t("Each base names its source and how sure it is: A from a published list, B from a public list of places, C general knowledge that a base has not confirmed yet. Boundaries are for orientation and say nothing official."))</p>
    </article>
    """
  }

  private var rows: [HTML] {
    [
      row("GeoJSON", "/data/bases.geojson", t("maps and geographic programs")),
      row("CSV", "/data/bases.csv", t("spreadsheets")),
      row("JSON API", "/api/bases", t("programs; page by page, with all filters")),
      row("OpenAPI 3.1", "/api/openapi.json", t("the description of the API")),
      row("OGC API Features", "/ogc", t("QGIS, GDAL and other geographic programs")),
      row("TileJSON", "/tiles/bases.json", t("vector tiles for map makers")),
      row("DCAT", "/data/catalog.jsonld", t("catalogues of open data")),
    ]
  }

  private func row(_ name: String, _ path: String, _ purpose: String) -> HTML {
    "<tr><th scope=\"row\">\(name)</th><td><a href=\"\(path)\">\(path)</a></td><td>\(purpose)</td></tr>\n"
  }

  private var embed: String {
    "<iframe src=\"\(baseURL)/embed/map?region=440100\" title=\"\(t("Map of science bases"))\" width=\"800\" height=\"500\" loading=\"lazy\"></iframe>"
  }
}
