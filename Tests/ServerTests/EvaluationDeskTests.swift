import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("The office's desk of rounds")
struct EvaluationDeskTests {
  @Test("an office runs a round in its pages, from a programme to the public notice", arguments: TestDatabase.engines)
  func runsARound(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let office = try await EvaluationDesk(portal, applicants: 1)
      let id = try await setUp(office)
      let path = "/desk/calls/\(id)"
      portal.clock.advance(by: .seconds(2 * 86_400))
      let submission = try await office.submit(0, in: id).id
      portal.clock.advance(by: .seconds(40 * 86_400))
      let desk = try await office.browser()
      try await desk.get("\(path)?lang=en")
      try await desk.submit("\(path)/stage")
      #expect(desk.page.contains("1 submission waits for the formal check."))
      #expect(!desk.page.contains("action=\"\(path)/stage\""), "what is not done keeps the stage from ending")
      try await desk.get("/desk/submissions/\(submission)")
      #expect(desk.page.contains("Everything is there and every condition is met.") && desk.page.contains("海洋观测"))
      try await desk.submit("/desk/submissions/\(submission)/check", ["outcome": "admitted"])
      try await desk.get(path)
      try await desk.submit("\(path)/stage")
      try await assign(office, desk, id, submission)
      try await office.review(submission)
      try await desk.get(path)
      #expect(desk.page.contains("All of this stage is done."))
      try await desk.submit("\(path)/stage")
      try await decide(office, desk, id, submission)
      try await desk.get(path)
      try await desk.submit("\(path)/stage")
      #expect(desk.page.contains("The public notice is open until"))
      #expect(try await office.state(submission) == .proposed)
    }
  }

  private func setUp(_ office: EvaluationDesk) async throws -> ID<Call> {
    let desk = try await office.browser()
    try await desk.get("/desk/calls?lang=en")
    #expect(desk.page.contains("No round yet"))
    try await desk.get("/desk/calls/new")
    #expect(desk.page.contains("/desk/calls/new?programme=exhibit-fund"))
    try await desk.get("/desk/calls/new?programme=exhibit-fund")
    var fields = try #require(desk.filled("/desk/calls/new"))
    #expect(fields["quota_funded"] == "20" && fields["region"] == "440000" && fields["opens"] == "2026-09-22")
    fields["contact"] = "陈科长 020-1234"
    fields["quota_funded"] = "1"
    try await desk.post("/desk/calls/new", fields)
    #expect(desk.page.contains("This is a draft") && desk.page.contains("020-1234"))
    let id = try #require(ID<Call>(String(desk.path.split(separator: "/").last ?? "")))
    let visitor = try await office.browser(office.reviewers[0])
    try await visitor.get("/desk/calls/\(id)")
    #expect(visitor.status == .forbidden)
    try await desk.submit("/desk/calls/\(id)/publication")
    #expect(desk.page.contains("Submissions come in until"))
    return id
  }

  private func assign(
    _ office: EvaluationDesk, _ desk: Browser, _ call: ID<Call>, _ submission: ID<Submission>
  ) async throws {
    let path = "/desk/calls/\(call)"
    try await desk.get("\(path)/reviewers")
    try await desk.submit("\(path)/reviewers", ["emails": "nobody@example.org", "most": "7"])
    #expect(desk.status == .unprocessableContent && desk.page.contains("nobody@example.org</textarea>"))
    try await desk.submit(
      "\(path)/reviewers",
      ["emails": office.reviewers.compactMap(\.email).joined(separator: "\n"), "most": "7", "fields": "earth"])
    #expect(desk.page.contains("4 reviewers are invited.") && desk.page.contains("Earth sciences"))
    try await office.accept(call, office.reviewers)
    try await desk.get("\(path)/conflicts")
    try await desk.submit("\(path)/conflicts")
    #expect(desk.page.contains("No conflict was found."))
    try await desk.get("\(path)/assignment")
    #expect(desk.page.contains("With 3 each, 3 reviews are still to be given; those who accepted have room for 28."))
    try await desk.get("/desk/submissions/\(submission)/assignment")
    for reviewer in office.reviewers.prefix(3) {
      try await desk.submit("/desk/submissions/\(submission)/assignment", ["person": reviewer.id.description])
      #expect(desk.status == .ok)
    }
    #expect(desk.page.contains("3 of 3 are asked.") && desk.page.contains("Was asked already"))
  }

  private func decide(
    _ office: EvaluationDesk, _ desk: Browser, _ call: ID<Call>, _ submission: ID<Submission>
  ) async throws {
    let path = "/desk/calls/\(call)"
    try await desk.get("\(path)/decisions")
    #expect(desk.page.contains("of 1 “Funded” left") && desk.page.contains("80 · 80 · 80"))
    try await desk.get("/desk/submissions/\(submission)/decision")
    #expect(desk.page.contains("意见来自评委0"), "the reason begins with what reviewers wrote")
    try await desk.submit("/desk/submissions/\(submission)/decision", ["outcome": "given.funded", "reason": ""])
    #expect(desk.status == .unprocessableContent)
    try await desk.submit("/desk/submissions/\(submission)/decision", ["outcome": "given.funded", "reason": "方案可行"])
    #expect(desk.path == "\(path)/decisions" && desk.page.contains("somebody else agrees to it"))
    for name in ["省科技厅", "省财政厅"] {
      let other = try await office.browser(try await office.another(name))
      try await other.get("\(path)/decisions?lang=en")
      try await other.submit("\(path)/approvals", ["answer": "yes"])
      #expect(other.page.contains("The office agrees to the list."))
    }
  }
}

extension Browser {
  /// All that a form of the open page holds already, as a browser would send it.
  func filled(_ action: String) -> [String: String]? {
    guard var fields = hidden(action), let start = page.range(of: "action=\"\(action)\""),
      let end = page[start.upperBound...].range(of: "</form>")
    else { return nil }
    let form = page[start.upperBound..<end.lowerBound]
    for match in form.matches(of: /<input type="(?:text|date|time)" id="[^"]*" name="([^"]*)" value="([^"]*)"/) {
      fields[String(match.output.1)] = Self.unescaped(String(match.output.2))
    }
    for match in form.matches(of: /<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)</) {
      fields[String(match.output.1)] = Self.unescaped(String(match.output.2))
    }
    return fields
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing("&amp;", with: "&").replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
  }
}
