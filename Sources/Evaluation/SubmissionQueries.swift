import People
import SQL

extension Reader {
  func submission(_ id: ID<Submission>) throws -> Submission? {
    try first(Submission.self, "SELECT \(Submission.columns) FROM submissions s WHERE s.id = \(id)")
  }

  /// The submissions of a call in some states, by number.
  func submissions(of call: ID<Call>, in states: [Submission.State] = Submission.State.allCases) throws -> [Submission] {
    try all(
      Submission.self,
      """
      SELECT \(Submission.columns) FROM submissions s WHERE s.call_id = \(call) AND s.state IN \(states.map(\.rawValue))
      ORDER BY s.number
      """)
  }

  /// What somebody handed in or began, newest first.
  func submissions(by applicant: ID<Person>) throws -> [Submission] {
    try all(
      Submission.self,
      "SELECT \(Submission.columns) FROM submissions s WHERE s.applicant_id = \(applicant) ORDER BY s.id DESC LIMIT 500")
  }

  /// What was handed in for somebody or something, that is not over without result.
  func submissions(for holder: Holder, in call: ID<Call>) throws -> [Submission] {
    try all(
      Submission.self,
      """
      SELECT \(Submission.columns) FROM submissions s
      WHERE s.call_id = \(call) AND s.holder_kind = \(holder.kind) AND s.holder_key = \(holder.key) AND s.state <> 'withdrawn'
      """)
  }

  /// What somebody is asked to agree to as a co-author, or has.
  func submissions(coAuthoredBy person: ID<Person>) throws -> [Submission] {
    try all(
      Submission.self,
      """
      SELECT \(Submission.columns) FROM submissions s JOIN submission_authors a ON a.submission_id = s.id
      WHERE a.person_id = \(person) ORDER BY s.id DESC LIMIT 200
      """)
  }

  func coAuthors(of submission: ID<Submission>) throws -> [CoAuthor] {
    try all(
      CoAuthor.self, "SELECT \(CoAuthor.columns) FROM submission_authors WHERE submission_id = \(submission) ORDER BY position")
  }

  func steps(of submission: ID<Submission>) throws -> [SubmissionStep] {
    try all(
      SubmissionStep.self,
      "SELECT \(SubmissionStep.columns) FROM submission_steps WHERE submission_id = \(submission) ORDER BY step")
  }

  func files(of submission: ID<Submission>) throws -> [SubmittedFile] {
    try all(
      SubmittedFile.self, "SELECT \(SubmittedFile.columns) FROM submission_files WHERE submission_id = \(submission) ORDER BY id")
  }

  func file(_ id: ID<SubmittedFile>) throws -> SubmittedFile? {
    try first(SubmittedFile.self, "SELECT \(SubmittedFile.columns) FROM submission_files WHERE id = \(id)")
  }

  /// An earlier version of the answers.
  func answers(of submission: ID<Submission>, version: Int) throws -> (title: String, answers: String)? {
    try first(
      KeptAnswers.self,
      "SELECT title, answers FROM submission_versions WHERE submission_id = \(submission) AND version = \(version)"
    ).map { ($0.title, $0.answers) }
  }

  /// Submissions whose applicant or recommender let the time pass.
  func overdueSubmissions(at now: Instant) throws -> [Submission] {
    try all(
      Submission.self, "SELECT \(Submission.columns) FROM submissions s WHERE s.due_at <= \(now) ORDER BY s.due_at LIMIT 500")
  }
}

private struct KeptAnswers: Decodable {
  let title: String
  let answers: String
}

extension Reader {
  /// The submissions of a round by their applicant or their holder.
  func submissions(
    in call: ID<Call>, of person: ID<Person>, units: [ID<Organization>], bases: [Int64]
  ) throws -> Set<ID<Submission>> {
    Set(
      try values(
        ID<Submission>.self,
        """
        SELECT id FROM submissions WHERE call_id = \(call) AND (applicant_id = \(person)
          OR holder_kind = 'person' AND holder_key = \(person) OR holder_kind = 'organization' AND holder_key IN \(units)
          OR holder_kind = 'base' AND holder_key IN \(bases))
        """))
  }
}

