import HTTPTypes
import People
import SQL
import TestSupport
import Testing

@testable import Places
@testable import Server
@testable import Visits

@Suite("The desk of those who look after visits to a base")
struct VisitsDeskTests {
  private let fields = [
    "name_zh_hans": "常设展", "kind": "entry", "weekdays": "7", "starts": "09:30 13:30", "minutes": "120", "first": "2026-01-01",
    "holidays": "as_always", "places": "20", "mode": "first_come",
  ]

  @Test("a manager offers visits, sees what follows first, and visitors book them", arguments: TestDatabase.engines)
  func offering(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let path = "/desk/visits/\(story.base.slug)"
      let manager = try await portal.browser(of: story.manager)
      try await manager.get(path)
      #expect(manager.status == .ok && manager.page.contains("\(path)/offers/new"))
      try await manager.get("\(path)/offers/new")
      try await submit(manager, "\(path)/offers/new", fields.merging(["step": "preview"]) { $1 })
      #expect(manager.status == .ok && manager.page.contains("id=\"preview\"") && manager.page.contains("09:30"))
      #expect(try await portal.portal.database.read { try $0.offers(of: story.base.id) }.isEmpty)
      try await submit(manager, "\(path)/offers/new", fields.merging(["starts": "25:99", "places": "0", "step": "save"]) { $1 })
      #expect(manager.status == .unprocessableContent && manager.page.contains("25:99"), "what was typed is kept")
      try await submit(manager, "\(path)/offers/new", fields.merging(["step": "save"]) { $1 })
      #expect(manager.status == .ok && !manager.page.contains("error-summary"))
      let offer = try #require(try await portal.portal.database.read { try $0.offers(of: story.base.id) }.first)
      let now = portal.portal.visits.clock.now()
      let sessions = try await portal.portal.database.read { try $0.sessions(of: offer.id, after: now) }
      #expect(sessions.count >= 16 && sessions.allSatisfy { $0.day.weekday == .sunday })
      let visitor = Browser(portal.client)
      try await visitor.get("/sessions/\(sessions[0].id)")
      #expect(visitor.status == .ok)
      try await manager.get("\(path)/sessions/\(sessions[0].id)")
      #expect(manager.status == .ok)
      try await submit(manager, "\(path)/sessions/\(sessions[0].id)/state", ["state": "closed"])
      #expect(try await portal.portal.database.read { try $0.session(sessions[0].id)?.session.state } == .closed)
      try await manager.get("\(path)/offers/\(offer.id)")
      try await submit(manager, "\(path)/offers/\(offer.id)", fields.merging(["version": "1", "step": "end"]) { $1 })
      #expect(try await portal.portal.database.read { try $0.offer(offer.id)?.state } == .ended)
    }
  }

  @Test(
    "what is kept for some is asked, shown first, told on the session, and found again; what is wrong is refused beside its field"
  )
  func keptPlaces() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let (path, database) = ("/desk/visits/\(story.base.slug)", portal.portal.database)
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("\(path)/offers/new")
      let kept = [
        "kept_group": "5", "kept_group_days": "3", "kept_group_time": "12:00", "kept_school": "6", "kept_school_days": "",
      ]
      let wrongs: [(field: String, typed: [String: String])] = [
        ("kept_group", ["kept_groups": "4"]), ("kept_school", ["kept_school": "16"]), ("kept_group", ["kept_group": "21"]),
        ("kept_group_time", ["kept_group_time": "25:00"]), ("kept_group_days", ["kept_group_days": "-1"]),
        // The first session begins at 09:30.
        ("kept_group_time", ["kept_group_days": "0", "kept_group_time": "09:30"]),
      ]
      for wrong in wrongs {
        let typed = fields.merging(kept) { $1 }.merging(wrong.typed) { $1 }.merging(["step": "save"]) { $1 }
        try await submit(manager, "\(path)/offers/new", typed)
        #expect(manager.status == .unprocessableContent && manager.page.contains("id=\"\(wrong.field)-error\""), "\(wrong)")
        #expect(manager.page.contains("value=\"常设展\""))
      }
      #expect(try await database.read { try $0.offers(of: story.base.id) }.isEmpty)
      let right = fields.merging(kept) { $1 }
      try await submit(
        manager, "\(path)/offers/new",
        right.merging(["kept_group_days": "0", "kept_group_time": "09:29", "step": "preview"]) { $1 })
      #expect(manager.status == .ok && manager.page.contains("已为团体保留 5 个名额"))
      try await submit(manager, "\(path)/offers/new", right.merging(["step": "save"]) { $1 })
      #expect(manager.status == .ok && !manager.page.contains("error-summary"))
      let offer = try #require(try await database.read { try $0.offers(of: story.base.id) }.first)
      #expect(offer.facts.kept.map(\.places) == [5, 6] && offer.facts.kept.map { $0.release?.days } == [3, nil])
      try await manager.get("\(path)/offers/\(offer.id)")
      #expect(manager.page.contains("name=\"kept_group\"") && manager.page.contains("value=\"5\""))
      let now = portal.portal.visits.clock.now()
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: now) }.last)
      try await manager.get("\(path)/sessions/\(session.id)")
      #expect(manager.page.contains("已为团体保留 5 个名额") && manager.page.contains("已为学校保留 6 个名额"))
      _ = try await database.write { writer in
        try portal.portal.visits.take(3, as: .school, from: session.id, in: writer)
      }
      let told = try await database.read { try $0.keptPlaces(of: session.id) }
      #expect(told.map { [$0.places, $0.left] } == [[5, 5], [6, 3]] && told.map { $0.until == nil } == [false, true])
    }
  }

  @Test("a base says for which ages an offer is; who books confirms what kinds do not tell, on the page and by a program")
  func ages() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let (path, database) = ("/desk/visits/\(story.base.slug)", portal.portal.database)
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("\(path)/offers/new")
      for (field, typed) in [
        ("least_age", ["least_age": "-1"]), ("greatest_age", ["greatest_age": "200"]), ("least_age", ["least_age": "eight"]),
        ("greatest_age", ["least_age": "12", "greatest_age": "8"]),
      ] {
        try await submit(manager, "\(path)/offers/new", fields.merging(typed) { $1 }.merging(["step": "save"]) { $1 })
        #expect(manager.status == .unprocessableContent && manager.page.contains("id=\"\(field)-error\""), "\(typed)")
        #expect(manager.page.contains("value=\"\(typed[field] ?? "")\""), "what was typed is kept")
      }
      try await submit(manager, "\(path)/offers/new", fields.merging(["least_age": "8", "step": "save"]) { $1 })
      #expect(manager.status == .ok && !manager.page.contains("error-summary"))
      let offer = try #require(try await database.read { try $0.offers(of: story.base.id) }.first)
      let now = portal.portal.visits.clock.now()
      let session = try #require(try await database.read { try $0.sessions(of: offer.id, after: now) }.first)
      portal.clock.now = session.day.adding(days: -2).localStart + .seconds(13 * 3_600)
      let visitor = Browser(portal.client)
      try await visitor.get("/sessions/\(session.id)")
      #expect(visitor.page.contains("8 岁起") && visitor.page.contains("name=\"ages_confirmed\""))
      let asked = "/sessions/\(session.id)/holds"
      try await visitor.submit(asked, ["as": "individual", "adults": "1", "preschool": "1"])
      #expect(visitor.status == .unprocessableContent && visitor.page.contains("preschool-error"))
      try await visitor.submit(asked, ["as": "individual", "adults": "1", "minors": "1", "preschool": ""])
      #expect(visitor.status == .unprocessableContent && visitor.page.contains("ages_confirmed-error"))
      try await visitor.submit(asked, ["as": "individual", "adults": "1", "minors": "1", "ages_confirmed": "yes"])
      #expect(visitor.status == .ok && visitor.path.hasPrefix("/bookings/"))
      let program = try await portal.program(of: try await portal.person("李明", "li@example.org"), [.visits, .read])
      let order: [String: Any] = ["adults": 1, "minors": 1]
      let booking = "/api/sessions/\(session.id)/bookings"
      let refused = try await program.send(.post, booking, ["party": order])
      #expect(refused.status == .conflict && refused["field"] as? String == "party.agesConfirmed", "\(refused.text)")
      let booked = try await program.send(.post, booking, ["party": order.merging(["agesConfirmed": true]) { $1 }])
      #expect(booked.status == .created && (booked["party"] as? [String: Any])?["agesConfirmed"] as? Bool == true)
      try await visitor.get(booked["ticket"] as? String ?? "")
      #expect(visitor.page.contains("8 岁起") && visitor.page.contains("预约人已确认"))
      let month = try await program.get("/api/bases/\(story.base.slug)/availability?month=\(session.day.description.prefix(7))")
      let listed = (month["sessions"] as? [[String: Any]])?.first { $0["id"] as? String == session.id.description }
      #expect(listed?["leastAge"] as? Int == 8)
    }
  }

  @Test("sessions of an offer that is drawn take no booking, and the base draws them", arguments: TestDatabase.engines)
  func drawnOffers(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let (path, database) = ("/desk/visits/\(story.base.slug)", portal.portal.database)
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("\(path)/offers/new")
      try await submit(manager, "\(path)/offers/new", fields.merging(["mode": "lottery", "step": "save"]) { $1 })
      let offer = try #require(try await database.read { try $0.offers(of: story.base.id) }.first)
      let now = portal.portal.visits.clock.now()
      let sessions = try await database.read { try $0.sessions(of: offer.id, after: now) }
      #expect(!sessions.isEmpty && sessions.allSatisfy { $0.mode == .lottery })
      let visitor = Browser(portal.client)
      try await visitor.get("/sessions/\(sessions[0].id)")
      #expect(visitor.status == .ok && visitor.page.contains("本场次名额通过摇号分配") && !visitor.page.contains("name=\"adults\""))
      try await manager.get("/desk/draws/new?base=\(story.base.slug)&first=\(sessions[0].day)&last=\(sessions[0].day)")
      #expect(manager.status == .ok && manager.page.contains("value=\"\(sessions[0].id)\""))
    }
  }

  @Test("a closure is seen before it is done, and bookings are moved in one step", arguments: TestDatabase.engines)
  func closing(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let path = "/desk/visits/\(story.base.slug)/closures"
      let people = story.family.people + story.school.people
      try await portal.portal.database.write { try $0.execute("UPDATE pools SET taken = \(people)") }
      let manager = try await portal.browser(of: story.manager)
      try await manager.get(path)
      #expect(manager.status == .ok)
      let day = story.session.day.description
      let form = ["first": day, "last": day, "cause": "weather", "note": "台风红色预警"]
      try await submit(manager, path, form.merging(["last": "2020-01-01", "step": "close"]) { $1 })
      #expect(manager.status == .unprocessableContent && manager.page.contains("台风红色预警"))
      try await submit(manager, path, form.merging(["step": "preview"]) { $1 })
      #expect(manager.status == .ok && manager.page.contains("value=\"close\""))
      #expect(try await portal.portal.database.read { try $0.session(story.session.id)?.session.state } == .open)
      try await submit(manager, path, form.merging(["step": "close"]) { $1 })
      #expect(manager.status == .ok && !manager.page.contains("error-summary"))
      #expect(try await portal.portal.database.read { try $0.session(story.session.id)?.session.state } == .cancelled)
    }
  }

  @Test(
    "halls are added, changed and chosen in an offer; whoever telephones is booked, listed, and gives back",
    arguments: TestDatabase.engines)
  func hallsAndTelephone(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let path = "/desk/visits/\(story.base.slug)"
      let database = portal.portal.database
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("\(path)/halls")
      try await submit(manager, "\(path)/halls", ["name": "<b>穹幕</b>", "places": "0"])
      #expect(manager.status == .unprocessableContent && manager.page.contains("&lt;b&gt;穹幕"))
      try await submit(manager, "\(path)/halls", ["name": "穹幕", "places": "30"])
      let hall = try #require(try await database.read { try $0.halls(of: story.base.id) }.first)
      try await manager.get("\(path)/halls/\(hall.id)")
      try await submit(manager, "\(path)/halls/\(hall.id)", ["name": "穹幕影院", "places": "25"])
      try await manager.get("\(path)/offers/new")
      let typed = fields.merging(["step": "save", "weekdays": "6", "starts": "10:00 10:30", "places": "40"]) { $1 }
      try await submit(manager, "\(path)/offers/new", typed.merging(["hall": "ZZZ"]) { $1 })
      #expect(manager.status == .unprocessableContent)
      try await submit(manager, "\(path)/offers/new", typed.merging(["hall": hall.id.description]) { $1 })
      let offer = try #require(try await database.read { try $0.offers(of: story.base.id) }.first)
      #expect(offer.facts.hall == hall.id)
      let sessions = try await database.read { try $0.sessions(of: offer.id, after: portal.clock.now) }
      let (first, second) = ("\(path)/sessions/\(sessions[2].id)", "\(path)/sessions/\(sessions[3].id)")
      let call = ["audience": "group", "adults": "20", "name": "=合作社", "contact": "13800138000"]
      try await manager.get(first)
      try await submit(manager, "\(first)/bookings", call.merging(["contact": "x", "adults": "-1"]) { $1 })
      #expect(manager.status == .unprocessableContent && manager.page.contains("=合作社"))
      try await submit(manager, "\(first)/bookings", call)
      #expect(manager.status == .ok && manager.page.contains("=合作社"))
      let booking = try #require(try await database.read { try $0.bookings(in: sessions[2].id) }.first)
      #expect(booking.person == nil && !booking.contact.contains("138"))
      try await manager.get(second)
      try await submit(manager, "\(second)/bookings", call)
      #expect(manager.status == .unprocessableContent, "the hall has five places left while both take place")
      try await manager.get("\(first)/list")
      #expect(manager.status == .ok && manager.page.contains(booking.id.description))
      try await manager.get("\(first)/bookings.csv")
      #expect(manager.page.contains("'=合作社,") && manager.page.hasPrefix("\u{FEFF}"))
      try await manager.get(first)
      try await submit(manager, "\(first)/bookings/\(booking.id)/cancellation", ["reason": "改期"])
      try await manager.get(second)
      try await submit(manager, "\(second)/bookings", call)
      #expect(manager.status == .ok)
      #expect(try await portal.portal.visits.database.read { try $0.wrongPools() }.count == 1, "only the story's own session")
    }
  }

  @Test("a bar after missed visits is seen and lifted with a reason", arguments: TestDatabase.engines)
  func bars(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DoorStory(portal)
      let path = "/desk/visits/\(story.base.slug)/bars"
      let until = portal.clock.now.localDay.adding(days: 30)
      try await portal.portal.database.write { writer in
        try writer.execute("UPDATE bookings SET state = 'no_show' WHERE id = \(story.family.id)")
        try writer.bar(1, story.family.booker, at: story.base.id, until: until, at: portal.clock.now)
      }
      let manager = try await portal.browser(of: story.manager)
      try await manager.get(path)
      #expect(manager.page.contains("李明一家"))
      let lift = "\(path)/\(story.family.id)/withdrawal"
      try await submit(manager, lift, ["reason": ""])
      #expect(manager.status == .unprocessableContent)
      try await submit(manager, lift, ["reason": "生病"])
      #expect(manager.status == .ok && !manager.page.contains("李明一家"))
      let form = try #require(manager.page.isEmpty ? nil : ["reason": "again"])
      try await manager.post(lift, form)
      #expect(manager.status == .notFound)
    }
  }

  @Test("nobody else has a part in it")
  func strangers() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let stranger = try await portal.browser(of: try await portal.person("路人", "stranger@example.org"))
      for path in [
        "", "/offers/new", "/closures", "/halls", "/bars", "/sessions/\(story.session.id)", "/sessions/\(story.session.id)/list",
        "/sessions/\(story.session.id)/bookings.csv",
      ] {
        try await stranger.get("/desk/visits/\(story.base.slug)\(path)")
        #expect(stranger.status == .forbidden)
      }
    }
  }

  /// Sends the form of the page that is open, with what it holds hidden.
  private func submit(_ browser: Browser, _ action: String, _ fields: [String: String]) async throws {
    let hidden = try #require(browser.hidden(action))
    _ = try await browser.post(action, hidden.merging(fields) { $1 })
  }
}
