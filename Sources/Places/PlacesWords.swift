import HTML
import Site

/// The names of terms and regions in one language, looked up for every card of every list.
///
/// Made once at start: picking them from their translations for each of fifty cards took a third of a page's time.
struct PlacesWords: Sendable {
  private let terms: [Vocabularies.List: [String: String]]
  private let regions: [String: String]
  private let places: [String: String]
  private let themeTags: [HTML]
  private let categoryTags: [String: HTML]
  /// The options of the filter form, as nothing is selected in most of them.
  let options: FilterOptions

  init(_ language: Language, vocabularies: Vocabularies, regions tree: RegionTree) {
    terms = Dictionary(
      vocabularies.all.map { list, vocabulary in
        let names = vocabulary.terms.map { ($0.key, $0.names.text(language)) }
        return (list, Dictionary(names, uniquingKeysWith: { first, _ in first }))
      }, uniquingKeysWith: { first, _ in first })
    regions = tree.byCode.mapValues { $0.names.text(language) }
    places = tree.byCode.mapValues { Self.place(tree.path(to: $0.code), language) }
    themeTags = vocabularies.themes.terms.map { Self.tag($0.names.text(language)) }
    categoryTags = Dictionary(
      vocabularies.categories.terms.map { ($0.key, Self.tag($0.names.text(language))) }, uniquingKeysWith: { first, _ in first })
    options = FilterOptions(language, vocabularies: vocabularies, regions: tree)
  }

  private static func tag(_ name: String) -> HTML { "<span class=\"tag\">\(name)</span>" }

  /// The category of a card and the first themes of its mask, as tags.
  func tags(category: String, themes mask: UInt64) -> HTML {
    var html = categoryTags[category] ?? Self.tag(category)
    var rest = mask
    for _ in 0..<4 where rest != 0 {
      let position = rest.trailingZeroBitCount
      if position < themeTags.count { html += themeTags[position] }
      rest &= rest - 1
    }
    return html
  }

  /// "Tianhe District, Guangzhou" in the order of the language, without the province.
  private static func place(_ path: [Region], _ language: Language) -> String {
    let names = (path.count > 1 ? Array(path.dropFirst()) : path).map { $0.names.text(language) }
    return language == .en ? names.reversed().joined(separator: ", ") : names.joined(separator: " ")
  }

  func term(_ list: Vocabularies.List, _ key: String) -> String { terms[list]?[key] ?? key }
  func region(_ code: String) -> String { regions[code] ?? code }
  func place(_ code: String) -> String { places[code] ?? code }
}

extension Vocabularies {
  /// The vocabularies by name.
  enum List: String, CaseIterable {
    case categories, industries, themes, audiences, levels, schemes, concessions, facilities
  }

  subscript(list: List) -> Vocabulary {
    switch list {
    case .categories: categories
    case .industries: industries
    case .themes: themes
    case .audiences: audiences
    case .levels: levels
    case .schemes: schemes
    case .concessions: concessions
    case .facilities: facilities
    }
  }

  var all: [(List, Vocabulary)] { List.allCases.map { ($0, self[$0]) } }
}
