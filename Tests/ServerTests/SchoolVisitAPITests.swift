import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

@Suite("Visits of schools for programs")
struct SchoolVisitAPITests {
  /// What a teacher's program sends of 41 pupils.
  private static func order(teachers: Int = 3) -> [String: Any] {
    [
      "session": ID<VisitSession>(rawValue: 1).description,
      "plan": [
        "classes": [["stage": "primary", "name": "五年级2班", "pupils": 41]],
        "teachers": (0..<teachers).map { "老师\($0) 1380000000\($0)" }, "purpose": "认识月相", "contact": "王老师 13800000000",
        "safetyPlan": "每组一名老师", "insurance": "平安 123", "vehicle": "粤A 12345",
      ] as [String: Any],
    ]
  }

  /// A draft that the teacher's program began.
  private func draft(_ program: Program, teachers: Int = 3) async throws -> Program.Answer {
    let answer = try await program.send(.post, "/api/school-visits", Self.order(teachers: teachers))
    try #require(answer.status == .created, "\(answer.text)")
    return answer
  }

  private func path(_ answer: Program.Answer) throws -> String { try #require(answer.headers[.location]) }

  @Test(
    "a teacher, a head and a base pass a visit on by programs, and its receipt is signed", arguments: TestDatabase.engines)
  func wholeChain(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.program(of: story.teacher, [.read, .visits])
      let head = try await portal.program(of: story.head, [.read, .visits])
      let host = try await portal.program(of: story.host, [.read, .visits])
      let first = try await teacher.send(.post, "/api/school-visits", Self.order(), key: "one")
      let again = try await teacher.send(.post, "/api/school-visits", Self.order(), key: "one")
      #expect(first.status == .created && first.text == again.text, "a repeated key begins one visit")
      #expect(try await teacher.send(.post, "/api/school-visits", [:], key: "one").status == .unprocessableContent)
      let visit = try path(first)
      let mine = try await teacher.get("/api/school-visits")
      #expect((mine["items"] as? [Any])?.count == 1 && (mine["counts"] as? [[String: Any]])?.first?["visits"] as? Int == 0)
      #expect(try await host.get(visit).status == .notFound, "a draft is the school's own")
      let sent = try await teacher.send(.post, "\(visit)/sending", key: "two")
      let resent = try await teacher.send(.post, "\(visit)/sending", key: "two")
      #expect(sent.status == .ok && sent["state"] as? String == "sent" && sent.text == resent.text)
      #expect(try await teacher.send(.post, "\(visit)/sending").status == .conflict)
      #expect(try await story.taken() == [44])
      let back = try await head.send(.post, "\(visit)/return", ["reason": "缺少校医"])
      #expect(back.status == .ok && back["state"] as? String == "returned" && back.text.contains("缺少校医"))
      #expect(try await story.taken() == [0])
      try await teacher.send(.post, "\(visit)/sending")
      let confirmed = try await head.send(.post, "\(visit)/confirmation")
      #expect(confirmed["state"] as? String == "confirmed")
      #expect(try await story.notices(story.host) == 1, "those whom it concerns are told, as by the pages")
      let received = try await host.get("/api/school-visits/received")
      #expect(received.text.contains("\"\(first["id"] as? String ?? "-")\""))
      #expect(try await teacher.get("\(visit)/receipt").status == .notFound)
      let accepted = try await host.send(.post, "\(visit)/bases/\(story.base.slug)/acceptance")
      #expect(accepted["state"] as? String == "accepted")
      let receipt = try await teacher.get("\(visit)/receipt")
      let address = try #require(receipt["address"] as? String)
      #expect((receipt["credential"] as? String)?.split(separator: ".").count == 3)
      #expect(address.hasPrefix("https://kepu.example/receipts/"))
      portal.clock.advance(by: .seconds(15 * 86_400))
      let counted = try await host.send(.post, "\(visit)/bases/\(story.base.slug)/count", ["people": 43])
      #expect(counted["state"] as? String == "done")
      let said = try await teacher.send(
        .post, "\(visit)/bases/\(story.base.slug)/feedback", ["points": 4, "words": "讲解精彩"])
      #expect(said.status == .ok && said.text.contains("讲解精彩"))
      let whole = try await host.send(.post, "\(visit)/bases/\(story.base.slug)/feedback", ["points": 5])
      #expect(whole.text.contains("\"side\":\"base\"") && whole.text.contains("\"side\":\"school\""))
      let ledger = try await teacher.get("/api/school-visits")
      #expect((ledger["counts"] as? [[String: Any]])?.first?["people"] as? Int == 43)
    }
  }

