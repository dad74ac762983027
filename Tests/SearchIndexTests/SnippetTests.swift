import SQL
import TestSupport
import Testing

@testable import SearchIndex

@Suite("Passages, tokens, spelling")
struct SnippetTests {
  func written(_ segments: [TextSegment]) -> String {
    segments.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined()
  }

  @Test("what was looked for is marked in the script it is written in", arguments: TestDatabase.engines)
  func marks(engine: TestEngine) async throws {
    try await withIndex(engine) { database in
      let observatory = try await database.find(SearchQuery("台风 仪器")).hits[0]
      #expect(written(observatory.snippet).contains("[颱風]季節前開放參觀，遊客可看到裏面的[儀器]。"))
      let centre = try await database.find(SearchQuery("science CEN")).hits[0]
      #expect(written(centre.title) == "Guangdong [Science] [Center]")
      #expect(try await written(database.find(SearchQuery("廣東")).hits[0].title) == "[广东]科学中心")
    }
  }

  @Test("a passage of a long text holds the words and starts at a sentence where it can")
  func passage() {
    let text = String(repeating: "前面的话很多很多。", count: 40) + "展厅里有一具恐龙骨架。" + String(repeating: "后面的话也很多。", count: 40)
    let snippet = Snippet(terms: [.characters("恐龙".unicodeScalars)])
    let passage = written(snippet.passage(of: text))
    #expect(passage.contains("展厅里有一具[恐龙]骨架。"))
    #expect(passage.hasPrefix("…") && passage.hasSuffix("…"))
    #expect(passage.unicodeScalars.count < 110)
    #expect(!written(snippet.passage(of: "没有")).contains("["))
    #expect(snippet.passage(of: "").isEmpty)
  }

  @Test("joined again the segments are the text, whatever it holds, and no character is cut")
  func nothingLost() {
    var random = SeededRandom(21)
    let pieces = ["恐龙", "科", "Cafe\u{301}", "👨‍👩‍👧", "é", " ", "。", "abc", "2020", "\r\n", "臺", "🇨🇳", "恐龍"]
    for _ in 0..<400 {
      let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
      let terms = ["恐龙", "cafe", "科2020", "abc"].flatMap { QueryAnalysis($0).required.map(\.term) }
      let snippet = Snippet(terms: terms)
      #expect(snippet.marked(text).map(\.text).joined() == text)
      let characters = Set(text)
      for segment in snippet.passage(of: text) where segment.text != "…" {
        #expect(segment.text.allSatisfy(characters.contains))
      }
    }
  }

  @Test("tokens are pairs of characters, words and numbers, the same for both scripts")
  func tokens() {
    #expect(IndexTerms.tokens(of: FoldedText("廣東LNG基地2020年")) == ["广东", "东", "lng", "基地", "地", "2020", "年"])
    #expect(IndexTerms.tokens(of: FoldedText("T·PARK Café")) == ["t", "park", "cafe"])
    #expect(IndexTerms.tokens(of: FoldedText("Cafe\u{301}")) == ["cafe"])
    #expect(IndexTerms.tokens(of: FoldedText("\u{301}！")) == [])
    let terms = IndexTerms(SearchDocument(kind: "base", id: 1, title: ["广东科学中心"], facets: ["a": ["b"]]))
    #expect(terms.pinyin.contains("gdkxzx") && terms.pinyin.contains("kexuezhongxin") && terms.pinyin.contains("zx"))
    #expect(terms.facets.count == 2)
  }

  @Test("stop words fall away unless there is nothing else")
  func stopWords() {
    func words(_ text: String) -> [String] {
      QueryAnalysis(text).required.map { $0.term.pieces.map { IndexTerms.string($0.scalars) }.joined() }
    }
    #expect(words("什么是科学中心的茶") == ["科学", "中心"])
    #expect(words("什么") == ["什么"])
    #expect(words("the observatory of hong kong") == ["observatory", "hong", "kong"])
    #expect(words("茶") == ["茶"])
    #expect(words("").isEmpty && words("！\u{0}🏛️").isEmpty)
  }

  @Test("one error apart is what the edit distance says, and the deletion neighbourhoods meet")
  func spelling() {
    var random = SeededRandom(22)
    func word() -> String {
      String((0..<Int.random(in: 3...6, using: &random)).map { _ in "abc".randomElement(using: &random)! })
    }
    for _ in 0..<4000 {
      let (a, b) = (word(), word())
      let isOne = editDistance(Array(a), Array(b)) == 1
      #expect(Spelling.isOneErrorApart(a, b) == isOne, "\(a) \(b)")
      if isOne { #expect(!Set(Spelling.deletions(of: a)).isDisjoint(with: Spelling.deletions(of: b)), "\(a) \(b)") }
    }
  }

  /// Optimal string alignment distance, the plain way.
  private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in 1...a.count {
      for j in 1...b.count {
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1) }
      }
    }
    return rows[a.count][b.count]
  }
}
