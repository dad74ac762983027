import Foundation
import Hanzi
import SQL

extension Reader {
  /// The base at an address, whatever its status.
  public func base(slug: String) throws -> Base? {
    try first(Base.self, "SELECT \(Base.columns) FROM bases WHERE slug = \(slug)")
  }

  /// The base with a number, whatever its status.
  public func base(_ id: ID<Base>) throws -> Base? {
    try first(Base.self, "SELECT \(Base.columns) FROM bases WHERE id = \(id)")
  }

  /// The bases that registers and files know under these keys.
  func bases(externalIDs: [String]) throws -> [Base] {
    guard !externalIDs.isEmpty else { return [] }
    return try all(Base.self, "SELECT \(Base.columns) FROM bases WHERE external_id IN \(externalIDs)")
  }

  /// Published bases with these numbers as lists show them, in the order of the numbers.
  func summaries(_ ids: [ID<Base>]) throws -> [BaseSummary] {
    guard !ids.isEmpty else { return [] }
    let found = try all(
      BaseSummary.self,
      "SELECT \(BaseSummary.columns) FROM bases WHERE status = 'published' AND id IN \(ids)")
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  /// Published bases with these numbers in full, in the order of the numbers.
  func bases(_ ids: [ID<Base>]) throws -> [Base] {
    guard !ids.isEmpty else { return [] }
    let found = try all(
      Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' AND id IN \(ids)")
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { byID[$0] }
  }

  /// All published bases in the order of their numbers, a page at a time, for exports.
  func publishedBases(after id: ID<Base>?, limit: Int) throws -> [Base] {
    try all(
      Base.self,
      """
      SELECT \(Base.columns) FROM bases
      WHERE status = 'published' AND id > \(id?.rawValue ?? -1) ORDER BY id LIMIT \(limit)
      """)
  }

  /// What the atlas keeps of every base that changed at or after an instant; of all when there is none.
  func atlasEntries(changedSince instant: Instant?) throws -> [AtlasRow] {
    try all(
      AtlasRow.self,
      "SELECT \(AtlasRow.columns) FROM bases WHERE updated_at >= \(instant?.milliseconds ?? 0)")
  }

  /// The latest change of any base; what a process asks to learn whether its atlas is stale.
  func latestChange() throws -> Instant? {
    try value(Instant.self, "SELECT MAX(updated_at) FROM bases")
  }

  /// Whether a slug is taken.
  func slugIsTaken(_ slug: String) throws -> Bool {
    try value(Int64.self, "SELECT 1 FROM bases WHERE slug = \(slug)") != nil
  }
}

extension Writer {
  /// Stores a new base.
  func insert(_ base: Base, at now: Instant) throws {
    let facts = base.facts
    try execute(
      """
      INSERT INTO bases (
        id, slug, external_id, version, status, name, name_hant, name_en, sort_key, region, category,
        industry, level, admission, hours, exceptions, themes, audiences, latitude, longitude, accuracy,
        facts, created_at, updated_at)
      VALUES (
        \(base.id), \(base.slug), \(facts.externalID), \(base.version), \(base.status.rawValue),
        \(facts.names.zhHans), \(facts.names.zhHant), \(facts.names.en),
        \(Hanzi.sortKey(facts.names.zhHans)), \(facts.region), \(facts.category), \(facts.industry),
        \(facts.level), \(facts.admission?.rawValue), \(facts.hours?.text), \(try facts.exceptionsJSON()),
        \(facts.themes.joined(separator: ",")), \((facts.audiences ?? []).joined(separator: ",")),
        \(facts.position?.coordinate.latitude), \(facts.position?.coordinate.longitude),
        \(facts.position?.accuracy.rawValue), \(try facts.json()), \(now), \(now))
      """)
  }

  /// Stores a changed base; `false` when somebody else changed it since `base.version - 1`.
  func update(_ base: Base, at now: Instant) throws -> Bool {
    let facts = base.facts
    return try execute(
      """
      UPDATE bases SET
        slug = \(base.slug), version = \(base.version), status = \(base.status.rawValue),
        name = \(facts.names.zhHans), name_hant = \(facts.names.zhHant), name_en = \(facts.names.en),
        sort_key = \(Hanzi.sortKey(facts.names.zhHans)), region = \(facts.region),
        category = \(facts.category), industry = \(facts.industry), level = \(facts.level),
        admission = \(facts.admission?.rawValue), hours = \(facts.hours?.text),
        exceptions = \(try facts.exceptionsJSON()), themes = \(facts.themes.joined(separator: ",")),
        audiences = \((facts.audiences ?? []).joined(separator: ",")),
        latitude = \(facts.position?.coordinate.latitude),
        longitude = \(facts.position?.coordinate.longitude),
        accuracy = \(facts.position?.accuracy.rawValue), facts = \(try facts.json()), updated_at = \(now)
      WHERE id = \(base.id) AND version = \(base.version - 1)
      """) == 1
  }
}

extension Base: RowReadable {
  static let columns: SQL = "id, slug, version, status, updated_at, facts"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    self.init(
      id: try row.get(0), slug: try row.text(1), version: Int(try row.int(2)),
      status: Status(rawValue: try row.text(3)) ?? .draft, updatedAt: try row.get(4),
      facts: try JSONDecoder().decode(BaseFacts.self, from: Data(try row.text(5).utf8)))
  }
}

extension BaseFacts {
  /// The facts as JSON with sorted keys, so that equal facts give equal text.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  func exceptionsJSON() throws -> String? {
    guard let exceptions, !exceptions.isEmpty else { return nil }
    return String(decoding: try JSONEncoder().encode(exceptions), as: UTF8.self)
  }
}
