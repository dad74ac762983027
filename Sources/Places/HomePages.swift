import HTML
import SQL
import Site

/// The first page: search, the map, what is open near you, and ways in.
struct HomePage {
  let view: PlacesView
  let counts: RegionCounts
  let total: Int
  let open: Int
  let featured: [BaseSummary]
  let map: MapPanel
  let province: Region?

  private var t: Localizer { view.t }

  var html: HTML {
    """
    <section class="hero">
      <h1>\(t("Find science near you"))</h1>
      <p class="lead">\(lead)</p>
      <form class="hero-search" action="/bases" method="get" role="search">
        <label class="visually-hidden" for="home-q">\(t("Search bases"))</label>
        <input type="search" id="home-q" name="q" maxlength="200" placeholder="\(t("Name, place or theme"))">
        <button class="button button-primary" type="submit">\(t("Search"))</button>
      </form>
      <p class="hero-actions">
        <button class="button button-secondary" type="button" data-near="/bases?open=now" hidden>\(Components.icon("locate"))\(t("Open near me now"))</button>
        <a class="button button-secondary" href="/bases?open=now">\(Components.icon("clock"))\(openWords)</a>
      </p>
      <p class="hint" data-near-hint hidden>\(t("Your position is used for this search only and is not kept."))</p>
    </section>
    \(map.html)
    \(themes)
    \(featuredSection)
    \(places)
    """
  }

  private var lead: String {
    let place = province.map { t.pick($0.names) } ?? ""
    return t(
      "{count} science museums, gardens, laboratories and other bases in {place} and its neighbours.",
      ["count": t.number(total), "place": place])
  }

  private var openWords: String {
    t("Open now: {count}", ["count": t.number(open)])
  }

  private var themes: HTML {
    let links: [HTML] = view.vocabularies.categories.terms.map { term in
      """
      <li><a class="tile" data-category="\(term.key)" href="/bases?category=\(term.key)">\(Components.icon(term.key))<span>\(t.pick(term.names))</span></a></li>

      """
    }
    return """
      <section aria-labelledby="kinds"><h2 id="kinds">\(t("What would you like to see?"))</h2>
      <ul class="tiles">\(links)</ul></section>
      """
  }

  private var featuredSection: HTML {
    guard !featured.isEmpty else { return HTML() }
    return """
      <section aria-labelledby="featured"><h2 id="featured">\(t("Open today"))</h2>
      <div class="card-list card-list-row">\(BaseCard.list(featured, [:], view))</div></section>
      """
  }

  private var places: HTML {
    let links: [HTML] = view.regions.roots.flatMap { root in
      [root] + (view.regions.children[root.code] ?? []).filter { $0.level == .prefecture }
    }.map { region in
      """
      <li><a href="/regions/\(region.code)">\(t.pick(region.names)) <span class="count">\(counts.total(under: region.code))</span></a></li>

      """
    }
    return """
      <section aria-labelledby="places"><h2 id="places">\(t("By place"))</h2><ul class="places">\(links)</ul></section>
      """
  }
}
