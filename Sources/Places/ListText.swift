/// Lists in one cell of a table: items between semicolons, parts of an item between bars.
///
/// A semicolon, bar or backslash that belongs to a text has a backslash before it; any other backslash stands for itself, so
/// that what people type is taken as it is.
enum ListText {
  private static let ends: Set<Unicode.Scalar> = [";", "；"]
  private static let marks: Set<Unicode.Scalar> = [";", "；", "|", "\\"]

  /// A text as it stands inside a list.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: marks.contains) else { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if marks.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  /// The items of a list; those that are empty are left out.
  static func items(_ text: String) -> [String] {
    split(text, at: ends).filter { !$0.isEmpty }.map(unescaped)
  }

  /// The items of a list, each as its parts; those that are empty keep their place.
  static func parts(_ text: String) -> [[String]] {
    split(text, at: ends).map { split($0, at: ["|"]).map(unescaped) }
  }

  private static func split(_ text: String, at separators: Set<Unicode.Scalar>) -> [String] {
    var pieces: [String] = []
    var piece = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, separators.contains(scalar) {
        pieces.append(String(piece).trimmingWhitespace())
        piece = String.UnicodeScalarView()
      } else {
        piece.append(scalar)
      }
      isEscaped = !isEscaped && scalar == "\\"
    }
    return pieces + [String(piece).trimmingWhitespace()]
  }

  private static func unescaped(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        if !marks.contains(scalar) { plain.append("\\") }
        plain.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        plain.append(scalar)
      }
    }
    if isEscaped { plain.append("\\") }
    return String(plain)
  }
}
