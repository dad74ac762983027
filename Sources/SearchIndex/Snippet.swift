/// Cuts passages out of texts and marks what was looked for.
struct Snippet: Sendable {
  /// What was looked for, most valuable first where there is a choice.
  var terms: [SearchTerm]

  /// How long a passage is, in scalars, when it is not the whole text.
  private static let length = 90

  /// `text` with everything that was looked for marked.
  func marked(_ text: String) -> [TextSegment] {
    let folded = FoldedText(text)
    return segments(of: text, range: 0..<folded.scalars.count, marks: places(in: folded))
  }

  /// The one of `texts` in which most terms stand; the first one when none does. Nil when there are none.
  func best(of texts: [String]) -> String? {
    var best = texts.first
    var most = 0
    for text in texts {
      let folded = FoldedText(text)
      let count = terms.count { !$0.places(in: folded, limit: 1).isEmpty }
      if count > most { (best, most) = (text, count) }
    }
    return best
  }

  /// The passage of `text` that holds most terms; its beginning when it holds none.
  func passage(of text: String) -> [TextSegment] {
    let folded = FoldedText(text, limit: IndexTerms.longestText)
    let marks = places(in: folded)
    let range = window(over: marks, in: folded)
    var segments = segments(of: text, range: range, marks: marks)
    if range.lowerBound > 0 { segments.insert(TextSegment("…"), at: 0) }
    if range.upperBound < text.unicodeScalars.count { segments.append(TextSegment("…")) }
    return segments
  }

  /// Where terms stand, in order, overlapping places joined.
  private func places(in folded: FoldedText) -> [Mark] {
    var marks: [Mark] = []
    for (index, term) in terms.enumerated() {
      marks += term.places(in: folded).map { Mark(range: $0, terms: [index]) }
    }
    marks.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    return marks.reduce(into: []) { joined, mark in
      if let last = joined.last, last.range.upperBound > mark.range.lowerBound {
        let end = max(last.range.upperBound, mark.range.upperBound)
        joined[joined.count - 1] = Mark(range: last.range.lowerBound..<end, terms: last.terms.union(mark.terms))
      } else {
        joined.append(mark)
      }
    }
  }

  private struct Mark {
    var range: Range<Int>
    var terms: Set<Int>
  }

  /// The window that holds most different terms, begun at a sentence where one starts just before.
  private func window(over marks: [Mark], in folded: FoldedText) -> Range<Int> {
    let count = folded.scalars.count
    guard count > Self.length, !marks.isEmpty else { return 0..<min(count, Self.length) }
    var best = (terms: 0, start: 0)
    for (index, first) in marks.enumerated() {
      var held: Set<Int> = []
      for mark in marks[index...] where mark.range.upperBound <= first.range.lowerBound + Self.length * 4 / 5 {
        held.formUnion(mark.terms)
      }
      if held.count > best.terms { best = (held.count, first.range.lowerBound) }
    }
    var start = max(0, best.start - Self.length / 5)
    let sentenceEnds: Set<Unicode.Scalar> = ["。", "！", "？", "；", "!", "?", "\n"]
    if let end = folded.scalars[start..<best.start].lastIndex(where: sentenceEnds.contains) { start = end + 1 }
    start = min(start, count - Self.length)
    return max(0, start)..<min(count, max(0, start) + Self.length)
  }

  /// The scalars `range` of `text` in pieces, widened to whole characters as people see them.
  private func segments(of text: String, range: Range<Int>, marks: [Mark]) -> [TextSegment] {
    let scalars = text.unicodeScalars
    var position = (index: scalars.startIndex, offset: 0)
    func index(_ offset: Int) -> String.Index {
      position.index = scalars.index(position.index, offsetBy: offset - position.offset)
      position.offset = offset
      var index = position.index
      while index > text.startIndex, String.Index(index, within: text) == nil { index = scalars.index(before: index) }
      return index
    }
    var segments: [TextSegment] = []
    var end = index(range.lowerBound)
    func add(upTo next: String.Index, isMarked: Bool) {
      if next > end { segments.append(TextSegment(String(text[end..<next]), isMarked: isMarked)) }
      end = max(end, next)
    }
    for mark in marks where mark.range.overlaps(range) {
      let visible = mark.range.clamped(to: range)
      add(upTo: index(visible.lowerBound), isMarked: false)
      add(upTo: index(visible.upperBound), isMarked: true)
    }
    add(upTo: index(range.upperBound), isMarked: false)
    return segments
  }
}
