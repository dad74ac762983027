import Hanzi
import SQL
import SearchIndex
import TestSupport
import Testing

@Suite("Searching")
struct SearchTests {
  @Test(
    "a place is found by its name, part of it, either script, pinyin, initials, English and a slip of the finger",
    arguments: [
      "广东科学中心", "廣東科學中心", "科学中心", "东科", "學中", "大学城", "飞天之梦", "飛天之夢", "gdkxzx", "kxzx", "GDKXZX",
      "guangdongkexuezhongxin", "guangdong kexue", "kexuezhongx", "Guangdong Science", "science cen", "Ｓｃｉｅｎｃｅ Ｃｅｎｔｅｒ",
      "guangdong sceince", "sciense center", "scince center", "\"science center\"", "“科学中心”", "「科學中心」",
    ], TestDatabase.engines)
  func oneLine(text: String, engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let found = try await database.found(text)
      #expect(found.first == "base 1", "\(text)")
    }
  }

  @Test(
    "other places by other ways",
    arguments: [
      ("foganggyssjzrbhq", nil), ("fogang", "base 4"), ("佛岡觀音山", "base 4"), ("天文臺", "base 3"), ("台风", "base 3"),
      ("颱風", "base 3"), ("里面的仪器", "base 3"), ("LNG", "base 5"), ("lng能源", "base 5"), ("szdplng", "base 5"), ("茶", "work 1"),
      ("茶树", "work 1"), ("2020", "base 4"), ("2020年", "base 4"), ("\"2020年\"", "base 4"), ("spallation", "base 2"), ("zsly", nil),
      ("spalation", "base 2"), ("中子", "base 2"), ("穿山甲", "base 4"), ("松山湖", "base 2"), ("zgslzzy", "base 2"), ("火星人", nil),
      ("8:30", "base 4"),
    ] as [(String, String?)], TestDatabase.engines)
  func others(query: (text: String, first: String?), engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let found = try await database.found(query.text)
      #expect(found.first == query.first, "\(query.text)")
    }
  }

  @Test("quoted words must stand together; unquoted ones need not", arguments: TestDatabase.engines)
  func phrases(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      #expect(try await database.found("\"科学装置\"") == ["base 2"])
      #expect(try await database.found("\"科普图书\"") == ["work 1"])
      let unquoted = try await database.find(SearchQuery("\"中心科学\""))
      #expect(unquoted.isRelaxed && unquoted.hits.first?.id == 1, "what stands nowhere is looked for word by word")
    }
  }

  @Test("documents with all words come before those with most, and a question finds its answer", arguments: TestDatabase.engines)
  func relaxing(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let question = try await database.find(SearchQuery("请问在哪里可以看到穿山甲和猕猴的照片？"))
      #expect(question.hits.first?.id == 4)
      #expect(question.isRelaxed)
      let both = try await database.find(SearchQuery("茶叶 图书 火箭"))
      #expect(both.hits.first?.kind == "work")
      #expect(both.isRelaxed)
      let all = try await database.find(SearchQuery("茶叶 图书"))
      #expect(all.total == 1 && all.hits.first?.kind == "work")
    }
  }

  @Test("a typing error names the words that were looked for instead", arguments: TestDatabase.engines)
  func corrections(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let wrong = try await database.find(SearchQuery("sciense"))
      #expect(wrong.corrections == ["sciense": ["science"]])
      let right = try await database.find(SearchQuery("science"))
      #expect(right.corrections.isEmpty)
    }
  }

  @Test("kinds and facets narrow: any value of a key, every key", arguments: TestDatabase.engines)
  func filters(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      func expect(_ ids: [Int64], _ query: SearchQuery) async throws {
        let hits = try await database.find(query).hits
        #expect(hits.map(\.id) == ids, "\(query)")
      }
      try await expect([1], SearchQuery("科学", kinds: ["work"]))
      try await expect([1, 2, 3, 4, 5], SearchQuery("", kinds: ["base"]))
      try await expect([1, 2], SearchQuery("", facets: ["level": ["national"]]))
      try await expect([1, 2, 3], SearchQuery("", facets: ["level": ["national", "regional"]]))
      try await expect([4], SearchQuery("", kinds: ["base"], facets: ["level": ["provincial"], "theme": ["植物"]]))
      try await expect([], SearchQuery("", facets: ["theme": ["没有"]]))
      try await expect([], SearchQuery("观音山", facets: ["level": ["national"]]))
    }
  }

  @Test("nothing asked gives everything, the weightier first, in pages", arguments: TestDatabase.engines)
  func listing(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let all = try await database.find(SearchQuery("  ！？ "))
      #expect(all.total == 6 && all.isTotalExact)
      #expect(all.hits.first?.id == 1, "boosted")
      let pages = try await [0, 2, 4, 6].asyncMap { offset in
        try await database.find(SearchQuery("", offset: offset, limit: 2)).hits
      }
      #expect(pages.flatMap { $0 } == all.hits)
    }
  }

  @Test("a name counts more than keywords, and those more than the text", arguments: TestDatabase.engines)
  func fields(engine: TestEngine) async throws {
    let documents = [
      Museum.base(1, ["甲"], body: ["这里讲恐龙。恐龙很大。"]), Museum.base(2, ["乙"], keywords: ["恐龙"], body: ["别的。"]),
      Museum.base(3, ["恐龙博物馆"], body: ["别的。"]), Museum.base(4, ["恐龙"], body: ["别的。"]),
      Museum.base(5, ["丙"], aliases: ["恐龙馆"], body: ["别的。"]), Museum.base(6, ["丁"], body: ["别的。"]),
    ]
    try await withIndex(engine, documents) { database in
      let ids = try await database.find(SearchQuery("恐龍")).hits.map(\.id)
      #expect(ids.first == 4)
      #expect(ids == [4, 3, 5, 2, 1])
    }
  }

  @Test("every page of a long result holds something new, and together they hold all", arguments: TestDatabase.engines)
  func paging(engine: TestEngine) async throws {
    let documents = (1...400).map { Museum.base(Int64($0), ["第\($0)个科技馆"], body: ["展品\($0 % 7)件。"]) }
    try await withIndex(engine, documents) { database in
      var seen: [Int64] = []
      for offset in stride(from: 0, to: 400, by: 30) {
        let page = try await database.find(SearchQuery("科技馆", offset: offset, limit: 30))
        #expect(page.total == 400 && page.isTotalExact)
        seen += page.hits.map(\.id)
      }
      #expect(seen.count == 400 && Set(seen).count == 400)
      #expect(try await database.find(SearchQuery("科技馆", offset: 1000)).hits.isEmpty)
      #expect(try await database.find(SearchQuery("科技馆", limit: 0)).total == 400)
    }
  }

  @Test("no text is an error", arguments: TestDatabase.engines)
  func oddInput(engine: TestEngine) async throws {
    let odd = [
      "", " ", "\"", "\"\"", "“", "AND OR NOT NEAR(", "title:中 *", "-- ; DROP TABLE search_documents", "'", "\\", "(((((", "^中",
      "中*", "a\0b",
      "👨‍👩‍👧", "🏛️科学中心🏛️", "\u{FFFD}\u{E000}\u{200}", "{text} : \"x\"", "科学!", "& | ! <-> :*", "e\u{301}", "\u{301}", "＊？", "%_",
      "NULL",
      String(repeating: "科学中心 abc \"x\" ", count: 700), String(repeating: "长", count: 10_000),
      String(repeating: "a", count: 10_000),
      String(repeating: "\"", count: 5000), (0..<3000).map { "w\($0)" }.joined(separator: " "),
    ]
    try await withIndex(engine) { database in
      for text in odd {
        _ = try await database.find(SearchQuery(text, kinds: ["base'\"\0"], facets: [text: [text]]))
        _ = try await database.find(SearchQuery(text, offset: -5, limit: -1))
        _ = try await database.find(SearchQuery(text))
      }
      #expect(try await database.found("🏛️科学中心🏛️").first == "base 1")
      #expect(try await database.found("AND OR NOT 穿山甲 NEAR(").first == "base 4")
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
