import HTML
import SQL
import Site

/// A region's page: how many bases each part of it has, which parts have none, and the bases themselves.
struct RegionPage {
  let view: PlacesView
  let region: Region
  let counts: RegionCounts
  let bases: [BaseSummary]
  let map: MapPanel

  private var t: Localizer { view.t }
  var name: String { t.pick(region.names) }

  var html: HTML {
    let total = counts.total(under: region.code)
    return """
      <header class="page-head">
        <p class="eyebrow">\(levelWords)</p>
        <h1>\(name)</h1>
        <p class="lead">\(t.plural("{count} science base", "{count} science bases", total))\(coverageWords)</p>
      </header>
      \(tiles)
      \(map.html)
      \(parts)
      \(basesSection(total))
      """
  }

  private var levelWords: String {
    switch region.level {
    case .province: t("Province")
    case .prefecture: t("City")
    case .county: t("County")
    }
  }

  private var leaves: [Region] { view.regions.leaves(under: region.code) }

  private var coverageWords: String? {
    guard leaves.count > 1 else { return nil }
    let covered = leaves.count { counts.total(under: $0.code) > 0 }
    return " · "
      + t(
        "{covered} of {all} counties have at least one",
        ["covered": t.number(covered), "all": t.number(leaves.count)])
  }

  private var tiles: HTML {
    let tiles: [HTML] = [
      region.population.map { population in
        stat(t.number(population.residents), t("residents ({year})", ["year": String(population.year)]))
      },
      region.area.map { stat(t.number(Int($0.rounded())), t("square kilometres")) },
    ].compactMap { $0 }
    return tiles.isEmpty ? HTML() : "<ul class=\"stats\">\(tiles)</ul>"
  }

  private func stat(_ value: String, _ label: String) -> HTML {
    "<li class=\"stat\"><strong>\(value)</strong> <span>\(label)</span></li>"
  }

  private var parts: HTML {
    let below = view.regions.children[region.code] ?? []
    guard !below.isEmpty else { return HTML() }
    let rows: [HTML] = below.map { part in
      let total = counts.total(under: part.code)
      let empty = view.regions.leaves(under: part.code).filter { counts.total(under: $0.code) == 0 }
      let words = empty.isEmpty || view.regions.isLeaf(part.code) ? "" : listed(empty)
      return """
        <tr\(attribute: "class", total == 0 ? "is-empty" : nil)><th scope="row"><a href="/regions/\(part.code)">\(t.pick(part.names))</a></th><td class="number">\(t.number(total))</td><td>\(total == 0 ? t("None yet") : words)</td></tr>

        """
    }
    return """
      <section><h2 id="parts">\(t("Place by place"))</h2>
      <div class="table-scroll" tabindex="0" role="region" aria-labelledby="parts"><table class="table"><thead><tr><th scope="col">\(t("Place"))</th><th scope="col" class="number">\(t("Bases"))</th><th scope="col">\(t("Without a base"))</th></tr></thead><tbody>
      \(rows)</tbody></table></div></section>
      """
  }

  private func listed(_ regions: [Region]) -> String {
    regions.map { t.pick($0.names) }.joined(separator: t.language == .en ? ", " : "、")
  }

  private func basesSection(_ total: Int) -> HTML {
    guard !bases.isEmpty else {
      return """
        <div class="empty">\(Components.icon("map"))<h2>\(t("No base here yet"))</h2>
        <p>\(t("Nobody has told us of a science base in this place."))</p></div>
        """
    }
    return """
      <section aria-labelledby="bases"><h2 id="bases">\(t("Bases"))</h2>
      <div class="card-list">\(BaseCard.list(bases, [:], view))</div>
      \(when: total > bases.count, "<p><a class=\"button button-secondary\" href=\"/bases?region=\(region.code)\">\(t("Show all {count}", ["count": t.number(total)]))</a></p>")
      </section>
      """
  }
}
