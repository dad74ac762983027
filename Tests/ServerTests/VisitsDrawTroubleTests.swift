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

@Suite("Draws while other things happen")
struct VisitsDrawTroubleTests {
  /// A draw whose window is over, with so many families of two.
  private func closed(_ story: DrawStory, _ count: Int) async throws -> (draw: SessionDraw, people: [Person]) {
    let draw = try await story.announce()
    let people = try await story.crowd(count)
    for person in people { try await story.ask(person, in: draw, Party(adults: 2), story.sessions) }
    try await story.close(draw)
    return (draw, people)
  }

  /// Who got places in a session, and who got them elsewhere.
  private static func split(
    _ entries: [DrawEntry], by session: ID<VisitSession>
  ) -> (there: [DrawEntry], elsewhere: [DrawEntry]) {
    let given = entries.filter { $0.state == .given }
    return (given.filter { $0.session == session }, given.filter { $0.session != session })
  }

  private func account(_ story: DrawStory) async throws -> PlacesAccount { try await story.visits.account() }

  @Test("what is kept for a draw is given back by nobody at the desk, and stands on no list", arguments: TestDatabase.engines)
  func holds(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let drawn = try #require(try await story.database.read { try $0.drawnSessions(of: draw.id).first })
      await #expect(throws: BookingRefusal.drawn) {
        try await story.database.write { _ = try story.visits.cancel(drawn.hold, isByOffice: true, by: .system, in: $0) }
      }
      await #expect(throws: BookingRefusal.drawn) {
        try await story.database.write { _ = try story.visits.confirm(drawn.hold, by: .system, in: $0) }
      }
      let base = try #require(story.bases.first { $0.id == drawn.session.base })
      let path = "/desk/visits/\(base.slug)/sessions/\(drawn.session.id)"
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("\(path)?lang=en")
      #expect(manager.page.contains("Kept for a draw") && !manager.page.contains("/cancellation"))
      let form = try #require(manager.hidden("\(path)/bookings"))
      try await manager.post("\(path)/bookings/\(drawn.hold)/cancellation", form.merging(["reason": "x"]) { $1 })
      #expect(manager.status == .notFound)
      try await manager.get("\(path)/bookings.csv")
      #expect(!manager.page.contains(drawn.hold.description))
      #expect(try await account(story).given == 90)
    }
  }

  @Test("a session that does not take place is not opened again at the desk", arguments: TestDatabase.engines)
  func cancelled(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let session = story.sessions[0]
      let manager = try await portal.browser(of: story.manager)
      let path = "/desk/visits/\(story.bases[0].slug)/sessions/\(session.id)"
      try await manager.get(path)
      let form = try #require(manager.hidden("\(path)/state"))
      try await story.visits.together { writer in
        let closure = VisitClosure(base: session.base, days: session.day...session.day, cause: .weather)
        _ = try story.visits.close(closure, by: .system, in: writer)
      }
      try await manager.post("\(path)/state", form.merging(["state": "open"]) { $1 })
      #expect(manager.status == .unprocessableContent)
      #expect(try await story.database.read { try $0.session(session.id)?.session.state } == .cancelled)
    }
  }

  @Test("a session that is closed after the closing is still told, and the others are booked", arguments: TestDatabase.engines)
  func closure(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await closed(story, 40).draw
      let session = story.sessions[0]
      try await story.visits.together { writer in
        let closure = VisitClosure(base: session.base, days: session.day...session.day, cause: .weather)
        _ = try story.visits.close(closure, by: .system, in: writer)
      }
      try await story.finish(draw)
      let entries = try await story.entries(draw)
      let (lost, kept) = Self.split(entries, by: session.id)
      #expect(lost.count == 15 && lost.allSatisfy { $0.booking == nil } && kept.allSatisfy { $0.booking != nil })
      #expect(try await account(story) == PlacesAccount(given: 50, wrongPools: 0, oversold: 0))
    }
  }

  @Test("whose account ended after the closing gets no booking, and the places go to others", arguments: TestDatabase.engines)
  func erased(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let (draw, people) = try await closed(story, 3)
      let belongings = [story.visits.belongings, story.draws.belongings]
      try await story.database.write {
        try portal.portal.people.erase(people[0].id, with: belongings, by: .person(people[0].id), in: $0)
      }
      try await story.finish(draw)
      let entries = try await story.entries(draw)
      #expect(entries.map(\.state) == [.given, .given, .given] && entries.map { $0.booking == nil } == [true, false, false])
      #expect(try await account(story) == PlacesAccount(given: 4, wrongPools: 0, oversold: 0))
    }
  }

  @Test("a draw that is late books nothing in sessions that have begun", arguments: TestDatabase.engines)
  func late(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await closed(story, 3).draw
      portal.clock.now = story.sessions[2].ends + .seconds(1)
      try await story.keepTimes()
      let entries = try await story.entries(draw)
      #expect(entries.map(\.state) == [.given, .given, .given] && entries.allSatisfy { $0.booking == nil })
      #expect(try await account(story) == PlacesAccount(given: 0, wrongPools: 0, oversold: 0))
    }
  }

  @Test("a hall that becomes too small gives who is drawn the places that were kept", arguments: TestDatabase.engines)
  func hall(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let hall = try await story.database.write { writer in
        let hall = try story.visits.addHall("一号厅", capacity: 40, at: story.bases[0].id, by: .system, in: writer)
        try story.visits.put(story.sessions[0], in: hall, writer)
        return hall
      }
      let draw = try await story.announce(over: [story.sessions[0]])
      for person in try await story.crowd(12) {
        try await story.ask(person, in: draw, Party(adults: 2), [story.sessions[0]])
      }
      try await story.close(draw)
      try await story.database.write {
        try story.visits.change(hall.id, version: 1, name: "小厅", capacity: 20, by: .system, in: $0)
      }
      try await story.finish(draw)
      try await story.checkOutcome(draw)
      #expect(try await account(story).given == 24)
      let free = try await story.database.read { try $0.pools(of: story.sessions[0].id).filter { $0.kind == .hall }.map(\.free) }
      #expect(Set(free) == [0], "the hall has no place beyond those who were drawn")
    }
  }

  @Test("who waits gets nothing beside a draw, and goes on when it is over", arguments: TestDatabase.engines)
  func waiting(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let session = story.sessions[0]
      @Sendable func request(_ who: String, _ people: Int) -> BookingRequest {
        BookingRequest(
          session: session.id, audience: .group, party: Party(adults: people), person: nil, booker: who, contact: who, name: who)
      }
      let (booking, waiting) = try await story.database.write { writer in
        try writer.execute("UPDATE pools SET capacity = 60 WHERE key = \("s:\(session.id)")")
        let booking = try story.visits.book(request("甲", 50), by: .system, in: writer)
        return (booking, try story.visits.wait(for: request("乙", 25), by: .system, in: writer))
      }
      let draw = try await story.announce(over: [session])
      try await story.database.write { _ = try story.visits.cancel(booking.id, isByOffice: true, by: .system, in: $0) }
      #expect(try await story.database.read { try $0.waiting(waiting.id)?.state } == .waiting)
      for person in try await story.crowd(3) { try await story.ask(person, in: draw, Party(adults: 2), [session]) }
      try await story.close(draw)
      try await story.finish(draw)
      portal.clock.advance(by: .seconds(25 * 3_600))
      try await story.keepTimes()
      #expect(try await story.database.read { try $0.waiting(waiting.id)?.state } == .offered)
      #expect(try await account(story) == PlacesAccount(given: 31, wrongPools: 0, oversold: 0))
    }
  }

  @Test("a draw of what another left over is withdrawn, and the session can be booked again", arguments: TestDatabase.engines)
  func twice(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let session = story.sessions[2]
      let first = try await story.announce(over: [session])
      try await story.close(first)
      try await story.finish(first)
      let second = try await story.announce(over: [session])
      portal.clock.advance(by: .seconds(25 * 3_600))
      try await story.keepTimes()
      func mode() async throws -> VisitSession.Mode? {
        try await story.database.read { try $0.session(session.id)?.session.mode }
      }
      #expect(try await mode() == .lottery, "the first one's release does not open what the second draws")
      try await story.database.write { try story.draws.withdraw(second.id, reason: "x", by: .system, in: $0) }
      #expect(try await mode() == .firstCome)
      #expect(try await account(story) == PlacesAccount(given: 0, wrongPools: 0, oversold: 0))
    }
  }

  @Test("who has asked in a draw, or whose school has, does not run it", arguments: TestDatabase.engines)
  func interest(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let other = try await story.ask(try await story.crowd(1)[0], in: draw, Party(adults: 2), story.sessions)
      let own = try await story.ask(story.manager, in: draw, Party(adults: 2), story.sessions)
      let manager = try await portal.browser(of: story.manager)
      let second = try await portal.browser(of: story.second)
      let path = "/desk/draws/\(draw.id)"
      try await second.get(path)
      let correction = ["fact": "rural_county", "holds": "yes", "reason": "户口在连山"]
      let form = try #require(second.hidden("\(path)/requests/1/correction"))
      try await manager.get("\(path)?lang=en")
      #expect(manager.page.contains("somebody else who looks after these bases") && !manager.page.contains("/correction"))
      for entry in [other, own] {
        await refused(.ownRequest) {
          try await story.database.write {
            _ = try story.draws.correct(
              .ruralCounty, holds: true, of: entry.id, reason: "x", by: .person(story.manager.id), in: $0)
          }
        }
      }
      await refused(.ownRequest) {
        try await story.database.write {
          try story.draws.withdraw(draw.id, reason: "x", by: .person(story.manager.id), in: $0)
        }
      }
      try await second.post("\(path)/requests/1/correction", form.merging(correction) { $1 })
      #expect(try await story.entries(draw).map(\.weight) == [4, 3])
      let told = try await portal.portal.database.all(String.self, "SELECT details FROM journal WHERE action = 'draw.corrected'")
      #expect(told.count == 1 && told[0].contains("rural_county") && told[0].contains("\"holds\":true"))
      try await story.close(draw)
      await refused(.ownRequest) {
        try await story.database.write {
          _ = try story.draws.offer("1", source: "s", for: draw.id, by: story.manager.id, in: $0)
        }
      }
      try await story.database.write { _ = try story.draws.offer("1", source: "s", for: draw.id, by: story.second.id, in: $0) }
      await refused(.ownRequest) {
        _ = try await story.database.read { try story.draws.confirm("1", for: draw.id, by: story.manager.id, $0) }
      }
      // Where one person is enough, it is still another one.
      await refused(.ownRequest) {
        _ = try await story.draws.prepare(draw.id, .init(value: "1", source: "s", by: story.manager.id))
      }
    }
  }

  @Test("a form that has drawn and is sent again leads where it led before", arguments: TestDatabase.engines)
  func again(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await closed(story, 3).draw
      try await story.database.write { _ = try story.draws.offer("1", source: "s", for: draw.id, by: story.manager.id, in: $0) }
      let second = try await portal.browser(of: story.second)
      let path = "/desk/draws/\(draw.id)"
      try await second.get(path)
      let form = try #require(second.hidden("\(path)/confirmation")).merging(["again": "1"]) { $1 }
      for _ in 0..<2 {
        try await second.post("\(path)/confirmation", form)
        #expect(second.status == .ok && second.path == path)
      }
      try await story.checkOutcome(draw)
    }
  }

  @Test("a draw that cannot go on stands in the way of no other", arguments: TestDatabase.engines)
  func broken(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let bad = try await story.announce(over: [story.sessions[0]])
      let good = try await story.announce(over: [story.sessions[1]])
      let people = try await story.crowd(2)
      try await story.ask(people[0], in: bad, Party(adults: 2), [story.sessions[0]])
      try await story.ask(people[1], in: good, Party(adults: 2), [story.sessions[1]])
      try await portal.portal.database.write { try $0.execute("UPDATE draw_requests SET weight = 21 WHERE draw_id = \(bad.id)") }
      try await story.close(good)
      #expect(try await story.draw(bad.id).state == .open)
      #expect(try await story.draw(good.id).state == .closed)
    }
  }

  @Test("two accounts that become one have one request", arguments: TestDatabase.engines)
  func merged(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let people = try await story.crowd(2)
      for person in people { try await story.ask(person, in: draw, Party(adults: 2), story.sessions) }
      try await story.database.write { try story.draws.movePerson(people[0].id, into: people[1].id, in: $0) }
      #expect(try await story.entries(draw).map(\.state) == [.asked, .takenBack])
    }
  }

  @Test("names and contacts of a draw are erased when its visits are long past", arguments: TestDatabase.engines)
  func forgotten(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await closed(story, 5).draw
      try await story.finish(draw)
      func forget() async throws -> [String] {
        while try await story.database.write({ try story.draws.forgetContacts(keepDays: 30, limit: 2, in: $0) }) > 0 {}
        return try await story.entries(draw).map(\.contact)
      }
      portal.clock.now = story.sessions[2].ends + .seconds(29 * 86_400)
      #expect(try await forget().allSatisfy { $0 != "—" })
      portal.clock.advance(by: .seconds(2 * 86_400))
      #expect(try await forget().allSatisfy { $0 == "—" })
      let names = try await story.entries(draw).map(\.name)
      #expect(names == Array(repeating: "—", count: 5))
      let manager = try await portal.browser(of: story.manager)
      try await manager.get("/desk/draws/\(draw.id)")
      #expect(manager.status == .ok && !manager.page.contains("观众0"))
    }
  }
}
