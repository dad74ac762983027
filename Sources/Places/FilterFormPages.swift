import HTML
import Site

/// The form that narrows bases; a plain form that works without scripts and sends itself where there are some.
struct FilterForm {
  let view: PlacesView
  let filter: BaseFilter

  private var t: Localizer { view.t }

  var html: HTML {
    """
      <form class="search-row" action="/bases" method="get" role="search" data-filters>
        <label class="visually-hidden" for="q">\(t("Search bases"))</label>
        <input type="search" id="q" name="q" maxlength="200" value="\(filter.query ?? "")" placeholder="\(t("Name, place or theme"))">
        <button class="button button-primary" type="submit">\(t("Search"))</button>
        <details class="filters"\(attribute: "open", if: false)>
          <summary>\(Components.icon("filter"))\(t("Filters"))</summary>
          <div class="filters-body">
            \(select("region", t("Place"), filter.region, .regions))
            \(select("category", t("Category"), filter.category, .terms(.categories)))
            \(select("theme", t("Theme"), filter.theme, .terms(.themes)))
            \(select("level", t("Level"), filter.level, .terms(.levels)))
            \(select("industry", t("Industry"), filter.industry, .terms(.industries)))
            \(select("audience", t("Audience"), filter.audience, .terms(.audiences)))
            \(check("open", "now", t("Open now"), filter.isOpenNow))
            \(check("admission", "free", t("Free admission"), filter.isFree))
          </div>
        </details>
        \(near)\(order)
      </form>
    """
  }

  /// Searching again near a point stays near it.
  private var near: HTML? {
    filter.near.map { "<input type=\"hidden\" name=\"near\" value=\"\("\($0.latitude),\($0.longitude)")\">" }
  }

  /// Narrowing keeps the order that was chosen.
  private var order: HTML { "<input type=\"hidden\" name=\"sort\" value=\"\(filter.order?.rawValue ?? "")\">" }

  private func select(_ name: StaticString, _ label: String, _ value: String?, _ list: FilterOptions.List) -> HTML {
    let id = "filter-\(name)"
    return """
      <div class="field"><label for="\(id)">\(label)</label>
      <select id="\(id)" name="\("\(name)")"><option value="">\(t("Any"))</option>\(view.words.options.html(list, selected: value))</select></div>

      """
  }

  private func check(_ name: StaticString, _ value: StaticString, _ label: String, _ isOn: Bool) -> HTML {
    """
    <div class="field field-check"><label><input type="checkbox" name="\("\(name)")" value="\("\(value)")"\(attribute: "checked", if: isOn)> \(label)</label></div>

    """
  }
}

/// The options of all selects in one language, written once.
struct FilterOptions: Sendable {
  enum List: Hashable {
    case regions
    case terms(Vocabularies.List)
  }

  private struct Option {
    let key: String
    let name: String
  }

  private let options: [List: [Option]]
  private let plain: [List: HTML]
  private let tree: RegionTree
  private let language: Language

  init(_ language: Language, vocabularies: Vocabularies, regions: RegionTree) {
    self.language = language
    tree = regions
    var options: [List: [Option]] = [.regions: Self.regions(regions, language, around: nil)]
    for (list, vocabulary) in vocabularies.all {
      options[.terms(list)] = vocabulary.terms.map { Option(key: $0.key, name: $0.names.text(language)) }
    }
    self.options = options
    plain = options.mapValues { $0.map { Self.html($0, isSelected: false) }.joined() }
  }

  /// Provinces and prefectures as an indented list, and the counties around the one that is chosen: a hundred counties
  /// at once are hard to choose from on a phone.
  private static func regions(_ tree: RegionTree, _ language: Language, around code: String?) -> [Option] {
    let open = Set((code.map(tree.path) ?? []).map(\.code))
    func below(_ region: Region, _ depth: Int) -> [Option] {
      let name = String(repeating: "\u{2003}", count: depth) + region.names.text(language)
      let isOpen = depth == 0 || open.contains(region.code)
      let children = (tree.children[region.code] ?? []).filter { isOpen && ($0.level != .county || open.contains(region.code)) }
      return [Option(key: region.code, name: name)] + children.flatMap { below($0, depth + 1) }
    }
    return tree.roots.flatMap { below($0, 0) }
  }

  /// The options of a list.
  func html(_ list: List, selected: String?) -> HTML {
    guard let selected else { return plain[list] ?? HTML() }
    let options = list == .regions ? Self.regions(tree, language, around: selected) : self.options[list] ?? []
    return options.map { Self.html($0, isSelected: $0.key == selected) }.joined()
  }

  private static func html(_ option: Option, isSelected: Bool) -> HTML {
    "<option value=\"\(option.key)\"\(attribute: "selected", if: isSelected)>\(option.name)</option>"
  }
}
