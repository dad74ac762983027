import SQL

/// Finds documents that hold most of a query's words, when hardly any holds all.
///
/// The lists of the words are read from the rarest on, and reading stops as soon as no document that has not been seen
/// could still be among the best ones: MaxScore (Turtle, Flood: Query evaluation, 1995).
struct Relaxation {
  let search: Search
  /// How many documents there are at most.
  let total: Int

  /// How many documents are looked at, and how many of a list are read.
  private static let budget = 30_000
  /// The share of a query, by weight, that a result holds: most of it. To fill a first page less will do.
  private static let usualCoverage = 0.5
  private static let leastCoverage = 0.15
  /// The best ones that must not be missed.
  private static let best = 10

  /// The documents that hold enough of the query by weight, best first; nil when no word can be left out.
  func find(
    _ clauses: [Search.Answered], _ analysis: QueryAnalysis, besides known: [Search.Ranked]
  ) throws -> [Search.Ranked]? {
    let (units, fixed) = try relaxed(clauses)
    guard units.count > 1 || units.count + fixed.count < clauses.count else { return nil }
    guard !units.isEmpty || !fixed.isEmpty else { return nil }
    let candidates = try candidates(of: units, fixed: fixed + search.filters)
    let skipped = Set(known.map(\.document.documentID))
    let relevance = Search.relevance(units, analysis)
    var ranked = try search.rank(candidates.filter { !skipped.contains($0) }, by: relevance)
    ranked.removeAll { $0.coverage < Self.leastCoverage }
    // How much of the query a document holds says more than how often it says it.
    ranked.sort { left, right in
      let (most, other) = ((left.coverage * 50).rounded(), (right.coverage * 50).rounded())
      return most != other ? most > other : Search.precedes(left.ranked, right.ranked)
    }
    let few = ranked.prefix(Self.best)
    let rest = ranked.dropFirst(Self.best).filter { $0.coverage >= Self.usualCoverage }
    return (few + rest).map { $0.ranked }
  }

  /// The clauses of which most must be held, and the quoted ones that must.
  ///
  /// A word of three and more characters that no document holds gives way to its pairs; another such word is left out.
  private func relaxed(_ clauses: [Search.Answered]) throws -> (units: [Search.Answered], fixed: [MatchExpression]) {
    var units: [Search.Answered] = []
    var fixed: [MatchExpression] = []
    for answered in clauses {
      if answered.clause.isQuoted {
        fixed.append(answered.expression)
      } else if answered.frequency > 0 {
        units.append(answered)
      } else if let piece = answered.clause.term.pieces.first, piece.kind == .characters, piece.scalars.count > 2 {
        for index in piece.scalars.indices.dropLast() {
          let clause = QueryAnalysis.Clause(term: .characters(piece.scalars[index...index + 1]))
          let expression = Search.expression(clause)
          let frequency = try search.reader.frequency(of: expression, cap: Search.countCap * 2)
          guard frequency > 0 else { continue }
          let weight = Search.weight(frequency: frequency, of: total) * 0.6
          units.append(
            Search.Answered(clause: clause, expression: expression, frequency: frequency, weight: weight))
        }
      }
    }
    return (units.sorted { $0.frequency < $1.frequency }, fixed)
  }

  /// The documents with the greatest weight of words, as far as their lists were read.
  private func candidates(of units: [Search.Answered], fixed: [MatchExpression]) throws -> [Int64] {
    if units.isEmpty {
      guard let expression = MatchExpression.every(fixed) else { return [] }
      return try search.reader.documents(matching: expression, limit: Search.ranked)
    }
    var weights: [Int64: Double] = [:]
    var open = units.map(\.weight).reduce(0, +)
    var budget = Self.budget
    for unit in units {
      guard budget > 0, isOpen(weights, open) else { break }
      open -= unit.weight
      guard let expression = MatchExpression.every([unit.expression] + fixed) else { continue }
      let documents = try search.reader.documents(matching: expression, limit: budget)
      budget -= documents.count
      for document in documents { weights[document, default: 0] += unit.weight }
    }
    // What would not be enough of the query, even with all words whose lists were not read, will not be kept.
    let usual = units.map(\.weight).reduce(0, +) * Self.usualCoverage
    let needed = min(usual, threshold(weights)) - open - 1e-9
    let ordered = weights.filter { $0.value >= needed }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    return ordered.prefix(Search.ranked).map(\.key)
  }

  /// Whether lists whose words weigh `open` together could still bring in another document, or change which of those
  /// seen are the best, when more of them than can be ranked may be.
  private func isOpen(_ weights: [Int64: Double], _ open: Double) -> Bool {
    let threshold = threshold(weights)
    return open >= threshold || weights.values.count { $0 + open >= threshold } > Search.ranked
  }

  /// The weight that a document needs to be among the best seen so far.
  private func threshold(_ weights: [Int64: Double]) -> Double {
    guard weights.count >= Self.best else { return 0 }
    var top: [Double] = []
    for weight in weights.values where top.count < Self.best || weight > top[0] {
      if top.count == Self.best { top.removeFirst() }
      top.insert(weight, at: top.firstIndex { $0 > weight } ?? top.count)
    }
    return top[0]
  }
}
