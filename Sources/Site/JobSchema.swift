import SQL

extension JobQueue {
  /// The table of jobs.
  public static let migrations = [
    Migration(
      "site/0001-jobs",
      [
        """
        CREATE TABLE jobs (
          id BIGINT PRIMARY KEY,
          kind TEXT NOT NULL,
          payload TEXT NOT NULL,
          unique_key TEXT UNIQUE,
          state TEXT NOT NULL,
          due_at BIGINT NOT NULL,
          leased_until BIGINT,
          failures BIGINT NOT NULL,
          last_error TEXT,
          created_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX jobs_by_due ON jobs (state, due_at)",
      ])
  ]
}
