import Site

/// A fixed list of terms with names in every language: categories, industries, themes, audiences, levels.
///
/// The lists are files under `Data/`, so that a province adds a theme without a programmer.
public struct Vocabulary: Sendable {
  /// One term of a list.
  public struct Term: Sendable, Hashable {
    /// The key that stands in files, URLs and the database.
    public let key: String
    /// What people read.
    public let names: LocalizedText
    /// Its position in the list, from 0.
    public let position: Int
  }

  /// The terms in the order of the file.
  public let terms: [Term]
  private let byKey: [String: Term]

  /// A vocabulary of these terms; a key that comes twice counts once.
  public init(_ terms: [(key: String, names: LocalizedText)]) {
    var seen: Set<String> = []
    let distinct = terms.filter { seen.insert($0.key).inserted }
    self.terms = distinct.enumerated().map { Term(key: $1.key, names: $1.names, position: $0) }
    byKey = Dictionary(self.terms.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The term with this key.
  public subscript(key: String) -> Term? { byKey[key] }

  /// The set of keys as bits by position; only the first 64 terms of a list can be filtered on the map.
  public func mask(_ keys: some Sequence<String>) -> UInt64 {
    keys.reduce(into: 0) { mask, key in
      if let position = byKey[key]?.position, position < 64 { mask |= 1 << UInt64(position) }
    }
  }
}

/// The vocabularies that describe a base.
public struct Vocabularies: Sendable {
  /// Classes of bases (科技场馆类…), §4.1 of the national scheme.
  public let categories: Vocabulary
  /// Industries of demonstration bases.
  public let industries: Vocabulary
  /// Subjects.
  public let themes: Vocabulary
  /// Audiences.
  public let audiences: Vocabulary
  /// Levels at which a base is named.
  public let levels: Vocabulary
  /// Schemes that name bases.
  public let schemes: Vocabulary
  /// Groups with concessions.
  public let concessions: Vocabulary
  /// Accessibility facilities.
  public let facilities: Vocabulary
}
