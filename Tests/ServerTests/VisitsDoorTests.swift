import Foundation
import HTTPTypes
import Identity
import Journal
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A museum with a Saturday that people have booked.
struct DoorStory: Sendable {
  let portal: TestPortal
  let base: Base
  let session: VisitSession
  let family: Booking
  let school: Booking
  let manager: Person
  let keeper: Person

  static let device = "ABCDEFGHIJKLMNOPQRSTUV"
  static let other = "ZZZZZZZZZZZZZZZZZZZZZZ"

  init(_ portal: TestPortal, rules: String = "default") async throws {
    self.portal = portal
    let visits = portal.portal.visits
    let base = try #require(
      try await portal.portal.database.read { reader in
        try reader.first(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' ORDER BY id LIMIT 1")
      })
    self.base = base
    let now = portal.clock.now
    let starts = now + .seconds(900)
    let session = VisitSession(
      id: visits.ids.next(), base: base.id, day: GateDay(at: now).day, starts: starts, ends: starts + .seconds(7_200))
    self.session = session
    let database = portal.portal.database
    func insert(_ name: String, _ audience: Audience, _ party: Party) async throws -> Booking {
      let booking = Booking(
        id: visits.ids.next(), session: session.id, base: base.id, day: session.day, audience: audience, party: party,
        state: .booked, person: nil, booker: name, contact: name, name: name, token: SecretToken().text, heldUntil: nil,
        version: 2)
      try await database.write { try $0.insert(booking, at: now) }
      return booking
    }
    try await database.write { writer in
      try visits.choose(rules, for: base.id, by: .command("test"), in: writer)
      try visits.add(session, SessionPlaces(500), by: .command("test"), in: writer)
    }
    family = try await insert("李明一家", .individual, Party(adults: 2, minors: 2))
    school = try await insert("天河小学", .school, Party(minors: 41, teachers: 3))
    manager = try await portal.person("馆长", "manager@example.org")
    keeper = try await portal.person("检票员", "keeper@example.org")
    try await portal.grant(manager, .baseManager, .base(base.id.rawValue))
    try await portal.grant(keeper, .gateKeeper, .base(base.id.rawValue))
  }

  var path: String { "/desk/door/\(base.slug)" }

  func code(_ booking: Booking) throws -> String {
    try #require(try portal.portal.tickets.text(of: TimedBooking(booking: booking, session: session)))
  }

  func state(_ booking: Booking) async throws -> Booking.State? {
    try await portal.portal.database.read { try $0.booking(booking.id)?.state }
  }

  /// What a device tells, as JSON.
  func report(
    _ device: String, heard: [String: Int] = [:], _ events: [(kind: GateEvent.Kind, booking: Booking?, people: Int)],
    from number: Int = 1
  ) -> String {
    let items: [JSONValue] = events.enumerated().compactMap { index, event in
      GateEvent(
        mark: .init(device: device, number: number + index), at: portal.clock.now, kind: event.kind, booking: event.booking?.id,
        people: event.people)?.json
    }
    return JSONValue.object([
      .init("device", .string(device)), .init("name", .string("北门")),
      .init("heard", .object(heard.map { .init($0.key, .integer(Int64($0.value))) })), .init("events", .array(items)),
    ]).string
  }
}

