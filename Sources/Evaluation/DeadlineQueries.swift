import People
import SQL
import Site

extension Reader {
  func submissionsDue(before end: Instant, after start: Instant) throws -> [Submission] {
    try all(
      Submission.self,
      "SELECT \(Submission.columns) FROM submissions s WHERE s.due_at > \(start) AND s.due_at <= \(end) ORDER BY s.id LIMIT 1000")
  }
}

extension Writer {
  /// - Returns: whether it is the first of its kind.
  func noteReminder(_ key: String, at now: Instant) throws -> Bool {
    try execute(
      "INSERT INTO evaluation_reminders (reminder, at) VALUES (\(key), \(now)) ON CONFLICT (reminder) DO NOTHING") == 1
  }
}
