import Foundation
import HTTPTypes
import Identity
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

/// A museum with two Saturday sessions, small enough to be full soon.
private struct BookingStory: Sendable {
  let portal: TestPortal
  let base: Base
  let morning: VisitSession
  let afternoon: VisitSession

  init(_ portal: TestPortal, places: Int = 6, in days: Int = 4) async throws {
    self.portal = portal
    let visits = portal.portal.visits
    let base = try #require(
      try await portal.portal.database.read { reader in
        try reader.first(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' ORDER BY id LIMIT 1")
      })
    self.base = base
    let day = portal.clock.now.localDay.adding(days: days)
    func session(_ hour: Int) -> VisitSession {
      let start = day.localStart + .seconds(hour * 3_600)
      return VisitSession(id: visits.ids.next(), base: base.id, day: day, starts: start, ends: start + .seconds(7_200))
    }
    let (morning, afternoon) = (session(10), session(14))
    (self.morning, self.afternoon) = (morning, afternoon)
    try await portal.portal.database.write { writer in
      for session in [morning, afternoon] {
        try visits.add(session, SessionPlaces(places), by: .command("test"), in: writer)
      }
    }
  }

  var day: Day { morning.day }

  /// Fills a session with others.
  func fill(_ session: VisitSession, with people: Int) async throws -> Booking {
    try await portal.portal.visits.together { writer in
      try portal.portal.visits.book(
        BookingRequest(
          session: session.id, audience: .individual, party: Party(adults: people), person: nil, booker: "other-\(people)",
          contact: "other-\(people)", name: "X"), by: .command("test"), in: writer)
    }
  }

  func taken(_ session: VisitSession) async throws -> Int64? {
    try await portal.portal.database.read { reader in
      try reader.value(Int64.self, "SELECT taken FROM pools WHERE key = \("s:\(session.id)")")
    }
  }

  /// Holds places and books them, as somebody without an account does on a phone.
  func book(
    _ browser: Browser, _ session: VisitSession, _ party: [String: String], name: String = "李明", contact: String = "138 0013 8000"
  ) async throws {
    try await browser.get("/sessions/\(session.id)?lang=en")
    try await browser.submit("/sessions/\(session.id)/holds", party)
    guard browser.status == .ok else { return }
    try await browser.submit("\(browser.path)/confirmation", ["name": name, "contact": contact])
  }
}

