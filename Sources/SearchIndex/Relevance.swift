import Foundation

/// How well a document matches a query: BM25F, with what its name says about it.
///
/// Source: Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), 3.6. The mean lengths are
/// constants, so that a score does not change with what else is indexed.
struct Relevance: Sendable {
  /// A term and what finding it is worth.
  struct WeightedTerm: Sendable {
    var term: SearchTerm
    /// Its inverse document frequency, or a share of it.
    var weight: Double
    /// The position among the clauses that it stands for; nil when it only helps.
    var clause: Int?
  }

  /// The fields of a stored document, each with its texts.
  struct Fields: Sendable {
    var title: [String]
    var names: [String]
    var aliases: [String]
    var keywords: [String]
    var body: [String]
  }

  var terms: [WeightedTerm]
  /// What each clause is worth, to tell how much of the query a document holds.
  var clauseWeights: [Double]
  /// The pinyin of each clause that may be pinyin.
  var pinyin: [String?]
  /// The folded text of the query, nothing between its words.
  var whole: [Unicode.Scalar]

  private static let saturation = 1.2
  private static let weights = (title: 6.0, names: 4.0, aliases: 4.0, keywords: 3.0, body: 1.0)

  /// The score of a document, and how much of the query it holds, from 0 to 1.
  func score(_ fields: Fields, pinyinTokens: String, boost: Double) -> (score: Double, coverage: Double) {
    var frequencies = [Double](repeating: 0, count: terms.count)
    var isWhole = false
    func add(_ texts: [String], weight: Double, meanLength: Double, lengthEffect: Double, isName: Bool) {
      for text in texts {
        let folded = FoldedText(text, limit: IndexTerms.longestText)
        // A short text says no more than its field is worth.
        let norm = weight / max(1, 1 - lengthEffect + lengthEffect * Double(folded.scalars.count) / meanLength)
        for index in terms.indices {
          let count = terms[index].term.places(in: folded, limit: 20).count
          if count > 0 { frequencies[index] += norm * Double(count) }
        }
        if isName, folded.scalars.count >= whole.count, folded.runs.flatMap({ folded.scalars[$0.range] }) == whole {
          isWhole = true
        }
      }
    }
    add(fields.title, weight: Self.weights.title, meanLength: 12, lengthEffect: 0.4, isName: true)
    add(fields.names, weight: Self.weights.names, meanLength: 12, lengthEffect: 0.4, isName: true)
    add(fields.aliases, weight: Self.weights.aliases, meanLength: 12, lengthEffect: 0.4, isName: true)
    add(fields.keywords, weight: Self.weights.keywords, meanLength: 12, lengthEffect: 0.4, isName: false)
    add(fields.body, weight: Self.weights.body, meanLength: 200, lengthEffect: 0.6, isName: false)
    return total(frequencies, pinyinTokens: pinyinTokens, boost: boost, isWhole: isWhole)
  }

  private func total(
    _ frequencies: [Double], pinyinTokens: String, boost: Double, isWhole: Bool
  ) -> (score: Double, coverage: Double) {
    var best = [Double](repeating: 0, count: clauseWeights.count)
    var score = 0.0
    for (term, frequency) in zip(terms, frequencies) where frequency > 0 {
      let worth = term.weight * frequency * (Self.saturation + 1) / (frequency + Self.saturation)
      if let clause = term.clause { best[clause] = max(best[clause], worth) } else { score += worth }
    }
    for (clause, letters) in pinyin.enumerated() {
      guard let letters, let found = Self.pinyinMatch(letters, in: pinyinTokens) else { continue }
      best[clause] = max(best[clause], clauseWeights[clause] * found)
    }
    let held = zip(best, clauseWeights).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let all = clauseWeights.reduce(0, +)
    score += best.reduce(0, +)
    if isWhole { score *= 2 }
    return (score * (1 + 0.5 * boost), all > 0 ? held / all : 1)
  }

  /// What pinyin counts for: a name's whole pinyin more than its beginning, that more than something within.
  private static func pinyinMatch(_ letters: String, in tokens: String) -> Double? {
    var best: Double?
    for token in tokens.utf8.split(separator: 0x20) where token.starts(with: letters.utf8) {
      best = max(best ?? 0, token.count == letters.utf8.count ? 2 : 1)
    }
    return best
  }
}
