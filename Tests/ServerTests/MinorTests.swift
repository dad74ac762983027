import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Journal
@testable import People
@testable import Server

@Suite("Records of minors")
struct MinorTests {
  @Test(
    "the record of a minor opens when a second person agreed, for a day, and each look names its approval (TC-173)",
    arguments: TestDatabase.engines)
  func opensByApproval(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = portal.portal.people
      let child = try await portal.person("王小明", "xiaoming@example.org", birthDay: people.localToday.adding(months: -12 * 18 + 1))
      let officer = try await portal.person("陈科长", "officer@example.org")
      let second = try await portal.person("李科长", "second@example.org")
      for person in [officer, second] { try await portal.grant(person, .officer, .province) }
      let desk = try await portal.browser(of: officer)
      let path = "/desk/people/\(child.id)"
      try await desk.get("/desk/people?lang=en&q=%E7%8E%8B")
      #expect(desk.page.contains(path) && !desk.page.contains("王小明"), "a list shows no more than is needed")
      let program = try await portal.program(of: officer, [.people])
      #expect(!(try await program.get("/api/people?q=%E7%8E%8B").text.contains("王小明")))
      func looks() async throws -> [Look] { try await portal.portal.database.read { try $0.looks(at: child.id, limit: 9) } }
      try await desk.get(path)
      #expect(desk.status == .forbidden && desk.page.contains("a second person agrees") && !desk.page.contains("王小明"))
      #expect(try await looks().isEmpty)
      try await desk.submit(path + "/approval", ["reason": ""])
      #expect(desk.status == .unprocessableContent && !desk.page.contains("王小明"))
      try await desk.submit(path + "/approval", ["reason": "A parent called"])
      #expect(desk.page.contains("A second person has to confirm this."))
      try await desk.get(path)
      #expect(desk.status == .forbidden && desk.page.contains("asked for this already"))
      try await desk.get("/desk/second")
      #expect(!desk.page.contains("value=\"yes\">"), "nobody agrees to their own request")
      let other = try await portal.browser(of: second)
      try await other.get("/desk/second?lang=en")
      #expect(other.page.contains("A parent called"))
      let act = String(try #require(other.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
      try await other.submit(act, ["answer": "yes"])
      try await other.get(path)
      #expect(other.status == .forbidden, "who agrees sees nothing")
      try await desk.get(path)
      #expect(desk.status == .ok && desk.page.contains("王小明"))
      #expect(try await looks().map { [$0.by, $0.reason] } == [["陈科长", "A parent called"]])
      let ids = try await portal.portal.database.all(
        String.self, "SELECT a.reason FROM looks l JOIN minor_approvals a ON a.id = l.approval_id WHERE l.person_id = \(child.id)"
      )
      #expect(ids == ["A parent called"])
      try await portal.portal.journal.seal(in: portal.portal.database)
      let details = try await portal.portal.database.all(
        String.self, "SELECT details FROM journal WHERE action = 'person.looked_at'")
      #expect(details.count == 1 && details[0].contains("approval"))
      portal.clock.advance(by: .seconds(24 * 3_600 + 1))
      let later = try await portal.browser(of: officer)
      try await later.get(path)
      #expect(later.status == .forbidden)
    }
  }

  @Test("somebody of age today is no minor, and their record opens as others do")
  func endsWithAge() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await withPortal(engine) { portal in
      let today = portal.portal.people.localToday
      for (birthDay, isMinor) in [
        (today.adding(months: -216), false), (today.adding(months: -216).adding(days: 1), true),
        (today.adding(months: -120), true),
      ] {
        let person = try await portal.person("王", "p\(birthDay)@example.org", birthDay: birthDay)
        #expect(portal.portal.people.isMinor(person) == isMinor, "\(birthDay)")
      }
      #expect(!portal.portal.people.isMinor(try await portal.person("李", "li@example.org")))
    }
  }
}
