import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server
@testable import Site

@Suite("Pages of the desk: the plan of a whole round, and its ranking")
struct EvaluationDeskRankingTests {
  @Test(
    "a round is planned at once: the plan is shown with its reasons, then given out, and done once",
    arguments: TestDatabase.engines)
  func plans(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 2)
      let round = try await office.reviewing(2)
      let path = "/desk/calls/\(round.call)/assignment"
      let desk = try await office.browser()
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("href=\"\(path)/plan\""))
      try await desk.get("\(path)/plan")
      #expect(
        desk.page.contains("6 reviews are given out") && desk.page.contains("% alike") && desk.page.contains("choice 1 of "))
      let city = try await office.browser(try await office.another("深圳科协", over: .region("440300")))
      try await city.get("\(path)/plan")
      #expect(city.status == .forbidden)
      try await desk.submit("\(path)/plan")
      #expect(desk.page.contains("6 reviews are given out.") && !desk.page.contains("\(path)/plan"))
      for id in round.submissions {
        let reviews = try await portal.portal.database.read { try $0.reviews(of: id) }
        #expect(reviews.count == 3 && Set(reviews.map(\.person)).count == 3 && reviews.allSatisfy { $0.why["rank"] != nil })
      }
      try await desk.get("/desk/submissions/\(round.submissions[0])/assignment")
      #expect(desk.page.contains("% alike"), "why a pair was made is kept")
      try await desk.get("\(path)/plan")
      #expect(desk.page.contains("Nothing to give out"))
    }
  }

  @Test("where reviewers do not suffice nothing is given out, and what lacks how many is named")
  func namesWhatLacks() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 7)
      let round = try await office.reviewing(7)
      let path = "/desk/calls/\(round.call)/assignment"
      let desk = try await office.browser()
      try await desk.get("\(path)/plan?lang=en")
      // Four reviewers with five each carry twenty of the twenty-one reviews.
      #expect(desk.page.contains("together lack 1 review") && desk.page.contains("评委3"))
      #expect(desk.hidden("\(path)/plan") == nil)
      #expect(try await portal.portal.database.read { try $0.reviews(in: round.call) }.isEmpty)
    }
  }

  /// Hands in what is asked for, with so many hundredths of all points by submission and reviewer.
  private func review(_ shares: [ID<Submission>: [Double]], _ office: EvaluationDesk) async throws {
    let database = office.portal.portal.database
    let rubric = try #require(office.evaluation.programmes[EvaluationDesk.programme]?.review).rubric
    for (submission, given) in shares {
      for review in try await database.read({ try $0.reviews(of: submission) }) where review.state == .assigned {
        let place = try #require(office.reviewers.firstIndex { $0.id == review.person })
        let own = try await office.rights(office.reviewers[place])
        try await database.write { writer in
          try office.evaluation.declare(review, .none, detail: "", by: own, in: writer)
          var sheet = Review.Sheet(reason: "意见来自\(own.person.name)")
          for criterion in rubric.judged { sheet.scores[criterion.key] = (criterion.most * given[place]).rounded() }
          try office.evaluation.submit(try #require(try writer.review(review.id)), sheet, by: own, in: writer)
        }
      }
    }
  }

  @Test("the line of the quota is told with how sure it is; exactly those near it get one more review; the ranking decides")
  func ranks() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 4)
      let round = try await office.reviewing(4)
      let ids = round.submissions
      let officer = try await office.rights(office.officer)
      try await portal.portal.database.write { writer in
        let call = try #require(try writer.call(round.call))
        var plan = call.plan
        plan.quotas["funded"] = 2
        try office.evaluation.change(call, to: plan, reason: "test", by: officer, in: writer)
      }
      let desk = try await office.browser()
      let path = "/desk/calls/\(round.call)"
      try await desk.get("\(path)/ranking?lang=en")
      #expect(desk.page.contains("The ranking grows with every review"))
      for id in ids { try await office.assign(id, to: Array(office.reviewers.prefix(3))) }
      let shares: [ID<Submission>: [Double]] = [
        ids[0]: [0.98, 0.96, 0.97, 0.97], ids[1]: [0.8, 0.7, 0.8, 0.9], ids[2]: [0.75, 0.8, 0.7, 0.7],
        ids[3]: [0.3, 0.35, 0.3, 0.3],
      ]
      try await review(shares, office)
      try await desk.get("\(path)/ranking")
      #expect(desk.page.contains("the quota ends at") && desk.page.contains("How far reviewers agree"))
      #expect(desk.page.contains("Barred by a criterion") && desk.page.contains("How severe reviewers are"))
      #expect(desk.page.contains("Ask one more reviewer for 2 submissions"))
      try await desk.submit("\(path)/ranking/reviews")
      #expect(desk.page.contains("2 reviews are given out."))
      let asked = try await portal.portal.database.read { try $0.reviews(in: round.call) }.filter { $0.state == .assigned }
      #expect(Set(asked.map(\.submission)) == [ids[1], ids[2]] && asked.allSatisfy { $0.person == office.reviewers[3].id })
      try await review(shares, office)
      try await office.advance(round.call)
      try await desk.get("\(path)/decisions")
      try await desk.submit("\(path)/decisions/ranking")
      #expect(desk.page.contains("4 submissions are decided."))
      let decisions = try await portal.portal.database.read { try $0.decisions(of: round.call) }
      #expect(Set(decisions.filter { $0.outcome == .given }.map(\.submission)) == [ids[0], ids[1]])
      let first = try #require(decisions.first { $0.submission == ids[0] })
      #expect(first.place == 1 && first.score ?? 0 > 90 && first.reason.contains("意见来自评委0"))
      #expect(try #require(decisions.first { $0.submission == ids[3] }).place == nil, "what is barred has no place")
    }
  }

  @Test("a result is published with agreement, ties and a signed file that anybody works out again, and not before")
  func publishes() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 2)
      let round = try await office.deciding(2)
      let visitor = Browser(portal.client)
      try await visitor.get("/calls/\(round.call)/result.json")
      #expect(visitor.status == .notFound)
      let officer = try await office.rights(office.officer)
      var approvers: [Rights] = []
      for name in ["省科技厅", "省财政厅"] { approvers.append(try await office.rights(try await office.another(name))) }
      let agreed = approvers
      try await portal.portal.database.write { writer in
        for id in round.submissions {
          try office.evaluation.decide(
            try #require(try writer.submission(id)), .given, level: "funded", reason: "好", score: nil, place: nil, by: officer,
            in: writer)
        }
        for approver in agreed {
          try office.evaluation.approve(
            try #require(try writer.call(round.call)), isAgreed: true, reason: "", by: approver, in: writer)
        }
      }
      try await office.advance(round.call)
      portal.clock.advance(by: .seconds(20 * 86_400))
      try await office.evaluation.keepDeadlines()
      try #require(try await office.call(round.call).status == .finished)
      try await visitor.get("/calls/\(round.call)/results?lang=en")
      #expect(visitor.page.contains("How far reviewers agree") && visitor.page.contains("share their place with another"))
      #expect(visitor.page.contains("/calls/\(round.call)/result.json") && !visitor.page.contains("评委"))
      try await visitor.get("/calls/\(round.call)/result.json")
      guard case .good(let key, let lines) = ResultBundle.check(visitor.bytes) else {
        Issue.record("\(ResultBundle.check(visitor.bytes))")
        return
      }
      #expect(key.contains("did:web:") && lines.count == 3 && !visitor.page.contains("评委"))
    }
  }
  @Test("an officer who has something of their own in a round does not agree to its list")
  func keepsOwnersOut() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      try await portal.grant(office.applicants[0], .officer, .province)
      let round = try await office.deciding()
      let officer = try await office.rights(office.officer)
      let owner = try await office.rights(office.applicants[0])
      let other = try await office.rights(try await office.another("省科技厅"))
      try await portal.portal.database.write { writer in
        try office.evaluation.decide(
          try #require(try writer.submission(round.submissions[0])), .declined, level: nil, reason: "意见", score: nil, place: nil,
          by: officer, in: writer)
      }
      for (rights, refusal) in [(owner, EvaluationRefusal.tookPart), (other, nil)] {
        let answer = try await portal.portal.database.write { writer -> EvaluationRefusal? in
          do {
            try office.evaluation.approve(
              try #require(try writer.call(round.call)), isAgreed: true, reason: "", by: rights, in: writer)
            return nil
          } catch let refusal as EvaluationRefusal { return refusal }
        }
        #expect(answer == refusal)
      }
    }
  }
}
