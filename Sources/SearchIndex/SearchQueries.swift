import SQL

/// A document as it is kept beside the index, to be ranked and shown.
struct StoredDocument: RowReadable, Sendable {
  /// What separates the texts of one field.
  static let separator = "\u{1F}"

  static let columns: SQL = """
    document_id, kind, record_id, boost, title, names, aliases, keywords, body, pinyin
    """

  var documentID: Int64
  var kind: String
  var recordID: Int64
  var boost: Double
  var fields: Relevance.Fields
  var pinyin: String

  init(row: Row) throws {
    func texts(_ column: Int) throws -> [String] {
      let text = try row.text(column)
      return text.utf8.split(separator: 0x1F).map { String(Substring($0)) }
    }
    documentID = try row.int(0)
    kind = try row.text(1)
    recordID = try row.int(2)
    boost = try row.double(3)
    fields = try Relevance.Fields(
      title: texts(4), names: texts(5), aliases: texts(6), keywords: texts(7), body: texts(8))
    pinyin = try row.text(9)
  }
}

extension Reader {
  /// The first documents that `expression` holds of, in the order of the index: by boost, then by age.
  func documents(matching expression: MatchExpression, limit: Int) throws -> [Int64] {
    try values(Int64.self, "\(matching(expression)) ORDER BY 1 LIMIT \(limit)")
  }

  /// How many documents `expression` holds of, counted up to `cap`.
  func count(matching expression: MatchExpression, cap: Int) throws -> Int {
    switch engine {
    case .sqlite:
      // FTS5 counts a list faster than it hands over a part of it.
      let count = try value(
        Int.self, "SELECT count(*) FROM search_terms WHERE search_terms MATCH \(expression.fts5)")
      return min(count ?? 0, cap)
    case .postgres:
      return try value(Int.self, "SELECT count(*) FROM (\(matching(expression)) LIMIT \(cap)) AS found") ?? 0
    }
  }

  /// How many documents `expression` holds of, near enough to weigh it: PostgreSQL estimates what is more than 1,000.
  func frequency(of expression: MatchExpression, cap: Int) throws -> Int {
    switch engine {
    case .sqlite: try count(matching: expression, cap: cap)
    case .postgres: try value(Int.self, "SELECT search_frequency(\(expression.tsquery), \(cap))") ?? 0
    }
  }

  private func matching(_ expression: MatchExpression) -> SQL {
    switch engine {
    case .sqlite: "SELECT rowid FROM search_terms WHERE search_terms MATCH \(expression.fts5)"
    case .postgres: "SELECT document_id FROM search_terms WHERE terms @@ CAST(\(expression.tsquery) AS tsquery)"
    }
  }

  /// All documents in the order of the index.
  func allDocuments(offset: Int, limit: Int) throws -> [Int64] {
    try values(
      Int64.self, "SELECT document_id FROM search_documents ORDER BY document_id LIMIT \(limit) OFFSET \(offset)")
  }

  /// How many documents there are.
  func documentCount() throws -> Int {
    try value(Int.self, "SELECT count(*) FROM search_documents") ?? 0
  }

  /// How many documents were ever put in; no less than there are, and found without counting.
  func documentsEver() throws -> Int {
    let statement = SQL.perEngine(
      sqlite: "SELECT value FROM search_sequence", postgres: "SELECT last_value FROM search_sequence")
    return try value(Int.self, statement) ?? 0
  }

  /// Documents by number, in no order.
  func stored(_ documents: [Int64]) throws -> [StoredDocument] {
    let list = documents.map(String.init).joined(separator: ",")
    return try all(
      StoredDocument.self,
      """
      SELECT \(StoredDocument.columns) FROM search_documents WHERE document_id \(isIn(list))
      """)
  }

  /// One bound value for a list of any length, so that the statement stays the same.
  private func isIn(_ list: String) -> SQL {
    switch engine {
    case .sqlite: "IN (SELECT value FROM json_each(\("[\(list)]")))"
    case .postgres: "= ANY (CAST(\("{\(list)}") AS BIGINT[]))"
    }
  }

  /// The known words that share one of `spellings`.
  func words(spelledLike spellings: [String]) throws -> [String] {
    try values(String.self, "SELECT DISTINCT word FROM search_misspellings WHERE spelling IN \(spellings) ORDER BY word")
  }

  /// Those of `words` that are known.
  func knownWords(among words: [String]) throws -> Set<String> {
    try Set(values(String.self, "SELECT word FROM search_words WHERE word IN \(words)"))
  }

  /// The number and digest of a record's document.
  func indexed(kind: String, id: Int64) throws -> (documentID: Int64, digest: Int64)? {
    var found: (Int64, Int64)?
    try forEach("SELECT document_id, digest FROM search_documents WHERE kind = \(kind) AND record_id = \(id)") { row in
      found = try (row.int(0), row.int(1))
    }
    return found
  }
}

extension Writer {
  /// A number that no document has had.
  func nextSequence() throws -> Int64 {
    let statement = SQL.perEngine(
      sqlite: "UPDATE search_sequence SET value = value + 1 RETURNING value",
      postgres: "SELECT nextval('search_sequence')")
    return try value(Int64.self, statement) ?? 0
  }

  func insert(_ document: SearchDocument, terms: IndexTerms, documentID: Int64, digest: Int64) throws {
    func field(_ texts: [String]) -> String {
      texts.joined(separator: StoredDocument.separator)
    }
    try execute(
      """
      INSERT INTO search_documents
        (document_id, kind, record_id, digest, boost, title, names, aliases, keywords, body, pinyin)
      VALUES (\(documentID), \(document.kind), \(document.id), \(digest), \(document.boost), \(field(document.title)),
        \(field(document.names)), \(field(document.aliases)), \(field(document.keywords)), \(field(document.body)),
        \(terms.pinyin.joined(separator: " ")))
      """)
    switch engine {
    case .sqlite:
      try execute(
        """
        INSERT INTO search_terms (rowid, text, head, focus, pinyin, facets)
        VALUES (\(documentID), \(terms.text.joined(separator: " ")), \(terms.head.joined(separator: " ")),
          \(terms.focus.joined(separator: " ")), \(terms.pinyin.joined(separator: " ")),
          \(terms.facets.joined(separator: " ")))
        """)
    case .postgres:
      try execute(
        "INSERT INTO search_terms (document_id, terms) VALUES (\(documentID), CAST(\(terms.tsvector) AS tsvector))")
    }
  }

  func removeDocument(_ documentID: Int64) throws {
    try execute("DELETE FROM search_documents WHERE document_id = \(documentID)")
    switch engine {
    case .sqlite: try execute("DELETE FROM search_terms WHERE rowid = \(documentID)")
    case .postgres: try execute("DELETE FROM search_terms WHERE document_id = \(documentID)")
    }
  }

  /// Remembers a word and its misspellings.
  func learn(_ word: String, spellings: [String]) throws {
    guard try execute("INSERT INTO search_words (word) VALUES (\(word)) ON CONFLICT DO NOTHING") > 0 else { return }
    let rows = spellings.map { spelling -> SQL in "(\(spelling), \(word))" }
    try execute(
      "INSERT INTO search_misspellings (spelling, word) VALUES \(rows.joined(", ")) ON CONFLICT DO NOTHING")
  }
}
