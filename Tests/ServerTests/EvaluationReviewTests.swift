import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("Reviewers at their desks")
struct EvaluationReviewTests {
  private static let points = [
    "points_accuracy": "28", "points_creativity": "15", "points_popularity": "18", "points_artistry": "12", "points_reach": "7",
  ]

  @Test("a reviewer declares no conflict, scores, hands in, and takes it back", arguments: TestDatabase.engines)
  func reviews(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works()
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      let browser = try await story.browser(zhao)
      #expect(try await browser.get("/reviews").contains("Nothing to review"))
      try await browser.post("/calls/\(works.call)/reviewership", ["answer": "yes"])
      #expect(browser.status == .notFound, "nobody asked")
      try await story.invite(zhao, to: works.call, isAccepted: false)
      try await browser.get("/reviews")
      #expect(browser.page.contains("You are asked"))
      try await browser.submit("/calls/\(works.call)/reviewership", ["answer": "yes"])
      #expect(browser.status == .ok && browser.page.contains("Nothing is assigned to you yet"))
      let review = try await story.assign(works.ids[0], to: zhao)
      let path = "/reviews/\(review)"
      #expect(try await browser.get("/reviews").contains("New: conflict or not?"))
      try await browser.get(path)
      #expect(browser.page.contains("may you judge this") && !browser.page.contains("大海的故事"))
      try await browser.submit("\(path)/declaration", ["answer": "none"])
      #expect(browser.path == path && browser.page.contains("大海的故事") && browser.page.contains("海洋之谜"))
      let form = try #require(browser.hidden("\(path)/submission"))
      try await browser.post("\(path)/draft", form.merging(["points_accuracy": "28", "reason": "清楚"]) { $1 })
      #expect(browser.status == .ok && browser.page.contains("Your draft is kept") && browser.page.contains("清楚"))
      try await browser.submit("\(path)/submission", Self.points.merging(["points_reach": "11", "reason": "很好的一本书"]) { $1 })
      #expect(browser.status == .unprocessableContent && browser.page.contains("很好的一本书"))
      #expect(browser.page.contains("Reach: please give 0 to 10 points"))
      try await browser.submit("\(path)/submission", Self.points.merging(["reason": ""]) { $1 })
      #expect(browser.status == .unprocessableContent && browser.page.contains("value=\"28\""), "what was typed is kept")
      try await browser.submit(
        "\(path)/submission", Self.points.merging(["reason": "很好的一本书", "note": "请核对第三章", "confidence": "3"]) { $1 })
      #expect(browser.path == "/reviews" && browser.page.contains("Handed in. Thank you!"))
      let kept = try await story.review(review)
      #expect(kept.state == .submitted && kept.sheet.scores["accuracy"] == 28 && kept.sheet.confidence == 3)
      try await browser.get(path)
      #expect(browser.page.contains("Take it back"))
      try await browser.submit("\(path)/reopening")
      #expect(try await story.review(review).state == .declared)
      #expect(browser.page.contains("name=\"points_accuracy\" value=\"28\""))
    }
  }

  @Test("a draft that a script sends is kept in place, and one begun elsewhere is not written over")
  func drafts() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works()
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      try await story.invite(zhao, to: works.call)
      let review = try await story.assign(works.ids[0], to: zhao)
      let path = "/reviews/\(review)"
      let browser = try await story.browser(zhao)
      try await browser.get(path)
      try await browser.submit("\(path)/declaration", ["answer": "none"])
      let form = try #require(browser.hidden("\(path)/submission"))
      try await browser.post(
        "\(path)/draft", form.merging(["points_accuracy": "2x", "reason": "半句"]) { $1 }, headers: [.accept: "application/json"])
      let version = try await story.review(review).version
      #expect(browser.status == .ok && browser.page.contains("\"version\":\(version)"), "half typed points are no error to it")
      #expect(browser.headers[.cacheControl] == "no-store" && browser.headers[.accessControlAllowOrigin] == nil)
      #expect(try await story.review(review).sheet.reason == "半句")
      try await browser.post("\(path)/draft", form.merging(["reason": "半句"]) { $1 }, headers: [.accept: "application/json"])
      #expect(
        browser.status == .ok && browser.page.contains("\"version\":\(version)"),
        "the same once more, as after a lost answer, is no contradiction")
      try await browser.post("\(path)/draft", form.merging(["reason": "旧的"]) { $1 }, headers: [.accept: "application/json"])
      #expect(browser.status == .conflict)
      try await browser.post("\(path)/draft", ["reason": "x"], headers: [.accept: "application/json"])
      #expect(browser.status == .forbidden, "without a ticket")
      try await browser.post("\(path)/submission", form.merging(["reason": "旧的"]) { $1 }.merging(Self.points) { $1 })
      #expect(browser.status == .unprocessableContent && browser.page.contains("another window") && browser.page.contains("旧的"))
    }
  }

  @Test("a conflict or a strange field is one tap, and the review is gone then")
  func givesBack() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works(["海洋之谜", "星空"])
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      try await story.invite(zhao, to: works.call)
      let (first, second) = (try await story.assign(works.ids[0], to: zhao), try await story.assign(works.ids[1], to: zhao))
      let browser = try await story.browser(zhao)
      try await browser.get("/reviews/\(first)")
      let form = try #require(browser.hidden("/reviews/\(first)/declaration"))
      try await browser.post("/reviews/\(first)/declaration", form.merging(["answer": "conflict"]) { $1 })
      #expect(browser.status == .unprocessableContent, "a conflict needs a word why")
      try await browser.post("/reviews/\(first)/declaration", form.merging(["answer": "maybe"]) { $1 })
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/reviews/\(first)/declaration", ["answer": "conflict", "why": "unit"])
      #expect(browser.path == "/reviews" && browser.page.contains("gives it to somebody else"))
      let conflicts = try await story.database.read { try $0.conflicts(of: zhao.person.id, with: works.ids[0]) }
      #expect(conflicts.map(\.detail) == ["Same unit"] && conflicts[0].kind == .declared)
      try await browser.get("/reviews/\(first)")
      #expect(browser.status == .notFound)
      try await browser.get("/reviews/\(second)")
      try await browser.submit("/reviews/\(second)/declaration", ["answer": "not_my_field"])
      #expect(try await story.review(second).state == .declined)
    }
  }

  @Test("nobody else finds a review, whatever their role")
  func strangers() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works()
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      let other = try await story.somebody("钱评委", "qian@example.org")
      for reviewer in [zhao, other] { try await story.invite(reviewer, to: works.call) }
      let review = try await story.assign(works.ids[0], to: zhao)
      for browser in [try await story.browser(other), try await story.browser(works.author), try await story.officerBrowser()] {
        try await browser.get("/reviews/\(review)")
        #expect(browser.status == .notFound)
        for noun in ["declaration", "draft", "submission", "reopening"] {
          try await browser.post("/reviews/\(review)/\(noun)", ["answer": "none"])
          #expect(browser.status == .notFound, "\(noun)")
        }
      }
      try await Browser(portal.client).get("/reviews/\(review)")
      #expect(try await story.review(review).state == .assigned)
    }
  }

  @Test(
    "a double blind round tells its reviewers nothing of who applies, on no page and in no file", arguments: TestDatabase.engines)
  func doubleBlind(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works(["黎明远谈大海"])
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      try await story.invite(zhao, to: works.call)
      try await story.database.write { writer in
        let file = EvidenceStore.Stored(kind: .pdf, digest: "d", cleanDigest: "c", bytes: 9)
        try writer.insert(
          ID<SubmittedFile>(rawValue: 77), "黎明远的样章.pdf", file, field: "sample", of: works.ids[0], at: portal.clock.now)
      }
      let browser = try await story.browser(zhao)
      let secrets = [
        "黎明远", "珠江写作社", "limingyuan@example.org", works.author.person.id.description, "省科普作协", "蓝天出版社", works.ids[0].description,
      ]
      func look(_ path: String) async throws {
        try await browser.get(path)
        #expect(browser.status == .ok, "\(path)")
        let head = browser.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        for secret in secrets { #expect(!browser.page.contains(secret) && !head.contains(secret), "\(secret) at \(path)") }
      }
      try await look("/calls/\(works.call)/preferences")
      #expect(browser.page.contains("大海的故事，由■■■写成。"))
      let review = try await story.assign(works.ids[0], to: zhao)
      try await look("/reviews")
      try await look("/reviews/\(review)")
      #expect(!browser.page.contains("谈大海"), "not even the title before the declaration")
      try await browser.submit("/reviews/\(review)/declaration", ["answer": "none"])
      try await look("/reviews/\(review)")
      #expect(browser.page.contains("■■■谈大海") && browser.page.contains("File 1"))
      try await look("/reviews")
      try await browser.get("/reviews/\(review)")
      try await browser.submit("/reviews/\(review)/submission", Self.points.merging(["reason": "好"]) { $1 })
      try await look("/reviews/\(review)")
      try await browser.get("/me/messages")
      for secret in secrets { #expect(!browser.page.contains(secret)) }
    }
  }

  @Test("a single blind round shows who applies, so that a conflict is seen; the applicant never learns who reviews")
  func singleBlind() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let call = try await story.call("theory-base")
      let author = try await story.somebody("黎明远", "limingyuan@example.org")
      let unit = try await story.unit("珠江研究院", responsible: author)
      let id = try await story.handIn(
        call, by: author, for: .organization(unit), title: "理论基地", ["researchers": .number(9), "publications": .number(6)])
      story.wait(days: 21)
      while try await story.call(call).stage != .check { try await story.advance(call) }
      try await story.check(id)
      try await story.advance(call)
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      try await story.invite(zhao, to: call)
      let review = try await story.assign(id, to: zhao)
      let browser = try await story.browser(zhao)
      try await browser.get("/reviews/\(review)")
      #expect(browser.page.contains("珠江研究院") && browser.page.contains("黎明远") && !browser.page.contains("说明"))
      try await browser.submit("/reviews/\(review)/declaration", ["answer": "none"])
      #expect(browser.page.contains("说明"))
      let applicant = try await story.browser(author)
      for path in ["/me", "/me/messages", "/submissions/\(id)"] {
        try await applicant.get(path)
        #expect(!applicant.page.contains("赵评委") && !applicant.page.contains("zhao@example.org"), "\(path)")
      }
    }
  }

  @Test("reviewers who accepted say what they would like to review, while it is time")
  func preferences() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let works = try await story.works(["海洋之谜", "星空"], inReview: false)
      let zhao = try await story.somebody("赵评委", "zhao@example.org")
      let path = "/calls/\(works.call)/preferences"
      let browser = try await story.browser(zhao)
      try await story.invite(zhao, to: works.call, isAccepted: false)
      try await browser.get(path)
      #expect(browser.status == .notFound, "asked is not accepted")
      try await browser.get("/reviews")
      try await browser.submit("/calls/\(works.call)/reviewership", ["answer": "yes"])
      try await browser.get(path)
      try await browser.submit(path, ["no_1": "gladly", "no_2": "rather_not"])
      #expect(browser.status == .ok && browser.page.contains("value=\"gladly\" checked"))
      let kept = try await story.database.read { try $0.preferences(in: works.call) }
      #expect(Set(kept.map(\.preference)) == [2, -2])
      let form = try #require(browser.hidden(path))
      try await browser.post(path, form.merging(["no_1": "hate"]) { $1 })
      #expect(browser.status == .badRequest)
    }
  }
}
