import SQL

extension SearchIndex {
  /// The tables of the index.
  public static let migrations = [
    Migration(
      "search/0001-index",
      [
        """
        CREATE TABLE search_documents (
          document_id \(.id) PRIMARY KEY,
          kind TEXT NOT NULL,
          record_id BIGINT NOT NULL,
          digest BIGINT NOT NULL,
          boost DOUBLE PRECISION NOT NULL,
          title TEXT NOT NULL,
          names TEXT NOT NULL,
          aliases TEXT NOT NULL,
          keywords TEXT NOT NULL,
          body TEXT NOT NULL,
          pinyin TEXT NOT NULL,
          UNIQUE (kind, record_id)
        )
        """,
        // Prefixes of one character have an index of their own: 中* would otherwise join the lists of hundreds of pairs.
        .perEngine(
          sqlite: """
            CREATE VIRTUAL TABLE search_terms USING fts5(
              text, head, focus, pinyin, facets, tokenize = 'ascii', prefix = '1 3', columnsize = 0)
            """,
          postgres: """
            CREATE TABLE search_terms (
              document_id BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL, padding TEXT NOT NULL DEFAULT repeat(' ', 2048))
            """),
        // The vectors go out of line, so that counting matches reads a short table (of 15,000 in 4 ms instead of 32).
        // PostgreSQL looks into that only in rows above 2 KB, which is what the padding is for: it is compressed away.
        .perEngine(
          sqlite: "INSERT INTO search_terms (search_terms, rank) VALUES ('automerge', 8)",
          postgres: """
            ALTER TABLE search_terms ALTER COLUMN terms SET STORAGE EXTERNAL, SET (toast_tuple_target = 128)
            """),
        .perEngine(
          sqlite: "CREATE TABLE search_sequence (value BIGINT NOT NULL)",
          postgres: "CREATE SEQUENCE search_sequence"),
        .perEngine(
          sqlite: "INSERT INTO search_sequence (value) VALUES (0)",
          postgres: "CREATE INDEX search_terms_terms ON search_terms USING gin (terms) WITH (fastupdate = off)"),
        "CREATE TABLE search_words (word TEXT PRIMARY KEY)",
        """
        CREATE TABLE search_misspellings (
          spelling TEXT NOT NULL,
          word TEXT NOT NULL REFERENCES search_words (word),
          PRIMARY KEY (spelling, word)
        )
        """,
      ])
  ]
}
