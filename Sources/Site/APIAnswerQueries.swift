import HTTPTypes
import SQL

extension Reader {
  /// What was answered to a request that comes again.
  func answer(to key: String) throws -> GivenAnswer? {
    try first(GivenAnswer.self, "SELECT digest, status, body, location, version FROM api_answers WHERE request_key = \(key)")
  }
}

extension Writer {
  /// Keeps an answer, so that the same request gets it again.
  func remember(_ answer: APIAnswer, to key: String, digest: String, at now: Instant) throws {
    try execute(
      """
      INSERT INTO api_answers (request_key, digest, status, body, location, version, answered_at)
      VALUES (
        \(key), \(digest), \(answer.status.code), \(answer.body.string), \(answer.location), \(answer.version), \(now))
      """)
  }

  /// Forgets answers that were given before a moment.
  func forgetAnswers(before moment: Instant) throws {
    try execute("DELETE FROM api_answers WHERE answered_at < \(moment)")
  }
}

/// An answer that was given, with the digest of the request it was given to.
struct GivenAnswer: Decodable {
  let digest: String
  private let status: Int
  private let body: String
  private let location: String?
  private let version: Int64?

  var answer: APIAnswer {
    APIAnswer(.trusted(body), status: .init(code: status), location: location, version: version.map { Int($0) })
  }
}
