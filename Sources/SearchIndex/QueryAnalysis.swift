import Hanzi

/// A query's text taken apart: what a result must hold, and what only helps to rank it.
struct QueryAnalysis: Sendable, Equatable {
  /// One thing a result must hold.
  struct Clause: Sendable, Equatable {
    var term: SearchTerm
    /// Whether the searcher put it in quotation marks: then nothing stands in for it.
    var isQuoted = false
    /// Whether the word may also be pinyin: letters only.
    var pinyin: String?
    /// Words one letter away that are looked for as well.
    var corrections: [SearchTerm] = []
  }

  /// What a result must hold: all of it, or most of it when hardly anything holds all.
  private(set) var required: [Clause] = []
  /// Single characters beside longer words, and neighbouring words together: they tell good results from others.
  private(set) var helpful: [SearchTerm] = []
  /// The folded text without what separates words, to recognize a title that is just this.
  private(set) var whole: [Unicode.Scalar] = []

  var isEmpty: Bool { required.isEmpty }

  /// The part of a query that is read, in scalars, and the most clauses made of it.
  private static let longestQuery = 400
  private static let mostClauses = 24

  /// - Parameter quotes: whether quotation marks mean anything.
  init(_ text: String, quotes: Bool = true) {
    let folded = FoldedText(text, limit: Self.longestQuery)
    whole = folded.runs.flatMap { folded.scalars[$0.range] }
    let quoted = quotes ? Self.quotedRanges(in: folded.scalars) : []
    for quote in quoted {
      let runs = folded.runs.compactMap { run -> FoldedText.Run? in
        let range = run.range.clamped(to: quote)
        return range.isEmpty ? nil : FoldedText.Run(kind: run.kind, range: range)
      }
      if !runs.isEmpty { required.append(Clause(term: Self.phrase(of: runs, in: folded), isQuoted: true)) }
    }
    var words = Words()
    for run in folded.runs where !quoted.contains(where: { $0.overlaps(run.range) }) {
      words.add(run, of: folded, isLast: run.range.upperBound == folded.scalars.count)
    }
    add(words, besides: !required.isEmpty)
  }

  private mutating func add(_ words: Words, besides hasQuotes: Bool) {
    let chosen = words.content.isEmpty && !hasQuotes ? words.all : words.content
    var seen: Set<SearchTerm> = []
    for clause in chosen where required.count < Self.mostClauses && seen.insert(clause.term).inserted {
      required.append(clause)
    }
    helpful = Array((words.single + words.joined).prefix(Self.mostClauses))
  }

  /// What stands between two quotation marks of a pair, of any script.
  private static func quotedRanges(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var open: (index: Int, closing: Unicode.Scalar)?
    for (index, scalar) in scalars.enumerated() {
      if let begun = open, scalar == begun.closing {
        ranges.append(begun.index + 1..<index)
        open = nil
      } else if open == nil, let closing = closingMark(of: scalar) {
        open = (index, closing)
      }
    }
    return ranges.filter { !$0.isEmpty }
  }

  private static func closingMark(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "\"": "\""
    case "“": "”"
    case "「": "」"
    case "『": "』"
    case "«": "»"
    default: nil
    }
  }

  private static func phrase(of runs: [FoldedText.Run], in folded: FoldedText) -> SearchTerm {
    SearchTerm(
      pieces: runs.prefix(mostClauses).map { run in
        SearchTerm.Piece(
          kind: run.kind, scalars: run.kind == .characters ? Array(folded.scalars[run.range]) : folded.token(run))
      })
  }
}

/// The words of the unquoted part of a query.
private struct Words {
  /// Words that carry meaning.
  var content: [QueryAnalysis.Clause] = []
  /// All there is, for a query of nothing but stop words.
  var all: [QueryAnalysis.Clause] = []
  /// Single characters that stand beside longer words.
  var single: [SearchTerm] = []
  /// Neighbouring words of one run together.
  var joined: [SearchTerm] = []

  mutating func add(_ run: FoldedText.Run, of folded: FoldedText, isLast: Bool) {
    switch run.kind {
    case .characters: addCharacters(Array(folded.scalars[run.range]))
    case .letters, .digits:
      let token = folded.token(run)
      let word = IndexTerms.string(token)
      var term = SearchTerm(pieces: [SearchTerm.Piece(kind: run.kind, scalars: token)])
      term.isPrefix = isLast
      let isPlain = run.kind == .letters && word.utf8.allSatisfy { 0x61...0x7A ~= $0 }
      let clause = QueryAnalysis.Clause(term: term, pinyin: isPlain ? Self.typedPinyin(word) : nil)
      all.append(clause)
      if !StopWords.latin.contains(word) || isLast && word.count > 3 { content.append(clause) }
    case .none, .mark: break
    }
  }

  /// What people type for ü.
  private static func typedPinyin(_ word: String) -> String {
    word.replacing("lv", with: "lu").replacing("nv", with: "nu")
  }

  /// Words of two and more characters are wanted; single characters that stand together make a word of their own
  /// (names that no dictionary has); a single character beside words only helps, unless it is all there is.
  private mutating func addCharacters(_ run: [Unicode.Scalar]) {
    all.append(QueryAnalysis.Clause(term: .characters(run.prefix(Self.longestWord))))
    var wanted: [Range<Int>] = []
    var singles: [Range<Int>] = []
    for word in Self.words(of: run) where !StopWords.contains(run[word]) {
      if word.count > 1 {
        wanted.append(word)
      } else if let last = singles.last, last.upperBound == word.lowerBound, last.count < Self.longestWord {
        singles[singles.count - 1] = last.lowerBound..<word.upperBound
      } else {
        singles.append(word)
      }
    }
    wanted += singles.filter { $0.count > 1 || run.count == 1 }
    if wanted.isEmpty { wanted = singles }
    wanted.sort { $0.lowerBound < $1.lowerBound }
    content += wanted.map { QueryAnalysis.Clause(term: .characters(run[$0].prefix(Self.longestWord))) }
    single += singles.filter { !wanted.contains($0) }.map { .characters(run[$0]) }
    for (left, right) in zip(wanted, wanted.dropFirst()) where left.upperBound == right.lowerBound {
      joined.append(.characters(run[left.lowerBound..<right.upperBound]))
    }
  }

  private static let longestWord = 16

  private static func words(of run: [Unicode.Scalar]) -> [Range<Int>] {
    let text = IndexTerms.string(run)
    var words: [Range<Int>] = []
    var bytes = 0
    var index = 0
    for boundary in Hanzi.boundaries(in: text.utf8) {
      let start = index
      while bytes < boundary.end, index < run.count {
        bytes += UTF8.width(run[index])
        index += 1
      }
      words.append(start..<index)
    }
    return words
  }
}
