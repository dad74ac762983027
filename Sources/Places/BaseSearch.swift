import SearchIndex
import Site

extension Places {
  /// What people may look for to find a base: its names in all scripts, what it is about, and where it is.
  func searchDocument(_ base: Base) -> SearchDocument {
    let facts = base.facts
    let terms =
      [vocabularies.categories[facts.category]?.names]
      + facts.themes.map { vocabularies.themes[$0]?.names } + [facts.industry.flatMap { vocabularies.industries[$0]?.names }]
      + regions.path(to: facts.region).map(\.names)
    let keywords = terms.compactMap { $0 }.flatMap { [$0.zhHans, $0.en].compactMap { $0 } }
    let body = [facts.summary, facts.address, facts.operatorName].compactMap { $0 }
    return SearchDocument(
      kind: "base", id: base.id.rawValue,
      title: [facts.names.zhHans, facts.names.en].compactMap { $0 },
      names: [facts.names.zhHant, facts.names.pt].compactMap { $0 }, aliases: facts.aliases ?? [],
      keywords: keywords, body: body.flatMap { [$0.zhHans, $0.en].compactMap { $0 } },
      boost: facts.level == "national" ? 0.1 : facts.level == nil ? 0 : 0.05)
  }
}
