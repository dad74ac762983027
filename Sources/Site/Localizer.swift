import Foundation
import SQL

/// Says things in one language; pages call it `t`.
///
///     t("Open now")
///     t("Open until {time}", ["time": "17:00"])
///     t.plural("{count} base", "{count} bases", 12)
///
/// Messages are English in the sources; `Locales/*.po` holds the others, and `make check` fails on a missing one.
public struct Localizer: Sendable {
  /// The language.
  public let language: Language
  private let catalog: Catalog
  /// In which moments are told.
  let zone: TimeZone

  /// A localizer over a catalog.
  public init(_ language: Language, catalog: Catalog = .empty, zone: TimeZone = .gmt) {
    self.language = language
    self.catalog = catalog
    self.zone = zone
  }

  /// A message.
  public func callAsFunction(_ message: StaticString) -> String {
    catalog.text(context: nil, message) ?? message.description
  }

  /// A message with values for its `{placeholders}`.
  public func callAsFunction(_ message: StaticString, _ values: [String: String]) -> String {
    Self.fill(self(message), values)
  }

  /// A message about a number of things; the number stands for `{count}`.
  public func plural(
    _ one: StaticString, _ many: StaticString, _ count: Int, _ values: [String: String] = [:]
  ) -> String {
    let text = catalog.text(one, count: count) ?? (count == 1 ? one : many).description
    return Self.fill(text, values.merging(["count": number(count)]) { first, _ in first })
  }

  /// A message that means different things in different places.
  public func context(_ context: StaticString, _ message: StaticString) -> String {
    catalog.text(context: context, message) ?? message.description
  }

  /// Data that brings its own translations.
  public func pick(_ text: LocalizedText) -> String { text.text(language) }

  private static func fill(_ text: String, _ values: [String: String]) -> String {
    var filled = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}"),
        let value = values[String(rest[rest.index(after: open)..<close])]
      else {
        filled.append("{")
        rest = rest[rest.index(after: open)...]
        continue
      }
      filled += value
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }
}

extension LocalizedText {
  /// What is said in every language that the screens exist in, for messages that are read later in a language not known yet.
  public init(by localizer: (Language) -> Localizer, _ say: (Localizer) -> String) {
    self.init(zhHans: say(localizer(.zhHans)), zhHant: say(localizer(.zhHant)), en: say(localizer(.en)))
  }
}
