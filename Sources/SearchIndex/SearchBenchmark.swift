import Foundation
import Hanzi
import SQL

/// Measures search: how fast it answers, and how much of what a scan of all texts finds it finds.
///
/// The documents are sentences of encyclopaedic paragraphs, recombined with a fixed seed: a title of one paragraph and
/// three sentences of any. The queries are the questions that come with the paragraphs, and single words of theirs. The
/// corpus is a file of JSON lines (`lang`, `title`, `text`, `questions`); the project does not ship one.
public struct SearchBenchmark: Sendable {
  /// What is indexed.
  public let documents: [SearchDocument]
  /// What is asked, by the name of the group.
  public let queries: [(group: String, texts: [String])]

  /// What was measured for a group of queries.
  public struct Line: Sendable {
    /// The group of queries.
    public var group: String
    /// How many queries it has.
    public var count: Int
    /// Milliseconds for one query: half of them took at most the first, 95 and 99 of a hundred the others.
    public var p50, p95, p99: Double
    /// The share of the ten best documents of a scan (or others as good) that are among the first ten; 0 to 1.
    public var recall: Double
  }

  private struct Paragraph: Decodable {
    var lang, title, text: String
    var questions: [String]
  }

  /// Makes documents and queries from a corpus.
  ///
  /// - Parameters:
  ///   - corpus: JSON lines, not compressed.
  ///   - count: how many documents to make.
  ///   - queriesPerGroup: how many queries of each group to ask.
  public init(corpus: Data, documents count: Int = 100_000, queriesPerGroup: Int = 500, seed: UInt64 = 2026) throws {
    let decoder = JSONDecoder()
    let paragraphs = try corpus.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(Paragraph.self, from: Data($0))
    }
    let sentences = paragraphs.flatMap { Self.sentences(of: $0.text) }
    var random = Chance(state: seed)
    documents = (0..<(paragraphs.isEmpty ? 0 : count)).map { number in
      let title = paragraphs[Int(random.next() % UInt64(paragraphs.count))].title
      let body = (0..<3).map { _ in sentences[Int(random.next() % UInt64(sentences.count))] }.joined()
      return SearchDocument(
        kind: "paragraph", id: Int64(number), title: [title], body: [body], facets: ["tenth": ["\(number % 10)"]])
    }
    func questions(_ language: String) -> [String] {
      let all = paragraphs.filter { $0.lang == language }.flatMap(\.questions)
      return Array(all.shuffled(using: &random).prefix(queriesPerGroup))
    }
    let simplified = questions("zh-Hans")
    let traditional = questions("zh-Hant")
    let words = (simplified + traditional).compactMap { Self.word(of: $0) }.shuffled(using: &random)
    let keyWords = Array(words.prefix(queriesPerGroup))
    queries = [
      ("questions, Simplified", simplified), ("questions, Traditional", traditional), ("key words", keyWords),
      ("key words, Traditional", keyWords.map { Hanzi.traditional($0) }),
    ]
  }

  /// Puts the documents into an empty index; gives documents a second.
  public func index(in database: Database) async throws -> Double {
    let time = try await ContinuousClock().measure {
      for start in stride(from: 0, to: documents.count, by: 2000) {
        let part = Array(documents[start..<min(documents.count, start + 2000)])
        try await database.write { try SearchIndex().put(part, in: $0) }
      }
    }
    return Double(documents.count) / (time / .seconds(1))
  }

  /// Asks all queries one after the other, the first ten results of each.
  public func run(in database: Database) async throws -> [Line] {
    var measured: [(group: String, times: [Double], found: [[Int64]])] = []
    for (group, texts) in queries {
      var times: [Double] = []
      var found: [[Int64]] = []
      for text in texts {
        let query = SearchQuery(text, limit: 10)
        var results = SearchResults.none
        let time = try await ContinuousClock().measure {
          results = try await database.read { try SearchIndex().search(query, in: $0) }
        }
        times.append(time / .milliseconds(1))
        found.append(results.hits.map(\.id))
      }
      measured.append((group, times.sorted(), found))
    }
    // Only now the scan: it would push the index out of the processor's caches.
    let scan = DocumentScan(documents)
    return zip(queries, measured).map { query, measured in
      let recalls = zip(query.texts, measured.found).map { scan.recall(of: $1, for: $0) }
      let times = measured.times
      func percentile(_ share: Double) -> Double { times.isEmpty ? 0 : times[Int(Double(times.count - 1) * share)] }
      return Line(
        group: query.group, count: times.count, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99),
        recall: recalls.isEmpty ? 1 : recalls.reduce(0, +) / Double(recalls.count))
    }
  }

  /// Writes documents, queries and what a scan finds for other engines to be measured on: `documents.jsonl`,
  /// `queries.jsonl` (group, text, its words without stop words, and the documents that count as the ten best).
  public func export(to folder: URL) throws {
    let encoder = JSONEncoder()
    var lines = Data()
    for document in documents {
      lines += try encoder.encode([document.title.joined(), document.body.joined()]) + [UInt8(ascii: "\n")]
    }
    try lines.write(to: folder.appending(path: "documents.jsonl"))
    let scan = DocumentScan(documents)
    lines = Data()
    for (group, texts) in queries {
      for text in texts {
        let best = scan.best(for: text)
        let words = QueryAnalysis(text).required.map { $0.term.pieces.map { IndexTerms.string($0.scalars) }.joined() }
        let entry = ExportedQuery(
          group: group, text: text, words: words, wanted: best.wanted, relevant: best.documents.sorted())
        lines += try encoder.encode(entry) + [UInt8(ascii: "\n")]
      }
    }
    try lines.write(to: folder.appending(path: "queries.jsonl"))
  }

  private struct ExportedQuery: Encodable {
    var group, text: String
    var words: [String]
    var wanted: Int
    var relevant: [Int64]
  }

  private static func sentences(of text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    for character in text {
      sentence.append(character)
      if "。！？!?".contains(character) {
        sentences.append(sentence)
        sentence = ""
      }
    }
    return sentence.isEmpty ? sentences : sentences + [sentence]
  }

  /// The longest word of a question, the last of those as long.
  private static func word(of question: String) -> String? {
    QueryAnalysis(question).required.compactMap { clause in
      clause.term.pieces.first.flatMap { $0.kind == .characters ? IndexTerms.string($0.scalars) : nil }
    }.max { $0.unicodeScalars.count <= $1.unicodeScalars.count }
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      return bits ^ (bits >> 31)
    }
  }
}
