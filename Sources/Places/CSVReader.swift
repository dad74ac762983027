/// Reads comma-separated values row by row, with the line on which each row begins.
///
/// Follows RFC 4180: quoted fields may hold separators, quotes (doubled) and line ends; CRLF and LF both end a row.
/// It is ours because SwiftCSV, the library at hand, gives no line numbers, which a person needs to mend a file, and
/// reads a broken quote to the end of the file as one field.
public struct CSVReader: Sequence, IteratorProtocol {
  /// One row.
  public struct Row: Equatable {
    /// The line on which it begins.
    public let line: Int
    /// What stands in its fields.
    public let fields: [String]
    /// Whether a quote was opened and never closed.
    public var isBroken = false
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position = 0
  private var line = 1

  /// The longest row that is still one, in bytes; a quote that is never closed would swallow the rest otherwise.
  static let longestRow = 65_536

  /// A reader over a text.
  public init(_ text: String) {
    bytes = Array(text.utf8)
    separator = Self.separator(of: bytes)
  }

  /// The separator that stands most often in the first line: a comma, a semicolon or a tab.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { candidate in header.count { $0 == candidate } }
    return zip(candidates, counts).max { $0.1 < $1.1 }?.0 ?? UInt8(ascii: ",")
  }

  /// The next row that is not empty.
  public mutating func next() -> Row? {
    while position < bytes.count {
      let row = readRow()
      if row.fields != [""] || row.isBroken { return row }
    }
    return nil
  }

  private mutating func readRow() -> Row {
    let first = (position, line)
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          field.append(byte)
        } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
          field.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
        if position - first.0 > Self.longestRow { return broken(first) }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
      case separator: close(&field, into: &fields)
      case UInt8(ascii: "\n"):
        close(&field, into: &fields)
        return Row(line: first.1, fields: fields)
      default: field.append(byte)
      }
    }
    if isQuoted { return broken(first) }
    close(&field, into: &fields)
    return Row(line: first.1, fields: fields)
  }

  private func close(_ field: inout [UInt8], into fields: inout [String]) {
    if field.last == UInt8(ascii: "\r") { field.removeLast() }
    fields.append(String(decoding: field, as: UTF8.self))
    field.removeAll(keepingCapacity: true)
  }

  /// Goes on after the end of the line on which the broken row began.
  private mutating func broken(_ first: (position: Int, line: Int)) -> Row {
    let end = bytes[first.position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    position = Swift.min(end + 1, bytes.count)
    line = first.line + 1
    let text = String(decoding: bytes[first.position..<end], as: UTF8.self)
    return Row(line: first.line, fields: text.split(separator: ",").map(String.init), isBroken: true)
  }
}