  @Test("a plan is changed from the version that stands, and what is wrong with it is told by its member")
  func plan() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.program(of: story.teacher, [.read, .visits])
      let first = try await draft(teacher, teachers: 2)
      let visit = try path(first)
      let refused = try await teacher.send(.post, "\(visit)/sending")
      #expect(refused.status == .conflict && refused.text.contains("teacher"), "41 pupils need three teachers")
      let patch = ["plan": ["teachers": ["王老师 1", "李老师 2", "张老师 3"]]]
      #expect(try await teacher.send(.patch, visit, patch).status == .preconditionRequired)
      #expect(try await teacher.send(.patch, visit, patch, match: "\"77\"").status == .preconditionFailed)
      let changed = try await teacher.send(.patch, visit, patch, match: first.tag)
      #expect(changed.status == .ok && changed["people"] as? Int == 44 && changed.tag != first.tag)
      #expect(changed.text.contains("认识月相"), "what is not said stays")
      for (wrong, field) in [
        ("{\"plan\":{\"classes\":[{\"stage\":\"primary\",\"name\":\"a\",\"pupils\":-1}]}}", "plan.classes.0.pupils"),
        ("{\"plan\":{\"classes\":[{\"stage\":\"x\",\"name\":\"a\",\"pupils\":1}]}}", "plan.classes.0.stage"),
        ("{\"plan\":{\"classes\":[7]}}", "plan.classes.0"), ("{\"plan\":{\"classes\":{\"0\":{}}}}", "plan.classes"),
        ("{\"plan\":{\"classes\":[{},{},{},{},{},{},{},{},{}]}}", "plan.classes.8"),
        ("{\"plan\":{\"teachers\":[1]}}", "plan.teachers"), ("{\"plan\":{\"teachers\":\"a\"}}", "plan.teachers"),
        ("{\"plan\":{\"contact\":\"\(String(repeating: "x", count: 201))\"}}", "plan.contact"), ("{\"plan\":7}", "plan"),
        ("{\"state\":\"accepted\"}", "state"), ("[]", ""),
      ] {
        let answer = try await teacher.send(.patch, visit, raw: wrong, match: changed.tag)
        #expect(answer.status == .unprocessableContent && answer["field"] as? String ?? "" == field, "\(wrong) \(answer.text)")
        #expect(answer.headers[.contentType]?.hasPrefix("application/problem+json") == true)
      }
      #expect(try await teacher.get(visit).text == changed.text, "bad input changes nothing")
      let emptied = try await teacher.send(.patch, visit, raw: "{\"plan\":{\"classes\":[]}}", match: changed.tag)
      #expect(emptied["missing"] as? [String] == ["plan.classes"])
      let missing = try await teacher.send(.post, "\(visit)/sending")
      #expect(missing.status == .conflict && missing["field"] as? String == "plan.classes")
      for wrong in [
        "{}", "{\"session\":\"ZZZZ\"}", "{\"session\":7}", "{\"tour\":\"1\"}", "{\"school\":\"1\",\"session\":\"1\"}",
      ] {
        let answer = try await teacher.send(.post, "/api/school-visits", raw: wrong)
        #expect(answer.status == .unprocessableContent && answer["field"] is String, "\(wrong) \(answer.text)")
      }
      #expect((try await teacher.get("/api/school-visits")["items"] as? [Any])?.count == 1)
    }
  }

  @Test("each step is made by those who may make it on the page, and by nobody else")
  func grants() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await SchoolStory(portal)
      let teacher = try await portal.program(of: story.teacher, [.read, .visits])
      let head = try await portal.program(of: story.head, [.read, .visits])
      let host = try await portal.program(of: story.host, [.read, .visits])
      let stranger = try await portal.program(of: try await portal.person("路人", "who@example.org"), [.read, .visits])
      let visit = try path(try await draft(teacher))
      let answer = "\(visit)/bases/\(story.base.slug)"
      let reason = ["reason": "x"]
      let steps: [(String, [String: Any])] = [
        ("\(visit)/sending", [:]), ("\(visit)/return", reason), ("\(visit)/confirmation", [:]), ("\(visit)/withdrawal", reason),
        ("\(answer)/acceptance", [:]), ("\(answer)/refusal", reason), ("\(answer)/count", ["people": 3]),
        ("\(answer)/feedback", ["points": 3]),
      ]
      for (path, body) in steps {
        #expect(try await stranger.send(.post, path, body).status == .notFound, "\(path)")
        #expect(try await Program(client: portal.client, token: nil).send(.post, path, body).status == .unauthorized)
        let reading = try await portal.program(of: story.teacher, [.read])
        #expect(try await reading.send(.post, path, body).status == .forbidden, "a token that only reads")
      }
      #expect(try await stranger.send(.post, "/api/school-visits", Self.order()).status == .forbidden)
      #expect(try await stranger.get("/api/school-visits/received").status == .forbidden)
      #expect((try await stranger.get("/api/school-visits")["items"] as? [Any])?.isEmpty == true)
      for (path, body) in [steps[1], steps[2], steps[4], steps[5], steps[6]] {
        #expect(try await teacher.send(.post, path, body).status == .forbidden, "\(path)")
      }
      try await teacher.send(.post, "\(visit)/sending")
      #expect(try await head.send(.post, "\(visit)/return", [:])["field"] as? String == "reason")
      let odd = try await head.send(.post, "\(visit)/confirmation", ["state": "accepted"])
      #expect(odd.status == .unprocessableContent && odd["field"] as? String == "state")
      #expect(try await head.get(visit)["state"] as? String == "sent")
      try await head.send(.post, "\(visit)/confirmation")
      for (path, body) in [steps[0], steps[2], steps[3]] {
        #expect(try await host.send(.post, path, body).status == .forbidden, "\(path)")
      }
      #expect(try await host.send(.post, "\(visit)/bases/none/acceptance").status == .notFound)
      #expect(try await host.send(.post, "\(answer)/count", ["people": 40]).status == .conflict, "nobody can have come yet")
      #expect(try await host.send(.post, "\(answer)/count", ["people": 0])["field"] as? String == "people")
      for (region, status) in [("440106", HTTPResponse.Status.ok), ("440300", .notFound)] {
        let officer = try await portal.person("Officer \(region)", "o\(region)@example.org")
        try await portal.grant(officer, .officer, .region(region))
        let desk = try await portal.program(of: officer, [.read, .visits])
        #expect(try await desk.get(visit).status == status, "\(region)")
        let received = try await desk.get("/api/school-visits/received")
        #expect(((received["items"] as? [Any])?.isEmpty == false) == (status == .ok), "\(region)")
        #expect(try await desk.send(.post, "\(visit)/withdrawal", reason).status == (status == .ok ? .forbidden : .notFound))
      }
      let declined = try await host.send(.post, "\(answer)/refusal", ["reason": "停电"])
      #expect(declined["state"] as? String == "declined")
      #expect(try await story.taken() == [0])
      for path in ["/api/school-visits/x", "/api/school-visits/0", "/api/school-visits/x/receipt"] {
        #expect(try await teacher.get(path).status == .notFound, "\(path)")
      }
    }
  }
}
