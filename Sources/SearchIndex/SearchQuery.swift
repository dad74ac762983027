/// What somebody looks for.
public struct SearchQuery: Sendable, Hashable {
  /// Free text, as typed. Words in quotation marks are looked for as they stand. Empty finds everything.
  public var text: String
  /// The kinds of record wanted; empty means all.
  public var kinds: [String]
  /// The values wanted by key: any of a key's values, for every key.
  public var facets: [String: [String]]
  /// How many results to leave out before the first one given.
  public var offset: Int
  /// How many results to give at most; at least 0.
  public var limit: Int

  /// A query; without filters, from the first result.
  public init(
    _ text: String, kinds: [String] = [], facets: [String: [String]] = [:], offset: Int = 0, limit: Int = 20
  ) {
    self.text = text
    self.kinds = kinds
    self.facets = facets
    self.offset = max(0, offset)
    self.limit = max(0, limit)
  }
}

/// What was found.
public struct SearchResults: Sendable, Hashable {
  /// The page of results that was asked for, best first.
  public var hits: [SearchHit]
  /// How many there are in all.
  public var total: Int
  /// Whether `total` is exact; otherwise there are at least that many.
  public var isTotalExact: Bool
  /// Whether results that hold only most of the words were added after those that hold all.
  public var isRelaxed: Bool
  /// Words that hardly anything holds, and the words one letter away that were looked for as well.
  public var corrections: [String: [String]]

  /// Nothing.
  public static let none = SearchResults(
    hits: [], total: 0, isTotalExact: true, isRelaxed: false, corrections: [:])
}

/// One record that was found.
public struct SearchHit: Sendable, Hashable {
  /// The kind of record.
  public var kind: String
  /// The record's identifier.
  public var id: Int64
  /// How well it matches; only comparable within one query.
  public var score: Double
  /// The title that matches best, with the matching words marked.
  public var title: [TextSegment]
  /// The passage of the text that matches best, with the matching words marked. Empty when there is no text.
  public var snippet: [TextSegment]
}

/// A piece of text that is marked or not. Joined, the pieces are the text.
public struct TextSegment: Sendable, Hashable {
  /// The piece.
  public var text: String
  /// Whether it is what was looked for.
  public var isMarked: Bool

  /// A piece of text.
  public init(_ text: String, isMarked: Bool = false) {
    self.text = text
    self.isMarked = isMarked
  }
}
