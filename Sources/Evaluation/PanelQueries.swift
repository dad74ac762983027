import People
import SQL

extension Reader {
  func panel(of call: ID<Call>) throws -> [PanelMember] {
    try all(PanelMember.self, "SELECT \(PanelMember.columns) FROM panel_members WHERE call_id = \(call) ORDER BY person_id")
  }

  func panels(of person: ID<Person>) throws -> [ID<Call>] {
    try values(ID<Call>.self, "SELECT call_id FROM panel_members WHERE person_id = \(person) ORDER BY call_id DESC")
  }

  func ballot(on submission: ID<Submission>) throws -> PanelBallot? {
    try first(PanelBallot.self, "SELECT \(PanelBallot.columns) FROM panel_votes WHERE submission_id = \(submission)")
  }

  func ballots(in call: ID<Call>) throws -> [PanelBallot] {
    try all(PanelBallot.self, "SELECT \(PanelBallot.columns) FROM panel_votes WHERE call_id = \(call)")
  }

  func hasVoted(_ person: ID<Person>, on submission: ID<Submission>) throws -> Bool {
    try value(Int64.self, "SELECT COUNT(*) FROM panel_voters WHERE submission_id = \(submission) AND person_id = \(person)") == 1
  }

  func countBallots(on submission: ID<Submission>) throws -> [PanelBallot.Choice: Int] {
    var counts: [PanelBallot.Choice: Int] = [:]
    try forEach("SELECT choice, COUNT(*) FROM panel_ballots WHERE submission_id = \(submission) GROUP BY choice") { row in
      if let choice = PanelBallot.Choice(rawValue: try row.text(0)) { counts[choice] = Int(try row.int(1)) }
    }
    return counts
  }
}

extension Writer {
  func replacePanel(of call: ID<Call>, with members: [(person: ID<Person>, role: PanelMember.Role)]) throws {
    try execute("DELETE FROM panel_members WHERE call_id = \(call)")
    for member in members {
      try execute(
        """
        INSERT INTO panel_members (call_id, person_id, role, is_present)
        VALUES (\(call), \(member.person), \(member.role.rawValue), 0)
        """)
    }
  }

  func setPresent(_ present: Set<ID<Person>>, in call: ID<Call>) throws {
    try execute("UPDATE panel_members SET is_present = 0 WHERE call_id = \(call)")
    try execute("UPDATE panel_members SET is_present = 1 WHERE call_id = \(call) AND person_id IN \(present.sorted())")
  }

  func openVote(on submission: Submission, at now: Instant) throws {
    try execute(
      """
      INSERT INTO panel_votes (call_id, submission_id, state, opened_at)
      VALUES (\(submission.call), \(submission.id), 'open', \(now))
      """)
  }

  /// - Returns: whether they had not voted yet.
  func cast(_ choice: PanelBallot.Choice, on submission: ID<Submission>, by person: ID<Person>, token: String) throws -> Bool {
    let isNew =
      try execute(
        """
        INSERT INTO panel_voters (submission_id, person_id) VALUES (\(submission), \(person))
        ON CONFLICT (submission_id, person_id) DO NOTHING
        """) == 1
    guard isNew else { return false }
    try insert(CastBallot(token: token, choice: choice.rawValue), on: submission)
    try shuffle(submission)
    return true
  }

  private func insert(_ ballot: CastBallot, on submission: ID<Submission>) throws {
    try execute(
      "INSERT INTO panel_ballots (submission_id, token, choice) VALUES (\(submission), \(ballot.token), \(ballot.choice))")
  }

  /// Writes voters and ballots anew, each in an order of its own: the rows of both otherwise lie in the order in which people
  /// voted, and the third ballot would be the third voter's.
  private func shuffle(_ submission: ID<Submission>) throws {
    let voters = try values(
      ID<Person>.self, "SELECT person_id FROM panel_voters WHERE submission_id = \(submission) ORDER BY person_id")
    let ballots = try all(
      CastBallot.self, "SELECT token, choice FROM panel_ballots WHERE submission_id = \(submission) ORDER BY token")
    try execute("DELETE FROM panel_voters WHERE submission_id = \(submission)")
    try execute("DELETE FROM panel_ballots WHERE submission_id = \(submission)")
    for person in voters {
      try execute("INSERT INTO panel_voters (submission_id, person_id) VALUES (\(submission), \(person))")
    }
    for ballot in ballots { try insert(ballot, on: submission) }
  }

  func closeVote(
    on submission: ID<Submission>, present: Int, _ counts: [PanelBallot.Choice: Int], isPassed: Bool, at now: Instant
  ) throws {
    try execute(
      """
      UPDATE panel_votes SET state = 'closed', present = \(present), yes = \(counts[.yes] ?? 0), no = \(counts[.no] ?? 0),
        abstained = \(counts[.abstain] ?? 0), outcome = \(isPassed ? "passed" : "failed"), closed_at = \(now)
      WHERE submission_id = \(submission)
      """)
  }
}

/// A ballot as it lies in the urn.
private struct CastBallot: Decodable {
  let token: String
  let choice: String
}