extension Writer {
  func insert(_ submission: Submission, at now: Instant) throws {
    try execute(
      """
      INSERT INTO submissions (
        id, call_id, number, state, applicant_id, holder_kind, holder_key, unit_id, region, title, track, answers, is_renewal,
        recommender_id, returns, revisions, version, state_since, due_at, submitted_at, created_at, updated_at)
      VALUES (
        \(submission.id), \(submission.call), \(submission.number), \(submission.state.rawValue), \(submission.applicant),
        \(submission.holder.kind), \(submission.holder.key), \(submission.unit), \(submission.region), \(submission.title),
        \(submission.track), \(try json(submission.answers)), \(submission.isRenewal ? 1 : 0), \(submission.recommender), 0, 0, 1,
        \(now), \(submission.due), \(submission.submittedAt), \(now), \(now))
      """)
  }

  /// - Returns: whether nobody had changed it meanwhile.
  func update(_ submission: Submission, at now: Instant) throws -> Bool {
    try execute(
      """
      UPDATE submissions SET state = \(submission.state.rawValue), title = \(submission.title), track = \(submission.track),
        answers = \(try json(submission.answers)), recommender_id = \(submission.recommender), returns = \(submission.returns),
        revisions = \(submission.revisions), state_since = \(submission.stateSince), due_at = \(submission.due),
        submitted_at = \(submission.submittedAt), updated_at = \(now), version = version + 1
      WHERE id = \(submission.id) AND version = \(submission.version)
      """) == 1
  }

  /// Notes a step in a submission's life, for its history.
  func insertStep(_ submission: Submission, from: Submission.State?, reason: String?, at now: Instant) throws {
    try execute(
      """
      INSERT INTO submission_steps (submission_id, at, step, from_state, to_state, reason, version)
      VALUES (
        \(submission.id), \(now),
        (SELECT COALESCE(MAX(step), 0) + 1 FROM submission_steps WHERE submission_id = \(submission.id)),
        \(from?.rawValue), \(submission.state.rawValue), \(reason), \(submission.version))
      """)
  }

  /// Keeps the answers as they were handed in.
  func keepVersion(of submission: Submission, at now: Instant) throws {
    try execute(
      """
      INSERT INTO submission_versions (submission_id, version, title, answers, at)
      VALUES (\(submission.id), \(submission.version), \(submission.title), \(try json(submission.answers)), \(now))
      ON CONFLICT (submission_id, version) DO NOTHING
      """)
  }

  func replaceCoAuthors(
    of submission: ID<Submission>, with authors: [(name: String, unit: String, role: String, person: ID<Person>?)]
  )
    throws
  {
    try execute("DELETE FROM submission_authors WHERE submission_id = \(submission)")
    for (position, author) in authors.enumerated() {
      try execute(
        """
        INSERT INTO submission_authors (submission_id, position, name, unit, role, person_id)
        VALUES (\(submission), \(position + 1), \(author.name), \(author.unit), \(author.role), \(author.person))
        """)
    }
  }
}

extension Writer {
  func insert(
    _ id: ID<SubmittedFile>, _ name: String, _ file: EvidenceStore.Stored, field: String, of submission: ID<Submission>,
    at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO submission_files (id, submission_id, field, name, kind, bytes, digest, clean_digest, added_at)
      VALUES (
        \(id), \(submission), \(field), \(String(name.suffix(200))), \(file.kind.rawValue), \(file.bytes), \(file.digest),
        \(file.cleanDigest), \(now))
      """)
  }

  func removeFiles(_ ids: [ID<SubmittedFile>], of submission: ID<Submission>) throws {
    try execute("DELETE FROM submission_files WHERE submission_id = \(submission) AND id IN \(ids)")
  }
}
