import People
import SQL
import Site

extension Reader {
  func recommendation(of submission: ID<Submission>) throws -> Recommendation? {
    try first(Recommendation.self, "SELECT \(Recommendation.columns) FROM recommendations WHERE submission_id = \(submission)")
  }

  func waitingForRecommendation() throws -> [WaitingCount] {
    try all(
      WaitingCount.self,
      """
      SELECT s.call_id, s.recommender_id, s.region, COUNT(*) FROM submissions s JOIN calls c ON c.id = s.call_id
      WHERE s.state = 'recommending' AND c.status = 'published' GROUP BY s.call_id, s.recommender_id, s.region
      """)
  }
}

extension Writer {
  func put(
    _ submission: ID<Submission>, in call: ID<Call>, recommender: String, by person: ID<Person>, place: Int, opinion: String,
    at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO recommendations (submission_id, call_id, recommender_key, person_id, place, opinion, at)
      VALUES (\(submission), \(call), \(recommender), \(person), \(place), \(opinion), \(now))
      ON CONFLICT (submission_id) DO UPDATE SET person_id = excluded.person_id, place = excluded.place, opinion = excluded.opinion,
        at = excluded.at
      """)
  }
}
