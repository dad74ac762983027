import Foundation
import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Places
@testable import Server

@Suite("Applicants, in their browsers")
struct EvaluationApplicantTests {
  static let book = [
    "isbn": "978-7-5000-0000-1", "publisher": "科普出版社", "published": "2025-03-01", "set": "single", "text_language": "zh_hans",
    "synopsis": "大海的故事。", "audience": "小学生", "ai_made": "none", "original": "yes",
  ]

  /// The number in an address such as /submissions/0A1B/edit.
  static func id(_ path: String) throws -> ID<Submission> {
    let parts = path.split(separator: "?")[0].split(separator: "/")
    return try #require(parts.count > 1 ? ID<Submission>(String(parts[1])) : nil)
  }

  @Test("somebody finds a call, begins, fills in, is told what is missing, and hands in", arguments: TestDatabase.engines)
  func handsIn(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      _ = try await story.unit("省科普作家协会")
      let visitor = Browser(portal.client)
      try await visitor.get("/calls?lang=en")
      #expect(visitor.page.contains("First call excellent-works") && visitor.page.contains("20 days left"))
      try await visitor.get(call.path)
      #expect(visitor.page.contains("Of a series only the whole set") && visitor.page.contains("Scientific accuracy"))
      try await visitor.get("\(call.path)/submissions")
      #expect(visitor.path.hasPrefix("/login?next="))
      let browser = try await portal.browser(of: try await portal.person("李明", "li@example.org"))
      try await browser.get("/me?lang=en")
      #expect(browser.page.contains("href=\"/me/submissions\"") && browser.page.contains("href=\"/recommendations\""))
      try await browser.get("/me/submissions?lang=en")
      #expect(browser.page.contains("What I may apply for") && browser.page.contains("nothing is lacking"))
      try await browser.get("\(call.path)/submissions")
      let holder = try #require(browser.page.firstMatch(of: /value="(person-[0-9A-Z]+)"/)).output.1
      try await browser.submit("\(call.path)/submissions", ["holder": String(holder), "title": ""])
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"title-error\""))
      try await browser.submit("\(call.path)/submissions", ["holder": String(holder), "title": "海洋之谜", "track": "natural"])
      #expect(browser.path.hasSuffix("/edit") && browser.status == .ok)
      let path = String(browser.path.dropLast("/edit".count))
      var typed = ["title": "海洋之谜", "track": "natural", "recommender": "科普作家", "published": "昨天", "synopsis": "大海<b>"]
      try await browser.submit("\(path)/edit", typed)
      #expect(browser.status == .ok && browser.page.contains("value=\"昨天\"") && browser.page.contains("大海&lt;b&gt;"))
      #expect(browser.page.contains("id=\"published-error\"") && !browser.page.contains("id=\"set-error\""))
      typed.merge(Self.book) { $1 }
      typed["set"] = "one_of_set"
      typed["synopsis"] = nil
      let fields = typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 }
      try await browser.post("\(path)/submission", fields)
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"synopsis-error\""))
      #expect(browser.page.contains("Perhaps: 省科普作家协会") && browser.page.contains("Of a series only the whole set"))
      #expect(browser.page.contains("978-7-5000-0000-1"))
      typed.merge(Self.book.merging(["recommender": "省科普作家协会"]) { $1 }) { $1 }
      try await browser.post("\(path)/submission", typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 })
      #expect(browser.path == path && browser.page.contains("Waits to be put forward") && browser.page.contains("Handed in."))
      try await browser.get("\(path)/edit")
      #expect(browser.path == path)
      let id = try Self.id(path)
      let kept = try await story.submission(id)
      #expect(kept.state == .recommending && kept.recommender != nil && kept.answers["synopsis"] == .text("大海的故事。"))
    }
  }

  /// A draft of a work in a browser that shows its form.
  private func draft(_ portal: TestPortal, _ story: RoundStory, _ call: Call) async throws -> (Browser, Person, path: String) {
    let person = try await portal.person("李明", "li@example.org")
    let id = try await story.database.write { writer in
      try story.evaluation.begin(
        .person(person.id), title: "海洋之谜", track: "natural", in: call, by: RoundStory.rights(person, portal), in: writer
      ).id
    }
    let browser = try await portal.browser(of: person)
    try await browser.get("/submissions/\(id)/edit?lang=en")
    return (browser, person, "/submissions/\(id)")
  }

  private let asksForJSON: HTTPFields = [.accept: "application/json"]

  @Test("a script saves while somebody types; what arrives twice changes nothing; two windows lose nothing")
  func savesWhileTyping() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      let (browser, _, path) = try await draft(portal, story, call)
      let id = try Self.id(path)
      let form = try #require(browser.hidden("\(path)/edit"))
      let first = form.merging(["title": "海洋之谜", "track": "natural", "synopsis": "一"]) { $1 }
      try await browser.post("\(path)/edit", first, headers: asksForJSON)
      #expect(browser.status == .ok && browser.page.contains("\"version\":2") && browser.page.contains("Saved at "))
      try await browser.post("\(path)/edit", first, headers: asksForJSON)
      #expect(browser.status == .ok && browser.page.contains("\"version\":2"), "the answer was lost, so it is sent again")
      try await browser.post("\(path)/edit", first.merging(["synopsis": "二"]) { $1 }, headers: asksForJSON)
      #expect(browser.status == .conflict && browser.page.contains("conflict"))
      #expect(try await story.submission(id).answers["synopsis"] == .text("一"))
      let other = first.merging(["synopsis": "另一窗口的话", "audience": "中学生"]) { $1 }
      try await browser.post("\(path)/edit", other)
      #expect(browser.status == .unprocessableContent && browser.page.contains("另一窗口的话</textarea>"))
      #expect(browser.page.contains("Meanwhile this was stored: “一”") && browser.page.contains("value=\"中学生\""))
      try await browser.post("\(path)/edit", other.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 })
      #expect(browser.status == .ok && browser.page.contains("Saved."))
      #expect(try await story.submission(id).answers["synopsis"] == .text("另一窗口的话"))
      try await browser.post("\(path)/edit", first.merging(["_form": "1.a.b", "_version": "3"]) { $1 }, headers: asksForJSON)
      #expect(browser.status == .unprocessableContent && browser.page.contains("expired"))
      try await browser.post("\(path)/edit", ["_form": browser.hidden("\(path)/edit")?["_form"] ?? ""])
      #expect(browser.status == .unprocessableContent || browser.status == .badRequest)
      #expect(try await story.submission(id).answers["audience"] == .text("中学生"), "a form without fields empties nothing")
      let nobody = Browser(portal.client)
      try await nobody.post("\(path)/edit", first, headers: asksForJSON)
      #expect(nobody.status == .unauthorized)
    }
  }

  @Test("co-authors are found by the address of their account, read, and agree or not", arguments: TestDatabase.engines)
  func asksCoAuthors(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      _ = try await story.unit("省科普作家协会")
      let (browser, _, path) = try await draft(portal, story, call)
      var typed = Self.book.merging(["title": "海洋之谜", "track": "natural", "recommender": "省科普作家协会"]) { $1 }
      typed["_author_0_name"] = "王芳"
      typed["_author_0_email"] = "wang@example.org"
      func send() async throws {
        try await browser.post("\(path)/submission", typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 })
      }
      try await send()
      #expect(browser.status == .unprocessableContent && browser.page.contains("needs an account here"))
      #expect(browser.page.contains("value=\"wang@example.org\""), "an address without an account is kept")
      try await browser.get("\(path)/edit")
      #expect(browser.page.contains("value=\"wang@example.org\""))
      let coAuthor = try await portal.browser(of: try await portal.person("王芳", "wang@example.org"))
      try await coAuthor.get("\(path)/agreement?lang=en")
      #expect(coAuthor.status == .notFound, "a draft is its applicant's alone")
      try await send()
      #expect(browser.path == path && browser.page.contains("Waits for co-authors") && browser.page.contains("has not answered"))
      try await coAuthor.get("/me/submissions")
      #expect(coAuthor.page.contains("You are asked to agree"))
      try await coAuthor.get("\(path)/agreement")
      #expect(coAuthor.page.contains("大海的故事。") && coAuthor.page.contains("李明"))
      try await coAuthor.submit("\(path)/agreement", ["answer": "no"])
      #expect(coAuthor.status == .unprocessableContent)
      try await coAuthor.submit("\(path)/agreement", ["answer": "no", "reason": "我的名字写错了"])
      try await browser.get(path)
      #expect(browser.page.contains("我的名字写错了") && browser.page.contains("Go on filling in"))
      try await browser.get("\(path)/edit")
      try await send()
      try await coAuthor.get("\(path)/agreement")
      try await coAuthor.submit("\(path)/agreement", ["answer": "yes"])
      #expect(coAuthor.page.contains("You agreed."))
      #expect(try await story.submission(try Self.id(path)).state == .recommending)
      let stranger = try await portal.browser(of: try await portal.person("路人", "other@example.org"))
      for more in ["", "/edit", "/agreement", "/versions", "/objections"] {
        try await stranger.get("\(path)\(more)")
        #expect(stranger.status == .notFound, "\(more)")
      }
      try await coAuthor.get(path)
      #expect(coAuthor.status == .notFound, "who is named reads on a page of their own")
    }
  }

  @Test(
    "what is sent back is completed in time, its versions can be compared, and it can be taken back",
    arguments: TestDatabase.engines)
  func completes(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      let speaker = try await portal.person("推荐人", "speaker@example.org")
      let unit = try await story.unit("省科普作家协会", responsible: speaker)
      let author = try await portal.person("李明", "li@example.org")
      let id = try await story.work("海洋之谜", by: author, in: call, recommender: unit)
      try await story.recommend([id], by: speaker)
      story.wait(days: 21)
      try await story.advance(call)
      try await story.advance(call)
      try await story.check(id, .returned, reason: "请补充内容简介")
      let browser = try await portal.browser(of: author)
      let path = "/submissions/\(id)"
      try await browser.get("\(path)?lang=en")
      #expect(browser.page.contains("To be completed") && browser.page.contains("请补充内容简介"))
      try await browser.get("\(path)/edit")
      #expect(browser.page.contains("Put forward by 省科普作家协会") && !browser.page.contains("name=\"recommender\""))
      var typed = Self.book.merging(["title": "海洋之谜", "track": "natural"]) { $1 }
      typed["synopsis"] = "大海的新故事。"
      try await browser.post("\(path)/submission", typed.merging(browser.hidden("\(path)/edit") ?? [:]) { $1 })
      #expect(browser.path == path && browser.page.contains("Formal check"))
      try await browser.get("\(path)/versions")
      #expect(browser.page.contains("大海的<ins>新</ins>故事。"))
      try await browser.get(path)
      try await browser.submit("\(path)/withdrawal", ["withdrawal_reason": "另有安排"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("另有安排"))
      try await browser.submit("\(path)/withdrawal", ["withdrawal_reason": "另有安排", "sure": "yes"])
      #expect(browser.page.contains("You took this back.") && browser.page.contains("另有安排"))
      #expect(try await story.submission(id).state == .withdrawn)
    }
  }

  @Test("whoever gets nothing reads why once it is decided, never by whom, and appeals once", arguments: TestDatabase.engines)
  func appeals(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("excellent-works")
      let speaker = try await portal.person("推荐人", "speaker@example.org")
      let unit = try await story.unit("省科普作家协会", responsible: speaker)
      let author = try await portal.person("李明", "li@example.org")
      let id = try await story.work("海洋之谜", by: author, in: call, recommender: unit)
      try await story.judge(call, [id], recommendedBy: speaker)
      try await story.decide(id, nil, reason: "未达到分数线")
      let browser = try await portal.browser(of: author)
      let path = "/submissions/\(id)"
      try await browser.get("\(path)?lang=en")
      #expect(!browser.page.contains("理由之") && !browser.page.contains("未达到分数线"), "nothing before the round has decided")
      try await story.approve(call)
      try await story.advance(call)
      try await browser.get(path)
      #expect(browser.page.contains("理由之赵") && browser.page.contains("未达到分数线") && browser.page.contains("81.5"))
      #expect(!browser.page.contains("评委") && !browser.page.contains("只给办公室看"))
      try await browser.submit("\(path)/appeals", ["appeal": ""])
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("\(path)/appeals", ["appeal": "请复核科学性得分"])
      #expect(browser.page.contains("请复核科学性得分") && browser.page.contains("to be decided by"))
      #expect(browser.hidden("\(path)/appeals") == nil, "once")
    }
  }

  @Test(
    "whoever looks after a base sees what it lacks by the records, and claims beside computed numbers",
    arguments: TestDatabase.engines)
  func appliesForABase(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await RoundStory(portal)
      let call = try await story.call("provincial-base")
      let base = try #require(
        try await story.database.read { reader in
          try reader.values(String.self, "SELECT slug FROM bases ORDER BY id").lazy.compactMap { try? reader.base(slug: $0) }
            .first { $0.facts.hours != nil && $0.status == .published }
        })
      let person = try await portal.person("馆长", "head@example.org")
      let plain = try await portal.browser(of: person)
      #expect(try await plain.get("/me/submissions?lang=en").contains("You look after no base."))
      try await plain.get("\(call.path)/submissions")
      #expect(plain.page.contains("There is nothing you could apply for here"))
      try await portal.grant(person, .baseManager, .base(base.id.rawValue))
      let browser = try await portal.browser(of: person)
      try await browser.get("\(call.path)/submissions?lang=en")
      let holder = Holder.base(base.id.rawValue).code
      try await browser.submit("\(call.path)/submissions", ["holder": "base-0000000000000", "title": "x"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"holder-error\""))
      try await browser.submit("\(call.path)/submissions", ["holder": holder, "title": "本馆申报"])
      let path = String(browser.path.dropLast("/edit".count))
      try await browser.submit("\(path)/edit", ["title": "本馆申报", "open_days": "1"])
      try await browser.get(path)
      #expect(browser.page.contains("Your numbers beside the records") && browser.page.contains("differs"))
      try await browser.get("\(call.path)/submissions")
      #expect(browser.page.contains("Here already") && !browser.page.contains("name=\"holder\""))
      let colleague = try await portal.person("副馆长", "deputy@example.org")
      try await portal.grant(colleague, .baseManager, .base(base.id.rawValue))
      let other = try await portal.browser(of: colleague)
      try await other.get("\(path)/edit")
      #expect(try await other.get("/me/submissions?lang=en").contains("href=\"\(path)\""))
      try await other.get("\(path)/edit")
      #expect(other.status == .ok, "who looks after the base goes on with what a colleague began")
    }
  }
}
