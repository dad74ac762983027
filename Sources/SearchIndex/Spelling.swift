/// Words of letters one typing error apart.
///
/// Every known word is stored under each text that leaving out one of its letters gives (the deletion neighbourhood of
/// SymSpell, W. Garbe 2012). Two words one error apart share such a text, so a few look-ups find all of them.
enum Spelling {
  /// Shorter words have too many neighbours, longer ones are not typed.
  static let correctableLengths = 4...24

  /// Whether a word of the index is worth remembering for corrections.
  static func isCorrectable(_ word: String) -> Bool {
    correctableLengths.contains(word.unicodeScalars.count) && word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
      && !IndexTerms.holdsCharacters(word)
  }

  /// `word` and every text that leaving out one of its letters gives.
  static func deletions(of word: String) -> [String] {
    let scalars = Array(word.unicodeScalars)
    var deletions: Set<String> = [word]
    for index in scalars.indices {
      deletions.insert(IndexTerms.string(scalars[..<index] + scalars[(index + 1)...]))
    }
    return deletions.sorted()
  }

  /// Whether one letter left out, put in, changed, or swapped with its neighbour makes `a` into `b`.
  static func isOneErrorApart(_ a: String, _ b: String) -> Bool {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    guard abs(a.count - b.count) <= 1, a != b else { return false }
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
    let left = a[start..<a.count - end]
    let right = b[start..<b.count - end]
    if left.count <= 1, right.count <= 1 { return true }
    return left.count == 2 && right.count == 2 && left.first == right.last && left.last == right.first
  }
}
