import HTTPTypes
import SQL

extension Reader {
  /// What was answered to a request that comes again.
  func answer(to key: String, since moment: Instant) throws -> GivenAnswer? {
    try first(
      GivenAnswer.self,
      """
      SELECT digest, status, body, location, version FROM api_answers WHERE request_key = \(key) AND answered_at >= \(moment)
      """)
  }
}

extension Writer {
  /// Keeps an answer, so that the same request gets it again; in place of one that is too old to be given again.
  func remember(_ answer: APIAnswer, to key: String, digest: String, at now: Instant) throws {
    try execute(
      """
      INSERT INTO api_answers (request_key, digest, status, body, location, version, answered_at)
      VALUES (
        \(key), \(digest), \(answer.status.code), \(answer.body.string), \(answer.location), \(answer.version), \(now))
      ON CONFLICT (request_key) DO UPDATE SET digest = excluded.digest, status = excluded.status, body = excluded.body,
        location = excluded.location, version = excluded.version, answered_at = excluded.answered_at
      """)
  }

  /// Forgets answers that were given before a moment.
  func forgetAnswers(before moment: Instant) throws {
    try execute("DELETE FROM api_answers WHERE answered_at < \(moment)")
  }
}

/// An answer that was given, with the digest of the request it was given to.
struct GivenAnswer: RowReadable, Sendable {
  let digest: String
  let answer: APIAnswer

  init(row: Row) throws {
    digest = try row.text(0)
    answer = APIAnswer(
      .trusted(try row.text(2)), status: .init(code: Int(try row.int(1))), location: try row.textOrNil(3),
      version: try row.intOrNil(4).map { Int($0) })
  }
}
