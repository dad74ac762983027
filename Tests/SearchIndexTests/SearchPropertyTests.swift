import Hanzi
import SQL
import SearchIndex
import TestSupport
import Testing

@Suite("What always holds of search")
struct SearchPropertyTests {
  static let characters = Array("的是科学中心广东省馆植物动天文台海洋茶树人工智能数字里程皇后头发面条不了谁什么")

  static func name(_ random: inout SeededRandom) -> String {
    String((0..<Int.random(in: 2...9, using: &random)).map { _ in characters.randomElement(using: &random)! })
  }

  @Test("every two or more characters that stand together in a name find it, in either script", arguments: TestDatabase.engines)
  func substrings(engine: TestEngine) async throws {
    var random = SeededRandom(11)
    let names = (0..<25).map { _ in Self.name(&random) }
    let documents = names.enumerated().map { Museum.base(Int64($0), [$1]) }
    try await withIndex(engine, documents) { database in
      for (id, name) in names.enumerated() {
        let name = Array(name)
        for start in name.indices.dropLast() {
          for end in (start + 2)...name.count where Bool.random(using: &random) || end == name.count {
            let part = String(name[start..<end])
            let ids = try await database.find(SearchQuery(part, limit: 50)).hits.map(\.id)
            #expect(ids.contains(Int64(id)), "\(part) of \(String(name))")
            let traditional = try await database.find(SearchQuery(Hanzi.traditional(part), limit: 50)).hits.map(\.id)
            #expect(traditional.contains(Int64(id)), "\(Hanzi.traditional(part)) of \(String(name))")
          }
        }
      }
    }
  }

  @Test("a quoted text finds exactly the documents in which it stands", arguments: TestDatabase.engines)
  func quotedOracle(engine: TestEngine) async throws {
    var random = SeededRandom(12)
    let bodies = (0..<60).map { _ in (0..<3).map { _ in Self.name(&random) }.joined(separator: "，") }
    let documents = bodies.enumerated().map { Museum.base(Int64($0), ["甲乙丙"], body: [$1]) }
    try await withIndex(engine, documents) { database in
      for _ in 0..<60 {
        let body = Array(bodies.randomElement(using: &random)!)
        let start = Int.random(in: 0..<body.count - 1, using: &random)
        let part = String(body[start...start + Int.random(in: 1..<min(5, body.count - start), using: &random)])
        guard !part.contains("，") else { continue }
        let results = try await database.find(SearchQuery("\"\(part)\"", limit: 100))
        let expected = bodies.indices.filter { bodies[$0].contains(part) }.map(Int64.init)
        #expect(results.hits.map(\.id).sorted() == expected, "\(part)")
        #expect(results.total == expected.count)
      }
    }
  }

  @Test(
    "what was changed or removed is found as it is now, and putting the same again changes nothing",
    arguments: TestDatabase.engines)
  func changes(engine: TestEngine) async throws {
    var random = SeededRandom(13)
    try await withIndex(engine, []) { database in
      var current: [Int64: String] = [:]
      for step in 0..<120 {
        let id = Int64.random(in: 0..<12, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
          try await database.write { try SearchIndex().remove(kind: "base", id: id, in: $0) }
          current[id] = nil
        } else {
          let name = Self.name(&random)
          let document = Museum.base(id, [name], boost: Double.random(in: 0...1, using: &random))
          try await database.write { try SearchIndex().put(document, in: $0) }
          try await database.write { try SearchIndex().put(document, in: $0) }
          current[id] = name
        }
        guard step % 10 == 9 else { continue }
        let all = try await database.find(SearchQuery("", limit: 100))
        #expect(all.total == current.count)
        #expect(Set(all.hits.map(\.id)) == Set(current.keys))
        for (id, name) in current {
          #expect(try await database.find(SearchQuery("\"\(name)\"")).hits.contains { $0.id == id })
        }
      }
    }
  }

  @Test("the index changes with the transaction or not at all", arguments: TestDatabase.engines)
  func transactions(engine: TestEngine) async throws {
    struct Refused: Error {}
    try await withIndex(engine) { database in
      await #expect(throws: Refused.self) {
        try await database.write { writer in
          try SearchIndex().put(Museum.base(9, ["月球基地"]), in: writer)
          try SearchIndex().remove(kind: "base", id: 1, in: writer)
          throw Refused()
        }
      }
      let added = try await database.found("月球")
      #expect(added.isEmpty)
      #expect(try await database.found("gdkxzx") == ["base 1"])
    }
  }

  @Test("both engines give the same results in the same order")
  func sameOnBoth() async throws {
    guard TestDatabase.engines.count > 1 else { return }
    var random = SeededRandom(14)
    let documents = (0..<300).map { id in
      Museum.base(
        id, [Self.name(&random)], keywords: [Self.name(&random)],
        body: [(0..<8).map { _ in Self.name(&random) }.joined(separator: "。")], boost: id % 5 == 0 ? 0.3 : 0)
    }
    let queries = (0..<80).map { _ in
      (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.name(&random) }.joined(separator: " ")
    }
    var answers: [[SearchResults]] = []
    for engine in TestDatabase.engines {
      answers.append(
        try await withIndex(engine, documents) { database in
          var results: [SearchResults] = []
          for query in queries { results.append(try await database.find(SearchQuery(query))) }
          return results
        })
    }
    for (index, query) in queries.enumerated() { #expect(answers[0][index] == answers[1][index], "\(query)") }
  }
}
