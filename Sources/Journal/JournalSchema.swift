import SQL

extension Journal {
  /// The tables of the journal.
  ///
  /// Entries and seals are only ever inserted; triggers refuse anything else, so that a mistake cannot change them. (Somebody
  /// who may drop triggers can; that is what the chain is for.) `journal_unsealed` is the queue of the sealing service.
  public static let migrations = [
    Migration(
      "journal/0001-journal",
      [
        """
        CREATE TABLE journal (
          id \(.id) PRIMARY KEY,
          at BIGINT NOT NULL,
          actor TEXT NOT NULL,
          action TEXT NOT NULL,
          subject_kind TEXT,
          subject_id TEXT,
          reason TEXT,
          details TEXT NOT NULL,
          request TEXT
        )
        """,
        "CREATE INDEX journal_by_subject ON journal (subject_kind, subject_id, id)",
        "CREATE TABLE journal_unsealed (id \(.id) PRIMARY KEY)",
        """
        CREATE TABLE journal_seals (
          sequence \(.id) PRIMARY KEY, entry_id BIGINT NOT NULL UNIQUE, hash \(.blob) NOT NULL)
        """,
        "CREATE TABLE journal_head (sequence BIGINT NOT NULL, hash \(.blob) NOT NULL)",
        "INSERT INTO journal_head (sequence, hash) VALUES (0, \(JournalHead.start.hash))",
        refusal,
        .perEngine(
          sqlite: """
            CREATE TRIGGER journal_deletion BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
            """,
          postgres: """
            CREATE TRIGGER journal_change BEFORE UPDATE OR DELETE ON journal
            FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()
            """),
        .perEngine(
          sqlite: """
            CREATE TRIGGER journal_seal_update BEFORE UPDATE ON journal_seals
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
            """,
          postgres: """
            CREATE TRIGGER journal_seal_change BEFORE UPDATE OR DELETE ON journal_seals
            FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()
            """),
        .perEngine(
          sqlite: """
            CREATE TRIGGER journal_seal_deletion BEFORE DELETE ON journal_seals
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
            """,
          postgres: """
            CREATE TRIGGER journal_emptying BEFORE TRUNCATE ON journal
            FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
            """),
      ]),
    Migration(
      "journal/0002-followers", ["CREATE TABLE journal_followers (name TEXT PRIMARY KEY, sequence BIGINT NOT NULL)"]),
  ]

  private static let refusal = SQL.perEngine(
    sqlite: """
      CREATE TRIGGER journal_update BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
      """,
    postgres: """
      CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
      """)
}
