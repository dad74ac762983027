import Hanzi

/// What the engines index of a document: tokens that need no further analysis, the same on both engines.
///
/// Characters become overlapping pairs, so that any two or more of them that stand together are found; the last one of a
/// run is a token of its own, so that a prefix query for one character finds each of its places. Words of letters
/// and digits are tokens as they are.
struct IndexTerms: Sendable, Equatable {
  /// The tokens of all fields in order; between fields stands `gap`.
  var text: [String] = []
  /// The tokens of title, names, aliases and keywords.
  var head: [String] = []
  /// The tokens that the text holds more than once.
  var focus: [String] = []
  /// The pinyin of title, names and aliases from each of its syllables on, and the initials likewise.
  var pinyin: [String] = []
  /// Kind and facets.
  var facets: [String] = []

  /// A token that nobody can look for: a phrase never reaches over it.
  static let gap = "\u{E000}"
  /// How much of a document is indexed, in scalars.
  static let longestText = 20_000

  init(_ document: SearchDocument) {
    var room = Self.longestText
    var seen: Set<String> = []
    var repeated: Set<String> = []
    func add(_ fields: [String], isHead: Bool) {
      for field in fields where room > 0 && !field.isEmpty {
        let folded = FoldedText(field, limit: room)
        room -= folded.scalars.count
        let tokens = Self.tokens(of: folded)
        for token in tokens where !seen.insert(token).inserted { repeated.insert(token) }
        if isHead { head += tokens }
        text += text.isEmpty ? tokens : [Self.gap] + tokens
      }
    }
    add(document.title + document.names + document.aliases + document.keywords, isHead: true)
    add(document.body, isHead: false)
    head = Array(Set(head)).sorted()
    focus = repeated.sorted()
    pinyin = Self.pinyin(of: document.title + document.names + document.aliases)
    facets = [Self.kindToken(document.kind)]
    for (key, values) in document.facets { facets += values.map { Self.facetToken(key, $0) } }
    facets = Array(Set(facets)).sorted()
  }

  /// The tokens of a text in order.
  static func tokens(of folded: FoldedText) -> [String] {
    var tokens: [String] = []
    for run in folded.runs {
      if run.kind == .characters {
        tokens += pairs(of: Array(folded.scalars[run.range]), withLast: true)
      } else {
        tokens.append(string(folded.token(run)))
      }
    }
    return tokens
  }

  /// The overlapping pairs of some characters and, if wanted, the last one alone.
  static func pairs(of characters: [Unicode.Scalar], withLast: Bool) -> [String] {
    var pairs: [String] = []
    for index in characters.indices.dropLast() { pairs.append(string(characters[index...index + 1])) }
    if withLast, let last = characters.last { pairs.append(string([last])) }
    return pairs
  }

  /// Whether a token is made of characters rather than of letters or digits.
  static func holdsCharacters(_ token: String) -> Bool {
    FoldedText(token, limit: 1).runs.first?.kind == .characters
  }

  /// The token that all documents of a kind have.
  static func kindToken(_ kind: String) -> String { "k" + opaque(kind) }

  /// The token that all documents with a value of a facet have.
  static func facetToken(_ key: String, _ value: String) -> String { "f" + opaque(key) + "\u{200}" + opaque(value) }

  /// Any text as one token: each byte is a letter from U+0100 on, which no engine folds or cuts.
  ///
  /// Cut at 400 bytes, as PostgreSQL takes no word above 2 KB.
  private static func opaque(_ text: String) -> String {
    string(text.utf8.prefix(400).compactMap { Unicode.Scalar(0x100 + UInt32($0)) })
  }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// For each name: its pinyin, its pinyin from the second syllable on, and so forth; then the same for initials.
  private static func pinyin(of names: [String]) -> [String] {
    var tokens: Set<String> = []
    for name in names where name.unicodeScalars.contains(where: Hanzi.isHan) {
      let runs = Hanzi.pinyinRuns(String(name.prefix(40)))
      for parts in [runs.flatMap(\.syllables), runs.flatMap(\.initials)] {
        for start in parts.indices { tokens.insert(String(parts[start...].joined().prefix(FoldedText.longestToken))) }
      }
    }
    return tokens.sorted()
  }
}
