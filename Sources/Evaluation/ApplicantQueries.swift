import Foundation
import People
import SQL

/// A version that was handed in.
struct KeptVersion: Sendable, RowReadable {
  let version: Int
  let title: String
  let answers: Facts
  let at: Instant

  static let columns: SQL = "version, title, answers, at"
}

extension KeptVersion {
  init(row: Row) throws {
    self.init(
      version: Int(try row.int(0)), title: try row.text(1),
      answers: try JSONDecoder().decode(Facts.self, from: Data(try row.text(2).utf8)), at: try row.get(3))
  }
}

extension Reader {
  /// What asks to be put forward by one of some units.
  func submissions(of call: ID<Call>, askingAnyOf units: [ID<Organization>]) throws -> [Submission] {
    guard !units.isEmpty else { return [] }
    return try all(
      Submission.self,
      """
      SELECT \(Submission.columns) FROM submissions s WHERE s.call_id = \(call) AND s.recommender_id IN \(units) ORDER BY s.number
      """)
  }

  /// Everything that was begun or handed in for somebody or something, newest first.
  func submissions(for holder: Holder) throws -> [Submission] {
    try all(
      Submission.self,
      """
      SELECT \(Submission.columns) FROM submissions s WHERE s.holder_kind = \(holder.kind) AND s.holder_key = \(holder.key)
      ORDER BY s.id DESC LIMIT 200
      """)
  }

  /// What was typed beside the answers.
  func draftWords(of submission: ID<Submission>) throws -> DraftWords? {
    try value(String.self, "SELECT words FROM submission_drafts WHERE submission_id = \(submission)")
      .map { try JSONDecoder().decode(DraftWords.self, from: Data($0.utf8)) }
  }

  /// The versions that were handed in, oldest first.
  func versions(of submission: ID<Submission>) throws -> [KeptVersion] {
    try all(
      KeptVersion.self,
      "SELECT \(KeptVersion.columns) FROM submission_versions WHERE submission_id = \(submission) ORDER BY version")
  }
}

extension Writer {
  func put(_ words: DraftWords, of submission: ID<Submission>) throws {
    try execute(
      """
      INSERT INTO submission_drafts (submission_id, words) VALUES (\(submission), \(try json(words)))
      ON CONFLICT (submission_id) DO UPDATE SET words = excluded.words
      """)
  }
}
