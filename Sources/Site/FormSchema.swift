import SQL

extension Site {
  /// The tables that remember which forms have acted, and what programs were answered.
  public static let migrations = [
    Migration(
      "site/0002-forms",
      [
        "CREATE TABLE forms_done (form_key TEXT PRIMARY KEY, path TEXT NOT NULL, message TEXT, done_at BIGINT NOT NULL)",
        "CREATE INDEX forms_done_by_time ON forms_done (done_at)",
      ]),
    Migration(
      "site/0003-api-answers",
      [
        """
        CREATE TABLE api_answers (
          request_key TEXT PRIMARY KEY, digest TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, location TEXT,
          version BIGINT, answered_at BIGINT NOT NULL)
        """,
        "CREATE INDEX api_answers_by_time ON api_answers (answered_at)",
      ]),
  ]
}
