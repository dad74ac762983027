/// What a document must hold, in words that both engines understand.
indirect enum MatchExpression: Sendable, Hashable {
  /// A part of `IndexTerms`.
  enum Field: String, Sendable, CaseIterable {
    case text, head, focus, pinyin, facets

    /// What PostgreSQL's words of this field start with: its index has no columns.
    var mark: String {
      switch self {
      case .text: ""
      case .head: "^"
      case .focus: "+"
      case .pinyin: "~"
      case .facets: "="
      }
    }
  }

  /// The token itself.
  case token(String, Field)
  /// A token that starts so.
  case prefix(String, Field)
  /// Tokens of the text one after the other; the last one may only start so.
  case phrase([String], endsInPrefix: Bool)
  case all([MatchExpression])
  case any([MatchExpression])

  /// The expression in the query language of SQLite's FTS5.
  var fts5: String {
    switch self {
    case .token(let token, let field): "{\(field.rawValue)} : \"\(token)\""
    case .prefix(let token, let field): "{\(field.rawValue)} : \"\(token)\" *"
    case .phrase(let tokens, let endsInPrefix):
      "{text} : \"\(tokens.joined(separator: " "))\"" + (endsInPrefix ? " *" : "")
    case .all(let parts): "(" + parts.map(\.fts5).joined(separator: " AND ") + ")"
    case .any(let parts): "(" + parts.map(\.fts5).joined(separator: " OR ") + ")"
    }
  }

  /// The expression in the query language of PostgreSQL's `tsquery`.
  var tsquery: String {
    switch self {
    case .token(let token, let field): "'\(field.mark)\(token)'"
    case .prefix(let token, let field): "'\(field.mark)\(token)':*"
    case .phrase(let tokens, let endsInPrefix):
      "(" + tokens.map { "'\($0)'" }.joined(separator: " <-> ") + (endsInPrefix ? ":*" : "") + ")"
    case .all(let parts): "(" + parts.map(\.tsquery).joined(separator: " & ") + ")"
    case .any(let parts): "(" + parts.map(\.tsquery).joined(separator: " | ") + ")"
    }
  }

  /// The expression asked of `field` instead of the text: a phrase asks for its tokens in any order.
  func within(_ field: Field) -> MatchExpression {
    switch self {
    case .token(let token, .text): .token(token, field)
    case .prefix(let token, .text): .prefix(token, field)
    case .token, .prefix: self
    case .phrase(let tokens, let endsInPrefix):
      .all(
        tokens.enumerated().map { index, token in
          endsInPrefix && index == tokens.count - 1 ? .prefix(token, field) : .token(token, field)
        })
    case .all(let parts): .all(parts.map { $0.within(field) })
    case .any(let parts): .any(parts.map { $0.within(field) })
    }
  }

  /// All of `parts`, nil when there are none.
  static func every(_ parts: [MatchExpression]) -> MatchExpression? {
    parts.count > 1 ? .all(parts) : parts.first
  }
}
