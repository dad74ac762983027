import Hanzi
import Testing

@Suite("Words and order")
struct WordTests {
  @Test("a sentence is cut into dictionary words")
  func sentence() {
    #expect(
      Hanzi.words("全国科普日喝白酒不能预防新冠病毒").map { String($0.text) }
        == ["全国", "科普", "日", "喝", "白酒", "不能", "预防", "新冠", "病毒"])
    #expect(Hanzi.words("2026 LNG，基地").map(\.kind) == [.number, .other, .letters, .other, .han])
  }

  @Test("tokens joined again are the text, whatever it holds")
  func nothingLost() {
    var random = SplitMix(state: 7)
    let pieces = [
      "广", "東", "科学", "a", "Z9", " ", "\0", "👨‍👩‍👧", "é", "e\u{301}", "，", "𠮷", "かな", "\u{FFFD}", "\r\n", "1.5",
      "-",
    ]
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random)!
      }.joined()
      let words = Hanzi.words(text)
      #expect(words.map { String($0.text) }.joined() == text)
      #expect(words.allSatisfy { !$0.text.isEmpty })
    }
  }

  @Test("many threads cut words at once and all get the same")
  func threads() async {
    let text = String(repeating: "广东科学中心的数字科技馆展品。", count: 20)
    let expected = Hanzi.words(text).map(\.text)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { Hanzi.words(text).map(\.text) == expected && Hanzi.sortKey(text).count > 10 }
      }
      for await same in group { #expect(same) }
    }
  }

  @Test("names sort by pinyin, by strokes and by letters")
  func collation() {
    let cities = ["中山市", "广州市", "佛山市", "东莞市", "深圳市", "潮州市"]
    func sorted(_ collation: Hanzi.Collation) -> [String] {
      cities.sorted { Hanzi.sortKey($0, collation).lexicographicallyPrecedes(Hanzi.sortKey($1, collation)) }
    }
    #expect(sorted(.pinyin) == ["潮州市", "东莞市", "佛山市", "广州市", "深圳市", "中山市"])
    #expect(sorted(.stroke).first == "广州市")
    #expect(Hanzi.sortKey("a", .english).lexicographicallyPrecedes(Hanzi.sortKey("B", .english)))
    #expect(Hanzi.sortKey("") == Hanzi.sortKey(""))
  }
}

/// A small seeded generator, so that a failing case comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
