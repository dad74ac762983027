import Geo
import HTML
import SQL
import Site

/// The list of bases with its filters and the map beside it.
struct BaseListPage {
  let view: PlacesView
  let filter: BaseFilter
  let found: BaseFinder.Page
  let map: MapPanel

  private var t: Localizer { view.t }

  var html: HTML {
    """
    <div class="page-head">
      <h1>\(title)</h1>
      <p class="lead" id="count" role="status" aria-live="polite">\(countWords)</p>
    </div>
    <div class="explorer">
      <div class="explorer-side">
        \(FilterForm(view: view, filter: filter).html)
        <div id="results" class="results">
          \(chips)
          \(found.isRelaxed ? relaxedNotice : HTML())
          \(found.bases.isEmpty ? emptyState : sorting + list)
          \(Components.pagination(found.paging, path: "/bases", query: filter.parameters, t: t))
        </div>
      </div>
      <div class="explorer-map">\(map.html)</div>
    </div>
    """
  }

  var title: String {
    if let code = filter.region { return t("Science bases in {place}", ["place": view.name(region: code)]) }
    if filter.near != nil { return t("Science bases near you") }
    return t("Science bases")
  }

  private var countWords: String {
    t.plural("{count} base", "{count} bases", found.total)
  }

  private var sorting: HTML {
    let labels: [BaseOrder: String] = [
      .relevance: t("Best fit"), .distance: t("Nearest"), .name: t("Name"), .changed: t("Latest change"),
    ]
    return Sorting(filter.orderInForce).links(
      filter.possibleOrders.map { ($0, labels[$0] ?? $0.rawValue) }, path: "/bases", query: filter.parameters, t: t)
  }

  private var list: HTML {
    """
    <div class="card-list">
    \(BaseCard.list(found.bases, found.distances, view))
    </div>
    """
  }

  /// What narrows the list, each with a link that takes it away.
  private var chips: HTML {
    let active = filter.described(view)
    guard !active.isEmpty else { return HTML() }
    let links: [HTML] = active.map { words, without in
      let path = "/bases\(Components.query(without.parameters))"
      return """
        <li><a class="chip" href="\(path)" aria-label="\(t("Remove filter: {filter}", ["filter": words]))">\(words)<span aria-hidden="true"> ×</span></a></li>
        """
    }
    return """
      <ul class="chips">\(links)<li><a class="chip chip-clear" href="/bases">\(t("Clear all"))</a></li></ul>
      """
  }

  private var relaxedNotice: HTML {
    """
    <p class="notice">\(t("Nothing has all of these words; here is what has most of them."))</p>
    """
  }

  /// At night nothing is open, and what is near is still worth knowing for tomorrow.
  private var withClosed: String { "/bases" + Components.query(filter.with { $0.isOpenNow = false }.parameters) }

  private var emptyState: HTML {
    """
    <div class="empty">
      \(Components.icon("search"))
      <h2>\(t("No base fits"))</h2>
      <p>\(t("Try fewer filters or other words; pinyin and its initials work too."))</p>
      \(when: filter.isOpenNow, "<p><a class=\"button button-primary\" href=\"\(withClosed)\">\(t("Show also what is closed now"))</a></p>")
      <p><a class="button" href="/bases">\(t("Show all bases"))</a></p>
    </div>
    """
  }
}

/// One base in a list.
///
/// A page has fifty, so what many have in common (badges, icons, pictures of categories) is written once a page.
struct BaseCard {
  let view: PlacesView
  let base: BaseSummary
  var distance: Double?
  private let badge: HTML
  private let themes: UInt64

  /// Cards in order, each with its distance if that is known.
  static func list(_ bases: [BaseSummary], _ distances: [ID<Base>: Double], _ view: PlacesView) -> [HTML] {
    var badges: [Int32: HTML] = [:]
    return bases.map { base in
      let pin = view.snapshot.pin(base.id)
      let schedule = pin?.schedule ?? -1
      let badge = badges[schedule] ?? view.badge(view.openness(base.id), region: base.region)
      badges[schedule] = badge
      return BaseCard(view: view, base: base, distance: distances[base.id], badge: badge, themes: pin?.themes ?? 0).html
    }
  }

  private var t: Localizer { view.t }

  private var html: HTML {
    """
    <article class="card" data-category="\(base.category)">
      <div class="card-picture">\(picture)</div>
      <div class="card-body">
        <h2><a href="/bases/\(base.slug)">\(base.name(t.language))</a></h2>
        <p class="card-place">\(view.place(region: base.region))\(distanceWords)</p>
        <p class="card-badges">\(badge)\(level)\(free)</p>
        <p class="card-tags">\(view.words.tags(category: base.category, themes: themes))</p>
      </div>
    </article>

    """
  }

  private var distanceWords: String? {
    distance.map { " · " + t.distance($0) }
  }

  private var picture: HTML {
    // Without a photo the stylesheet draws a pattern with the sign of the category.
    guard let cover = base.cover else { return HTML() }
    return "<img src=\"/media/\(cover)-480.jpg\" alt=\"\" width=\"480\" height=\"320\" loading=\"lazy\">"
  }

  private var level: HTML? {
    base.level.map { "<span class=\"badge badge-level\">\(view.name($0, in: .levels))</span>" }
  }

  private var free: HTML? {
    base.admission == .free ? "<span class=\"badge badge-free\">\(t("Free"))</span>" : nil
  }
}

extension BaseFilter {
  /// Each thing that narrows, in words, with the filter that lacks just it.
  func described(_ view: PlacesView) -> [(words: String, without: BaseFilter)] {
    let t = view.t
    var parts: [(words: String, without: BaseFilter)] = []
    if let query { parts.append(("“\(query)”", with { $0.query = nil })) }
    if let region { parts.append((view.name(region: region), with { $0.region = nil })) }
    if let category { parts.append((view.name(category, in: .categories), with { $0.category = nil })) }
    if let industry { parts.append((view.name(industry, in: .industries), with { $0.industry = nil })) }
    if let theme { parts.append((view.name(theme, in: .themes), with { $0.theme = nil })) }
    if let level { parts.append((view.name(level, in: .levels), with { $0.level = nil })) }
    if let audience { parts.append((view.name(audience, in: .audiences), with { $0.audience = nil })) }
    if isFree { parts.append((t("Free"), with { $0.isFree = false })) }
    if isOpenNow { parts.append((t("Open now"), with { $0.isOpenNow = false })) }
    if near != nil { parts.append((t("Near you"), with { $0.near = nil })) }
    return parts
  }
}
