import SQL

extension Site {
  /// The table that remembers which forms have acted.
  public static let migrations = [
    Migration(
      "site/0002-forms",
      [
        "CREATE TABLE forms_done (form_key TEXT PRIMARY KEY, path TEXT NOT NULL, message TEXT, done_at BIGINT NOT NULL)",
        "CREATE INDEX forms_done_by_time ON forms_done (done_at)",
      ])
  ]
}
