import Foundation
import People
import SQL
import Site

/// A large round for measuring: how long lists and the ranking take with 10,000 submissions and 30,000 reviews.
public enum RoundLoad {
  /// Fills a database that may be thrown away with a round of creation centres that is at its decisions.
  ///
  /// - Returns: the round's number in addresses.
  public static func fill(_ evaluation: Evaluation, submissions: Int, reviewers: Int, each: Int) async throws -> String {
    guard let programme = evaluation.programmes["excellent-works"], let rubric = programme.review?.rubric,
      let digest = evaluation.programmes.digest(of: programme.key)
    else {
      throw EvaluationRefusal.unknown("excellent-works")
    }
    let now = evaluation.clock.now()
    let plan = Call.Plan(
      names: .init(zhHans: "量测"), announcement: .init(zhHans: "量测"), year: 2026, opens: now - .seconds(60 * 86_400),
      closes: now - .seconds(30 * 86_400))
    let sheets = SeveritySimulation(submissions: submissions, reviewers: reviewers, reviewsEach: each).draw()
    return try await evaluation.database.write { writer in
      let people = try writer.makePeople(reviewers, evaluation, at: now)
      let call = Call(
        id: evaluation.ids.next(), programmeKey: programme.key, programmeDigest: digest, region: "440000",
        status: .published, stage: .decision, plan: plan, createdBy: people[0], version: 1)
      try writer.insert(call, at: now)
      let works = try writer.makeWorks(submissions, in: call, by: people, programme, evaluation, at: now)
      for person in people {
        try writer.execute(
          """
          INSERT INTO reviewers (call_id, person_id, state, most, fields, invited_at, answered_at)
          VALUES (\(call.id), \(person), 'accepted', 100, '', \(now), \(now))
          """)
      }
      for sheet in sheets {
        var points = Review.Sheet(reason: "科学准确，表达清楚，建议补充数据来源。")
        for criterion in rubric.judged { points.scores[criterion.key] = (criterion.most * sheet.total / 100).rounded() }
        try writer.execute(
          """
          INSERT INTO reviews (id, call_id, submission_id, person_id, round, state, assigned_at, declared_at, submitted_at, sheet, version, why)
          VALUES (
            \(evaluation.ids.next(Review.self)), \(call.id), \(works[Int(sheet.submission) % works.count]),
            \(people[Int(sheet.reviewer) % people.count]), 0, 'submitted', \(now), \(now), \(now), \(try json(points)), 1, '{}')
          ON CONFLICT DO NOTHING
          """)
      }
      return call.id.description
    }
  }
}

extension Writer {
  fileprivate func makePeople(_ count: Int, _ evaluation: Evaluation, at now: Instant) throws -> [ID<Person>] {
    try (0..<count).map { number in
      let id: ID<Person> = evaluation.ids.next()
      let address = "reviewer\(number)@example.org"
      try execute(
        """
        INSERT INTO people (id, name, email, email_key, language, status, code_step, digest, version, created_at, updated_at)
        VALUES (\(id), \("评委\(number)"), \(address), \(address), 'zh-Hans', 'active', 0, 'never', 1, \(now), \(now))
        """)
      return id
    }
  }

  fileprivate func makeWorks(
    _ count: Int, in call: Call, by people: [ID<Person>], _ programme: Programme, _ evaluation: Evaluation, at now: Instant
  ) throws -> [ID<Submission>] {
    try (0..<count).map { number in
      let id: ID<Submission> = evaluation.ids.next()
      let person = people[number % people.count]
      let track = programme.tracks.isEmpty ? nil : programme.tracks[number % programme.tracks.count].key
      try execute(
        """
        INSERT INTO submissions (
          id, call_id, number, state, applicant_id, holder_kind, holder_key, unit_id, region, title, track, answers, is_renewal,
          recommender_id, returns, revisions, version, state_since, submitted_at, created_at, updated_at)
        VALUES (
          \(id), \(call.id), \(number + 1), 'admitted', \(person), 'person', \(person.rawValue), NULL, \("44\(1 + number % 9)0100"),
          \("作品\(number + 1)：身边的海洋与星空"), \(track), '{}', 0, NULL, 0, 0, 1, \(now), \(now), \(now), \(now))
        """)
      return id
    }
  }
}
