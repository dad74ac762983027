import SQL
import Site
import Testing

@testable import Evaluation
@testable import People
@testable import Server

extension TestPortal {
  /// Gives an award as the end of a round does, without the round.
  func give(_ key: String, to holder: Holder, title: String = "科学中心", by officer: Person) async throws -> ID<Award> {
    let evaluation = portal.evaluation
    return try await portal.database.write { writer in
      let programme = try #require(evaluation.programmes[key])
      let plan = Call.Plan(
        names: .init(zhHans: "认定"), announcement: .init(zhHans: "通知"), year: 2025, opens: clock.now,
        closes: clock.now + .seconds(86_400))
      let call = Call(
        id: evaluation.ids.next(), programmeKey: key, programmeDigest: try #require(evaluation.programmes.digest(of: key)),
        region: "440000", status: .published, stage: .notice, plan: plan, createdBy: officer.id, version: 1)
      try writer.insert(call, at: clock.now)
      let submission = Submission(
        id: evaluation.ids.next(), call: call.id, number: 1, state: .proposed, applicant: officer.id, holder: holder, unit: nil,
        region: "440113", title: title, track: nil, answers: [:], isRenewal: false, recommender: nil, returns: 0, revisions: 0,
        version: 1, stateSince: clock.now, due: nil, submittedAt: nil)
      try writer.insert(submission, at: clock.now)
      try writer.put(
        submission.id, in: call.id, .given, level: programme.decision.levels[0].key, reason: "符合条件", score: nil, place: nil,
        by: officer.id, at: clock.now)
      return try evaluation.giveAward(for: submission, call, programme, by: .person(officer.id), in: writer)
    }
  }
}
