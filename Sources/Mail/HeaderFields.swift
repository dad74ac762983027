import Foundation

/// The header of a message, folded at 76 characters.
///
/// Source: RFC 5322 §2.2.3 (folding), RFC 2047 §2 (a line with an encoded word has at most 76 characters).
struct HeaderFields {
  private(set) var text = ""

  private static let width = 76

  /// A field that a person reads, such as the subject.
  mutating func add(_ name: String, text value: String) {
    add(name, words: Self.words(value.asOneLine, room: Self.width - name.utf8.count - 2))
  }

  /// A field with a name and an address.
  mutating func add(_ name: String, _ mailbox: Mailbox) {
    guard let phrase = mailbox.name else { return add(name, words: [mailbox.address]) }
    let words = Self.phrase(phrase, room: Self.width - name.utf8.count - 2)
    add(name, words: words + ["<\(mailbox.address)>"])
  }

  /// A field whose value is known to hold visible ASCII and single spaces only.
  mutating func add(_ name: String, raw value: String) {
    add(name, words: value.split(separator: " ").map(String.init))
  }

  private mutating func add(_ name: String, words: [String]) {
    text += "\(name):"
    var column = name.utf8.count + 1
    for word in words {
      if column + 1 + word.utf8.count > Self.width && column > 1 {
        text += "\r\n"
        column = 0
      }
      text += " \(word)"
      column += 1 + word.utf8.count
    }
    text += "\r\n"
  }

  private static func words(_ value: String, room: Int) -> [String] {
    let words = value.split(separator: " ").map(String.init)
    let isPlain = words.allSatisfy { word in
      word.utf8.count <= room && word.utf8.allSatisfy(\.isVisible) && !word.contains("=?")
    }
    return isPlain ? words : EncodedWord.split(value, room: room)
  }

  /// A display name: atoms, a quoted string, or encoded words. Source: RFC 5322 §3.2.5, RFC 2047 §5 (3).
  private static func phrase(_ name: String, room: Int) -> [String] {
    let words = words(name, room: room)
    let isEncoded = words.first?.hasPrefix("=?") ?? false
    if isEncoded || words.allSatisfy({ $0.utf8.allSatisfy(\.isAtomText) }) { return words }
    let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return escaped.utf8.count + 2 <= room ? ["\"\(escaped)\""] : EncodedWord.split(name, room: room)
  }
}

/// Text beyond ASCII in a header. Source: RFC 2047 §2.
enum EncodedWord {
  private static let opening = "=?UTF-8?B?"
  private static let closing = "?="

  /// The text as encoded words of at most 75 characters, the first of at most `room`.
  ///
  /// A character as a person sees it stays in one word (the source asks it of code points only); one that is longer than a word,
  /// such as a letter with dozens of accents, is split between code points.
  static func split(_ text: String, room: Int) -> [String] {
    var words: [String] = []
    var bytes: [UInt8] = []
    for piece in pieces(text) {
      if bytes.count + piece.count > capacity(words.isEmpty ? min(room, 75) : 75) && !bytes.isEmpty {
        words.append(word(bytes))
        bytes = []
      }
      bytes += piece
    }
    if !bytes.isEmpty { words.append(word(bytes)) }
    return words
  }

  /// How many octets fit into a word of so many characters.
  private static func capacity(_ room: Int) -> Int {
    (room - opening.utf8.count - closing.utf8.count) / 4 * 3
  }

  private static func pieces(_ text: String) -> [[UInt8]] {
    text.flatMap { character in
      let bytes = Array(character.utf8)
      return bytes.count <= 32 ? [bytes] : character.unicodeScalars.map { Array(String($0).utf8) }
    }
  }

  private static func word(_ bytes: [UInt8]) -> String {
    opening + Data(bytes).base64EncodedString() + closing
  }
}
