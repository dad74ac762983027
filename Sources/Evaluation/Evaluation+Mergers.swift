import People
import SQL

extension Evaluation {
  /// An account that has a part in a call is not merged into another: whoever applied might then have judged, and what was
  /// signed would be another's. The other account goes into it instead.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    guard try !writer.hasPartInCalls(from) else { throw People.MergeRefusal.engaged }
  }
}

extension Reader {
  fileprivate func hasPartInCalls(_ person: ID<Person>) throws -> Bool {
    let parts: [SQL] = [
      "SELECT 1 FROM submissions WHERE applicant_id = \(person) LIMIT 1",
      "SELECT 1 FROM submission_authors WHERE person_id = \(person) LIMIT 1",
      "SELECT 1 FROM reviewers WHERE person_id = \(person) LIMIT 1",
      "SELECT 1 FROM reviews WHERE person_id = \(person) LIMIT 1",
      "SELECT 1 FROM judges WHERE person_id = \(person) LIMIT 1",
      "SELECT 1 FROM panel_members WHERE person_id = \(person) LIMIT 1",
      "SELECT 1 FROM calls WHERE created_by = \(person) LIMIT 1",
    ]
    return try parts.contains { try value(Int64.self, $0) != nil }
  }
}
