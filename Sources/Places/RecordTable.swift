import Foundation

/// Reads the properties of a feature that this portal wrote (`BaseRecord`) as the cells of an import row.
enum RecordTable {
  /// The cells; `nil` when the properties are not a record's, but named like the columns of the CSV.
  static func values(_ properties: [String: Any]) -> [String: String]? {
    guard let names = properties["names"] as? [String: Any] else { return nil }
    var cells: [String: String] = [:]
    func put(_ column: String, _ value: Any?) {
      if let value, !(value is NSNull) { cells[column] = GeoJSONTable.text(of: value) }
    }
    func put(_ column: String, languages value: Any?, chinese: String) {
      guard let text = value as? [String: Any] else { return }
      put(chinese, text["zh-Hans"])
      for (column, tag) in zip(BaseCells.translations(of: column), ["zh-Hant", "en", "pt"]) { put(column, text[tag]) }
    }
    put("name", languages: names, chinese: "name_zh_hans")
    for (column, member) in plain { put(column, properties[member]) }
    for (column, member) in zip(BaseCells.translated, translated) {
      put(column, languages: properties[member], chinese: column)
    }
    if let source = properties["source"] as? [String: Any] {
      for (column, member) in ofSource { put(column, source[member]) }
    }
    cells["schemes"] = objects(properties["namings"])?.map(naming).joined(separator: ";")
    cells["opening_exceptions"] = objects(properties["openingExceptions"])?.map(exception).joined(separator: ";")
    if let exhibits = objects(properties["exhibits"]) {
      for (column, tag) in zip(BaseCells.languages("exhibits"), ["zh-Hans", "zh-Hant", "en", "pt"]) {
        cells[column] = exhibits.map { exhibit($0, in: tag) }.joined(separator: ";")
      }
    }
    return cells
  }

  private static let plain = [
    ("id", "id"), ("aliases", "aliases"), ("category", "category"), ("industry", "industry"), ("level", "level"),
    ("themes", "themes"), ("audiences", "audiences"), ("county_code", "region"), ("position_accuracy", "positionAccuracy"),
    ("accuracy_m", "positionRadius"), ("opening_hours", "openingHours"), ("admission", "admission"),
    ("concessions", "concessions"), ("accessibility", "accessibility"), ("phone", "phone"), ("website", "website"),
    ("wechat", "wechat"),
  ]

  private static let ofSource = [
    ("source", "title"), ("source_url", "url"), ("confidence", "confidence"), ("checked_on", "checkedOn"),
  ]

  /// What a record calls the columns of `BaseCells.translated`.
  private static let translated = [
    "operator", "summary", "address", "openingNote", "priceNote", "transport", "groupNotice",
  ]

  private static func objects(_ value: Any?) -> [[String: Any]]? { value as? [[String: Any]] }

  private static func text(_ value: Any?) -> String { value.map { GeoJSONTable.text(of: $0) } ?? "" }

  private static func naming(_ naming: [String: Any]) -> String {
    let (scheme, from, until) = (text(naming["scheme"]), text(naming["from"]), text(naming["until"]))
    return from.isEmpty && until.isEmpty ? scheme : "\(scheme):\(from)-\(until)"
  }

  private static func exception(_ exception: [String: Any]) -> String {
    let hours = text(exception["hours"])
    let days = text(exception["first"]) + "/" + text(exception["last"])
    return [days, hours.isEmpty ? "off" : hours, text(exception["reason"])].map(ListText.escaped).joined(separator: "|")
  }

  private static func exhibit(_ exhibit: [String: Any], in tag: String) -> String {
    let (names, summary) = (exhibit["names"] as? [String: Any], exhibit["summary"] as? [String: Any])
    let words = text(summary?[tag])
    return ListText.escaped(text(names?[tag])) + (words.isEmpty ? "" : "|" + ListText.escaped(words))
  }
}
