import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server
@testable import Site

@Suite("Pages of the desk: decisions, objections, results, duties, visits, judges")
struct EvaluationDeskOutcomeTests {
  @Test("several are decided at once within the quota; a list is agreed to by others and sent back with a reason")
  func decides() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 2)
      let round = try await office.deciding(2)
      let officer = try await office.rights(office.officer)
      try await portal.portal.database.write { writer in
        let call = try #require(try writer.call(round.call))
        var plan = call.plan
        plan.quotas["funded"] = 1
        try office.evaluation.change(call, to: plan, reason: "test", by: officer, in: writer)
      }
      let desk = try await office.browser()
      let path = "/desk/calls/\(round.call)"
      func send(_ fields: String) async throws {
        let ticket = try #require(desk.hidden("\(path)/decisions")?["_form"])
        try await desk.send(
          "_form=\(ticket.replacing("+", with: "%2B"))&\(fields)", to: "\(path)/decisions",
          type: "application/x-www-form-urlencoded")
      }
      try await desk.get("\(path)/decisions?lang=en")
      try await send(
        "outcome=given.funded&submission=\(round.submissions[0])&submission=\(round.submissions[1])&reason=Good+work")
      #expect(desk.status == .unprocessableContent && desk.page.contains("can be given to 1 at most"))
      #expect(desk.page.contains(">Good work</textarea>"), "what was typed stays")
      #expect(try await portal.portal.database.read { try $0.decisions(of: round.call).isEmpty }, "all or nothing")
      try await send("outcome=given.funded&submission=\(round.submissions[0])&reason=Good+work")
      try await send("outcome=declined&submission=\(round.submissions[1])")
      let reasons = try await portal.portal.database.read { try $0.decisions(of: round.call).map(\.reason) }
      #expect(reasons.contains { $0.hasPrefix("Good work\n\n意见来自评委0") } && reasons.allSatisfy { $0.contains("评委2") })
      try await desk.get("/desk/submissions/\(round.submissions[1])/decision")
      #expect(desk.page.contains("value=\"given.funded\" disabled"), "a full level cannot be chosen")
      let other = try await office.browser(try await office.another("省科技厅"))
      try await other.get("\(path)/decisions?lang=en")
      try await other.submit("\(path)/approvals", ["answer": "no", "approval_reason": ""])
      #expect(other.status == .unprocessableContent)
      try await other.submit("\(path)/approvals", ["answer": "no", "approval_reason": "请复核排名"])
      #expect(other.page.contains("The list is sent back."))
      try await desk.get("\(path)/decisions")
      try await desk.post("\(path)/approvals", (desk.hidden("\(path)/decisions") ?? [:]).merging(["answer": "yes"]) { $1 })
      #expect(desk.status == .unprocessableContent && desk.page.contains("Whoever took part in the round cannot decide this."))
    }
  }

  @Test("a revision is asked for with a reason and comes back to be judged")
  func asksRevision() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let round = try await office.deciding()
      let desk = try await office.browser()
      let path = "/desk/submissions/\(round.submissions[0])/decision"
      try await desk.get("\(path)?lang=en")
      try await desk.submit(path, ["outcome": "revise", "reason": "请补充安全方案", "score": "abc"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("such as 86.5"))
      try await desk.submit(path, ["outcome": "revise", "reason": "请补充安全方案"])
      #expect(try await office.state(round.submissions[0]) == .revising)
      #expect(desk.page.contains("To be revised"))
    }
  }

  /// A round in which the first submission is funded and the public notice is open.
  private func noticed(_ office: EvaluationDesk) async throws -> (call: ID<Call>, submission: ID<Submission>) {
    let round = try await office.deciding()
    let officer = try await office.rights(office.officer)
    var approvers: [Rights] = []
    for name in ["省科技厅", "省财政厅"] { approvers.append(try await office.rights(try await office.another(name))) }
    let agreed = approvers
    try await office.portal.portal.database.write { writer in
      try office.evaluation.decide(
        try #require(try writer.submission(round.submissions[0])), .given, level: "funded", reason: "好", score: 80, place: 1,
        by: officer,
        in: writer)
      for approver in agreed {
        try office.evaluation.approve(
          try #require(try writer.call(round.call)), isAgreed: true, reason: "", by: approver, in: writer)
      }
    }
    try await office.advance(round.call)
    return (round.call, round.submissions[0])
  }

  @Test("an objection is answered only by somebody who took no part; the others read why", arguments: TestDatabase.engines)
  func answersObjections(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let (call, submission) = try await noticed(office)
      let objector = try await office.rights(try await portal.person("举报人", "objector@example.org"))
      let id = try await portal.portal.database.write {
        try office.evaluation.object(
          to: try #require(try $0.submission(submission)), text: "方案抄袭", evidence: "https://example.org/proof", by: objector,
          in: $0)
      }
      let desk = try await office.browser()
      let path = "/desk/calls/\(call)/objections"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("方案抄袭") && desk.page.contains("You took part in this round"))
      #expect(!desk.page.contains("/desk/objections/\(id)/answer"))
      let fresh = try await office.browser(try await office.another("监督处"))
      try await fresh.get("\(path)?lang=en")
      try await fresh.submit("/desk/objections/\(id)/answer", ["outcome": "rejected", "answer": ""])
      #expect(fresh.status == .unprocessableContent && fresh.page.contains("value=\"rejected\" checked"))
      try await desk.post(
        "/desk/objections/\(id)/answer", (desk.hidden("/logout") ?? [:]).merging(["outcome": "rejected", "answer": "x"]) { $1 })
      #expect(desk.status == .unprocessableContent, "the rule holds without the form as well")
      try await fresh.submit("/desk/objections/\(id)/answer", ["outcome": "upheld", "answer": "属实"])
      #expect(fresh.page.contains("upheld") && fresh.page.contains("属实"))
      #expect(try await office.state(submission) == .declined)
      let applicant = try await office.rights(office.applicants[0])
      let appeal = try await portal.portal.database.write {
        try office.evaluation.appeal(try #require(try $0.submission(submission)), text: "并未抄袭", by: applicant, in: $0)
      }
      try await fresh.get(path)
      #expect(fresh.page.contains("并未抄袭") && fresh.page.contains("This concerns you yourself, so somebody else answers."))
      let third = try await office.browser(try await office.another("申诉处"))
      try await third.get("\(path)?lang=en")
      try await third.submit("/desk/appeals/\(appeal)/answer", ["outcome": "rejected", "answer": "维持"])
      #expect(third.page.contains("维持"))
    }
  }

  @Test("a result is withdrawn after a proposal and by a second person", arguments: TestDatabase.engines)
  func withdraws(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let (call, submission) = try await noticed(office)
      let award = try await inForce(office, call, submission)
      let desk = try await office.browser()
      let path = "/desk/calls/\(call)/results"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("Milestone 1: design"))
      try await desk.submit("/desk/awards/\(award)/proposal", ["reason": ""])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit("/desk/awards/\(award)/proposal", ["reason": "未按方案实施"])
      #expect(desk.page.contains("In force, withdrawal is proposed") && desk.page.contains("未按方案实施"))
      try await desk.submit("/desk/awards/\(award)/reevaluation", ["answer": "yes", "reason": "已改正"])
      #expect(desk.page.contains("In force"))
      let ticket = try #require(desk.hidden("/desk/awards/\(award)/proposal"))
      try await desk.post("/desk/awards/\(award)/withdrawal", ticket.merging(["reason": "再次违规"]) { $1 })
      #expect(
        desk.status == .unprocessableContent, "nothing is withdrawn without a proposal, against which a hearing can be asked")
      try await desk.submit("/desk/awards/\(award)/proposal", ["reason": "再次违规"])
      try await desk.submit("/desk/awards/\(award)/withdrawal", ["reason": "再次违规"])
      #expect(desk.page.contains("A second person has to confirm this."))
      #expect(try await portal.portal.database.read { try $0.award(award)?.status } == .withdrawing)
      try await desk.get("/desk/second")
      #expect(desk.page.contains("Withdraw “潮汐展品”") && desk.page.contains("You asked for this yourself"))
      let second = try await office.browser(try await office.another("处长"))
      try await second.get("/desk/second?lang=en")
      let act = String(try #require(second.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
      try await second.submit(act, ["answer": "yes"])
      #expect(try await portal.portal.database.read { try $0.award(award)?.status } == .withdrawn)
      try await desk.get(path)
      #expect(!desk.page.contains("/desk/awards/\(award)/withdrawal"))
    }
  }

  private func inForce(_ office: EvaluationDesk, _ call: ID<Call>, _ submission: ID<Submission>) async throws -> ID<Award> {
    office.portal.clock.advance(by: .seconds(20 * 86_400))
    try await office.evaluation.keepDeadlines()
    return try #require(try await office.portal.portal.database.read { try $0.award(for: submission)?.id }, "\(call)")
  }

  @Test("the holder reports what is owed, and the office grades it with a reason where it is not enough")
  func reportsDuties() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 2)
      let (call, submission) = try await noticed(office)
      let award = try await inForce(office, call, submission)
      let stranger = try await office.browser(office.applicants[1])
      try await stranger.get("/awards/\(award)")
      #expect(stranger.status == .notFound)
      let holder = try await office.browser(office.applicants[0])
      try await holder.get("/awards/\(award)?lang=en")
      #expect(holder.page.contains("Milestone 1: design") && holder.page.contains("in 18") || holder.page.contains("in 17"))
      let duty = String(try #require(holder.page.firstMatch(of: /\/duties\/[0-9A-Z]+\/report/)).output)
      try await stranger.post(duty, ["account": "x", "spent": "1"])
      #expect(stranger.status == .notFound)
      try await holder.submit(duty, ["account": "设计完成", "spent": "many"])
      #expect(
        holder.status == .unprocessableContent && holder.page.contains(">设计完成</textarea>")
          && holder.page.contains("value=\"many\""))
      try await holder.submit(duty, ["account": "设计完成", "spent": "12"])
      #expect(holder.page.contains("Reported. The office reads it.") && holder.page.contains("设计完成"))
      let desk = try await office.browser()
      try await desk.get("/desk/calls/\(call)/results?lang=en")
      let grade = String(try #require(desk.page.firstMatch(of: /\/desk\/duties\/[0-9A-Z]+\/grade/)).output)
      try await desk.submit(grade, ["grade": "not_met", "reason": ""])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit(grade, ["grade": "not_met", "reason": "图纸不全"])
      #expect(desk.page.contains("In force, with something to put right"))
      try await holder.get("/awards/\(award)")
      #expect(holder.page.contains("图纸不全") && holder.page.contains("Something has to be put right by"))
    }
  }

  @Test("judges are named by their addresses; an applicant and a stranger are not", arguments: TestDatabase.engines)
  func namesJudges(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let call = try await office.call("experiment-show")
      let applicant = try await office.rights(office.applicants[0])
      try await insert(
        office, call, holder: .person(applicant.person.id), title: "实验展演", stage: .live, applicant: applicant.person.id)
      let desk = try await office.browser()
      let path = "/desk/calls/\(call.id)/judges"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("No judges are named yet."))
      try await desk.submit(path, ["judges": "reviewer0@example.org, who@example.org"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("no account with this address: who@example.org"))
      try await desk.submit(path, ["judges": "applicant0@example.org"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("There is a conflict of interest."))
      try await desk.submit(path, ["judges": "reviewer0@example.org\nreviewer1@example.org"])
      #expect(desk.page.contains("评委0") && desk.page.contains("Named; the judges are told."))
      try await desk.get("/desk/calls/\(call.id)/visits")
      #expect(desk.status == .notFound)
    }
  }

  @Test("a visit is planned for a day to come with people who have no conflict", arguments: TestDatabase.engines)
  func plansVisits(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let call = try await office.call("provincial-base")
      let id = try await insert(
        office, call, holder: .base(7), title: "科学馆", stage: .visit, applicant: office.applicants[0].id)
      let desk = try await office.browser()
      let path = "/desk/calls/\(call.id)/visits"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("科学馆") && desk.page.contains("not planned"))
      let form = "/desk/submissions/\(id)/visit"
      try await desk.submit(form, ["day": "2020-01-01", "visitors": "reviewer0@example.org"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("This day is over already."))
      #expect(desk.page.contains("Please name at least 2 people.") && desk.page.contains(">reviewer0@example.org</textarea>"))
      try await desk.submit(form, ["day": "2026-10-30", "visitors": "reviewer0@example.org applicant0@example.org"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("There is a conflict of interest."))
      try await desk.submit(form, ["day": "2026-10-30", "visitors": "reviewer0@example.org reviewer1@example.org"])
      #expect(desk.page.contains("30 October 2026") && desk.page.contains("评委0; 评委1"))
    }
  }

  /// A submission that is judged in a stage, without the way there.
  @discardableResult
  private func insert(
    _ office: EvaluationDesk, _ call: Call, holder: Holder, title: String, stage: Stage, applicant: ID<Person>
  ) async throws -> ID<Submission> {
    try await office.portal.portal.database.write { writer in
      let submission = Submission(
        id: office.evaluation.ids.next(), call: call.id, number: 1, state: .admitted, applicant: applicant, holder: holder,
        unit: nil,
        region: "440106", title: title, track: nil, answers: [:], isRenewal: false, recommender: nil, returns: 0, revisions: 0,
        version: 1,
        stateSince: office.portal.clock.now, due: nil, submittedAt: office.portal.clock.now)
      try writer.insert(submission, at: office.portal.clock.now)
      var next = call
      next.stage = stage
      #expect(try writer.update(next, at: office.portal.clock.now))
      return submission.id
    }
  }
}
