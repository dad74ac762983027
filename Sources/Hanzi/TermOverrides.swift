/// Words that are said otherwise in Hong Kong and Macao, kept as data (`Data/terms-hk.tsv`).
///
/// Used for the interface and for machine conversion only: a name or a quotation is converted by characters.
/// Source: the starred rows of the project's glossary, with the longer terms around them that stay.
public struct TermOverrides: Sendable {
  /// What is wrong with a file of terms.
  public struct InvalidLine: Error, CustomStringConvertible, Equatable {
    /// The line, counted from 1.
    public let line: Int
    /// What was expected.
    public let description: String
  }

  private let traditional: [[UInt8]: String]
  /// The lengths in bytes that terms have, longest first, by the term's first byte triple.
  private let lengths: [[UInt8]: [Int]]

  /// Terms from Simplified to Traditional.
  public init(_ terms: [String: String]) {
    traditional = Dictionary(terms.map { (Array($0.utf8), $1) }, uniquingKeysWith: { first, _ in first })
    var lengths: [[UInt8]: Set<Int>] = [:]
    for term in traditional.keys where !term.isEmpty {
      lengths[Array(term.prefix(3)), default: []].insert(term.count)
    }
    self.lengths = lengths.mapValues { $0.sorted(by: >) }
  }

  /// Terms from the text of a file: one term a line, Simplified, a tab, Traditional; `#` starts a comment.
  /// - Throws: `InvalidLine` for the first line that is neither, or that repeats a term.
  public init(parsing text: String) throws {
    var terms: [String: String] = [:]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
        throw InvalidLine(
          line: index + 1,
          description: "line \(index + 1): expected a Simplified term, one tab, the Traditional term")
      }
      guard terms.updateValue(String(fields[1]), forKey: String(fields[0])) == nil else {
        throw InvalidLine(line: index + 1, description: "line \(index + 1): \(fields[0]) stands there twice")
      }
    }
    self.init(terms)
  }

  /// `text` with its terms replaced, longest first, and everything between them given to `convert`.
  func apply(to text: String, converting convert: (String) -> String) -> String {
    let bytes = Array(text.utf8)
    var result = ""
    var pending = 0
    var position = 0
    while position < bytes.count {
      if let (length, replacement) = term(in: bytes, at: position) {
        result += convert(String(decoding: bytes[pending..<position], as: UTF8.self)) + replacement
        position += length
        pending = position
      } else {
        position += 1
      }
    }
    return result + convert(String(decoding: bytes[pending...], as: UTF8.self))
  }

  private func term(in bytes: [UInt8], at position: Int) -> (length: Int, replacement: String)? {
    guard let candidates = lengths[Array(bytes[position..<min(position + 3, bytes.count)])] else {
      return nil
    }
    for length in candidates where position + length <= bytes.count {
      if let replacement = traditional[Array(bytes[position..<position + length])] {
        return (length, replacement)
      }
    }
    return nil
  }
}
