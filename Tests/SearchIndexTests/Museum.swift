import SQL
import SearchIndex
import TestSupport

/// A few places that the tests look for.
enum Museum {
  static let documents: [SearchDocument] = [
    base(
      1, ["广东科学中心", "Guangdong Science Center"], names: ["廣東科學中心"], aliases: ["大学城科学中心"],
      keywords: ["科技场馆", "番禺区", "广州市"],
      body: ["位于广州大学城西端的大型科普场馆，设有数字家园、飞天之梦、绿色家园等展厅。逢周一闭馆，节假日除外。"],
      facets: ["county": ["440113"], "level": ["national"], "theme": ["数码", "航天"]], boost: 0.5),
    base(
      2, ["中国散裂中子源", "China Spallation Neutron Source"], keywords: ["重大工程", "东莞市"],
      body: ["位于东莞松山湖的大科学装置，开放日可参观加速器隧道，了解中子如何探测物质结构。"],
      facets: ["county": ["441900"], "level": ["national"], "theme": ["物理"]]),
    base(
      3, ["香港天文台", "Hong Kong Observatory"], names: ["香港天文臺"], keywords: ["天文气象"],
      body: ["香港天文台負責監測及預報天氣，並就與天氣有關的災害發出警告。颱風季節前開放參觀，遊客可看到裏面的儀器。"],
      facets: ["county": ["810002"], "level": ["regional"], "theme": ["气象"]]),
    base(
      4, ["佛冈观音山省级自然保护区"], keywords: ["自然资源", "清远市"],
      body: ["保护区内有猕猴、穿山甲等动物，2020年建成自然教育径。开放时间：8:30—17:00。"],
      facets: ["county": ["441821"], "level": ["provincial"], "theme": ["动物", "植物"]]),
    base(
      5, ["深圳大鹏LNG能源科普参观基地"], keywords: ["能源"], body: ["了解液化天然气从哪里来，到哪里去。需提前三天预约。"],
      facets: ["county": ["440307"], "level": ["provincial"], "theme": ["能源"]]),
    SearchDocument(
      kind: "work", id: 1, title: ["茶的科学"], keywords: ["图书"], body: ["一本讲茶树、茶叶与健康的科普图书，作者来自华南农业大学。"],
      facets: ["theme": ["植物"]]),
  ]

  static func base(
    _ id: Int64, _ title: [String], names: [String] = [], aliases: [String] = [], keywords: [String] = [],
    body: [String] = [], facets: [String: [String]] = [:], boost: Double = 0
  ) -> SearchDocument {
    SearchDocument(
      kind: "base", id: id, title: title, names: names, aliases: aliases, keywords: keywords, body: body,
      facets: facets, boost: boost)
  }
}

/// A database with the given documents in its index.
func withIndex<Value: Sendable>(
  _ engine: TestEngine, _ documents: [SearchDocument] = Museum.documents,
  _ body: (Database) async throws -> Value
) async throws -> Value {
  try await withDatabase(engine, SearchIndex.migrations) { database in
    try await database.write { try SearchIndex().put(documents, in: $0) }
    return try await body(database)
  }
}

extension Database {
  func find(_ query: SearchQuery) async throws -> SearchResults {
    try await read { try SearchIndex().search(query, in: $0) }
  }

  /// The records found, as "kind id", best first.
  func found(_ text: String, limit: Int = 20) async throws -> [String] {
    try await find(SearchQuery(text, limit: limit)).hits.map { "\($0.kind) \($0.id)" }
  }
}
