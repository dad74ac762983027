import HTML
import Site

/// The form that narrows bases; a plain form that works without scripts and sends itself where there are some.
struct FilterForm {
  let view: PlacesView
  let filter: BaseFilter

  private var t: Localizer { view.t }

  var html: HTML {
    let terms = view.vocabularies
    return """
      <form class="search-row" action="/bases" method="get" role="search" data-filters>
        <label class="visually-hidden" for="q">\(t("Search bases"))</label>
        <input type="search" id="q" name="q" maxlength="200" value="\(filter.query ?? "")" placeholder="\(t("Name, place or theme"))">
        <button class="button button-primary" type="submit">\(t("Search"))</button>
        <details class="filters"\(attribute: "open", if: false)>
          <summary>\(Components.icon("filter"))\(t("Filters"))</summary>
          <div class="filters-body">
            \(select("region", t("Place"), filter.region, regionOptions))
            \(select("category", t("Category"), filter.category, options(terms.categories)))
            \(select("theme", t("Theme"), filter.theme, options(terms.themes)))
            \(select("level", t("Level"), filter.level, options(terms.levels)))
            \(select("industry", t("Industry"), filter.industry, options(terms.industries)))
            \(select("audience", t("Audience"), filter.audience, options(terms.audiences)))
            \(check("open", "now", t("Open now"), filter.isOpenNow))
            \(check("admission", "free", t("Free admission"), filter.isFree))
          </div>
        </details>
        \(near)
      </form>
      """
  }

  /// Searching again near a point stays near it.
  private var near: HTML? {
    filter.near.map { "<input type=\"hidden\" name=\"near\" value=\"\("\($0.latitude),\($0.longitude)")\">" }
  }

  private struct Option {
    let key: String
    let name: String
    var depth = 0
  }

  private func options(_ vocabulary: Vocabulary) -> [Option] {
    vocabulary.terms.map { Option(key: $0.key, name: t.pick($0.names)) }
  }

  /// Provinces, prefectures and counties as an indented list, as phones show selects well.
  private var regionOptions: [Option] {
    func below(_ region: Region, _ depth: Int) -> [Option] {
      [Option(key: region.code, name: t.pick(region.names), depth: depth)]
        + (view.regions.children[region.code] ?? []).flatMap { below($0, depth + 1) }
    }
    return view.regions.roots.flatMap { below($0, 0) }
  }

  private func select(_ name: StaticString, _ label: String, _ value: String?, _ options: [Option]) -> HTML {
    let rows: [HTML] = options.map { option in
      let indent = String(repeating: "\u{2003}", count: option.depth)
      return "<option value=\"\(option.key)\"\(attribute: "selected", if: option.key == value)>\(indent)\(option.name)</option>"
    }
    let id = "filter-\(name)"
    return """
      <div class="field"><label for="\(id)">\(label)</label>
      <select id="\(id)" name="\("\(name)")"><option value="">\(t("Any"))</option>\(rows)</select></div>

      """
  }

  private func check(_ name: StaticString, _ value: StaticString, _ label: String, _ isOn: Bool) -> HTML {
    """
    <div class="field field-check"><label><input type="checkbox" name="\("\(name)")" value="\("\(value)")"\(attribute: "checked", if: isOn)> \(label)</label></div>

    """
  }
}
