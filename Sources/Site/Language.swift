/// A language in which the portal speaks.
public enum Language: String, CaseIterable, Sendable, Hashable, Codable {
  /// Chinese in Simplified characters; the authoritative one (§12.1).
  case zhHans = "zh-Hans"
  /// Chinese in Traditional characters as written in Hong Kong and Macao.
  case zhHant = "zh-Hant"
  /// English.
  case en

  /// The language in its own words, for the switch.
  public var ownName: String {
    switch self {
    case .zhHans: "简体中文"
    case .zhHant: "繁體中文"
    case .en: "English"
    }
  }

  /// The language that a BCP 47 tag asks for: `zh-HK` and `zh-Hant-MO` are Traditional, any other `zh` Simplified.
  public init?(tag: some StringProtocol) {
    let parts = tag.lowercased().split(separator: "-")
    switch parts.first {
    case "en": self = .en
    case "zh":
      let isTraditional = parts.dropFirst().contains { ["hant", "hk", "mo", "tw"].contains($0) }
      self = isTraditional && !parts.contains("hans") ? .zhHant : .zhHans
    default: return nil
    }
  }

  /// The language that a reader likes best, told by an `Accept-Language` header (RFC 9110, 12.5.4).
  public init?(acceptLanguage header: String) {
    var best: (language: Language, quality: Double)?
    for item in header.split(separator: ",").prefix(20) {
      let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      guard let tag = parts.first, let language = Language(tag: tag) else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if weight > 0, weight > best?.quality ?? 0 { best = (language, weight) }
    }
    guard let best else { return nil }
    self = best.language
  }
}

/// A name or a text in the languages in which it is known; Simplified Chinese always is.
public struct LocalizedText: Codable, Hashable, Sendable {
  /// Simplified Chinese.
  public var zhHans: String
  /// Traditional Chinese (Hong Kong, Macao).
  public var zhHant: String?
  /// English.
  public var en: String?
  /// Portuguese.
  public var pt: String?

  /// A text in the languages given.
  public init(zhHans: String, zhHant: String? = nil, en: String? = nil, pt: String? = nil) {
    self.zhHans = zhHans
    self.zhHant = zhHant
    self.en = en
    self.pt = pt
  }

  private enum CodingKeys: String, CodingKey {
    case zhHans = "zh-Hans"
    case zhHant = "zh-Hant"
    case en, pt
  }

  /// The text in a language, or in the one nearest to it that is known.
  public func text(_ language: Language) -> String {
    switch language {
    case .zhHans: zhHans
    case .zhHant: zhHant ?? zhHans
    case .en: en ?? zhHans
    }
  }
}
