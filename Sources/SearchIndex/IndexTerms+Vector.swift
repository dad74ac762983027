extension IndexTerms {
  /// The terms as PostgreSQL's `tsvector` is written: words of the text with their places, the others without.
  var tsvector: String {
    var places: [String: [Int]] = [:]
    for (index, token) in text.enumerated() where token != Self.gap { places[token, default: []].append(index + 1) }
    var words = places.map { token, places in
      // PostgreSQL counts places to 16383 and keeps 256 of a word.
      let known = places.prefix { $0 <= 16_383 }.prefix(256)
      return known.isEmpty ? "'\(token)'" : "'\(token)':" + known.map(String.init).joined(separator: ",")
    }
    for (tokens, field) in [
      (head, MatchExpression.Field.head), (focus, .focus), (pinyin, .pinyin), (facets, .facets),
    ] {
      words += tokens.map { "'\(field.mark)\($0)'" }
    }
    return words.joined(separator: " ")
  }
}