@Suite("Tickets and doors")
struct VisitsDoorTests {
  @Test(
    "a ticket is shown to whoever has its address, kept by nobody, and becomes void when it is given back",
    arguments: TestDatabase.engines)
  func showsTickets(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let visitor = Browser(portal.client)
      try await visitor.get("/tickets/\(story.family.token)?lang=en")
      #expect(visitor.status == .ok)
      #expect(visitor.headers[.cacheControl] == "no-store")
      #expect(visitor.headers[HTTPField.Name("X-Robots-Tag").unsafelyUnwrapped] == "noindex")
      #expect(visitor.page.contains("李明一家") && visitor.page.contains("<svg class=\"qr\""))
      #expect(visitor.page.contains("4 (Adults: 2; Children and young people: 2)"))
      #expect(visitor.page.contains("href=\"/tickets/\(story.family.token)/ticket.ics\""))
      for token in ["x", String(repeating: "A", count: 43), story.family.token + "A"] {
        try await visitor.get("/tickets/\(token)")
        #expect(visitor.status == .notFound)
        try await visitor.get("/tickets/\(token)/ticket.ics")
        #expect(visitor.status == .notFound)
      }
      let visits = portal.portal.visits
      try await portal.portal.database.write { writer in
        try writer.execute("UPDATE pools SET taken = 48")
        try visits.cancel(story.family.id, isByOffice: true, by: .command("test"), in: writer)
      }
      try await visitor.get("/tickets/\(story.family.token)")
      #expect(visitor.status == .ok && !visitor.page.contains("<svg class=\"qr\"") && visitor.page.contains("given back"))
      try await visitor.get("/tickets/\(story.family.token)/ticket.ics")
      #expect(visitor.page.contains("METHOD:CANCEL\r\n") && visitor.page.contains("STATUS:CANCELLED\r\n"))
      #expect(visitor.page.contains("SEQUENCE:3\r\n"))
    }
  }

  @Test(
    "guards and managers of the base come to its door, others do not, and only managers name guards",
    arguments: TestDatabase.engines)
  func keepsTheDoor(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let stranger = try await portal.person("路人", "stranger@example.org")
      let elsewhere = try await portal.person("别馆", "elsewhere@example.org")
      try await portal.grant(elsewhere, .gateKeeper, .base(story.base.id.rawValue + 1))
      for (person, isIn) in [(story.manager, true), (story.keeper, true), (stranger, false), (elsewhere, false)] {
        let browser = try await portal.browser(of: person)
        for path in [story.path, story.path + "/roster.json"] {
          try await browser.get(path)
          #expect(browser.status == (isIn ? .ok : .forbidden), "\(person.name) at \(path)")
        }
        try await browser.send(story.report(DoorStory.device, []), to: story.path + "/events", type: "application/json")
        #expect(browser.status == (isIn ? .ok : .forbidden))
        try await browser.get(story.path + "/guards")
        #expect(browser.status == (person.id == story.manager.id ? .ok : .forbidden))
      }
      let keeper = try await portal.browser(of: story.keeper)
      try await keeper.get(story.path)
      #expect(keeper.headers[HTTPField.Name("Permissions-Policy").unsafelyUnwrapped]?.contains("camera=(self)") == true)
      try await keeper.get("/me")
      #expect(keeper.headers[HTTPField.Name("Permissions-Policy").unsafelyUnwrapped]?.contains("camera=()") == true)
      let manager = try await portal.browser(of: story.manager)
      try await manager.get(story.path + "/guards?lang=en")
      try await manager.submit(story.path + "/guards", ["address": "nobody@example.org"])
      #expect(manager.status == .unprocessableContent && manager.page.contains("nobody@example.org"))
      try await manager.get(story.path + "/guards")
      try await manager.submit(story.path + "/guards", ["address": "stranger@example.org"])
      #expect(manager.status == .ok && manager.page.contains("路人"))
      let new = try await portal.browser(of: stranger)
      try await new.get(story.path)
      #expect(new.status == .ok)
      let grant = try #require(
        try await portal.portal.database.read { try $0.grants(of: stranger.id, at: portal.clock.now).first })
      try await manager.submit("\(story.path)/guards/\(grant.id)/withdrawal")
      #expect(manager.status == .ok)
      try await new.get(story.path)
      #expect(new.status == .forbidden)
    }
  }

  @Test("a manager names guards at their own base only, and gives no other role", arguments: TestDatabase.engines)
  func namesGuardsOnly(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let stranger = try await portal.person("路人", "stranger@example.org")
      let grants = try await portal.portal.database.read { try $0.grants(of: story.manager.id, at: portal.clock.now) }
      let rights = Rights(
        person: story.manager, grants: grants, session: nil, confirmedAt: portal.clock.now, hasSecondFactor: true,
        tokenScopes: nil, isSecondFactorOwed: false)
      let people = portal.portal.people
      for (role, scope) in [
        (Role.baseManager, Scope.base(story.base.id.rawValue)), (.officer, .province), (.gateKeeper, .province),
        (.gateKeeper, .base(story.base.id.rawValue + 1)),
      ] {
        await #expect(throws: People.GrantRefusal.notYours) {
          try await portal.portal.database.write { writer in
            try people.give(
              People.NewGrant(person: stranger.id, role: role, scope: scope, target: .everything, ends: nil, reason: "test"),
              by: rights, in: writer)
          }
        }
      }
    }
  }

  @Test("what devices tell is kept once, told to the others, and counts who came", arguments: TestDatabase.engines)
  func hearsDevices(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let keeper = try await portal.browser(of: story.keeper)
      func tell(_ report: String) async throws -> JSONValue {
        try await keeper.send(report, to: story.path + "/events", type: "application/json")
        #expect(keeper.status == .ok, "\(keeper.page)")
        return try JSONValue(reading: keeper.bytes)
      }
      let first = story.report(DoorStory.device, [(.entry, story.family, 4), (.group, story.school, 39), (.walkIn, nil, 2)])
      for _ in 0..<2 { #expect(try await tell(first)["accepted"] == .integer(3)) }
      #expect(try await story.state(story.family) == .attended)
      #expect(try await story.state(story.school) == .attended)
      let heard = try await tell(story.report(DoorStory.other, [(.exit, nil, 5)]))
      #expect(heard["accepted"] == .integer(1))
      guard case .array(let events)? = heard["events"] else { throw Problem(.badRequest) }
      #expect(events.map { $0["number"] } == [.integer(1), .integer(2), .integer(3)])
      #expect(heard["doors"]?[DoorStory.device] == .string("北门"))
      let nothing = try await tell(story.report(DoorStory.other, heard: [DoorStory.device: 3], []))
      #expect(nothing["events"] == .array([]))
      let log = try await portal.portal.database.read { try portal.portal.tickets.log(of: story.base.id, $0) }
      #expect(GateState(log, capacity: nil).inside == 40)
      try await keeper.get(story.path)
      #expect(keeper.page.contains("data-gate-inside>40<") && keeper.page.contains("39 / 44"))
      let count = try await portal.portal.database.read { reader in
        try reader.value(Int64.self, "SELECT COUNT(*) FROM journal WHERE action = 'booking.attended'")
      }
      #expect(count == 2)
    }
  }

  @Test("what is no report is refused, and what cannot be is not believed", arguments: TestDatabase.engines)
  func refusesNonsense(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let keeper = try await portal.browser(of: story.keeper)
      let path = story.path + "/events"
      let good = story.report(DoorStory.device, [(.walkIn, nil, 2)])
      let wrong = [
        "", "[]", "{}", "nonsense", good.replacing(DoorStory.device, with: "page-1"), good.replacing("walk_in", with: "flew_in"),
        good.replacing("\"people\":2", with: "\"people\":0"), good.replacing("\"number\":1", with: "\"number\":0"),
        good.replacing("\"number\":1", with: "\"number\":99999999999"),
        good.replacing("\"booking\":null", with: "\"booking\":\"…\""),
        good.replacing("\"heard\":{}", with: "\"heard\":[]"),
      ]
      for body in wrong {
        try await keeper.send(body, to: path, type: "application/json")
        #expect(keeper.status == .badRequest, "\(body): \(keeper.status)")
      }
      try await keeper.send(good, to: path, type: "application/x-www-form-urlencoded")
      #expect(keeper.status == .unsupportedMediaType)
      // A device whose clock is wrong by years counts today; a booking of another base does not come by being named here.
      let strange = good.replacing("\(portal.clock.now.milliseconds)", with: "4000000000000")
      try await keeper.send(strange, to: path, type: "application/json")
      #expect(keeper.status == .ok)
      let log = try await portal.portal.database.read { try portal.portal.tickets.log(of: story.base.id, $0) }
      #expect(log.count == 1)
      try await portal.portal.database.write {
        try $0.execute("UPDATE bookings SET base_id = base_id + 1 WHERE id = \(story.family.id)")
      }
      try await keeper.send(story.report(DoorStory.other, [(.entry, story.family, 4)]), to: path, type: "application/json")
      #expect(keeper.status == .ok)
      #expect(try await story.state(story.family) == .booked)
    }
  }

  @Test(
    "without scripts a code is typed, looked at, and lets in; the second time the door says when", arguments: TestDatabase.engines
  )
  func worksWithoutScripts(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let keeper = try await portal.browser(of: story.keeper)
      let checkins = story.path + "/checkins"
      try await keeper.get(story.path + "?lang=en")
      try await keeper.submit(checkins, ["code": story.code(story.family)])
      #expect(keeper.page.contains("<h2>Come in</h2>") && keeper.page.contains("People: 4"))
      #expect(try await story.state(story.family) == .booked)
      try await keeper.submit(checkins, ["code": story.code(story.family), "people": "4"])
      #expect(keeper.page.contains("Come in. People: 4") && keeper.page.contains("data-gate-inside>4<"))
      #expect(try await story.state(story.family) == .attended)
      try await keeper.submit(checkins, ["code": story.family.id.description.lowercased()])
      #expect(keeper.page.contains("This ticket was used already"))
      try await keeper.submit(checkins, ["code": "WWW"])
      #expect(keeper.page.contains("<h2>Not a ticket</h2>") && keeper.status == .ok)
      try await keeper.submit(story.path + "/counts", ["people": "3", "kind": "exit"])
      #expect(keeper.page.contains("Left: 3") && keeper.page.contains("data-gate-inside>1<"))
      try await keeper.submit(story.path + "/counts", ["people": "-1", "kind": "walk_in"])
      #expect(keeper.status == .unprocessableContent)
      try await keeper.submit(checkins, ["code": ""])
      #expect(keeper.status == .unprocessableContent)
    }
  }

  @Test("the door of a full house closes until 50 have left (TC-125)", arguments: TestDatabase.engines)
  func closesWhenFull(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal, rules: "huangshi")
      let keeper = try await portal.browser(of: story.keeper)
      try await keeper.get(story.path + "?lang=en")
      try await keeper.submit(story.path + "/counts", ["people": "1000", "kind": "walk_in"])
      #expect(keeper.page.contains("The door is closed until so many have left: 50"))
      try await keeper.submit(story.path + "/checkins", ["code": story.code(story.family)])
      #expect(keeper.page.contains("The house is full"))
      try await keeper.get(story.path)
      try await keeper.submit(story.path + "/counts", ["people": "49", "kind": "exit"])
      #expect(keeper.page.contains("The door is closed until so many have left: 1<"))
      try await keeper.submit(story.path + "/counts", ["people": "1", "kind": "exit"])
      #expect(keeper.page.contains("data-gate-places>50<"))
      try await keeper.submit(story.path + "/checkins", ["code": story.code(story.family)])
      #expect(keeper.page.contains("<h2>Come in</h2>"))
    }
  }

  @Test("names stand in the roster only where the rules ask for them", arguments: TestDatabase.engines)
  func sparesNames(engine: TestEngine) async throws {
    for (rules, isNamed) in [("default", false), ("qingdao", true)] {
      try await withPortal(engine) { portal in
        let story = try await DoorStory(portal, rules: rules)
        let keeper = try await portal.browser(of: story.keeper)
        try await keeper.get(story.path + "/roster.json")
        #expect(keeper.page.contains("李明一家") == isNamed)
        #expect(keeper.headers[.cacheControl] == "no-store" && keeper.headers[.accessControlAllowOrigin] == nil)
        #expect(!keeper.page.contains(story.family.token))
        try await keeper.get(story.path)
        #expect(keeper.page.contains("李明一家") == isNamed)
      }
    }
  }

  @Test("a person's calendar has their visits under an address that can be renewed and ended", arguments: TestDatabase.engines)
  func feedsPersons(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      try await portal.portal.database.write {
        try $0.execute("UPDATE bookings SET person_id = \(story.keeper.id) WHERE id = \(story.family.id)")
      }
      let owner = try await portal.browser(of: story.keeper)
      func renew(_ more: [String: String] = [:]) async throws -> String? {
        try await owner.get("/me/calendar?lang=en")
        try await owner.submit("/me/calendar", more)
        return owner.page.firstMatch(of: /https:\/\/kepu\.example(\/calendars\/[^"]+)/).map { String($0.output.1) }
      }
      let first = try #require(try await renew())
      let visitor = Browser(portal.client)
      try await visitor.get(first)
      #expect(visitor.status == .ok && visitor.headers[.contentType] == "text/calendar; charset=utf-8")
      #expect(visitor.page.contains("UID:booking-\(story.family.id)@kepu.example\r\n") && !visitor.page.contains("天河小学"))
      let second = try #require(try await renew())
      try await visitor.get(first)
      #expect(visitor.status == .notFound)
      try await visitor.get(second)
      #expect(visitor.status == .ok)
      #expect(try await renew(["end": "yes"]) == nil)
      try await visitor.get(second)
      #expect(visitor.status == .notFound)
    }
  }

  @Test("the calendar of a base has its times, and those that do not take place as that", arguments: TestDatabase.engines)
  func feedsBases(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let visitor = Browser(portal.client)
      try await visitor.get("/bases/\(story.base.slug)/visits.ics")
      #expect(visitor.status == .ok && visitor.page.contains("UID:session-\(story.session.id)@kepu.example"))
      #expect(visitor.page.contains("STATUS:CONFIRMED") && visitor.page.contains("SEQUENCE:0\r\n"))
      try await portal.portal.database.write { try $0.setState(.cancelled, of: story.session.id) }
      try await visitor.get("/bases/\(story.base.slug)/visits.ics")
      #expect(visitor.page.contains("STATUS:CANCELLED") && visitor.page.contains("SEQUENCE:1\r\n"))
      try await visitor.get("/bases/nowhere/visits.ics")
      #expect(visitor.status == .notFound)
    }
  }
}
