import Site

/// What a form, a file and a comparison of versions say of a base, in the order in which people fill it in.
///
/// The keys are those of the import: a form is read by the same rules as a row of a file.
enum BaseColumn: String, CaseIterable {
  case nameZhHans = "name_zh_hans"
  case nameZhHant = "name_zh_hant"
  case nameEn = "name_en"
  case aliases, summary
  case summaryEn = "summary_en"
  case `operator`
  case operatorEn = "operator_en"
  case category, industry, level, schemes, themes, audiences
  case county = "county_code"
  case address
  case addressEn = "address_en"
  case latitude, longitude
  case accuracy = "position_accuracy"
  case transport
  case openingHours = "opening_hours"
  case openingNote = "opening_note"
  case admission
  case priceNote = "price_note"
  case concessions, accessibility, phone, website, wechat
  case groupNotice = "group_notice"
  case exhibits, source
  case sourceURL = "source_url"

  /// What the field is called.
  func label(_ t: Localizer) -> String {
    switch self {
    case .nameZhHans: t("Name (Simplified Chinese)")
    case .nameZhHant: t("Name (Traditional Chinese)")
    case .nameEn: t("Name (English)")
    case .aliases: t("Other names")
    case .summary: t("Short description (Chinese)")
    case .summaryEn: t("Short description (English)")
    case .operator: t("Operator")
    case .operatorEn: t("Operator (English)")
    case .category: t("Category")
    case .industry: t("Industry")
    case .level: t("Level")
    case .schemes: t("Named as")
    case .themes: t("Themes")
    case .audiences: t("Audience")
    case .county: t("County")
    case .address: t("Address")
    case .addressEn: t("Address (English)")
    case .latitude: t("Latitude (WGS-84)")
    case .longitude: t("Longitude (WGS-84)")
    case .accuracy: t("How exact the position is")
    case .transport: t("How to get there")
    case .openingHours: t("Weekly opening hours")
    case .openingNote: t("Note on opening")
    case .admission: t("Admission")
    case .priceNote: t("Prices")
    case .concessions: t("Concessions")
    case .accessibility: t("Accessibility")
    case .phone: t("Telephone")
    case .website: t("Web site")
    case .wechat: t("WeChat")
    case .groupNotice: t("Notice for groups")
    case .exhibits: t("Exhibits")
    case .source: t("Source")
    case .sourceURL: t("Address of the source")
    }
  }

  /// What a visitor misses when it is not there; asked for on the manager's desk in this order.
  static let wanted: [BaseColumn] = [
    .openingHours, .phone, .address, .summary, .admission, .transport, .latitude, .accessibility, .exhibits, .website, .nameEn,
  ]
}

extension BaseFacts {
  /// The facts as the texts of a form.
  var columns: [String: String] { CSVExport.values(self) }

  /// What a form cannot say stays as it is: the key, exceptions, and wordings in languages that it does not ask for, where the
  /// Chinese is the same.
  func keepingUnsaid(of old: BaseFacts) -> BaseFacts {
    var facts = self
    facts.externalID = old.externalID
    facts.exceptions = old.exceptions
    facts.source?.confidence = old.source?.confidence
    facts.source?.checkedOn = old.source?.checkedOn
    facts.names.pt = facts.names.pt ?? old.names.pt
    for text in [\BaseFacts.operatorName, \.summary, \.address, \.openingNote, \.priceNote, \.transport, \.groupNotice] {
      guard let was = old[keyPath: text], var now = facts[keyPath: text], now.zhHans == was.zhHans else { continue }
      now.zhHant = was.zhHant
      now.en = now.en ?? was.en
      now.pt = was.pt
      facts[keyPath: text] = now
    }
    let exhibits = Dictionary((old.exhibits ?? []).map { ($0.names.zhHans, $0) }, uniquingKeysWith: { first, _ in first })
    facts.exhibits = facts.exhibits?.map { exhibit in
      guard let was = exhibits[exhibit.names.zhHans] else { return exhibit }
      return BaseFacts.Exhibit(
        names: was.names, summary: exhibit.summary?.zhHans == was.summary?.zhHans ? was.summary : exhibit.summary)
    }
    if facts.position?.coordinate == old.position?.coordinate { facts.position?.radius = old.position?.radius }
    return facts
  }

  /// These facts with the columns in `keys` taken from others.
  func taking(_ keys: Set<String>, from other: BaseFacts) -> BaseFacts {
    var facts = self
    if keys.contains("name_zh_hans") { facts.names.zhHans = other.names.zhHans }
    if keys.contains("name_zh_hant") { facts.names.zhHant = other.names.zhHant }
    if keys.contains("name_en") { facts.names.en = other.names.en }
    if keys.contains("operator") { facts.operatorName = other.operatorName }
    if keys.contains("county_code") { facts.region = other.region }
    if keys.contains("latitude") || keys.contains("longitude") { facts.position = other.position }
    return facts
  }
}

/// One line of a comparison of two versions.
struct BaseDifference: Sendable, Equatable {
  let column: BaseColumn
  let before: String
  let after: String

  /// What differs between two sets of texts, in the order of the form.
  static func between(_ before: [String: String], _ after: [String: String]) -> [BaseDifference] {
    BaseColumn.allCases.compactMap { column in
      let (old, new) = (before[column.rawValue] ?? "", after[column.rawValue] ?? "")
      return old == new ? nil : BaseDifference(column: column, before: old, after: new)
    }
  }
}

/// Brings together what two people wrote into the same page.
enum BaseMerge {
  /// The texts that come out, and the columns that both changed to different things.
  ///
  /// - Parameters:
  ///   - original: what both began with.
  ///   - theirs: what is stored now.
  ///   - mine: what was typed.
  static func merge(
    original: [String: String], theirs: [String: String], mine: [String: String]
  ) -> (values: [String: String], conflicts: [BaseColumn]) {
    var values = theirs
    var conflicts: [BaseColumn] = []
    for column in BaseColumn.allCases {
      let key = column.rawValue
      let (was, their, my) = (original[key] ?? "", theirs[key] ?? "", mine[key] ?? "")
      guard my != was else { continue }
      values[key] = my
      if their != was, their != my { conflicts.append(column) }
    }
    return (values, conflicts)
  }
}
