/// Something a query looks for, comparable with a folded text.
struct SearchTerm: Sendable, Hashable {
  /// A piece of a term that lies within one run.
  struct Piece: Sendable, Hashable {
    var kind: FoldedText.Kind
    var scalars: [Unicode.Scalar]
  }

  /// One piece for a word; several for a phrase over characters, letters and digits.
  var pieces: [Piece]
  /// Whether the last piece, if a word of letters or digits, may only be the beginning of one.
  var isPrefix = false

  /// Some characters that stand together.
  static func characters(_ scalars: some Sequence<Unicode.Scalar>) -> SearchTerm {
    SearchTerm(pieces: [Piece(kind: .characters, scalars: Array(scalars))])
  }

  /// Whether the term is a single character, which only a prefix query finds.
  var isSingleCharacter: Bool { pieces.count == 1 && pieces[0].kind == .characters && pieces[0].scalars.count == 1 }

  /// The word of letters that the term is, if it is one.
  var letters: String? {
    pieces.count == 1 && pieces[0].kind == .letters ? IndexTerms.string(pieces[0].scalars) : nil
  }

  /// What the index is asked for.
  ///
  /// In the index the last character of a run is a token of its own. Between pieces it belongs to the phrase; at
  /// the phrase's end it does not, as the run may go on there.
  var expression: MatchExpression {
    var tokens: [String] = []
    for (index, piece) in pieces.enumerated() {
      guard piece.kind == .characters else {
        tokens.append(IndexTerms.string(piece.scalars))
        continue
      }
      let isLast = index == pieces.count - 1
      tokens += IndexTerms.pairs(of: piece.scalars, withLast: !isLast || piece.scalars.count == 1)
    }
    let endsInPrefix =
      isSingleCharacter || isPrefix && pieces.last?.kind != .characters
      || pieces.last?.kind == .characters && pieces.last?.scalars.count == 1
    if tokens.count == 1 { return endsInPrefix ? .prefix(tokens[0], .text) : .token(tokens[0], .text) }
    return .phrase(tokens, endsInPrefix: endsInPrefix)
  }

  /// Where the term stands in `text`, without overlaps, from the start on; `limit` places at most.
  func places(in text: FoldedText, limit: Int = 50) -> [Range<Int>] {
    guard let first = pieces.first else { return [] }
    var places: [Range<Int>] = []
    for (index, run) in text.runs.enumerated() where run.kind == first.kind {
      if pieces.count == 1 {
        if run.kind == .characters {
          Self.add(placesOf: first.scalars, in: text.scalars, range: run.range, to: &places)
        } else if matches(first, run, in: text, mayGoOn: isPrefix) {
          places.append(run.range)
        }
      } else if let place = phrase(at: index, in: text) {
        places.append(place)
      }
      if places.count >= limit { break }
    }
    return places
  }

  private static func add(
    placesOf wanted: [Unicode.Scalar], in scalars: [Unicode.Scalar], range: Range<Int>, to places: inout [Range<Int>]
  ) {
    guard range.count >= wanted.count, let first = wanted.first else { return }
    scalars.withUnsafeBufferPointer { scalars in
      var index = range.lowerBound
      while index <= range.upperBound - wanted.count {
        if scalars[index] == first, (1..<wanted.count).allSatisfy({ scalars[index + $0] == wanted[$0] }) {
          places.append(index..<index + wanted.count)
          index += wanted.count
        } else {
          index += 1
        }
      }
    }
  }

  private func matches(_ piece: Piece, _ run: FoldedText.Run, in text: FoldedText, mayGoOn: Bool) -> Bool {
    guard run.range.count >= piece.scalars.count, text.scalars[run.range.lowerBound] == piece.scalars.first else {
      return false
    }
    let token = text.token(run)
    return mayGoOn ? token.starts(with: piece.scalars) : token == piece.scalars
  }

  /// Where the phrase stands if its first piece ends (or is) the run at `index` and the others follow run by run.
  private func phrase(at index: Int, in text: FoldedText) -> Range<Int>? {
    guard index + pieces.count <= text.runs.count else { return nil }
    var place: Range<Int>?
    for (offset, piece) in pieces.enumerated() {
      let run = text.runs[index + offset]
      guard run.kind == piece.kind else { return nil }
      let isFirst = offset == 0
      let isLast = offset == pieces.count - 1
      var range = run.range
      if piece.kind == .characters {
        guard run.range.count >= piece.scalars.count else { return nil }
        if isFirst {
          range = run.range.upperBound - piece.scalars.count..<run.range.upperBound
        } else if isLast {
          range = run.range.lowerBound..<run.range.lowerBound + piece.scalars.count
        }
        guard text.scalars[range].elementsEqual(piece.scalars) else { return nil }
      } else if !matches(piece, run, in: text, mayGoOn: isLast && isPrefix) {
        return nil
      }
      place = (place?.lowerBound ?? range.lowerBound)..<range.upperBound
    }
    return place
  }
}
