import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

@Suite("The desk of a base for programs")
struct VisitDeskAPITests {
  private static var offer: [String: Any] {
    [
      "names": ["zh-Hans": "常设展", "en": "Permanent exhibition"], "weekdays": [7], "starts": ["09:30", "13:30"], "minutes": 120,
      "first": "2026-01-01", "holidays": "as_always", "places": 20,
      "kept": ["school": ["places": 8, "daysBefore": 2, "time": "12:00"]],
    ]
  }

  private func manager(_ story: DoorStory) async throws -> Program {
    try await story.portal.program(of: story.manager, [.read, .visits])
  }

  @Test(
    "a program offers visits, changes and ends the offer, and adds a session by itself", arguments: TestDatabase.engines)
  func offering(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let (desk, program) = ("/api/desk/visits/\(story.base.slug)", try await manager(story))
      let first = try await program.send(.post, "\(desk)/offers", Self.offer, key: "one")
      let again = try await program.send(.post, "\(desk)/offers", Self.offer, key: "one")
      #expect(first.status == .created && first.text == again.text, "\(first.text)")
      #expect((try await program.get("\(desk)/offers")["items"] as? [Any])?.count == 1, "a repeated key offers once")
      #expect((first["sessions"] as? [String: Int])?["made"] ?? 0 >= 16)
      let offer = try #require(first.headers[.location])
      #expect(try await program.send(.patch, offer, ["places": 30]).status == .preconditionRequired)
      #expect(try await program.send(.patch, offer, ["places": 30], match: "\"9\"").status == .preconditionFailed)
      let changed = try await program.send(.patch, offer, ["places": 30], match: first.tag)
      #expect(changed.status == .ok && changed["places"] as? Int == 30 && changed["starts"] as? [String] == ["09:30", "13:30"])
      let kept = ((changed["kept"] as? [String: Any])?["school"] as? [String: Any])
      #expect(kept?["places"] as? Int == 8 && kept?["daysBefore"] as? Int == 2, "what is not said stays")
      let id = try #require(ID<VisitOffer>(first["id"] as? String ?? ""))
      let made = try await portal.portal.database.read { try $0.sessions(of: id, after: portal.clock.now) }
      let sunday = try #require(made.first)
      let list = try await program.get("\(desk)/sessions?first=\(sunday.day)&last=\(sunday.day)")
      #expect((list["items"] as? [[String: Any]])?.count == 2)
      let one = try await program.get("\(desk)/sessions/\(sunday.id)")
      let free = one["freeFor"] as? [String: Int]
      #expect(free?["individual"] == 22 && free?["school"] == 30, "\(one.text)")
      let closed = try await program.send(.patch, "\(desk)/sessions/\(sunday.id)", ["state": "closed"])
      #expect(closed.status == .ok && closed["state"] as? String == "closed")
      let day = sunday.day.adding(days: 2).description
      let night: [String: Any] = ["day": day, "starts": "19:00", "minutes": 90, "places": 40, "kind": "night"]
      let extra = try await program.send(.post, "\(desk)/sessions", night, key: "night")
      #expect(extra.status == .created && extra["kind"] as? String == "night" && extra["offer"] == nil, "\(extra.text)")
      #expect(try await program.send(.post, "\(desk)/sessions", night, key: "night").text == extra.text)
      let there = try await program.get("\(desk)/sessions?first=\(day)&last=\(day)")
      #expect((there["items"] as? [[String: Any]])?.count == 1, "a repeated key adds one session")
      #expect(try await program.get(try #require(extra.headers[.location])).status == .ok)
      #expect(try await program.send(.post, "\(offer)/ending").status == .preconditionRequired)
      let ended = try await program.send(.post, "\(offer)/ending", match: changed.tag)
      #expect(ended["state"] as? String == "ended")
      #expect(try await program.get("\(desk)/sessions/\(sunday.id)").status == .notFound, "nobody had booked it")
    }
  }

  @Test("what is wrong is told by its member and changes nothing")
  func wrong() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let (desk, program) = ("/api/desk/visits/\(story.base.slug)", try await manager(story))
      func refused(_ path: String, _ body: [String: Any], _ field: String) async throws {
        let answer = try await program.send(.post, "\(desk)/\(path)", body)
        #expect(answer.status == .unprocessableContent && answer["field"] as? String == field, "\(body) \(answer.text)")
        #expect(answer.headers[.contentType]?.hasPrefix("application/problem+json") == true)
      }
      for (member, value) in [
        ("weekdays", [9] as Any), ("weekdays", ["x"]), ("starts", ["25:99"]), ("starts", "09:30"), ("places", 0), ("minutes", 5),
        ("first", "soon"), ("last", "2020-01-01"), ("hall", "1"), ("mode", "x"), ("state", "open"), ("added", ["2027-02-30"]),
      ] {
        try await refused("offers", Self.offer.merging([member: value]) { $1 }, member)
      }
      try await refused("offers", Self.offer.merging(["kept": ["school": ["places": 50]]]) { $1 }, "kept.school.places")
      try await refused("halls", ["name": "", "places": 3], "name")
      let night: [String: Any] = ["day": "2020-01-01", "starts": "19:00", "minutes": 90, "places": 40]
      try await refused("sessions", night, "day")
      try await refused("sessions", night.merging(["starts": "09:00 10:00"]) { $1 }, "starts")
      let session = "sessions/\(story.session.id)"
      let call: [String: Any] = ["audience": "individual", "party": ["adults": 2], "name": "李", "contact": "13800138000"]
      try await refused("\(session)/bookings", call.merging(["contact": "nobody"]) { $1 }, "contact")
      try await refused("\(session)/bookings", call.merging(["party": ["adults": -1]]) { $1 }, "party.adults")
      try await refused("\(session)/bookings/\(story.family.id)/cancellation", [:], "reason")
      try await refused("closures", ["first": "2020-01-01", "last": "2020-01-01", "cause": "weather"], "first")
      let day = story.session.day.description
      try await refused("closures", ["first": day, "last": day, "cause": "suspended"], "cause")
      let closure = ["first": day, "last": day, "cause": "weather", "session": "no-session"]
      #expect(try await program.send(.post, "\(desk)/closures", closure).status == .notFound, "never all of them")
      #expect(try await program.send(.patch, "\(desk)/\(session)", ["state": "cancelled"])["field"] as? String == "state")
      for query in ["first=x", "last=2020-01-01", "first=2026-01-01&last=2027-01-01"] {
        #expect(try await program.get("\(desk)/sessions?\(query)").status == .badRequest, "\(query)")
      }
      let whole = try await program.get("\(desk)/\(session)")
      #expect(whole["state"] as? String == "open" && whole["people"] as? Int == 48)
      for list in ["offers", "halls", "closures"] {
        #expect((try await program.get("\(desk)/\(list)")["items"] as? [Any])?.isEmpty == true, "\(list)")
      }
    }
  }

  @Test(
    "whoever telephones is booked and listed without a contact; a typhoon is previewed, done and noted",
    arguments: TestDatabase.engines)
  func bookingsAndClosures(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let (desk, program) = ("/api/desk/visits/\(story.base.slug)", try await manager(story))
      let people = story.family.people + story.school.people
      try await portal.portal.database.write { try $0.execute("UPDATE pools SET taken = \(people)") }
      let session = "\(desk)/sessions/\(story.session.id)"
      let call: [String: Any] = ["audience": "individual", "party": ["adults": 2], "name": "李", "contact": "13800138000"]
      let made = try await program.send(.post, "\(session)/bookings", call, key: "call")
      #expect(made.status == .created, "\(made.text)")
      #expect(try await program.send(.post, "\(session)/bookings", call, key: "call").text == made.text)
      let list = try await program.get("\(session)/bookings")
      #expect((list["items"] as? [Any])?.count == 3 && list.text.contains("李明一家"))
      for secret in ["138", "ticket", story.family.token] { #expect(!list.text.contains(secret), "\(secret)") }
      let id = try #require(made["id"] as? String)
      let back = try await program.send(.post, "\(session)/bookings/\(id)/cancellation", ["reason": "改期"])
      #expect(back.status == .ok && back["state"] as? String == "cancelled")
      #expect(try await program.send(.post, "\(session)/bookings/\(id)/cancellation", ["reason": "x"]).status == .conflict)
      let hall = try await program.send(.post, "\(desk)/halls", ["name": "穹幕", "places": 30])
      let halls = "\(desk)/halls/\(hall["id"] as? String ?? "")"
      #expect(try await program.send(.patch, halls, ["places": 25], match: "\"7\"").status == .preconditionFailed)
      let smaller = try await program.send(.patch, halls, ["places": 25], match: hall.tag)
      #expect(smaller["places"] as? Int == 25 && smaller["name"] as? String == "穹幕")
      let day = story.session.day.description
      let closure = ["first": day, "last": day, "cause": "weather", "note": "台风红色预警"]
      let preview = try await program.send(.post, "\(desk)/closures/preview", closure)
      #expect(preview.status == .ok && preview["sessions"] as? Int == 1, "\(preview.text)")
      #expect(try await program.get(session)["state"] as? String == "open", "a preview changes nothing")
      #expect((try await program.get("\(desk)/closures")["items"] as? [Any])?.isEmpty == true)
      let done = try await program.send(.post, "\(desk)/closures", closure, key: "typhoon")
      #expect(done.status == .created && done["ended"] as? Int == preview["ended"] as? Int)
      #expect(try await program.send(.post, "\(desk)/closures", closure, key: "typhoon").text == done.text)
      #expect(try await program.get(session)["state"] as? String == "cancelled")
      #expect(try await program.send(.patch, session, ["state": "open"]).status == .conflict, "everybody was told")
      let closures = try #require(try await program.get("\(desk)/closures")["items"] as? [[String: Any]])
      #expect(closures.count == 1 && closures.first?["bookings"] as? Int == 2)
    }
  }

  @Test("only those who look after a base use its desk, and only its guards read its door")
  func grants() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let desk = "/api/desk/visits/\(story.base.slug)"
      let session = "\(desk)/sessions/\(story.session.id)"
      let doors: [(HTTPRequest.Method, String)] = [
        (.get, "\(desk)/offers"), (.post, "\(desk)/offers"), (.get, "\(desk)/halls"), (.post, "\(desk)/halls"),
        (.get, "\(desk)/sessions"), (.post, "\(desk)/sessions"), (.get, session), (.patch, session),
        (.get, "\(session)/bookings"),
        (.post, "\(session)/bookings"), (.post, "\(session)/bookings/\(story.family.id)/cancellation"),
        (.get, "\(desk)/closures"),
        (.post, "\(desk)/closures"), (.post, "\(desk)/closures/preview"),
      ]
      let stranger = try await portal.person("路人", "who@example.org")
      let other = try await portal.person("别馆", "other@example.org")
      let away = try await portal.portal.database.read { reader in
        try reader.first(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' ORDER BY id DESC LIMIT 1")
      }
      try await portal.grant(other, .baseManager, .base(try #require(away).id.rawValue))
      for person in [stranger, other, story.keeper] {
        let program = try await portal.program(of: person, [.read, .visits])
        for (method, path) in doors {
          let status = try await program.send(method, path, raw: method == .get ? nil : "{}").status
          #expect(status == .forbidden || status == .notFound, "\(person.name) \(method) \(path) \(status)")
        }
      }
      let reading = try await portal.program(of: story.manager, [.read])
      for (method, path) in doors {
        let status = try await reading.send(method, path, raw: method == .get ? nil : "{}").status
        #expect(status == (method == .get ? .ok : .forbidden), "a token that only reads: \(method) \(path)")
        let nobody = try await Program(client: portal.client, token: nil).send(method, path, raw: method == .get ? nil : "{}")
        #expect(nobody.status == .unauthorized)
      }
      let door = "/api/desk/door/\(story.base.slug)"
      let keeper = try await portal.program(of: story.keeper, [.read])
      let browser = try await portal.browser(of: story.keeper)
      try await browser.get("/desk/door/\(story.base.slug)")
      try await browser.submit("/desk/door/\(story.base.slug)/counts", ["people": "3", "kind": "walk_in"])
      let counts = try await keeper.get(door)
      #expect(counts.status == .ok && counts["inside"] as? Int == 3 && counts["walkIns"] as? Int == 3, "\(counts.text)")
      #expect(counts["booked"] as? Int == 48 && counts["bookingsThatCame"] as? Int == 0 && !counts.text.contains("李明"))
      #expect(try await portal.program(of: stranger, [.read]).get(door).status == .forbidden)
      let manager = try await manager(story)
      for path in ["\(desk)/offers/1", "\(desk)/offers/x", "\(desk)/sessions/x", "/api/desk/visits/none/offers"] {
        #expect(try await manager.get(path).status == .notFound, "\(path)")
      }
    }
  }
}
