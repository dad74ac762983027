/// The entries of a gettext catalog.
///
/// Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html.
struct POFile {
  struct Entry {
    var context: String?
    var message = ""
    var plural: String?
    var translations: [String] = []
    var isFuzzy = false
  }

  /// A line that is not right.
  struct Malformed: Error, Equatable, CustomStringConvertible {
    let line: Int
    let expected: String

    var description: String { "line \(line): expected \(expected)" }
  }

  private(set) var header = ""
  private(set) var entries: [Entry] = []

  init(_ text: String) throws(Malformed) {
    var entry = Entry()
    var field = Field.none
    for (index, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = rawLine.last == "\r" ? rawLine.dropLast() : rawLine
      if line.hasPrefix("#") {
        if case .translation = field { close(&entry, &field) }
        if line.hasPrefix("#,"), line.contains("fuzzy") { entry.isFuzzy = true }
        continue
      }
      guard !line.allSatisfy(\.isWhitespace) else {
        close(&entry, &field)
        continue
      }
      guard let quote = line.firstIndex(of: "\"") else { throw Malformed(line: index + 1, expected: "a quoted text") }
      let keyword = line[..<quote].filter { !$0.isWhitespace }
      let words = try Self.unquoted(line[quote...], line: index + 1)
      if !keyword.isEmpty {
        let next = try Field(keyword, line: index + 1)
        if case .translation = field, next.startsEntry { close(&entry, &field) }
        field = next
      }
      append(words, to: field, of: &entry)
    }
    close(&entry, &field)
  }

  private enum Field {
    case none, context, message, plural, translation(Int)

    var startsEntry: Bool {
      switch self {
      case .context, .message: true
      default: false
      }
    }

    init(_ keyword: String, line: Int) throws(Malformed) {
      switch keyword {
      case "msgctxt": self = .context
      case "msgid": self = .message
      case "msgid_plural": self = .plural
      case "msgstr": self = .translation(0)
      default:
        guard keyword.hasPrefix("msgstr["), keyword.hasSuffix("]"), let form = Int(keyword.dropFirst(7).dropLast()),
          (0..<8).contains(form)
        else { throw Malformed(line: line, expected: "msgctxt, msgid, msgid_plural or msgstr") }
        self = .translation(form)
      }
    }
  }

  private func append(_ words: String, to field: Field, of entry: inout Entry) {
    switch field {
    case .none: break
    case .context: entry.context = (entry.context ?? "") + words
    case .message: entry.message += words
    case .plural: entry.plural = (entry.plural ?? "") + words
    case .translation(let form):
      while entry.translations.count <= form { entry.translations.append("") }
      entry.translations[form] += words
    }
  }

  private mutating func close(_ entry: inout Entry, _ field: inout Field) {
    if case .none = field { return }
    if entry.message.isEmpty, entry.context == nil {
      header = entry.translations.first ?? ""
    } else {
      entries.append(entry)
    }
    entry = Entry()
    field = .none
  }

  private static func unquoted(_ text: Substring, line: Int) throws(Malformed) -> String {
    var words = ""
    var isEscaped = false
    var isClosed = false
    for character in text.dropFirst() {
      guard !isClosed else {
        if character.isWhitespace { continue }
        throw Malformed(line: line, expected: "nothing after the closing quote")
      }
      if isEscaped {
        words.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isClosed = true
      } else {
        words.append(character)
      }
    }
    guard isClosed else { throw Malformed(line: line, expected: "a closing quote") }
    return words
  }
}
