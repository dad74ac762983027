import SQL

extension Reader {
  /// Until when a pair of account and origin has to wait; an instant that is over where it has not.
  func loginBlockedUntil(_ key: String) throws -> Instant? {
    try value(Instant.self, "SELECT blocked_until FROM login_failures WHERE failure_key = \(key)")
  }

  func loginFailures(_ key: String) throws -> Int64 {
    try value(Int64.self, "SELECT failures FROM login_failures WHERE failure_key = \(key)") ?? 0
  }
}

extension Writer {
  /// Counts one more wrong try; a block that ends later stays.
  func addLoginFailure(_ key: String, blockedUntil until: Instant, at now: Instant) throws {
    try execute(
      """
      INSERT INTO login_failures (failure_key, failures, blocked_until, last_at) VALUES (\(key), 1, \(until), \(now))
      ON CONFLICT (failure_key) DO UPDATE SET failures = login_failures.failures + 1, last_at = excluded.last_at,
        blocked_until = CASE WHEN excluded.blocked_until > login_failures.blocked_until THEN excluded.blocked_until
          ELSE login_failures.blocked_until END
      """)
  }

  func forgetLoginFailures(_ key: String) throws { try execute("DELETE FROM login_failures WHERE failure_key = \(key)") }

  /// Forgets wrong tries whose last one was before an instant.
  func forgetLoginFailures(before instant: Instant) throws {
    try execute("DELETE FROM login_failures WHERE last_at < \(instant)")
  }
}
