import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server
@testable import Site

@Suite("What everybody reads of calls and results")
struct EvaluationPublicTests {
  @Test("the list has a filter and an empty state, and drafts are nobody's but the office's")
  func listsCalls() async throws {
    try await withPortal(.sqlite) { portal in
      let visitor = Browser(portal.client)
      try await visitor.get("/calls?lang=en")
      #expect(visitor.status == .ok && visitor.page.contains("Nothing was announced yet"))
      for path in ["/notices", "/matrix", "/calls.ics"] {
        try await visitor.get(path)
        #expect(visitor.status == .ok, "\(path)")
      }
      let story = try await RoundStory(portal)
      let works = try await story.call("excellent-works")
      _ = try await story.call("provincial-base") { $0.opens = portal.clock.now + .seconds(86_400) }
      let draft = try await story.database.write { writer in
        try story.evaluation.begin(
          try #require(story.evaluation.programmes["micro-video"]), region: "440000", works.plan, by: story.officer, in: writer)
      }
      try await visitor.get("/calls")
      #expect(visitor.page.contains("Opening soon") && visitor.page.contains("First call provincial-base"))
      try await visitor.get("/calls?kind=award")
      #expect(visitor.page.contains("First call excellent-works") && !visitor.page.contains("First call provincial-base"))
      try await visitor.get("/calls?kind=title")
      #expect(visitor.page.contains("There is none of this kind"))
      for path in [draft.path, "\(draft.path)/notice", "\(works.path)/notice", "\(works.path)/results", "/calls/xyz"] {
        try await visitor.get(path)
        #expect(visitor.status == .notFound, "\(path)")
      }
      for programme in story.evaluation.programmes.all {
        let call = try await story.call(programme.key)
        try await visitor.get(call.path)
        #expect(visitor.status == .ok && !visitor.page.contains("Optional("), "\(programme.key)")
      }
    }
  }

  @Test("the calendar is one that RFC 5545 allows: CR LF, folded lines, escaped texts, moments in universal time")
  func feedsCalendars() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await RoundStory(portal)
      let name = "第一批优秀科普作品征集；图书, 视频\\音频与其他各类作品的联合申报通知（含补充说明）"
      _ = try await story.call("excellent-works") { $0.names = LocalizedText(zhHans: name) }
      let visitor = Browser(portal.client)
      try await visitor.get("/calls.ics")
      #expect(visitor.headers[.contentType] == "text/calendar; charset=utf-8")
      let text = String(decoding: visitor.bytes, as: UTF8.self)
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
      #expect(lines.first == "BEGIN:VCALENDAR" && lines.suffix(2) == ["END:VCALENDAR", ""])
      #expect(lines.allSatisfy { $0.utf8.count <= 75 } && !text.replacing("\r\n", with: "").contains("\n"))
      let unfolded = text.replacing("\r\n ", with: "")
      #expect(unfolded.contains("图书\\, 视频\\\\音频与其他各类作品"))
      let closes = CalendarFeed.stamp(portal.clock.now + .seconds(20 * 86_400))
      #expect(unfolded.contains("DTSTART:\(closes)\r\n") && closes.wholeMatch(of: /\d{8}T\d{6}Z/) != nil)
      #expect(CalendarFeed.escaped("a;b\r\nc") == "a\\;b\\nc")
      let long = String(repeating: "木棉", count: 60)
      let folded = String(decoding: CalendarFeed.folded("SUMMARY:" + long), as: UTF8.self)
      #expect(folded.replacing("\r\n ", with: "") == "SUMMARY:\(long)\r\n")
    }
  }

  @Test(
    "a notice shows names, titles and what the programme shows; objections need a name and evidence",
    arguments: TestDatabase.engines)
  func showsNotices(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      let speaker = try await portal.person("推荐人", "speaker@example.org")
      let unit = try await story.unit("省科普作家协会", responsible: speaker)
      let author = try await portal.person("李明", "li@example.org")
      let (good, weak) = (
        try await story.work("海洋之谜", by: author, in: call, recommender: unit),
        try await story.work("落选之书", by: try await portal.person("周杰", "zhou@example.org"), in: call, recommender: unit)
      )
      try await story.judge(call, [good, weak], recommendedBy: speaker)
      try await story.decide(good, "excellent", reason: "优秀")
      try await story.decide(weak, nil, reason: "未达线")
      let visitor = Browser(portal.client)
      try await visitor.get("\(call.path)/notice?lang=en")
      #expect(visitor.status == .notFound)
      try await story.approve(call)
      try await story.advance(call)
      try await visitor.get("\(call.path)/notice")
      #expect(visitor.page.contains("海洋之谜") && visitor.page.contains("李明") && visitor.page.contains("大海的故事。"))
      for secret in ["落选之书", "周杰", "li@example.org", "978-7-5000-0000-1", "科普出版社", "81.5", "理由之", "推荐人", "优秀。"] {
        #expect(!visitor.page.contains(secret), "\(secret)")
      }
      #expect(try await visitor.get("/notices").contains("Open for objections"))
      let path = "/submissions/\(good)/objections"
      try await visitor.get(path)
      #expect(visitor.path.hasPrefix("/login"))
      let reader = try await portal.browser(of: try await portal.person("读者", "reader@example.org"))
      try await reader.get("/submissions/\(weak)/objections?lang=en")
      #expect(reader.status == .notFound)
      try await reader.get(path)
      try await reader.submit(path, ["text": "抄袭", "evidence": ""])
      #expect(reader.status == .unprocessableContent && reader.page.contains("抄袭</textarea>"))
      try await reader.submit(path, ["text": "抄袭", "evidence": "https://example.org/original", "is_real_name": "yes"])
      #expect(reader.path == "\(call.path)/notice" && reader.page.contains("Your objection is with the office"))
      let own = try await portal.browser(of: author)
      try await own.get("/submissions/\(good)?lang=en")
      #expect(own.page.contains("is being looked into") && !own.page.contains("读者") && !own.page.contains("抄袭"))
      try await story.database.write { writer in
        let objection = try #require(try writer.objections(in: call.id).first)
        try story.evaluation.decide(objection, isUpheld: false, answer: "证据不足", by: story.outsider, in: writer)
      }
      story.wait(days: 9)
      try await story.evaluation.keepDeadlines()
      try await visitor.get("\(call.path)/results")
      #expect(visitor.page.contains("海洋之谜") && visitor.page.contains("of them rejected") && !visitor.page.contains("落选之书"))
      #expect(visitor.page.contains("more points for “Scientific accuracy”"))
      try await visitor.get("/calls")
      #expect(visitor.page.contains("Finished"))
      try await reader.get(path)
      #expect(reader.status == .notFound)
    }
  }

  @Test("a unit puts forward in its own order, and nobody else does", arguments: TestDatabase.engines)
  func putsForward(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      let speaker = try await portal.person("推荐人", "speaker@example.org")
      let unit = try await story.unit("省科普作家协会", responsible: speaker)
      let author = try await portal.person("李明", "li@example.org")
      let (first, second) = (
        try await story.work("海洋之谜", by: author, in: call, recommender: unit),
        try await story.work("星空", by: author, in: call, recommender: unit)
      )
      let desk = try await portal.browser(of: speaker)
      #expect(try await desk.get("/recommendations?lang=en").contains("2 wait"))
      try await desk.get("/recommendations/\(call.id)")
      #expect(desk.page.contains("海洋之谜") && desk.page.contains("大海的故事。") && desk.page.contains("the first 5 in your order"))
      try await desk.submit(
        "/submissions/\(first)/recommendation", ["answer_\(first)": "yes", "place_\(first)": "x", "opinion_\(first)": "好"])
      #expect(desk.status == .unprocessableContent && desk.page.contains("value=\"x\"") && desk.page.contains("好</textarea>"))
      for (id, place) in [(first, "2"), (second, "1")] {
        try await desk.submit(
          "/submissions/\(id)/recommendation", ["answer_\(id)": "yes", "place_\(id)": place, "opinion_\(id)": "同意"])
      }
      let (star, sea) = (desk.page.range(of: "<h3>星空"), desk.page.range(of: "<h3>海洋之谜"))
      #expect(try #require(star).lowerBound < (try #require(sea)).lowerBound, "in the order of their places")
      let stranger = try await portal.browser(of: author)
      #expect(try await stranger.get("/recommendations?lang=en").contains("Nothing waits"))
      try await stranger.get("/recommendations/\(call.id)")
      #expect(stranger.status == .notFound)
      try await stranger.get("/me/data")
      let ticket = try #require(stranger.hidden("/me/data"))
      try await stranger.post("/submissions/\(first)/recommendation", ticket.merging(["answer_\(first)": "yes"]) { $1 })
      #expect(stranger.status == .notFound)
      try await desk.submit(
        "/submissions/\(second)/recommendation", ["answer_\(second)": "no", "place_\(second)": "1", "opinion_\(second)": "篇幅不足"])
      #expect(try await story.submission(second).state == .refused)
    }
  }

  @Test("an office puts forward what comes from its prefecture, and sees nothing of another's", arguments: TestDatabase.engines)
  func officesPutForward(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("creation-centre")
      let applicant = try await portal.person("李明", "li@example.org")
      let ids: [ID<Submission>] = try await story.database.write { writer in
        try [("440106", "天河中心"), ("440305", "南山中心")].enumerated().map { number, place in
          let submission = Submission(
            id: portal.portal.people.ids.next(), call: call.id, number: number + 1, state: .recommending, applicant: applicant.id,
            holder: .person(applicant.id), unit: nil, region: place.0, title: place.1, track: nil, answers: [:], isRenewal: false,
            recommender: nil, returns: 0, revisions: 0, version: 1, stateSince: portal.clock.now, due: nil, submittedAt: nil)
          try writer.insert(submission, at: portal.clock.now)
          return submission.id
        }
      }
      let officer = try await portal.person("广州科长", "gz@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let desk = try await portal.browser(of: officer, secondFactor: true)
      #expect(try await desk.get("/recommendations?lang=en").contains("1 waits"))
      try await desk.get("/recommendations/\(call.id)")
      #expect(desk.page.contains("天河中心") && desk.page.contains("Guangzhou") && !desk.page.contains("南山中心"))
      try await desk.submit(
        "/submissions/\(ids[0])/recommendation", ["answer_\(ids[0])": "yes", "place_\(ids[0])": "1", "opinion_\(ids[0])": "同意"])
      #expect(desk.page.contains("Put forward."))
      let ticket = try #require(desk.hidden("/submissions/\(ids[0])/recommendation"))
      let typed = ["answer_\(ids[1])": "yes", "place_\(ids[1])": "1", "opinion_\(ids[1])": "同意"]
      try await desk.post("/submissions/\(ids[1])/recommendation", typed.merging(ticket) { $1 })
      #expect(desk.status == .notFound)
    }
  }

  @Test("the matrix shows who is named for what where, and counts what is empty", arguments: TestDatabase.engines)
  func showsTheMatrix(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("industry-base")
      let person = try await portal.person("李明", "li@example.org")
      try await story.database.write { writer in
        let programme = try #require(story.evaluation.programmes["industry-base"])
        let submission = Submission(
          id: portal.portal.people.ids.next(), call: call.id, number: 1, state: .effective, applicant: person.id,
          holder: .person(person.id), unit: nil, region: "440106", title: "天河气象馆", track: nil, answers: [:], isRenewal: false,
          recommender: nil, returns: 0, revisions: 0, version: 1, stateSince: portal.clock.now, due: nil, submittedAt: nil)
        try writer.insert(submission, at: portal.clock.now)
        try writer.insert(
          portal.portal.people.ids.next(), for: submission, programme, level: "demonstration", industry: "meteorology",
          first: portal.portal.people.localToday, last: nil, index: 0, at: portal.clock.now)
      }
      let visitor = Browser(portal.client)
      try await visitor.get("/matrix?lang=en")
      #expect(visitor.page.contains("1 of 252 places are taken, 251 are still empty.") && visitor.page.contains("李明"))
      try await visitor.get("/matrix?programme=industry-base&region=440100")
      #expect(visitor.page.contains("Tianhe") && visitor.page.contains("1 of 132 places"))
      try await visitor.get("/matrix?region=441900")
      #expect(visitor.page.contains("0 of 12 places"))
      for wrong in ["/matrix?region=999999", "/matrix?programme=none"] {
        try await visitor.get(wrong)
        #expect(visitor.status == .notFound)
      }
    }
  }
}
