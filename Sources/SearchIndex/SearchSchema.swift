import SQL

extension SearchIndex {
  /// The tables of the index.
  public static let migrations = [
    Migration("search/0001-documents", documents),
    Migration("search/0002-terms", sqliteTerms + postgresTerms),
    Migration("search/0003-words", words),
  ]

  private static let documents: [SQL] = [
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
    """
  ]

  private static let sqliteTerms: [SQL] = [
    "CREATE TABLE search_sequence (value BIGINT NOT NULL)",
    "INSERT INTO search_sequence (value) VALUES (0)",
    // Prefixes of one character have an index of their own: 中* would otherwise join the lists of hundreds of pairs.
    """
    CREATE VIRTUAL TABLE search_terms USING fts5(
      text, head, focus, pinyin, facets, tokenize = 'ascii', prefix = '1 3', columnsize = 0)
    """,
  ].map { (statement: StaticString) in .perEngine(sqlite: statement, postgres: "SELECT 1") }

  private static let postgresTerms: [SQL] = [
    "CREATE SEQUENCE search_sequence",
    "CREATE TABLE search_terms (document_id BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
    "CREATE INDEX search_terms_terms ON search_terms USING gin (terms) WITH (fastupdate = off)",
    // PostgreSQL counts matches in the table, 15,000 in 30 ms. To weigh a common word its own estimate is good enough.
    """
    CREATE FUNCTION search_frequency(wanted text, cap bigint) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
      plan json;
      guess bigint;
    BEGIN
      EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM search_terms WHERE terms @@ CAST(%L AS tsquery)', wanted)
        INTO plan;
      guess := CAST(CAST(plan->0->'Plan'->>'Plan Rows' AS double precision) AS bigint);
      IF guess > 1000 THEN
        RETURN least(guess, cap);
      END IF;
      RETURN (
        SELECT count(*) FROM (
          SELECT 1 FROM search_terms WHERE terms @@ CAST(wanted AS tsquery) LIMIT cap) AS found);
    END
    $$
    """,
  ].map { (statement: StaticString) in .perEngine(sqlite: "SELECT 1", postgres: statement) }

  private static let words: [SQL] = [
    "CREATE TABLE search_words (word TEXT PRIMARY KEY)",
    """
    CREATE TABLE search_misspellings (
      spelling TEXT NOT NULL,
      word TEXT NOT NULL REFERENCES search_words (word),
      PRIMARY KEY (spelling, word)
    )
    """,
  ]
}
