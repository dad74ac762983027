import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Places
@testable import Server

@Suite("What bases are named as")
struct NamingTests {
  @Test(
    "a base that is named shows it on its page and in the filter, and no more when it is withdrawn",
    arguments: TestDatabase.engines)
  func follows(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let slug = "guangdong-science-center"
      let officer = try await portal.person("陈科长", "officer@example.org")
      let base = try #require(try await portal.portal.database.read { try $0.base(slug: slug) })
      try await portal.portal.database.write { writer in
        var unnamed = base.facts
        unnamed.level = nil
        unnamed.namings = nil
        try portal.portal.places.change(base, to: unnamed, by: .init(actor: .system), in: writer)
      }
      let award = try await give("provincial-base", to: .base(base.id.rawValue), by: officer, portal)
      func facts() async throws -> BaseFacts {
        try await portal.portal.journal.seal(in: portal.portal.database)
        try await portal.portal.places.keepNamings()
        let found = try await portal.portal.database.read { try $0.base(slug: slug) }
        return found?.facts ?? base.facts
      }
      var now = try await facts()
      #expect(now.level == "provincial" && now.namings?.map(\.scheme) == ["gd_provincial"])
      #expect(now.namings?.first?.until == portal.portal.people.localToday.year + 5)
      try await portal.portal.database.write { writer in
        try portal.portal.evaluation.setStatus(
          of: try #require(try writer.award(award)), .withdrawn, reason: "不再开放", by: .person(officer.id), in: writer)
      }
      now = try await facts()
      #expect(now.level == nil && now.namings == nil)
    }
  }

  /// Gives an award as the end of a round does, without the round.
  private func give(_ key: String, to holder: Holder, by officer: Person, _ portal: TestPortal) async throws -> ID<Award> {
    let evaluation = portal.portal.evaluation
    return try await portal.portal.database.write { writer in
      let programme = try #require(evaluation.programmes[key])
      let plan = Call.Plan(
        names: .init(zhHans: "认定"), announcement: .init(zhHans: "通知"), year: 2025, opens: portal.clock.now,
        closes: portal.clock.now + .seconds(86_400))
      let call = Call(
        id: evaluation.ids.next(), programmeKey: key, programmeDigest: try #require(evaluation.programmes.digest(of: key)),
        region: "440000", status: .published, stage: .notice, plan: plan, createdBy: officer.id, version: 1)
      try writer.insert(call, at: portal.clock.now)
      let submission = Submission(
        id: evaluation.ids.next(), call: call.id, number: 1, state: .proposed, applicant: officer.id, holder: holder, unit: nil,
        region: "440113", title: "科学中心", track: nil, answers: [:], isRenewal: false, recommender: nil, returns: 0, revisions: 0,
        version: 1, stateSince: portal.clock.now, due: nil, submittedAt: nil)
      try writer.insert(submission, at: portal.clock.now)
      try writer.put(
        submission.id, in: call.id, .given, level: programme.decision.levels[0].key, reason: "符合条件", score: nil, place: nil,
        by: officer.id, at: portal.clock.now)
      return try evaluation.giveAward(for: submission, call, programme, by: .person(officer.id), in: writer)
    }
  }
}
