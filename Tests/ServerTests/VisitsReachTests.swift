import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A base with one session in four days, its manager, and an officer of its county.
private struct ReachStory: Sendable {
  let portal: TestPortal
  let base: Base
  let session: VisitSession
  let manager: Person
  let officer: Person

  init(_ portal: TestPortal, days: Int = 4) async throws {
    self.portal = portal
    let visits = portal.portal.visits
    let base = try #require(
      try await portal.portal.database.read { reader in
        try reader.first(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' ORDER BY id LIMIT 1")
      })
    self.base = base
    let start = portal.clock.now.localDay.adding(days: days).localStart + .seconds(36_000)
    let session = VisitSession(
      id: visits.ids.next(), base: base.id, day: start.localDay, starts: start, ends: start + .seconds(7_200))
    self.session = session
    try await portal.portal.database.write { _ = try visits.add(session, SessionPlaces(60), by: .command("test"), in: $0) }
    manager = try await portal.person("馆长", "manager@example.org")
    officer = try await portal.person("科协", "officer@example.org")
    try await portal.grant(manager, .baseManager, .base(base.id.rawValue))
    try await portal.grant(officer, .officer, .region(base.facts.region))
  }

  func book(_ browser: Browser, contact: String) async throws -> Booking {
    try await browser.get("/sessions/\(session.id)?lang=en")
    try await browser.submit("/sessions/\(session.id)/holds", ["adults": "2"])
    try await browser.submit("\(browser.path)/confirmation", ["name": "李明", "contact": contact])
    let token = String(browser.path.dropFirst("/tickets/".count))
    return try #require(try await portal.portal.database.read { try $0.timedBooking(token: token)?.booking })
  }

  func notices(_ person: Person) async throws -> [String] {
    try await portal.portal.database.all(
      String.self, "SELECT payload FROM notices WHERE person_id = \(person.id) AND kind = 'told' ORDER BY id")
  }
}

