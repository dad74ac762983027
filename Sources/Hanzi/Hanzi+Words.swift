import CICU
import Synchronization

extension Hanzi {
  /// One token of a text: a word, a number, or what stands between them.
  public struct Word: Sendable, Hashable {
    /// What a token is made of.
    public enum Kind: UInt8, Sendable {
      /// Spaces, punctuation, symbols, emoji.
      case other = 0
      /// Digits.
      case number = 1
      /// Letters of an alphabet.
      case letters = 2
      /// Japanese kana.
      case kana = 3
      /// Chinese characters.
      case han = 4
    }

    /// The token as it stands in the text; its indices are those of the text.
    public let text: Substring
    /// What the token is made of.
    public let kind: Kind
  }

  /// Cuts `text` into tokens by ICU's dictionary; joined again they give `text`.
  ///
  ///     Hanzi.words("全国科普日 2026")  // 全国 | 科普 | 日 | " " | 2026
  public static func words(_ text: String) -> [Word] {
    var text = text
    text.makeContiguousUTF8()
    var words: [Word] = []
    var start = text.startIndex
    for boundary in boundaries(in: text.utf8) {
      let end = text.utf8.index(text.startIndex, offsetBy: boundary.end)
      words.append(Word(text: text[start..<end], kind: boundary.kind))
      start = end
    }
    return words
  }

  /// Where the tokens of UTF-8 `text` end, in bytes from its start, and what they are.
  public static func boundaries(in text: some Sequence<UInt8>) -> [(end: Int, kind: Word.Kind)] {
    let result = text.withContiguousStorageIfAvailable { bytes in
      bytes.withMemoryRebound(to: CChar.self) { WordBreakers.shared.boundaries(in: $0) }
    }
    if let result { return result }
    return boundaries(in: Array(text))
  }
}

/// Word break iterators that are open and idle.
///
/// Opening one reads the dictionary (about a millisecond), so they are kept; each is used by one thread at a time.
final class WordBreakers: Sendable {
  static let shared = WordBreakers()

  /// ICU's iterator; safe to send because whoever takes it out of the pool is the only one to hold it.
  private struct Handle: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

  private let idle = Mutex<[Handle]>([])

  var isAvailable: Bool {
    guard let handle = take() else { return false }
    give(back: handle)
    return true
  }

  func boundaries(in text: UnsafeBufferPointer<CChar>) -> [(end: Int, kind: Hanzi.Word.Kind)] {
    guard !text.isEmpty else { return [] }
    guard let handle = take() else { return [(text.count, .other)] }
    defer { give(back: handle) }
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: text.count) { ends in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { kinds in
        let count = icu_words(
          handle.pointer, text.baseAddress, Int32(text.count), ends.baseAddress, kinds.baseAddress)
        guard count >= 0 else { return [(text.count, .other)] }
        return (0..<Int(count)).map { (Int(ends[$0]), Hanzi.Word.Kind(rawValue: kinds[$0]) ?? .other) }
      }
    }
  }

  private func take() -> Handle? {
    idle.withLock { $0.popLast() } ?? icu_words_open("zh").map(Handle.init(pointer:))
  }

  private func give(back handle: Handle) {
    idle.withLock { $0.append(handle) }
  }
}
