/// A record of some room as it is found by search.
///
/// The fields are language-neutral: each takes the same thing in as many languages and scripts as there are. Both
/// scripts need not be given, Traditional finds Simplified and back.
public struct SearchDocument: Sendable, Hashable {
  /// What kind of record this is, such as "base". With `id` it names the record.
  public var kind: String
  /// The record's identifier.
  public var id: Int64
  /// Its title, first in the language it is shown in when nothing better is known.
  public var title: [String]
  /// Its other official names.
  public var names: [String]
  /// What people call it.
  public var aliases: [String]
  /// Words that describe it: themes, category, place.
  public var keywords: [String]
  /// Its text. Snippets are cut from it.
  public var body: [String]
  /// Values that results can be narrowed to, by key: `["county": ["440106"]]`.
  public var facets: [String: [String]]
  /// How much it matters beside others that match as well: 0 (usual) to 1.
  public var boost: Double

  /// A document; everything but kind, id and title may be left out.
  public init(
    kind: String, id: Int64, title: [String], names: [String] = [], aliases: [String] = [], keywords: [String] = [],
    body: [String] = [], facets: [String: [String]] = [:], boost: Double = 0
  ) {
    self.kind = kind
    self.id = id
    self.title = title
    self.names = names
    self.aliases = aliases
    self.keywords = keywords
    self.body = body
    self.facets = facets
    self.boost = boost
  }
}
