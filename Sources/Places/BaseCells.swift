import Site

/// All that is told of a base as the cells of a table; `ImportRow` reads them back to the same facts.
enum BaseCells {
  /// Columns whose text may stand in other languages too, each in a column of its own: `summary_en`.
  static let translated = ["operator", "summary", "address", "opening_note", "price_note", "transport", "group_notice"]

  /// The columns of an export, in order.
  static let columns: [String] =
    ["id", "name_zh_hans", "name_zh_hant", "name_en", "name_pt", "aliases"]
    + ["operator", "summary"].flatMap(languages) + ["category", "industry", "level", "schemes", "themes", "audiences"]
    + ["county_code"] + languages("address") + ["latitude", "longitude", "position_accuracy", "accuracy_m"]
    + ["opening_hours", "opening_exceptions"] + languages("opening_note") + ["admission"] + languages("price_note")
    + ["concessions", "accessibility"] + languages("transport") + ["phone", "website", "wechat"]
    + languages("group_notice") + languages("exhibits") + ["source", "source_url", "confidence", "checked_on"]

  /// A column and those of its translations.
  static func languages(_ column: String) -> [String] { [column] + translations(of: column) }

  static func translations(of column: String) -> [String] { ["_zh_hant", "_en", "_pt"].map { column + $0 } }

  /// The cells; what is not known has none.
  static func values(_ facts: BaseFacts) -> [String: String] {
    var cells = CSVExport.values(facts)
    func add(_ column: String, _ text: LocalizedText?) {
      cells[column + "_zh_hant"] = text?.zhHant
      cells[column + "_en"] = text?.en
      cells[column + "_pt"] = text?.pt
    }
    for column in translated { add(column, facts[keyPath: text(column)]) }
    cells["opening_exceptions"] = facts.exceptions.map { $0.map(exception).joined(separator: ";") }
    for (column, language) in zip(translations(of: "exhibits"), [\LocalizedText.zhHant, \.en, \.pt]) {
      cells[column] = exhibits(facts.exhibits ?? [], in: language)
    }
    return cells
  }

  /// Where the facts keep a text that may be translated.
  static func text(_ column: String) -> WritableKeyPath<BaseFacts, LocalizedText?> {
    switch column {
    case "operator": \.operatorName
    case "address": \.address
    case "opening_note": \.openingNote
    case "price_note": \.priceNote
    case "transport": \.transport
    case "group_notice": \.groupNotice
    default: \.summary
    }
  }

  /// `2026-10-01/2026-10-07|09:00-17:00|National Day`; `off` where it is closed.
  private static func exception(_ exception: OpeningException) -> String {
    let days = exception.first == exception.last ? "\(exception.first)" : "\(exception.first)/\(exception.last)"
    let hours = exception.hours?.text ?? "off"
    return ([days, hours] + (exception.reason.map { [$0] } ?? [])).map(ListText.escaped).joined(separator: "|")
  }

  /// The exhibits in another language, place by place as in the column `exhibits`.
  private static func exhibits(_ exhibits: [BaseFacts.Exhibit], in language: KeyPath<LocalizedText, String?>) -> String? {
    let items = exhibits.map { exhibit in
      let summary = exhibit.summary?[keyPath: language].map { "|" + ListText.escaped($0) }
      return ListText.escaped(exhibit.names[keyPath: language] ?? "") + (summary ?? "")
    }
    return items.allSatisfy(\.isEmpty) ? nil : items.joined(separator: ";")
  }
}
