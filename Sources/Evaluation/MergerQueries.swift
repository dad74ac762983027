import People
import SQL

extension Reader {
  func hasPartInCalls(_ person: ID<Person>) throws -> Bool {
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
