import SQL

/// A job as a process holds it.
struct LeasedJob: RowReadable, Sendable {
  let id: ID<Job>
  let job: Job
  let failures: Int

  init(row: Row) throws {
    id = try row.get(0)
    job = Job(kind: try row.text(1), payload: try row.text(2))
    failures = try row.get(3)
  }
}

extension Writer {
  /// Stores a job; `false` when a waiting one has its key.
  func insert(_ job: Job, _ id: ID<Job>, at now: Instant) throws -> Bool {
    try execute(
      """
      INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, failures, created_at)
      VALUES (\(id), \(job.kind), \(job.payload), \(job.key), 'waiting', \(job.notBefore ?? now), 0, \(now))
      ON CONFLICT (unique_key) DO NOTHING
      """) == 1
  }

  /// Takes the job that is due longest, or one whose process went silent, and leases it.
  func lease(kinds: [String], at now: Instant, until end: Instant) throws -> LeasedJob? {
    let due = try first(
      LeasedJob.self,
      """
      SELECT id, kind, payload, failures FROM jobs
      WHERE kind IN \(kinds) AND (
        (state = 'waiting' AND due_at <= \(now)) OR (state = 'running' AND leased_until < \(now)))
      ORDER BY due_at, id LIMIT 1
      """)
    guard let due else { return nil }
    try execute("UPDATE jobs SET state = 'running', leased_until = \(end) WHERE id = \(due.id)")
    return due
  }

  /// Keeps a running job for longer.
  func extendLease(of id: ID<Job>, until end: Instant) throws {
    try execute("UPDATE jobs SET leased_until = \(end) WHERE id = \(id) AND state = 'running'")
  }

  /// A job that is done is gone.
  func finish(_ id: ID<Job>) throws {
    try execute("DELETE FROM jobs WHERE id = \(id)")
  }

  /// Notes a failure; the job waits for its next try, or is dead.
  func fail(_ id: ID<Job>, failures: Int, error: String, retryAt: Instant?) throws {
    try execute(
      """
      UPDATE jobs SET state = \(retryAt == nil ? "dead" : "waiting"), failures = \(failures),
        last_error = \(String(error.prefix(500))), due_at = \(retryAt ?? Instant(milliseconds: 0)), leased_until = NULL
      WHERE id = \(id)
      """)
  }
}

extension Reader {
  /// How many jobs are in each state, for figures and for readiness.
  func jobCounts() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    try forEach("SELECT state, COUNT(*) FROM jobs GROUP BY state") { row in
      counts[try row.text(0)] = try row.get(1)
    }
    return counts
  }
}