@Suite("Visitors and schools are reached")
struct VisitsReachTests {
  @Test(
    "a contact is sealed, read by the base's manager with a reason that is noted, and by nobody else",
    arguments: TestDatabase.engines)
  func contacts(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await ReachStory(portal)
      let database = portal.portal.database
      let visitor = Browser(portal.client)
      let booking = try await story.book(visitor, contact: "+86 138-0013-8000")
      let path = "/desk/visits/\(story.base.slug)/sessions/\(story.session.id)"
      let action = "\(path)/bookings/\(booking.id)/contact"
      let manager = try await portal.browser(of: story.manager, secondFactor: true)
      try await manager.get("\(path)?lang=en")
      #expect(manager.page.contains("How to reach them") && !manager.page.contains("0013"))
      try await manager.submit(action, ["reason": " "])
      #expect(manager.status == .unprocessableContent && !manager.page.contains("0013"))
      let count: SQL = "SELECT COUNT(*) FROM journal WHERE action = 'booking.contact_read'"
      #expect(try await database.all(Int64.self, count) == [0])
      try await manager.get(path)
      try await manager.submit(action, ["reason": "台风闭馆"])
      #expect(manager.status == .ok && manager.page.contains("138-0013-8000"))
      #expect(try await database.all(Int64.self, count) == [1])
      let officer = try await portal.browser(of: story.officer, secondFactor: true)
      try await officer.get("\(path)?lang=en")
      #expect(officer.status == .ok && !officer.page.contains("How to reach them"))
      try await officer.post(action, ["reason": "x"])
      #expect(officer.status == .forbidden)
      let stranger = try await portal.browser(of: try await portal.person("路人", "nobody@example.org"), secondFactor: true)
      try await stranger.post(action, ["reason": "x"])
      #expect(stranger.status == .forbidden)
      portal.clock.advance(by: .seconds(40 * 86_400))
      while try await database.write({ try portal.portal.booking.forget(in: $0) }) > 0 {}
      #expect(try await database.all(Int64.self, "SELECT COUNT(*) FROM sealed_contacts") == [0])
    }
  }

  @Test("a closure is mailed to whoever gave an address, in the language in which they booked", arguments: TestDatabase.engines)
  func mails(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await ReachStory(portal)
      let booking = try await story.book(Browser(portal.client), contact: "Li@Example.org")
      let closure = VisitClosure(base: story.base.id, days: story.session.day...story.session.day, cause: .weather, note: "台风")
      let notices = portal.portal.booking.notices(people: portal.portal.people, site: portal.portal.site)
      let visits = portal.portal.visits
      try await visits.together { writer in
        _ = try visits.close(closure, by: .command("test"), in: writer) { try notices.tell($0, $1, in: $2) }
      }
      let letter = try #require(try await portal.letters().first { $0.to == "Li@Example.org" })
      #expect(letter.language == "en" && letter.text.contains("台风") && letter.text.contains("https://kepu.example/bookings/"))
      #expect(booking.person == nil)
    }
  }

  @Test(
    "a visitor with an account is reminded the day before, once, by whichever program comes first",
    arguments: TestDatabase.engines)
  func reminded(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await ReachStory(portal)
      let person = try await portal.person("李明", "li@example.org")
      let booking = try await story.book(try await portal.browser(of: person), contact: "13800138000")
      let database = portal.portal.database
      let reminders = portal.portal.booking.reminders(people: portal.portal.people, site: portal.portal.site)
      @Sendable func run() async throws -> Int { try await database.write { try reminders.remind(in: $0) } }
      #expect(try await run() == 0)
      portal.clock.advance(by: story.session.starts - portal.clock.now - .seconds(86_300))
      async let first = run()
      async let second = run()
      _ = try await (first, second)
      #expect(try await run() == 0)
      let told = try await story.notices(person)
      #expect(told.count == 1 && told.first?.contains("10:00") == true)
      let paths = try await database.all(String.self, "SELECT path FROM notices WHERE person_id = \(person.id) AND kind = 'told'")
      #expect(paths == ["/tickets/\(booking.token)"])
      let export = try await database.read { try portal.portal.booking.belongings.export(person.id, $0) }
      #expect("\(export)".contains("13800138000"))
      try await database.write { try portal.portal.visits.belongings.erase(person.id, $0) }
      #expect(try await database.all(Int64.self, "SELECT COUNT(*) FROM sealed_contacts") == [0])
    }
  }

  @Test("head, base, district and teacher are reminded of what is due in a school's visit, once", arguments: TestDatabase.engines)
  func schoolsReminded(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await ReachStory(portal, days: 9)
      let house = portal.portal
      let school = ID<Organization>(rawValue: 700)
      let region = story.base.facts.region
      let (teacher, head) = (try await portal.person("王老师", "w@example.org"), try await portal.person("李校长", "h@example.org"))
      try await house.database.write { writer in
        try writer.insert(
          Organization(
            id: school, names: LocalizedText(zhHans: "第一小学"), kind: .school, creditCode: nil, region: region, parent: nil,
            website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1), at: portal.clock.now)
      }
      try await portal.grant(head, .schoolHead, .organization(school))
      var plan = SchoolVisitPlan()
      plan.classes = [SchoolClass(stage: .primary, name: "五1", pupils: 38)]
      plan.teachers = ["甲", "乙"]
      (plan.purpose, plan.contact, plan.safetyPlan, plan.insurance, plan.vehicle) = ("月相", "王", "分组", "平安", "大巴")
      let draft = Schools.Draft(school: school, teacher: teacher.id, plan: plan)
      let reminders = SchoolReminders(schools: house.schools, people: house.people, places: house.places, site: house.site)
      func run() async throws {
        for _ in 1...2 { while try await house.database.write({ try reminders.remind(in: $0) }) > 0 {} }
      }
      let visit = try await house.database.write { writer in
        let begun = try house.schools.begin(draft, in: story.session.id, writer: writer)
        return try house.schools.send(begun.id, by: teacher.id, in: writer)
      }
      try await run()
      #expect(try await story.notices(head).isEmpty, "three days are left")
      portal.clock.advance(by: .seconds(49 * 3_600))
      try await run()
      #expect(try await story.notices(head).count == 1)
      try await house.database.write { _ = try house.schools.confirm(visit.id, by: head.id, in: $0) }
      portal.clock.advance(by: .seconds(49 * 3_600))
      try await run()
      #expect(try await story.notices(story.manager).count == 1)
      #expect(try await story.notices(story.officer).isEmpty)
      portal.clock.advance(by: .seconds(12 * 3_600))
      try await run()
      #expect(try await story.notices(story.officer).count == 1)
      #expect(try await story.notices(teacher).count == 1, "no filing is noted")
      try await house.database.write { writer in
        _ = try house.schools.accept(visit.id, at: story.base.id, by: story.manager.id, in: writer)
      }
      portal.clock.advance(by: story.session.ends - portal.clock.now)
      try await house.database.write { writer in
        _ = try house.schools.count(40, at: story.base.id, of: visit.id, by: story.manager.id, in: writer)
      }
      portal.clock.advance(by: .seconds(8 * 86_400))
      try await run()
      #expect(try await story.notices(teacher).last?.contains("how it was") == true)
      #expect(try await story.notices(head).count == 1)
      #expect(try await story.notices(story.manager).count == 1)
    }
  }
}
