import Foundation
import HTTPTypes
import Journal
import People
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

@Suite("Draws on the pages")
struct VisitsDrawPagesTests {
  /// Sends the form of the page that is open, with what it holds hidden.
  private func submit(_ browser: Browser, _ action: String, _ fields: [String: String]) async throws {
    let hidden = try #require(browser.hidden(action), "\(browser.path): \(browser.status)")
    try await browser.post(action, hidden.merging(fields) { $1 })
  }

  private func announce(_ story: DrawStory, _ browser: Browser, _ more: [String: String] = [:]) async throws -> String {
    let today = story.portal.clock.now.localDay
    let bases = story.bases.map(\.slug).joined(separator: " ")
    let days = "first=\(story.sessions[0].day)&last=\(story.sessions[2].day)"
    try await browser.get("/desk/draws/new?bases=\(Components.encoded(bases))&\(days)&lang=en")
    #expect(browser.status == .ok)
    for session in story.sessions { #expect(browser.page.contains("value=\"\(session.id)\"")) }
    let typed = [
      "name_zh_hans": "秋季开放日", "name_en": "Autumn day", "method": "lottery", "audience": "individual",
      "opens_day": today.description,
      "opens_time": "00:00", "closes_day": today.adding(days: 7).description, "closes_time": "12:00",
    ]
    var fields = try #require(browser.hidden("/desk/draws/new"))
    fields.merge(typed.merging(more) { $1 }) { $1 }
    let body = (fields.map { ($0.key, $0.value) } + story.sessions.map { ("s", $0.id.description) })
      .map { Components.encoded($0.0) + "=" + Components.encoded($0.1) }.joined(separator: "&")
    try await browser.send(body, to: "/desk/draws/new", type: "application/x-www-form-urlencoded")
    return browser.path
  }

  @Test(
    "a manager announces a lottery, a family asks and changes it, two people enter the value, the family checks why",
    arguments: TestDatabase.engines)
  func lottery(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal, places: [4, 4, 4])
      let manager = try await portal.browser(of: story.manager)
      let second = try await portal.browser(of: story.second)
      let desk = try await announce(story, manager, ["closes_time": "99:99"])
      #expect(manager.status == .unprocessableContent && manager.page.contains("秋季开放日"), "what was typed is kept")
      #expect(desk == "/desk/draws/new")
      let path = try await announce(story, manager)
      #expect(manager.status == .ok && path.hasPrefix("/desk/draws/") && path != "/desk/draws/new")
      let id = try #require(ID<SessionDraw>(String(path.split(separator: "/").last ?? "")))
      try await story.keepTimes()
      let draw = try await story.draw(id)
      // A family asks.
      let family = try await portal.person("李明", "li@example.org")
      let browser = try await portal.browser(of: family)
      try await browser.get("/draws?lang=en")
      #expect(browser.page.contains(draw.path))
      try await browser.get("\(draw.path)?lang=en")
      #expect(browser.status == .ok && browser.page.contains("Autumn day") && browser.page.contains("\(draw.path)/requests/new"))
      try await browser.get("\(draw.path)/requests/new")
      let wish = { (index: Int) in story.sessions[index].id.description }
      let asked = ["adults": "2", "minors": "1", "wish_1": wish(0), "name": "李明一家", "contact": "13800138000"]
      try await submit(browser, "\(draw.path)/requests", asked.merging(["adults": "9"]) { $1 })
      #expect(browser.status == .unprocessableContent && browser.page.contains("李明一家"))
      try await submit(browser, "\(draw.path)/requests", asked)
      let mine = browser.path
      #expect(mine.hasPrefix("/me/draws/") && browser.status == .ok)
      #expect(browser.page.contains("Never visited") && browser.page.contains("3 tickets in all"), "what counts is told in time")
      try await browser.get("\(mine)?change=1")
      try await submit(browser, mine, asked.merging(["wish_2": wish(1)]) { $1 })
      #expect(browser.path == mine && browser.page.contains("\(mine)/withdrawal"))
      // The office puts something right, and the family is told.
      try await manager.get(path)
      let correction = "\(path)/requests/1/correction"
      try await submit(manager, correction, ["fact": "rural_county", "holds": "yes", "reason": "户口在连山"])
      try await browser.get(mine)
      #expect(browser.page.contains("4 tickets in all") && browser.page.contains("户口在连山"))
      for person in try await story.crowd(6) { try await story.ask(person, in: draw, Party(adults: 4), story.sessions) }
      try await story.close(draw)
      // Nobody asks any more, whatever the page was that they had open.
      try await browser.get("\(draw.path)/requests/new")
      #expect(!browser.page.contains("action=\"\(draw.path)/requests\""))
      try await manager.get(path)
      try await submit(manager, "\(path)/value", ["value": "11,234.56", "source": "http://www.szse.cn/"])
      #expect(manager.page.contains("11,234.56") && !manager.page.contains("\(path)/confirmation"))
      try await second.get(path)
      #expect(!second.page.contains("11,234.56"), "the second person looks it up")
      try await submit(second, "\(path)/confirmation", ["again": "11,234.57"])
      #expect(second.status == .unprocessableContent)
      #expect(try await story.draw(id).state == .closed)
      try await submit(second, "\(path)/confirmation", ["again": "11,234.56"])
      #expect(second.status == .ok)
      #expect(try await story.draw(id).state == .drawn)
      try await story.checkOutcome(draw)
      // Everybody may look a number up and make the draw again.
      let reader = Browser(portal.client)
      try await reader.get("\(draw.path)?number=1&lang=en")
      #expect(reader.page.contains("Number 1 with 3 people was in place") && reader.page.contains("11,234.56"))
      #expect(!reader.page.contains("李明"), "nobody is named")
      try await reader.get("\(draw.path)/draw.json")
      guard case .good(let key, _, let result) = DrawBundle.check(reader.bytes) else {
        Issue.record("the file of the page is not good")
        return
      }
      #expect(key.hasPrefix("did:web:kepu.example#"))
      let lines = try #require(DrawExplanation(result).lines(for: 1))
      #expect(lines.count >= 2)
      try await reader.get("\(draw.path)/list.json")
      let digest = try await story.draw(id).digest
      #expect(DrawDigest(of: reader.bytes) == digest)
      try await browser.get(mine)
      #expect(browser.page.contains("kepu lottery verify draw-\(id).json --number 1"))
      try await browser.get("/me/draws")
      #expect(browser.page.contains(mine))
    }
  }

  @Test("a school that gets no date is told which schools stood before it", arguments: TestDatabase.engines)
  func round(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal, places: [45, 45])
      let draw = try await story.announce(.allocation, .school)
      let teacher = try await portal.person("王老师", "wang@example.org")
      let town = try await story.school(701, "天河第一小学")
      try await portal.grant(teacher, .teacher, .organization(town))
      // The town's school has been at both bases before, so two special and never visited ones stand before it.
      try await portal.portal.database.write { writer in
        for (number, base) in story.bases.enumerated() {
          let session = story.sessions[number]
          try writer.insert(
            Booking(
              id: ID(rawValue: Int64(900 + number)), session: session.id, base: base.id,
              day: portal.clock.now.localDay.adding(days: -90),
              audience: .school, party: Party(adults: 1), state: .attended, person: nil, booker: "o:\(town)",
              contact: "o:\(town)",
              name: "x", token: "t\(number)", heldUntil: nil, version: 1), at: portal.clock.now)
        }
        try writer.execute(
          "UPDATE pools SET capacity = capacity + 1, taken = taken + 1 WHERE kind IN ('session', 'day', 'group_day')")
      }
      let browser = try await portal.browser(of: teacher)
      try await browser.get("\(draw.path)/requests/new?lang=en")
      #expect(browser.page.contains("value=\"\(town)\""))
      let typed = [
        "unit": town.description, "minors": "40", "teachers": "2", "wish_1": story.sessions[0].id.description,
        "wish_2": story.sessions[1].id.description, "name": "五年级2班",
      ]
      try await submit(browser, "\(draw.path)/requests", typed)
      let mine = browser.path
      #expect(browser.status == .ok && browser.page.contains("A visit is on record at") && browser.page.contains("tier 4"))
      let people = try await story.crowd(2)
      for (number, name) in ["启智学校", "特殊教育学校"].enumerated() {
        let school = try await story.school(Int64(710 + number), name)
        try await story.ask(
          people[number], in: draw, Party(minors: 40, teachers: 3), [story.sessions[number], story.sessions[1 - number]],
          for: school)
      }
      try await story.close(draw)
      try await story.finish(draw)
      try await browser.get("\(mine)?lang=en")
      #expect(browser.page.contains("You got no places") && browser.page.contains("No date was given."))
      #expect(browser.page.contains("number 2 (tier 1, 43 people)") && browser.page.contains("number 3 (tier 1, 43 people)"))
      guard case .good(_, let record, let result) = DrawBundle.check(try await story.file(draw)) else {
        Issue.record("the file is not good")
        return
      }
      #expect(record.list.requests.map(\.tiers) == [[3, 3], [0, 0], [0, 0]])
      #expect(result.outcomes.map(\.session) == [nil, 0, 1])
      try await takesUp(story, ID(rawValue: 710), people[0].id, story.sessions[0])
    }
  }

  /// A school that won writes its plan for the places that it has; a plan that the head sends back does not lose them.
  private func takesUp(
    _ story: DrawStory, _ school: ID<Organization>, _ teacher: ID<Person>, _ session: VisitSession
  ) async throws {
    let schools = story.portal.portal.schools
    var plan = SchoolVisitPlan()
    plan.classes = [SchoolClass(stage: .primary, name: "五年级2班", pupils: 38)]
    plan.teachers = ["甲 13800000001", "乙 13800000002"]
    plan.purpose = "认识月相"
    plan.contact = "甲 13800000001"
    plan.safetyPlan = "每组一名老师"
    plan.insurance = "平安 123"
    plan.vehicle = "粤A 12345"
    let draft = Schools.Draft(school: school, teacher: teacher, plan: plan)
    let sent = try await story.database.write { writer in
      let visit = try schools.begin(draft, in: session.id, writer: writer)
      let first = try schools.send(visit.id, by: teacher, in: writer)
      _ = try schools.sendBack(first.id, reason: "再写清楚些", by: teacher, in: writer)
      return try schools.send(visit.id, by: teacher, in: writer)
    }
    let booking = try #require(try await story.database.read { try $0.legs(of: sent.id).first?.booking.flatMap($0.booking) })
    #expect(booking.state == .booked && booking.people == 40 && booking.session == session.id)
    let given = try await story.database.read { try $0.drawEntry(2, of: $0.sessionDraws(limit: 1)[0].id)?.booking }
    #expect(given == booking.id)
  }

  @Test("who may and who may not", arguments: TestDatabase.engines)
  func rights(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal, places: [50, 50, 50])
      let draw = try await story.announce(.allocation, .school)
      let stranger = try await portal.browser(of: try await portal.person("路人", "stranger@example.org"))
      let half = try await portal.person("半个馆长", "half@example.org")
      try await portal.grant(half, .baseManager, .base(story.bases[0].id.rawValue))
      for browser in [stranger, try await portal.browser(of: half)] {
        try await browser.get("/desk/draws/\(draw.id)")
        #expect(browser.status == .forbidden, "a draw belongs to those who look after all its bases")
        for path in ["value", "confirmation", "withdrawal", "requests/1/correction"] {
          try await browser.knock(.post, "/desk/draws/\(draw.id)/\(path)")
          #expect(browser.status == .forbidden)
        }
      }
      // Somebody without a school has no form, and may not send one for a school that is not theirs.
      let school = try await story.school(720, "别人的小学")
      try await stranger.get("\(draw.path)/requests/new?lang=en")
      #expect(stranger.status == .ok && stranger.page.contains("Schools ask here"))
      #expect(!stranger.page.contains("action=\"\(draw.path)/requests\""))
      let hidden = try await ticket(stranger)
      try await stranger.post(
        "\(draw.path)/requests",
        hidden.merging([
          "unit": school.description, "minors": "40", "teachers": "2", "wish_1": story.sessions[0].id.description, "name": "x",
        ]) { $1 })
      #expect(stranger.status == .unprocessableContent)
      #expect(try await story.entries(draw).isEmpty)
      let teacher = try await portal.person("王老师", "wang@example.org")
      await refused(.noSchool) {
        try await story.ask(teacher, in: draw, Party(minors: 40, teachers: 2), [story.sessions[0]])
      }
      // A school's request is nobody else's.
      let entry = try await story.ask(teacher, in: draw, Party(minors: 40, teachers: 2), [story.sessions[0]], for: school)
      for path in ["", "?change=1"] {
        try await stranger.get("/me/draws/\(entry.id)\(path)")
        #expect(stranger.status == .notFound)
      }
      try await stranger.post("/me/draws/\(entry.id)/withdrawal", hidden)
      #expect(stranger.status == .notFound)
      #expect(try await story.entries(draw).first?.state == .asked)
    }
  }

  /// A ticket of some form of somebody.
  private func ticket(_ browser: Browser) async throws -> [String: String] {
    try await browser.get("/me/calendar")
    return try #require(browser.hidden("/me/calendar"))
  }

  @Test("programs read draws, ask and take back with the same rules", arguments: TestDatabase.engines.prefix(1))
  func programs(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let person = try await portal.person("程序", "program@example.org")
      let program = try await portal.program(of: person)
      let wish = story.sessions[0].id.description
      let answer = try await program.send(
        .post, "/api/draws/\(draw.id)/requests", raw: "{\"party\": {\"adults\": 2}, \"wishes\": [\"\(wish)\"]}")
      #expect(answer.status == .created, "\(answer.text)")
      let again = try await program.send(
        .post, "/api/draws/\(draw.id)/requests", raw: "{\"party\": {\"adults\": 2}, \"wishes\": [\"\(wish)\"]}")
      #expect(again.status == .conflict)
      let wrong = try await program.send(
        .post, "/api/draws/\(draw.id)/requests", raw: "{\"party\": {\"adults\": 2}, \"wishes\": 3}")
      #expect(wrong.status == .unprocessableContent)
      let entry = try #require(try await story.entries(draw).first)
      let mine = try await program.send(.get, "/api/me/draws")
      #expect(mine.status == .ok && mine.text.contains(entry.id.description))
      let back = try await program.send(.post, "/api/me/draws/\(entry.id)/withdrawal")
      #expect(back.status == .ok && back.text.contains("taken_back"))
      let browser = Browser(portal.client)
      try await browser.get("/api/draws/\(draw.id)")
      #expect(browser.status == .ok && browser.page.contains("\"commitment\"") && !browser.page.contains("\"secret\""))
      for path in ["/api/draws/x", "/draws/x", "/draws/0000000000000", "/draws/\(draw.id)/draw.json"] {
        try await browser.get(path)
        #expect(browser.status == .notFound, "\(path)")
      }
      try await browser.get("\(draw.path)?number=99999999999999999999&page=x")
      #expect(browser.status.code < 500)
    }
  }
}
