import SQL

/// Full text search over the records of any room.
///
/// A room puts a document into the index in the transaction that changes the record, and removes it likewise, so that
/// what is found is always what is stored:
///
///     try db.write { writer in
///       try writer.execute("UPDATE bases SET …")
///       try SearchIndex().put(base.searchDocument, in: writer)
///     }
///     let results = try await db.read { try SearchIndex().search(SearchQuery("gdkxzx"), in: $0) }
///
/// Both engines are handed the same ready-made tokens and only say which documents hold them; what is a word, what is
/// near enough, in which order and with which passage is decided here, so both give the same answers.
public struct SearchIndex: Sendable {
  /// Raised when the same document gives other terms than before: all documents are then put in anew.
  private static let version: UInt64 = 1

  /// The index; it has no state of its own.
  public init() {}

  /// Puts documents into the index, each instead of what was there for its record.
  ///
  /// A document that is there already, unchanged, costs one look-up. Put many at once: they are sorted as the index
  /// likes it.
  public func put(_ documents: [SearchDocument], in writer: Writer) throws {
    for document in documents.map(Self.cleaned).sorted(by: { $0.boost > $1.boost }) {
      let digest = Self.digest(of: document)
      if let old = try writer.indexed(kind: document.kind, id: document.id) {
        if old.digest == digest { continue }
        try writer.removeDocument(old.documentID)
      }
      let terms = IndexTerms(document)
      let documentID = Self.documentID(boost: document.boost, sequence: try writer.nextSequence())
      try writer.insert(document, terms: terms, documentID: documentID, digest: digest)
      try learnWords(of: terms, in: writer)
    }
  }

  /// Puts a document into the index instead of what was there for its record.
  public func put(_ document: SearchDocument, in writer: Writer) throws {
    try put([document], in: writer)
  }

  /// Removes a record's document, if there is one.
  public func remove(kind: String, id: Int64, in writer: Writer) throws {
    guard let old = try writer.indexed(kind: kind, id: id) else { return }
    try writer.removeDocument(old.documentID)
  }

  /// Finds documents. Any text is a query; what cannot be looked for is left out.
  public func search(_ query: SearchQuery, in reader: Reader) throws -> SearchResults {
    try Search(query: query, reader: reader).results()
  }

  /// The number of a document: higher boost first, then older first. The engines' lists are in this order, so the
  /// beginning of a list that is too long to rank holds the documents that matter most.
  private static func documentID(boost: Double, sequence: Int64) -> Int64 {
    let steps = Int64((1 - boost) * 1023)
    return steps << 42 | sequence
  }

  /// Without NUL and the field separator, and with a boost from 0 to 1.
  private static func cleaned(_ document: SearchDocument) -> SearchDocument {
    var document = document
    func clean(_ texts: [String]) -> [String] {
      texts.filter { !$0.isEmpty }.map { text in
        guard text.utf8.contains(where: { $0 == 0 || $0 == 0x1F }) else { return text }
        return IndexTerms.string(text.unicodeScalars.filter { $0 != "\0" && $0 != "\u{1F}" })
      }
    }
    document.title = clean(document.title)
    document.names = clean(document.names)
    document.aliases = clean(document.aliases)
    document.keywords = clean(document.keywords)
    document.body = clean(document.body)
    document.boost = document.boost.isFinite ? min(1, max(0, document.boost)) : 0
    return document
  }

  /// FNV-1a over everything that a document says.
  private static func digest(of document: SearchDocument) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ version
    func add(_ text: some StringProtocol) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    for field in [document.title, document.names, document.aliases, document.keywords, document.body] {
      field.forEach(add)
      add("\u{1E}")
    }
    for (key, values) in document.facets.sorted(by: { $0.key < $1.key }) {
      add(key)
      values.forEach(add)
      add("\u{1E}")
    }
    add(String(document.boost.bitPattern))
    return Int64(bitPattern: hash)
  }

  /// Keeps the words of letters that a document brings, to correct what people type.
  private func learnWords(of terms: IndexTerms, in writer: Writer) throws {
    let words = Set(terms.text).filter(Spelling.isCorrectable).sorted()
    guard !words.isEmpty else { return }
    let known = try writer.knownWords(among: words)
    for word in words where !known.contains(word) {
      try writer.learn(word, spellings: Spelling.deletions(of: word))
    }
  }
}
