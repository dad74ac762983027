import Foundation
import SQL

/// One query being answered.
///
/// First the documents that hold all words. If those are more than can be ranked, the ones whose names hold the words
/// come first, then those whose texts repeat them. If they are few, documents that hold most of the words follow.
struct Search {
  let query: SearchQuery
  let reader: Reader

  /// How many documents are ranked by what they hold; more than this keep the order of the index.
  static let ranked = 100
  /// Fewer than this that hold all words are too few.
  static let few = 10
  /// How far results are counted.
  static let countCap = 10_000

  /// A clause and how the index answers it.
  struct Answered {
    var clause: QueryAnalysis.Clause
    var expression: MatchExpression
    var frequency: Int
    var weight: Double
  }

  func results() throws -> SearchResults {
    let analysis = QueryAnalysis(query.text)
    guard !analysis.isEmpty else { return try listing() }
    let found = try results(of: analysis)
    guard found.total == 0, analysis.required.contains(where: \.isQuoted) else { return found }
    // What nobody wrote so is looked for word by word.
    var unquoted = try results(of: QueryAnalysis(query.text, quotes: false))
    unquoted.isRelaxed = unquoted.total > 0
    return unquoted
  }

  private func results(of analysis: QueryAnalysis) throws -> SearchResults {
    let count = try reader.documentsEver()
    let clauses = try analysis.required.map { try answer($0, of: count) }
    var corrections: [String: [String]] = [:]
    for clause in clauses.map(\.clause) where !clause.corrections.isEmpty {
      if let typed = clause.term.letters { corrections[typed] = clause.corrections.compactMap(\.letters) }
    }
    var (best, total) = try strict(clauses, analysis)
    var isRelaxed = false
    if total < Self.few, let relaxed = try Relaxation(search: self, total: count).find(clauses, analysis, besides: best) {
      isRelaxed = !relaxed.isEmpty
      best += relaxed
      total += relaxed.count
    }
    let page = try page(of: best, total: total, clauses)
    let snippet = Snippet(terms: Self.marked(clauses, analysis))
    return SearchResults(
      hits: page.map { hit($0, snippet) }, total: total, isTotalExact: total < Self.countCap, isRelaxed: isRelaxed,
      corrections: corrections)
  }

  // MARK: - Filters

  /// What kinds and facets ask for.
  var filters: [MatchExpression] {
    var filters: [MatchExpression] = []
    func add(_ tokens: [String]) {
      let parts = Set(tokens).sorted().map { MatchExpression.token($0, .facets) }
      if !parts.isEmpty { filters.append(parts.count == 1 ? parts[0] : .any(parts)) }
    }
    add(query.kinds.map(IndexTerms.kindToken))
    for (key, values) in query.facets.sorted(by: { $0.key < $1.key }) {
      add(values.map { IndexTerms.facetToken(key, $0) })
    }
    return filters
  }

  /// Everything the filters let through, in the order of the index.
  private func listing() throws -> SearchResults {
    let documents: [Int64]
    let total: Int
    if let filter = MatchExpression.every(filters) {
      total = try reader.count(matching: filter, cap: Self.countCap)
      documents = Array(
        try reader.documents(matching: filter, limit: query.offset + query.limit).dropFirst(query.offset))
    } else {
      total = try reader.documentCount()
      documents = try reader.allDocuments(offset: query.offset, limit: query.limit)
    }
    let stored = try inOrder(documents)
    return SearchResults(
      hits: stored.map { hit(Ranked(document: $0, score: 0), Snippet(terms: [])) }, total: total,
      isTotalExact: total < Self.countCap || filters.isEmpty, isRelaxed: false, corrections: [:])
  }

  // MARK: - Clauses

  /// Asks the index how many documents hold a clause, and for near words when hardly any does.
  private func answer(_ clause: QueryAnalysis.Clause, of total: Int) throws -> Answered {
    var answered = Answered(clause: clause, expression: Self.expression(clause), frequency: 0, weight: 1)
    let word = clause.isQuoted ? nil : clause.term.letters.flatMap { Spelling.isCorrectable($0) ? $0 : nil }
    answered.frequency = try reader.frequency(of: answered.expression, cap: Self.countCap * 2)
    if let word, answered.frequency <= 2 {
      let near = try reader.words(spelledLike: Spelling.deletions(of: word))
      answered.clause.corrections = near.filter { Spelling.isOneErrorApart($0, word) }.prefix(5).map {
        SearchTerm(pieces: [SearchTerm.Piece(kind: .letters, scalars: Array($0.unicodeScalars))])
      }
      if !answered.clause.corrections.isEmpty {
        answered.expression = Self.expression(answered.clause)
        answered.frequency = try reader.frequency(of: answered.expression, cap: Self.countCap * 2)
      }
    }
    answered.weight = Self.weight(frequency: answered.frequency, of: total)
    return answered
  }

  /// The inverse document frequency of BM25.
  static func weight(frequency: Int, of total: Int) -> Double {
    let total = Double(max(total, frequency))
    return log(1 + (total - Double(frequency) + 0.5) / (Double(frequency) + 0.5))
  }

