import People
import SQL

extension Reader {
  /// How one reviewer sees the submissions of a round: number by number, what they said they would like to review.
  func preferences(of person: ID<Person>, in call: ID<Call>) throws -> [ID<Submission>: Int] {
    var preferences: [ID<Submission>: Int] = [:]
    try forEach("SELECT submission_id, preference FROM review_preferences WHERE call_id = \(call) AND person_id = \(person)") {
      preferences[try $0.get(0)] = Int(try $0.int(1))
    }
    return preferences
  }

  /// The submissions of a round that somebody must not judge.
  func barred(_ person: ID<Person>, in call: ID<Call>) throws -> Set<ID<Submission>> {
    Set(
      try values(
        ID<Submission>.self,
        "SELECT DISTINCT submission_id FROM conflicts WHERE call_id = \(call) AND person_id = \(person) AND state = 'certain'"))
  }
}
