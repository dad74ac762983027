import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("Pages of the desk: plans, tables, checks, reviewers")
struct EvaluationDeskPagesTests {
  @Test("a round belongs to the office of its place; a plan with errors is shown again with everything typed")
  func setsUpOnlyInItsPlace() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let call = try await office.call()
      let city = try await office.browser(try await office.another("深圳科协", over: .region("440300")))
      try await city.get("/desk/calls?lang=en")
      #expect(city.status == .ok && !city.page.contains("2026年展品研发"))
      for page in [
        "", "/edit", "/submissions", "/submissions.csv", "/reviewers", "/assignment", "/decisions", "/objections", "/results",
      ] {
        try await city.get("/desk/calls/\(call.id)\(page)")
        #expect(city.status == .forbidden, "\(page)")
      }
      try await city.get("/desk/calls/new?programme=exhibit-fund")
      var fields = try #require(city.filled("/desk/calls/new"))
      #expect(fields["region"] == "440300")
      fields.merge(["region": "440000", "closes": "2026-09-01", "quota_funded": "many", "contact": "0755 & <b>"]) { $1 }
      try await city.post("/desk/calls/new", fields)
      #expect(city.status == .unprocessableContent)
      for words in [
        "no grant for this place", "has to close after it opens", "Please give a number from 0 to 100,000.", "value=\"many\"",
        "0755 &amp; &lt;b&gt;",
      ] { #expect(city.page.contains(words), "\(words)") }
      fields.merge(["region": "440300", "closes": "2026-10-20", "closes_time": "17:30", "quota_funded": "3"]) { $1 }
      try await city.post("/desk/calls/new", fields)
      let id = try #require(ID<Call>(String(city.path.split(separator: "/").last ?? "")))
      let kept = try await office.call(id)
      #expect(kept.plan.closes == Instant("2026-10-20T09:30:00Z") && kept.plan.quotas == ["funded": 3] && kept.status == .draft)
      try await city.get("/desk/calls/\(id)/edit")
      #expect(city.filled("/desk/calls/\(id)/edit")?["closes_time"] == "17:30")
      let other = try await office.browser(try await office.another("广州科协", over: .region("440100")))
      try await other.get("/desk/calls/\(id)")
      #expect(other.status == .notFound, "a draft is there for its office alone")
    }
  }

  @Test("an announced call closes later but not earlier, keeps its year, and is called off with a reason")
  func changesAnAnnouncedCall() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let call = try await office.call()
      let path = "/desk/calls/\(call.id)"
      let desk = try await office.browser()
      try await desk.get("\(path)/edit?lang=en")
      var fields = try #require(desk.filled("\(path)/edit"))
      let closes = try #require(fields["closes"])
      fields.merge(["closes": "2026-09-25", "year": "2024"]) { $1 }
      try await desk.post("\(path)/edit", fields)
      #expect(desk.status == .unprocessableContent && desk.page.contains("may close later, but not earlier"))
      #expect(desk.page.contains("its year stays") && desk.page.contains("value=\"2026-09-25\""))
      fields.merge(["closes": "2026-12-01", "year": "2025", "reason": "平台维护", "closes_time": ""]) { $1 }
      try await desk.post("\(path)/edit", fields)
      #expect(desk.status == .ok && closes < "2026-12-01")
      #expect(try await office.call(call.id).plan.closes == Instant("2026-12-01T16:00:00Z"))
      try await desk.get(path)
      let ticket = try #require(desk.hidden("\(path)/cancellation"))
      try await desk.post("\(path)/stage", ticket.merging(["stage": "review"]) { $1 })
      #expect(desk.status == .unprocessableContent, "a page of another stage ends nothing")
      try await desk.post("\(path)/stage", ticket.merging(["stage": "open"]) { $1 })
      #expect(desk.status == .unprocessableContent && desk.page.contains("The round is not at this stage."))
      try await desk.submit("\(path)/cancellation", ["reason": ""])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit("\(path)/cancellation", ["reason": "经费调整"])
      #expect(desk.page.contains("经费调整") && !desk.page.contains("\(path)/cancellation"))
    }
  }

  @Test("the table narrows by state and words, and becomes a spreadsheet that runs nothing", arguments: TestDatabase.engines)
  func listsSubmissions(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 3)
      let call = try await office.call()
      try await office.submit(0, in: call.id, title: "=HYPERLINK(\"https://evil\")")
      try await office.submit(1, in: call.id, title: "风力, \"发电\"")
      let draft = try await portal.portal.database.write { writer in
        try office.evaluation.begin(
          .organization(office.units[2]), title: "没交的", track: nil, in: call, by: Self.rights(office.applicants[2]), in: writer)
      }
      let desk = try await office.browser()
      let path = "/desk/calls/\(call.id)/submissions"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("风力") && desk.page.contains("展品公司0") && desk.page.contains("2 submissions"))
      #expect(!desk.page.contains("没交的"), "a draft belongs to its applicant")
      try await desk.get("/desk/submissions/\(draft.id)")
      #expect(desk.status == .notFound)
      #expect(try await desk.get("\(path)?q=%E9%A3%8E%E5%8A%9B").contains("1 submission<"))
      #expect(try await desk.get("\(path)?q=1").contains("HYPERLINK"))
      #expect(try await desk.get("\(path)?state=admitted").contains("No submission is like this."))
      for wrong in ["state=draft", "state=x", "page=0", "page=x"] {
        try await desk.get("\(path)?\(wrong)")
        #expect(desk.status == .badRequest, "\(wrong)")
      }
      try await desk.get("\(path).csv")
      #expect(desk.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
      let lines = desk.page.split(separator: "\r\n")
      #expect(lines.count == 3 && lines[1].contains(",\"'=HYPERLINK(\"\"https://evil\"\")\","))
      #expect(lines[2].contains("\"风力, \"\"发电\"\"\""))
    }
  }

  private static func rights(_ person: Person) -> Rights {
    Rights(
      person: person, grants: [], session: nil, confirmedAt: Instant(milliseconds: 0), hasSecondFactor: false, tokenScopes: nil,
      isSecondFactorOwed: false)
  }

  @Test("those with nothing wrong are admitted together, the others wait for a look; a return and a refusal need a reason")
  func checks() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 3)
      let call = try await office.call()
      var ids: [ID<Submission>] = []
      for index in 0..<3 { ids.append(try await office.submit(index, in: call.id).id) }
      let bad = ids[1]
      try await portal.portal.database.write { writer in
        var submission = try #require(try writer.submission(bad))
        submission.answers["asked"] = .number(900)
        _ = try writer.update(submission, at: portal.clock.now)
      }
      portal.clock.advance(by: .seconds(21 * 86_400))
      try await office.advance(call.id)
      let desk = try await office.browser()
      try await desk.get("/desk/calls/\(call.id)/submissions?state=checking&lang=en")
      #expect(desk.page.contains("value=\"\(ids[0])\"") && !desk.page.contains("value=\"\(bad)\""))
      let ticket = try #require(desk.hidden("/desk/calls/\(call.id)/checks")?["_form"])
      try await desk.send(
        "_form=\(ticket.replacing("+", with: "%2B"))&submission=\(ids[0])&submission=\(bad)", to: "/desk/calls/\(call.id)/checks",
        type: "application/x-www-form-urlencoded")
      #expect(desk.page.contains("1 submission is admitted. 1 needs a look first."))
      #expect(try await office.state(ids[0]) == .admitted)
      let path = "/desk/submissions/\(bad)"
      try await desk.get(path)
      #expect(desk.page.contains("No more than 1,000,000 yuan is asked for."), "what is not met stands there in words")
      try await desk.submit("\(path)/check", ["outcome": "returned", "reason": ""])
      #expect(desk.status == .unprocessableContent && desk.page.contains("value=\"returned\" checked"))
      try await desk.submit("\(path)/check", ["outcome": "returned", "reason": "经费超限", "go_on": "yes"])
      #expect(desk.path == "/desk/submissions/\(ids[2])", "the next one opens")
      try await desk.submit("/desk/submissions/\(ids[2])/check", ["outcome": "refused", "reason": "不在范围"])
      #expect(try await office.state(bad) == .returned)
      #expect(try await office.state(ids[2]) == .refused)
      try await desk.get("/desk/submissions/\(ids[2])")
      #expect(desk.page.contains("不在范围") && !desk.page.contains("/check\""))
    }
  }

  @Test("nobody of the office deals with what is their own, nor learns who judges it")
  func staysOutOfOwn() async throws {
    try await withPortal(.sqlite) { portal in
      let office = try await EvaluationDesk(portal, applicants: 2)
      let round = try await office.reviewing(2)
      let own = round.submissions[0]
      try await office.assign(own, to: [office.reviewers[0]])
      try await portal.grant(office.applicants[0], .officer, .province)
      let desk = try await office.browser(office.applicants[0])
      for page in ["", "/assignment", "/decision"] {
        try await desk.get("/desk/submissions/\(own)\(page)?lang=en")
        #expect(desk.status == .forbidden && desk.page.contains("This is your own submission."), "\(page)")
      }
      try await desk.get("/desk/calls/\(round.call)/assignment")
      #expect(!desk.page.contains("Asked"), "who judges the own submission is not on the list")
      #expect(desk.page.contains("/desk/submissions/\(round.submissions[1])/assignment"))
      let review = try #require(try await portal.portal.database.read { try $0.reviews(of: own).first })
      try await desk.post("/desk/reviews/\(review.id)/removal", ["reason": "x"])
      #expect(desk.status == .forbidden)
    }
  }

  @Test(
    "a pair is barred with its reasons, taken back and asked again; a hint is looked at first", arguments: TestDatabase.engines)
  func assigns(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let relative = try await portal.person("申专家", "shen@example.org")
      _ = try await EvaluationDesk.unit("天河中学", of: relative, portal)
      let colleague = office.reviewers[3]
      try await portal.portal.database.write {
        try $0.insertMember(portal.portal.people.ids.next(), colleague.id, in: office.units[0], as: .member, at: portal.clock.now)
      }
      let round = try await office.reviewing()
      let desk = try await office.browser()
      let path = "/desk/calls/\(round.call)"
      try await desk.get("\(path)/reviewers?lang=en")
      try await desk.submit("\(path)/reviewers", ["emails": "shen@example.org", "most": "1"])
      try await office.accept(round.call, [relative])
      try await desk.get("\(path)/conflicts")
      try await desk.submit("\(path)/conflicts")
      #expect(desk.page.contains("2 conflicts were found.") && desk.page.contains("展品公司0"))
      let submission = round.submissions[0]
      let candidates = "/desk/submissions/\(submission)/assignment"
      try await desk.get(candidates)
      #expect(desk.page.contains("Same unit") && desk.page.contains("to be looked at first"))
      try await desk.submit(candidates, ["person": colleague.id.description])
      #expect(desk.status == .unprocessableContent && desk.page.contains("There is a conflict of interest."))
      try await desk.get("\(path)/conflicts")
      let pair = "\(submission).\(relative.id).kinship"
      try await desk.submit("\(path)/conflicts/verdict", ["answer": "no", "reason": "", "pair": pair])
      #expect(desk.status == .unprocessableContent && desk.page.contains("value=\"\(pair)\" checked"))
      try await desk.submit("\(path)/conflicts/verdict", ["answer": "no", "reason": "同姓而已", "pair": "nonsense"])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit("\(path)/conflicts/verdict", ["answer": "no", "reason": "同姓而已", "pair": pair])
      #expect(desk.page.contains("looked at, none") && desk.page.contains("同姓而已"))
      try await desk.get(candidates)
      try await desk.submit(candidates, ["person": relative.id.description])
      #expect(desk.page.contains("1 of 3 are asked."))
      let review = try #require(try await portal.portal.database.read { try $0.reviews(of: submission).first })
      try await desk.submit("/desk/reviews/\(review.id)/removal", ["reason": "改派"])
      #expect(desk.page.contains("0 of 3 are asked."))
      try await desk.submit(candidates, ["person": relative.id.description])
      #expect(desk.page.contains("1 of 3 are asked."), "what was taken back can be given again")
      try await desk.submit(candidates, ["person": relative.id.description])
      #expect(desk.status == .unprocessableContent)
      try await desk.get("\(path)/progress")
      #expect(desk.page.contains("Ask more") && desk.page.contains("申专家"))
      try await desk.get("\(path)/reviewers")
      try await desk.submit("\(path)/reviewers/\(relative.id)/removal", ["reason": "出差"])
      #expect(desk.page.contains("Taken out"))
    }
  }

  @Test(
    "what the overview says is still to do is what the rule refuses for; who is late is reminded once a day",
    arguments: TestDatabase.engines)
  func tellsWhatIsLeft(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 3)
      let round = try await office.reviewing(3)
      try await office.assign(round.submissions[0], to: Array(office.reviewers.prefix(3)))
      try await office.review(round.submissions[0])
      try await office.assign(round.submissions[1], to: [office.reviewers[0]])
      let desk = try await office.browser()
      let path = "/desk/calls/\(round.call)"
      try await desk.get("\(path)?lang=en")
      #expect(desk.page.contains("2 submissions lack reviews."))
      await #expect(throws: EvaluationRefusal.stillOpen(2)) { try await office.advance(round.call) }
      try await desk.get("\(path)/assignment?lacking=yes")
      #expect(desk.page.contains("2 submissions lack reviewers.") && desk.page.contains("5 reviews are still to be given"))
      #expect(!desk.page.contains("/desk/submissions/\(round.submissions[0])/assignment"))
      try await desk.get("\(path)/progress")
      #expect(desk.page.contains("1 / 3") && desk.page.contains("Ask more"))
      try await desk.submit("\(path)/reminders")
      #expect(desk.page.contains("1 is reminded."))
      portal.clock.advance(by: .seconds(60))
      try await desk.get("\(path)/progress")
      try await desk.submit("\(path)/reminders")
      #expect(desk.page.contains("All were reminded today already."))
      portal.clock.advance(by: .seconds(40 * 86_400))
      let later = try await office.browser()
      #expect(try await later.get("/desk/calls?lang=en").contains("Reviews were due on"))
    }
  }
}
