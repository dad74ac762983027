/// Tables as comma-separated values (RFC 4180), for spreadsheets.
public enum CSV {
  /// What stands in front of a table: without this mark of UTF-8 spreadsheets read Chinese in the code page of their machine.
  public static let mark = "\u{FEFF}"

  /// A whole table, with the mark.
  public static func table(_ lines: some Sequence<[String]>) -> String { mark + lines.map(line).joined() }

  /// A line with its end. A spreadsheet would run what begins like a formula (OWASP, CSV injection), so that a quote mark stands
  /// before it.
  public static func line(_ cells: [String]) -> String {
    cells.map { cell in
      // Characters are asked for by their scalars: a carriage return and a line feed are one character in Swift, and neither of both.
      let safe = cell.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } == true ? "'" + cell : cell
      return safe.unicodeScalars.contains { "\",\n\r;".unicodeScalars.contains($0) }
        ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }.joined(separator: ",") + "\r\n"
  }
}
