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
    "holidays": "as_always", "places": "20", "kept": "0", "kept_hours": "48",
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

  @Test("nobody else has a part in it")
  func strangers() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DoorStory(portal)
      let stranger = try await portal.browser(of: try await portal.person("路人", "stranger@example.org"))
      for path in ["", "/offers/new", "/closures", "/sessions/\(story.session.id)"] {
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
