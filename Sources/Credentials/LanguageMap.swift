/// A text in several languages, of which one is the main one.
///
/// Open Badges 3.0 has room for one text only (its JSON Schema asks for a string). So a document carries the main text under the
/// standard's name, and all of them in a JSON-LD language map beside it: `name` and `nameByLanguage`.
public struct LanguageMap: Sendable, Hashable {
  /// The language of the main text (BCP 47), such as `zh-Hans`.
  public let main: String
  /// The texts by their language; the main one is among them.
  public let texts: [String: String]

  /// A text, with its translations by language.
  public init(_ text: String, in language: String, others: [String: String] = [:]) {
    main = language
    texts = others.merging([language: text]) { _, main in main }
  }

  /// The main text.
  public var text: String { texts[main] ?? "" }

  /// The text in the first of some languages that there is; the main text if there is none.
  public func text(for languages: [String]) -> String { languages.lazy.compactMap { texts[$0] }.first ?? text }
}

extension LanguageMap {
  /// What the members `nameByLanguage`, `descriptionByLanguage` and `narrativeByLanguage` mean, for readers of JSON-LD 1.1.
  static let context: CanonicalJSON = [
    "descriptionByLanguage": ["@container": "@language", "@id": "https://schema.org/description"],
    "nameByLanguage": ["@container": "@language", "@id": "https://schema.org/name"],
    "narrativeByLanguage": [
      "@container": "@language", "@id": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative",
    ],
  ]

  /// The members of a document that hold this text under a name.
  func members(named name: String) -> [String: CanonicalJSON] {
    [name: .string(text), name + "ByLanguage": .object(texts.mapValues { .string($0) })]
  }

  /// Reads a text and its translations; the main language is the one whose text stands under the plain name, or the one that
  /// is said to be where several have the same text. A text without any language is `und`, undetermined.
  init?(reading document: CanonicalJSON, named name: String, main said: String? = nil) {
    guard let text = document[name]?.string else { return nil }
    let texts = (document[name + "ByLanguage"]?.members ?? [:]).compactMapValues(\.string)
    let candidates = texts.filter { $0.value == text }.keys
    self.init(text, in: said.flatMap { candidates.contains($0) ? $0 : nil } ?? candidates.min() ?? said ?? "und", others: texts)
  }
}
