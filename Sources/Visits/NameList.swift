import Hanzi
import Places

/// The names of those who come, as somebody pasted them or as a table has them: one a line, nothing else is kept.
///
/// Columns beside the name, such as numbers of identity cards, are left where they are: nobody needs them here.
struct NameList: Sendable, Hashable {
  /// The names in the order in which they were given.
  let names: [String]
  /// Whether there was more in the lines than names.
  let leftOut: Bool

  /// Why a text is no list of names.
  enum Unreadable: Error, Hashable {
    /// Neither UTF-8 nor GBK.
    case encoding
    /// A line without a name: too long, or with digits in it.
    case line(Int)
    /// No name at all.
    case empty
  }

  /// The longest name, in characters.
  static let longest = 60
  /// Most lines that are looked at.
  private static let mostLines = 10_100
  private static let headings: Set<String> = ["姓名", "名字", "学生姓名", "學生姓名", "人员姓名", "人員姓名", "name", "full name"]

  /// Reads a file: UTF-8 with or without a byte order mark, or GBK as spreadsheets in Chinese offices write it.
  static func text(of bytes: [UInt8]) throws(Unreadable) -> String {
    let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: plain, as: UTF8.self) ?? Hanzi.decodeGB18030(plain), !text.contains("\0") else {
      throw .encoding
    }
    return text
  }

  /// Reads what was pasted, or a table with or without a heading.
  init(_ text: String) throws(Unreadable) {
    var (names, leftOut, column): ([String], Bool, Int?) = ([], false, nil)
    for (number, row) in CSVReader(text.replacing("，", with: ",").replacing("\r\n", with: "\n")).enumerated() {
      guard number < Self.mostLines, !row.isBroken else { throw .line(row.line) }
      let cells = row.fields.map(Self.plain)
      if names.isEmpty, column == nil, let heading = cells.firstIndex(where: { Self.headings.contains($0.lowercased()) }) {
        column = heading
        leftOut = leftOut || cells.count > 1
        continue
      }
      guard let cell = Self.name(in: cells, column) else {
        if cells.allSatisfy(\.isEmpty) { continue }
        throw .line(row.line)
      }
      leftOut = leftOut || cells.contains { !$0.isEmpty && $0 != cell && Int($0) == nil }
      for name in cell.split(separator: "、").map({ Self.plain(String($0)) }) where !name.isEmpty {
        guard Self.isName(name) else { throw .line(row.line) }
        names.append(name)
      }
    }
    guard !names.isEmpty else { throw .empty }
    (self.names, self.leftOut) = (names, leftOut)
  }

  /// The cell of the column, or the first that holds a letter.
  private static func name(in cells: [String], _ column: Int?) -> String? {
    if let column { return column < cells.count && !cells[column].isEmpty ? cells[column] : nil }
    return cells.first { $0.contains { $0.isLetter } }
  }

  /// A cell without spaces around it and without the number of the line before it, as in “12. 王小明”.
  private static func plain(_ cell: String) -> String {
    let trimmed = cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let rest = trimmed.drop(while: isDigit)
    guard rest.count < trimmed.count, let mark = rest.first, ".．、)） ".contains(mark) else { return trimmed }
    return rest.dropFirst().drop { $0 == " " }.description
  }

  /// A digit of any script; a numeral such as 七 or 万 is a letter of many names.
  private static func isDigit(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.properties.numericType == .decimal }
  }

  /// Whether a text can be somebody's name: with letters, without digits or signs that belong to addresses and formulas.
  static func isName(_ text: String) -> Bool {
    text.count <= longest && text.contains { $0.isLetter } && !text.contains { isDigit($0) || "@=<>/\\|{}[]".contains($0) }
  }
}
