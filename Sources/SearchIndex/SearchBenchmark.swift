import Foundation
import Hanzi
import SQL

/// Measures search: how fast it answers, and how much of what a scan of all texts finds it finds.
///
/// The documents are sentences of encyclopaedic paragraphs, recombined with a fixed seed: a title of one paragraph and
/// three sentences of any. The queries are the questions that come with the paragraphs, and single words of theirs. The
/// corpus is a file of JSON lines (`lang`, `title`, `text`, `questions`); the project does not ship one.
///
/// Stop words and the rules of relaxation were tuned on the queries of seed 2026. Held-out queries are others: questions, and
/// clauses of sentences, of the half of the texts whose hash is odd, none of them ever asked in tuning. What they should find is
/// judged by a script that cuts words its own way.
public struct SearchBenchmark: Sendable {
  /// What is indexed.
  public let documents: [SearchDocument]
  /// What is asked, by the name of the group.
  public let queries: [(group: String, texts: [String])]

  /// How a group of queries was answered.
  public struct Answers: Sendable {
    /// The group of queries.
    public var group: String
    /// What was asked.
    public var texts: [String]
    /// Milliseconds for each query.
    public var times: [Double]
    /// The numbers of the first ten documents for each query.
    public var found: [[Int64]]

    /// The time that a share of the queries stayed under.
    public func percentile(_ share: Double) -> Double {
      times.isEmpty ? 0 : times.sorted()[Int(Double(times.count - 1) * share)]
    }
  }

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
  ///   - seed: chooses the sentences of each document, and the queries.
  ///   - isHeldOut: asks queries that were never asked while the search was tuned.
  public init(
    corpus: Data, documents count: Int = 100_000, queriesPerGroup: Int = 500, seed: UInt64 = tuningSeed,
    isHeldOut: Bool = false
  ) throws {
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
    queries =
      isHeldOut
      ? try Self.heldOut(paragraphs, corpus, queriesPerGroup, &random) : Self.tuned(paragraphs, queriesPerGroup, &random)
  }

  /// The seed of the queries on which the search was tuned.
  public static let tuningSeed: UInt64 = 2026

  private static func tuned(
    _ paragraphs: [Paragraph], _ count: Int, _ random: inout Chance
  ) -> [(group: String, texts: [String])] {
    func questions(_ language: String) -> [String] {
      let all = paragraphs.filter { $0.lang == language }.flatMap(\.questions)
      return Array(all.shuffled(using: &random).prefix(count))
    }
    let simplified = questions("zh-Hans")
    let traditional = questions("zh-Hant")
    let words = (simplified + traditional).compactMap { word(of: $0) }.shuffled(using: &random)
    let keyWords = Array(words.prefix(count))
    return [
      ("questions, Simplified", simplified), ("questions, Traditional", traditional), ("key words", keyWords),
      ("key words, Traditional", keyWords.map { Hanzi.traditional($0) }),
    ]
  }

  private static func heldOut(
    _ paragraphs: [Paragraph], _ corpus: Data, _ count: Int, _ random: inout Chance
  ) throws -> [(group: String, texts: [String])] {
    let asked = Set(try SearchBenchmark(corpus: corpus).queries.flatMap(\.texts))
    func some(_ language: String, _ texts: @escaping (Paragraph) -> [String]) -> [String] {
      let all = Set(paragraphs.filter { $0.lang == language }.flatMap(texts)).filter { isHeldOut($0) && !asked.contains($0) }
      return Array(all.sorted().shuffled(using: &random).prefix(count))
    }
    let parts = { (paragraph: Paragraph) -> [String] in
      sentences(of: paragraph.text).filter { isHeldOut($0) }.flatMap { clauses(of: $0) }
    }
    return [
      ("questions, Simplified", some("zh-Hans", \.questions)), ("questions, Traditional", some("zh-Hant", \.questions)),
      ("clauses, Simplified", some("zh-Hans", parts)), ("clauses, Traditional", some("zh-Hant", parts)),
    ]
  }

  /// Whether a text is of the half that tuning never saw: its FNV-1a hash is odd.
  private static func isHeldOut(_ text: String) -> Bool {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 32 & 1 == 1
  }

  /// The pieces of a sentence between its marks, of a length that somebody would type.
  private static func clauses(of sentence: String) -> [String] {
    sentence.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { (5...16).contains($0.count) }
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
  public func ask(in database: Database) async throws -> [Answers] {
    var answers: [Answers] = []
    for (group, texts) in queries {
      var answer = Answers(group: group, texts: texts, times: [], found: [])
      for text in texts {
        let query = SearchQuery(text, limit: 10)
        var results = SearchResults.none
        let time = try await ContinuousClock().measure {
          results = try await database.read { try SearchIndex().search(query, in: $0) }
        }
        answer.times.append(time / .milliseconds(1))
        answer.found.append(results.hits.map(\.id))
      }
      answers.append(answer)
    }
    return answers
  }

  /// Holds the answers against a scan of all texts for the words as Kepu cuts them. Done after all were asked: it would push the
  /// index out of the processor's caches.
  public func lines(_ answers: [Answers]) -> [Line] {
    let scan = DocumentScan(documents)
    return answers.map { answer in
      let recalls = zip(answer.texts, answer.found).map { scan.recall(of: $1, for: $0) }
      return Line(
        group: answer.group, count: answer.texts.count, p50: answer.percentile(0.5), p95: answer.percentile(0.95),
        p99: answer.percentile(0.99), recall: recalls.isEmpty ? 1 : recalls.reduce(0, +) / Double(recalls.count))
    }
  }

  /// Writes the documents and Kepu's answers for the script that judges held-out queries: `documents.jsonl`, `answers.jsonl`
  /// (group, text, milliseconds, the documents found).
  public func export(_ answers: [Answers], to folder: URL) throws {
    try exportDocuments(to: folder)
    let encoder = JSONEncoder()
    var lines = Data()
    for answer in answers {
      for index in answer.texts.indices {
        let entry = ExportedAnswer(
          group: answer.group, text: answer.texts[index], milliseconds: answer.times[index], found: answer.found[index])
        lines += try encoder.encode(entry) + [UInt8(ascii: "\n")]
      }
    }
    try lines.write(to: folder.appending(path: "answers.jsonl"))
  }

  private struct ExportedAnswer: Encodable {
    var group, text: String
    var milliseconds: Double
    var found: [Int64]
  }

  private func exportDocuments(to folder: URL) throws {
    let encoder = JSONEncoder()
    var lines = Data()
    for document in documents {
      lines += try encoder.encode([document.title.joined(), document.body.joined()]) + [UInt8(ascii: "\n")]
    }
    try lines.write(to: folder.appending(path: "documents.jsonl"))
  }

  /// Writes documents, queries and what a scan finds for other engines to be measured on: `documents.jsonl`,
  /// `queries.jsonl` (group, text, its words without stop words, and the documents that count as the ten best).
  public func export(to folder: URL) throws {
    try exportDocuments(to: folder)
    let encoder = JSONEncoder()
    let scan = DocumentScan(documents)
    var lines = Data()
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