@Suite("Booking by the public")
struct VisitsBookingTests {
  @Test("a family finds a day, holds places, gives a name and has a ticket", arguments: TestDatabase.engines)
  func familyBooks(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let family = Browser(portal.client)
      try await family.get("/bases/\(story.base.slug)?lang=en")
      #expect(family.page.contains("/bases/\(story.base.slug)/booking"))
      try await family.get("/bases/\(story.base.slug)/booking?month=\(story.day.description.prefix(7))")
      #expect(
        family.status == .ok && family.page.contains("12 left") && family.page.contains("/sessions/\(story.morning.id)?as="))
      try await family.get("/sessions/\(story.morning.id)?as=individual")
      #expect(family.page.contains("6 places left") && family.page.contains("One booking has at most 4 people"))
      try await family.submit("/sessions/\(story.morning.id)/holds", ["adults": "2", "minors": "2"])
      #expect(family.path.hasPrefix("/bookings/") && family.page.contains("data-until="))
      #expect(try await story.taken(story.morning) == 4)
      let hold = family.path
      try await family.submit("\(hold)/confirmation", ["name": "", "contact": "nobody"])
      #expect(family.status == .unprocessableContent && family.page.contains("value=\"nobody\""))
      try await family.submit("\(hold)/confirmation", ["name": "李明", "contact": "138-0013-8000"])
      #expect(family.path.hasPrefix("/tickets/") && family.page.contains("李明") && family.page.contains("class=\"qr\""))
      let kept = try await portal.portal.database.all(String.self, "SELECT contact FROM bookings")
      #expect(kept.allSatisfy { $0.hasPrefix("c:") && !$0.contains("138") })
    }
  }

  @Test("limits hold per contact however it is typed, and numbers that cannot be stay typed", arguments: TestDatabase.engines)
  func refuses(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal, places: 40)
      let browser = Browser(portal.client)
      let path = "/sessions/\(story.morning.id)/holds"
      for (party, words) in [
        (["adults": "5"], "at most 4 people"), (["minors": "2"], "1 adult has to come along"),
        (["adults": "-3"], "number from 0"),
        (["adults": "x1"], "value=\"x1\""), ([:], "how many people come"), (["adults": "99999999999999999999"], "number from 0"),
        (["adults": "2", "as": "school"], "choose one"),
      ] {
        try await browser.get("/sessions/\(story.morning.id)?lang=en")
        try await browser.submit(path, party)
        #expect(browser.status == .unprocessableContent && browser.page.contains(words), "\(party)")
        for typed in party.values where typed != "school" { #expect(browser.page.contains("value=\"\(typed)\"")) }
      }
      #expect(try await story.taken(story.morning) == 0)
      // A group is held to its own rules.
      try await browser.get("/sessions/\(story.morning.id)?as=group")
      try await browser.submit(path, ["minors": "40", "teachers": "0"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("2 teachers or leaders"))
      try await story.book(browser, story.morning, ["adults": "2"], contact: "+86 138 0013 8000")
      #expect(browser.path.hasPrefix("/tickets/"))
      let again = Browser(portal.client)
      try await story.book(again, story.afternoon, ["adults": "1"], contact: "13800138000")
      #expect(again.status == .unprocessableContent && again.page.contains("1 booking a day"))
      // A session that is over, and one that is nowhere.
      portal.clock.advance(by: .seconds(10 * 86_400))
      try await again.get("/sessions/\(story.morning.id)")
      #expect(again.page.contains("No more places are given") && !again.page.contains("<form class=\"panel\""))
      try await again.get("/sessions/ZZZZ")
      #expect(again.status == .notFound)
      try await again.get("/bookings/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
      #expect(again.status == .notFound)
    }
  }

  @Test(
    "what is full leads to other times and to the waiting list, where places are offered and accepted",
    arguments: TestDatabase.engines)
  func waits(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let others = try await story.fill(story.morning, with: 4)
      let browser = Browser(portal.client)
      try await browser.get("/sessions/\(story.morning.id)?lang=en")
      try await browser.submit("/sessions/\(story.morning.id)/holds", ["adults": "3"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("Only 2 places are left"))
      #expect(browser.page.contains("/sessions/\(story.afternoon.id)?as=individual&amp;adults=3"))
      try await browser.get("/sessions/\(story.morning.id)/waiting?adults=3")
      #expect(browser.page.contains("value=\"3\""))
      try await browser.submit(
        "/sessions/\(story.morning.id)/waiting", ["adults": "3", "name": "王芳", "contact": "wang@example.org"])
      let place = browser.path
      #expect(place.hasPrefix("/waiting/") && browser.page.contains("0 parties are before you"))
      try await Browser(portal.client).get(String(place.dropLast()) + (place.hasSuffix("0") ? "1" : "0"))
      let second = Browser(portal.client)
      try await second.get("/sessions/\(story.morning.id)/waiting?lang=en")
      try await second.submit(
        "/sessions/\(story.morning.id)/waiting", ["adults": "4", "name": "赵", "contact": "zhao@example.org"])
      #expect(second.page.contains("1 party is before you"))
      try await second.submit("\(second.path)/departure")
      #expect(second.page.contains("You have left"))
      _ = try await portal.portal.visits.together { try portal.portal.visits.cancel(others.id, by: .command("test"), in: $0) }
      try await browser.get(place)
      let offer = try #require(browser.page.firstMatch(of: /href="(\/bookings\/[^"]+)"/)).output.1
      try await browser.get(String(offer))
      #expect(browser.page.contains("These places are offered to you"))
      try await browser.submit("\(offer)/confirmation")
      #expect(browser.path.hasPrefix("/tickets/") && browser.page.contains("王芳"))
      #expect(try await story.taken(story.morning) == 3)
    }
  }

  @Test("an address of a place in a line cannot be guessed from its number", arguments: TestDatabase.engines.prefix(1))
  func sealsPlaces(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let booking = portal.portal.booking
      let place = booking.place(of: ID(rawValue: 77))
      #expect(booking.waiting(at: place) == ID(rawValue: 77))
      for wrong in ["", "-", "2D-", place + "0", String(place.dropLast()), place.replacing("2D", with: "2E")] {
        #expect(booking.waiting(at: wrong) == nil, "\(wrong)")
      }
    }
  }

  @Test("a booking grows, gives part back, is given back once, and too late not at all", arguments: TestDatabase.engines)
  func changes(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let browser = Browser(portal.client)
      try await story.book(browser, story.morning, ["adults": "1"])
      let path = browser.path.replacing("/tickets/", with: "/bookings/")
      try await browser.get(path)
      try await browser.submit("\(path)/party", ["adults": "2", "minors": "2"])
      #expect(try await story.taken(story.morning) == 4)
      try await browser.submit("\(path)/party", ["adults": "7"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("value=\"7\""))
      try await browser.get(path)
      try await browser.submit("\(path)/party", ["adults": "1", "minors": "0"])
      #expect(try await story.taken(story.morning) == 1)
      portal.clock.advance(by: story.morning.starts - portal.clock.now - .seconds(1_800))
      try await browser.get(path)
      #expect(browser.page.contains("It could be given back until") && browser.hidden("\(path)/cancellation") == nil)
      let ticket = try #require(browser.hidden("\(path)/party")?["_form"])
      try await browser.post("\(path)/cancellation", ["_form": ticket])
      #expect(browser.status == .unprocessableContent)
      #expect(try await story.taken(story.morning) == 1)
      let other = Browser(portal.client)
      try await story.book(other, story.afternoon, ["adults": "2"], contact: "020-12345678")
      let mine = other.path.replacing("/tickets/", with: "/bookings/")
      try await other.get(mine)
      let sent = try #require(other.hidden("\(mine)/cancellation"))
      for _ in 1...2 {
        try await other.post("\(mine)/cancellation", sent)
        #expect(other.status == .ok && other.page.contains("These places are given back"))
      }
      #expect(try await story.taken(story.afternoon) == 0)
    }
  }

  @Test(
    "whoever was moved may give the places back until the visit begins, and page and ticket say so",
    arguments: TestDatabase.engines)
  func moved(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let visits = portal.portal.visits
      let browser = Browser(portal.client)
      try await story.book(browser, story.morning, ["adults": "2"])
      let ticket = browser.path
      let path = ticket.replacing("/tickets/", with: "/bookings/")
      let closure = VisitClosure(
        base: story.base.id, days: story.day...story.day, session: story.morning.id, cause: .works, note: "停电")
      try await portal.portal.visits.together { _ = try visits.close(closure, by: .command("test"), in: $0) }
      #expect(try await story.taken(story.afternoon) == 2)
      portal.clock.advance(by: story.afternoon.starts - portal.clock.now - .seconds(600))
      try await browser.get(ticket)
      #expect(browser.page.contains("You may give it back until it begins") && browser.page.contains("14:00, so that others"))
      try await browser.get(path)
      #expect(browser.page.contains("Until") && browser.page.contains("14:00, so that others can have them"))
      try await browser.submit("\(path)/cancellation")
      #expect(browser.status == .ok && browser.page.contains("These places are given back"))
      #expect(try await story.taken(story.afternoon) == 0)
    }
  }

  @Test("held places that nobody booked are told so, and one network does not hold all", arguments: TestDatabase.engines)
  func holds(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal, places: 200)
      let browser = Browser(portal.client)
      var last = ""
      for number in 1...21 {
        try await browser.get("/sessions/\(story.morning.id)?lang=en")
        try await browser.submit("/sessions/\(story.morning.id)/holds", ["adults": "1"])
        #expect(browser.status == (number <= 20 ? .ok : .unprocessableContent), "\(number)")
        if number == 1 { last = browser.path }
      }
      portal.clock.advance(by: .seconds(660))
      try await portal.portal.database.write { try portal.portal.visits.expireHolds(in: $0) }
      try await browser.get(last)
      #expect(browser.page.contains("is over, and they were not booked") && browser.page.contains("/booking?day=\(story.day)"))
      #expect(try await story.taken(story.morning) == 0)
    }
  }

  @Test(
    "missed visits bar, are told on one's own page, and an appeal that is granted lifts the bar", arguments: TestDatabase.engines)
  func appeals(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let visits = portal.portal.visits
      let person = try await portal.person("李明", "li@example.org")
      let browser = try await portal.browser(of: person)
      let days = (1...3).map { story.day.adding(days: -$0 * 7) }
      let missed = try await portal.portal.database.write { writer in
        try days.map { day in
          let start = day.localStart + .seconds(36_000)
          let session = VisitSession(
            id: visits.ids.next(), base: story.base.id, day: day, starts: start, ends: start + .seconds(60))
          try visits.add(session, SessionPlaces(5), by: .command("test"), in: writer)
          let booking = Booking(
            id: visits.ids.next(), session: session.id, base: story.base.id, day: day, audience: .individual,
            party: Party(adults: 1), state: .booked, person: person.id, booker: PublicBooking.booker(person.id), contact: "c:1",
            name: "李明", token: SecretToken().text, heldUntil: nil, version: 1)
          try writer.insert(booking, at: portal.clock.now)
          return try visits.miss(booking.id, by: .command("test"), in: writer)
        }
      }
      try await browser.get("/sessions/\(story.morning.id)?lang=en")
      try await browser.submit("/sessions/\(story.morning.id)/holds", ["adults": "1"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("After missed visits"))
      try await browser.get("/me/visits")
      #expect(browser.page.contains("After missed visits") && browser.page.contains("/bookings/\(missed[0].token)"))
      let path = "/bookings/\(missed[0].token)"
      try await browser.get(path)
      try await browser.submit("\(path)/appeal", ["appeal": "地铁停运"])
      #expect(browser.page.contains("地铁停运"))
      let manager = try await portal.person("馆长", "manager@example.org")
      try await portal.grant(manager, .baseManager, .base(story.base.id.rawValue))
      let stranger = try await portal.person("别馆", "other@example.org")
      try await portal.grant(stranger, .baseManager, .base(story.base.id.rawValue + 1))
      let elsewhere = try await portal.browser(of: stranger)
      try await elsewhere.get("/desk/visit-appeals")
      #expect(elsewhere.status == .ok && !elsewhere.page.contains("地铁停运"))
      try await elsewhere.post("/desk/visit-appeals/\(missed[0].id)/answer", ["answer": "no", "decision": "granted"])
      #expect(elsewhere.status == .forbidden)
      let desk = try await portal.browser(of: manager)
      try await desk.get("/desk/visit-appeals")
      #expect(desk.page.contains("地铁停运"))
      try await desk.submit("/desk/visit-appeals/\(missed[0].id)/answer", ["answer": "同意", "decision": "granted"])
      #expect(desk.status == .ok && !desk.page.contains("地铁停运"))
      try await browser.get(path)
      #expect(browser.page.contains("同意") && browser.page.contains("you can book again"))
      try await browser.get("/sessions/\(story.morning.id)")
      try await browser.submit("/sessions/\(story.morning.id)/holds", ["adults": "1"])
      #expect(browser.path.hasPrefix("/bookings/"))
    }
  }

  @Test(
    "a program books, changes, waits and gives back under the same rules, and a repeated key acts once",
    arguments: TestDatabase.engines)
  func programs(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let person = try await portal.person("李明", "li@example.org")
      let program = try await portal.program(of: person, [.visits, .read])
      let month = story.day.description.prefix(7)
      let free = try await program.get("/api/bases/\(story.base.slug)/availability?month=\(month)")
      let days = try #require(free["days"] as? [[String: Any]])
      #expect(days.first { $0["day"] as? String == story.day.description }?["free"] as? Int == 12)
      let order: [String: Any] = ["party": ["adults": 2]]
      let path = "/api/sessions/\(story.morning.id)/bookings"
      let first = try await program.send(.post, path, order, key: "one")
      let second = try await program.send(.post, path, order, key: "one")
      #expect(first.status == .created && second.status == .created && first.text == second.text)
      #expect(try await story.taken(story.morning) == 2)
      let more = try await program.send(.post, path, order, key: "two")
      #expect(more.status == .conflict && more.headers[.contentType]?.hasPrefix("application/problem+json") == true)
      let own = "/api/bookings/\(try #require(first["id"] as? String))"
      #expect(try await program.send(.patch, own, ["party": ["minors": 2]]).status == .preconditionRequired)
      let changed = try await program.send(.patch, own, ["party": ["minors": 2]], match: first.tag)
      #expect(changed.status == .ok && changed["people"] as? Int == 4)
      let stranger = try await portal.program(of: try await portal.person("别人", "other@example.org"), [.visits, .read])
      #expect(try await stranger.get(own).status == .notFound)
      #expect(try await stranger.send(.post, "\(own)/cancellation", [:]).status == .notFound)
      let full = try await stranger.send(.post, path, ["party": ["adults": 3]])
      #expect(full.status == .conflict && full["field"] as? String == "party.adults")
      let waiting = try await stranger.send(.post, "/api/sessions/\(story.morning.id)/waiting", ["party": ["adults": 3]])
      #expect(waiting.status == .created && waiting["before"] as? Int == 0)
      #expect(try await program.send(.post, "\(own)/cancellation", ["reason": "病了"]).status == .ok)
      let mine = try await stranger.get("/api/me/visits")
      let offered = try #require((mine["items"] as? [[String: Any]])?.first)
      #expect(offered["state"] as? String == "held")
      let booked = try await stranger.send(.post, "/api/bookings/\(offered["id"] as? String ?? "")/confirmation", [:])
      #expect(booked.status == .ok && booked["state"] as? String == "booked")
      for wrong in [
        "{\"party\":{\"adults\":-1}}", "{\"party\":7}", "{}", "[]", "{\"party\":{\"adults\":1},\"state\":\"booked\"}",
      ] {
        let answer = try await program.send(.post, path, raw: wrong)
        #expect(answer.status == .unprocessableContent, "\(wrong) \(answer.status)")
      }
      #expect(try await Program(client: portal.client, token: nil).send(.post, path, order).status == .unauthorized)
    }
  }

  @Test(
    "who closes their account gives places back, leaves lines, and is in no booking any more", arguments: TestDatabase.engines)
  func forgets(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      let person = try await portal.person("李明", "li@example.org")
      let program = try await portal.program(of: person, [.visits])
      _ = try await program.send(.post, "/api/sessions/\(story.morning.id)/bookings", ["party": ["adults": 2]])
      let people = portal.portal.people
      let archive = try await people.export(of: person.id, with: [portal.portal.visits.belongings])
      #expect(String(decoding: archive, as: UTF8.self).contains("visits.json"))
      try await portal.portal.database.write { writer in
        try people.erase(person.id, with: [portal.portal.visits.belongings], by: .person(person.id), in: writer)
      }
      #expect(try await story.taken(story.morning) == 0)
      let left = try await portal.portal.database.all(
        Int64.self, "SELECT COUNT(*) FROM bookings WHERE person_id IS NOT NULL OR name <> '—' OR contact <> '—' OR booker <> '—'")
      #expect(left == [0])
    }
  }

  @Test("name and contact of a visit are erased after the days of the policy", arguments: TestDatabase.engines)
  func erasesContacts(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await BookingStory(portal)
      _ = try await story.fill(story.morning, with: 2)
      let visits = portal.portal.visits
      func forget() async throws -> Int {
        try await portal.portal.database.write { try visits.forgetContacts(keepDays: 400, in: $0) }
      }
      portal.clock.advance(by: .seconds(400 * 86_400))
      #expect(try await forget() == 0)
      portal.clock.advance(by: .seconds(6 * 86_400))
      // However long the portal stood still, what is older is found too.
      portal.clock.advance(by: .seconds(90 * 86_400))
      #expect(try await forget() == 2, "both sessions of the day")
      #expect(try await forget() == 0)
      #expect(try await portal.portal.database.all(String.self, "SELECT name FROM bookings") == ["—"])
    }
  }
}