  static func expression(_ clause: QueryAnalysis.Clause) -> MatchExpression {
    var parts = [clause.term.expression] + clause.corrections.map(\.expression)
    if let pinyin = clause.pinyin { parts.append(.prefix(pinyin, .pinyin)) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  // MARK: - Ranking

  /// A document and its score.
  struct Ranked {
    var document: StoredDocument
    var score: Double
  }

  /// The best of the documents that hold every clause, and how many there are.
  private func strict(_ clauses: [Answered], _ analysis: QueryAnalysis) throws -> (best: [Ranked], total: Int) {
    let wanted = clauses.map(\.expression)
    guard let all = MatchExpression.every(wanted + filters) else { return ([], 0) }
    var candidates = try reader.documents(matching: all, limit: Self.ranked + 1)
    var total = candidates.count
    if candidates.count > Self.ranked {
      total = try reader.count(matching: all, cap: Self.countCap)
      candidates = try mostPromising(wanted, rest: candidates)
    }
    let relevance = Self.relevance(clauses, analysis)
    return (try rank(candidates, by: relevance).map(\.ranked), total)
  }

  /// Of too many documents, those whose names hold all words, then any, then those whose texts repeat them.
  private func mostPromising(_ wanted: [MatchExpression], rest: [Int64]) throws -> [Int64] {
    let heads = wanted.map { $0.within(.head) }
    var tiers: [[MatchExpression]] = [heads]
    if wanted.count > 1 { tiers.append([.any(heads)] + wanted) }
    tiers.append(wanted.map { $0.within(.focus) })
    var chosen: [Int64] = []
    var seen: Set<Int64> = []
    func take(_ documents: [Int64]) {
      for document in documents where chosen.count < Self.ranked && seen.insert(document).inserted {
        chosen.append(document)
      }
    }
    for tier in tiers where chosen.count < Self.ranked {
      if let expression = MatchExpression.every(tier + filters) {
        take(try reader.documents(matching: expression, limit: Self.ranked))
      }
    }
    take(rest)
    return chosen
  }

  /// Scores documents by their texts, best first.
  func rank(_ documents: [Int64], by relevance: Relevance) throws -> [(ranked: Ranked, coverage: Double)] {
    guard !documents.isEmpty else { return [] }
    return try reader.stored(documents).map { document in
      let (score, coverage) = relevance.score(
        document.fields, pinyinTokens: document.pinyin, boost: document.boost)
      return (Ranked(document: document, score: score), coverage)
    }.sorted { Self.precedes($0.ranked, $1.ranked) }
  }

  /// Better first; of equals, the one that comes first in the index.
  static func precedes(_ left: Ranked, _ right: Ranked) -> Bool {
    left.score != right.score ? left.score > right.score : left.document.documentID < right.document.documentID
  }

  static func relevance(_ clauses: [Answered], _ analysis: QueryAnalysis) -> Relevance {
    var terms: [Relevance.WeightedTerm] = []
    for (index, answered) in clauses.enumerated() {
      var term = answered.clause.term
      if term.isPrefix {
        terms.append(Relevance.WeightedTerm(term: term, weight: answered.weight * 0.7, clause: index))
        term.isPrefix = false
      }
      terms.append(Relevance.WeightedTerm(term: term, weight: answered.weight, clause: index))
      terms += answered.clause.corrections.map {
        Relevance.WeightedTerm(term: $0, weight: answered.weight * 0.6, clause: index)
      }
    }
    let mean = clauses.map(\.weight).reduce(0, +) / Double(max(1, clauses.count))
    terms += analysis.helpful.map { Relevance.WeightedTerm(term: $0, weight: mean * 0.4, clause: nil) }
    return Relevance(
      terms: terms, clauseWeights: clauses.map(\.weight), pinyin: clauses.map(\.clause.pinyin), whole: analysis.whole)
  }

  // MARK: - Pages

  private func page(of best: [Ranked], total: Int, _ clauses: [Answered]) throws -> ArraySlice<Ranked> {
    let end = query.offset + query.limit
    guard end > best.count, total > best.count,
      let all = MatchExpression.every(clauses.map(\.expression) + filters)
    else { return best.dropFirst(query.offset).prefix(query.limit) }
    let known = Set(best.map(\.document.documentID))
    let rest = try reader.documents(matching: all, limit: end + known.count).filter { !known.contains($0) }
    let wanted = rest.prefix(max(0, end - best.count)).dropFirst(max(0, query.offset - best.count))
    return best.dropFirst(query.offset) + (try inOrder(Array(wanted)).map { Ranked(document: $0, score: 0) })
  }

  private func inOrder(_ documents: [Int64]) throws -> [StoredDocument] {
    guard !documents.isEmpty else { return [] }
    return try reader.stored(documents).sorted { $0.documentID < $1.documentID }
  }

  /// What is marked in a result: the words, and those that only help.
  private static func marked(_ clauses: [Answered], _ analysis: QueryAnalysis) -> [SearchTerm] {
    clauses.flatMap { [$0.clause.term] + $0.clause.corrections } + analysis.helpful
  }

  private func hit(_ ranked: Ranked, _ snippet: Snippet) -> SearchHit {
    let document = ranked.document
    let title = snippet.best(of: document.fields.title) ?? ""
    let body = snippet.best(of: document.fields.body) ?? ""
    return SearchHit(
      kind: document.kind, id: document.recordID, score: ranked.score, title: snippet.marked(title),
      snippet: body.isEmpty ? [] : snippet.passage(of: body))
  }
}
