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

@Suite("Draws over sessions")
struct VisitsDrawTests {
  @Test(
    "a lottery goes from its opening to bookings, with every group whole and nothing oversold", arguments: TestDatabase.engines)
  func lottery(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce(opening: .seconds(3_600))
      let people = try await story.crowd(60)
      await refused(.notYet(draw.opens)) { try await story.ask(people[0], in: draw, Party(adults: 1), [story.sessions[0]]) }
      #expect(try await story.draw(draw.id).commitment == nil)
      portal.clock.advance(by: .seconds(3_600))
      try await story.keepTimes()
      #expect(try await story.draw(draw.id).state == .open)
      try await secretIsHidden(draw, story)
      await #expect(throws: BookingRefusal.drawn) {
        try await story.database.write { writer in
          _ = try story.visits.book(
            BookingRequest(
              session: story.sessions[0].id, audience: .group, party: Party(adults: 25), person: nil, booker: "x", contact: "x",
              name: "x"), by: .command("test"), in: writer)
        }
      }
      var chance = SeededRandom(5)
      for person in people {
        let wishes = story.sessions.shuffled(using: &chance).prefix(Int.random(in: 1...3, using: &chance))
        try await story.ask(person, in: draw, Party(adults: Int.random(in: 1...4, using: &chance)), Array(wishes))
      }
      #expect(try await story.entries(draw).map(\.number) == Array(1...60))
      await refused(.noValueYet(draw.closes)) {
        _ = try await story.database.write {
          try story.draws.offer("1", source: "s", for: draw.id, by: story.manager.id, in: $0)
        }
      }
      try await story.close(draw)
      #expect(try await story.draw(draw.id).digest != nil)
      await refused(.late(draw.closes)) { try await story.ask(story.manager, in: draw, Party(adults: 1), [story.sessions[0]]) }
      try await story.finish(draw)
      try await story.checkOutcome(draw)
      let told = try await portal.portal.database.all(Int64.self, "SELECT COUNT(*) FROM notices WHERE path LIKE '/me/draws/%'")
      #expect(told == [60])
      // What nobody got goes to whoever comes first, later.
      portal.clock.advance(by: .seconds(25 * 3_600))
      try await story.keepTimes()
      let mode = try await story.database.read { try $0.session(story.sessions[0].id)?.session.mode }
      #expect(mode == .firstCome)
    }
  }

  /// Neither the pages nor the tables tell the secret before the draw.
  private func secretIsHidden(_ draw: SessionDraw, _ story: DrawStory) async throws {
    let commitment = try #require(try await story.draw(draw.id).commitment)
    let sealed = try #require(try await story.database.read { try $0.sealedSecret(of: draw.id) })
    for start in 0...max(0, sealed.count - 32) {
      #expect(DrawDigest(of: sealed[start..<min(start + 32, sealed.count)]) != commitment)
    }
    let browser = Browser(story.portal.client)
    try await browser.get(draw.path)
    #expect(browser.page.contains(commitment.description))
    for file in ["draw.json", "list.json"] {
      try await browser.get("\(draw.path)/\(file)")
      #expect(browser.status == .notFound)
    }
  }

  @Test(
    "whatever is asked, what is booked is what the pure rule comes to", arguments: TestDatabase.engines, DrawMethod.allCases)
  func sameAsRule(_ engine: TestEngine, _ method: DrawMethod) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let people = try await story.crowd(25)
      var schools: [ID<Organization>] = []
      for number in 0..<25 {
        schools.append(try await story.school(Int64(8_000 + number), number % 4 == 0 ? "启智学校\(number)" : "第\(number)小学"))
      }
      for seed in 1...4 as ClosedRange<UInt64> {
        var chance = SeededRandom(seed)
        let places = (0..<3).map { _ in
          method == .lottery ? Int.random(in: 5...20, using: &chance) : Int.random(in: 40...120, using: &chance)
        }
        let sessions = try await DrawStory.add(places, at: story.bases, portal)
        let draw = try await story.announce(method, method == .lottery ? .individual : .school, over: sessions)
        for number in 0..<25 {
          let wishes = Array(sessions.shuffled(using: &chance).prefix(Int.random(in: 1...3, using: &chance)))
          let pupils = Int.random(in: 18...38, using: &chance)
          let party =
            method == .lottery ? Party(adults: Int.random(in: 1...4, using: &chance)) : Party(minors: pupils, teachers: 2)
          do {
            try await story.ask(
              people[number], in: draw, party, wishes, for: method == .lottery ? nil : schools[number])
          } catch DrawRefusal.tooLarge { continue } catch DrawRefusal.rule(_, .limit) { continue }
        }
        try await story.close(draw)
        try await story.finish(draw, value: "\(seed)")
        try await story.checkOutcome(draw)
      }
    }
  }

  @Test("what is changed after the closing is found, and nothing is drawn", arguments: TestDatabase.engines)
  func tampering(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      for person in try await story.crowd(5) { try await story.ask(person, in: draw, Party(adults: 2), story.sessions) }
      try await story.close(draw)
      let offered = SessionDraw.Offered(value: "1", source: "s", by: story.manager.id)
      let acts: [(change: SQL, back: SQL, refusal: DrawRefusal)] = [
        (
          "UPDATE draw_requests SET weight = 20 WHERE number = 3", "UPDATE draw_requests SET weight = 3 WHERE number = 3",
          .otherList
        ),
        (
          "UPDATE draw_requests SET adults = 1 WHERE number = 1", "UPDATE draw_requests SET adults = 2 WHERE number = 1",
          .otherList
        ),
        (
          "UPDATE draw_requests SET state = 'taken_back' WHERE number = 2",
          "UPDATE draw_requests SET state = 'asked' WHERE number = 2", .otherList
        ),
        (
          "UPDATE draw_sessions SET places = 31 WHERE position = 0", "UPDATE draw_sessions SET places = 30 WHERE position = 0",
          .otherList
        ),
        (
          "UPDATE draw_requests SET weight = 21 WHERE number = 3", "UPDATE draw_requests SET weight = 3 WHERE number = 3",
          .otherList
        ),
        ("UPDATE visit_draws SET secret = NULL", "SELECT 1", .noSecret),
      ]
      let weights = Set(try await story.entries(draw).map(\.weight))
      #expect(weights == [3], "one ticket, and two as never visited")
      for act in acts {
        try await portal.portal.database.write { try $0.execute(act.change) }
        await refused(act.refusal) { _ = try await story.draws.prepare(draw.id, offered) }
        if act.refusal == .otherList { try await portal.portal.database.write { try $0.execute(act.back) } }
      }
      #expect(try await story.draw(draw.id).state == .closed)
      #expect(try await story.entries(draw).allSatisfy { $0.booking == nil })
    }
  }

  @Test("where nobody enters the value in time the draw goes without, and says so", arguments: TestDatabase.engines)
  func withoutValue(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      for person in try await story.crowd(4) { try await story.ask(person, in: draw, Party(adults: 2), story.sessions) }
      try await story.close(draw)
      portal.clock.now = draw.drawsBy - .seconds(1)
      try await story.keepTimes()
      #expect(try await story.draw(draw.id).state == .closed)
      portal.clock.advance(by: .seconds(1))
      try await story.keepTimes()
      #expect(try await story.draw(draw.id).state == .drawn)
      try await story.checkOutcome(draw)
      let browser = Browser(portal.client)
      try await browser.get("\(draw.path)?lang=en")
      #expect(browser.page.contains("nobody entered it in time"))
    }
  }

  @Test("a withdrawn draw gives everything back and tells everybody", arguments: TestDatabase.engines)
  func withdrawal(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      for person in try await story.crowd(40) { try await story.ask(person, in: draw, Party(adults: 4), story.sessions) }
      try await story.close(draw)
      try await story.finish(draw)
      let taken = try await story.visits.account().given
      #expect(taken == 84, "seven families of four in each of three sessions of thirty")
      try await story.database.write {
        try story.draws.withdraw(draw.id, reason: "场馆停电", by: .person(story.manager.id), in: $0)
      }
      try await story.keepTimes()
      let account = try await story.visits.account()
      #expect(account.given == 0 && account.wrongPools == 0)
      let told = try await portal.portal.database.all(String.self, "SELECT payload FROM notices WHERE path LIKE '/me/draws/%'")
      #expect(told.count == 80 && told.filter { $0.contains("场馆停电") }.count == 40)
      let modes = try await portal.portal.database.all(
        String.self, "SELECT DISTINCT mode FROM visit_sessions WHERE id IN \(story.sessions.map(\.id))")
      #expect(modes == ["first_come"])
      await refused(.wrongState) {
        try await story.database.write {
          try story.draws.withdraw(draw.id, reason: "again", by: .person(story.manager.id), in: $0)
        }
      }
      // Its places can be drawn anew.
      _ = try await story.announce(over: story.sessions)
    }
  }

  @Test("one request each, by account and by telephone; what is asked is changed and taken back until the window closes")
  func oneRequestEach() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let people = try await story.crowd(3)
      let first = try await story.ask(people[0], in: draw, Party(adults: 2), story.sessions)
      await refused(.repeated(number: 1)) { try await story.ask(people[0], in: draw, Party(adults: 1), story.sessions) }
      await refused(.repeated(number: 1)) {
        try await story.ask(people[1], in: draw, Party(adults: 1), story.sessions, contact: "c:\(people[0].id)")
      }
      let wishes = story.sessions.map(\.id)
      await refused(.tooLarge(wishes[0], places: 2)) {
        try await portal.portal.database.write { try $0.execute("UPDATE draw_sessions SET places = 2 WHERE position = 0") }
        try await story.ask(people[1], in: draw, Party(adults: 3), story.sessions)
      }
      await refused(.rule(wishes[0], .tooMany(most: 4))) {
        try await story.ask(people[1], in: draw, Party(adults: 5), story.sessions)
      }
      await refused(.wishes(most: 5)) { try await story.ask(people[1], in: draw, Party(adults: 1), []) }
      await refused(.wishes(most: 5)) {
        try await story.ask(people[1], in: draw, Party(adults: 1), [story.sessions[0], story.sessions[0]])
      }
      let asking = DrawAsking(
        person: people[0].id, unit: nil, contact: first.contact, name: "新名", party: Party(adults: 1), wishes: [wishes[1]])
      let changed = try await story.database.write {
        try story.draws.ask(asking, in: draw.id, changing: first.id, by: .system, writer: $0)
      }
      #expect(changed.number == 1 && changed.wishes == [wishes[1]])
      try await story.database.write { try story.draws.takeBack(first.id, by: .system, in: $0) }
      let again = try await story.ask(people[0], in: draw, Party(adults: 1), story.sessions)
      #expect(again.number == 2)
      try await portal.portal.database.write { writer in
        try writer.bar(
          99, PublicBooking.booker(people[2].id), at: story.bases[0].id, until: Day("2030-01-01")!, at: portal.clock.now)
      }
      await refused(.rule(wishes[0], .barred(until: Day("2030-01-01")!))) {
        try await story.ask(people[2], in: draw, Party(adults: 1), story.sessions)
      }
      // Who is barred later loses the wishes at that base when the window closes.
      try await portal.portal.database.write { writer in
        try writer.bar(
          98, PublicBooking.booker(people[0].id), at: story.bases[0].id, until: Day("2030-01-01")!, at: portal.clock.now)
      }
      try await story.close(draw)
      let kept = try #require(try await story.entries(draw).last)
      #expect(kept.wishes == [wishes[1]] && kept.state == .asked)
      await refused(.late(draw.closes)) {
        try await story.database.write { try story.draws.takeBack(again.id, by: .system, in: $0) }
      }
    }
  }

  @Test(
    "whose account ends has asked for nothing any more; what was closed stays, and names nobody", arguments: TestDatabase.engines)
  func privacy(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await DrawStory(portal)
      let draw = try await story.announce()
      let people = try await story.crowd(4)
      for person in people.prefix(3) { try await story.ask(person, in: draw, Party(adults: 2), story.sessions) }
      let belongings = story.draws.belongings
      try await story.database.write { writer in
        try belongings.erase(people[0].id, writer)
        try story.draws.movePerson(people[1].id, into: people[3].id, in: writer)
      }
      let export = try await story.database.read { try belongings.export(people[3].id, $0) }
      #expect(export.count == 1 && export[0].1.string.contains("\"number\":2"))
      try await story.close(draw)
      try await story.finish(draw)
      try await story.checkOutcome(draw)
      try await story.database.write { try belongings.erase(people[2].id, $0) }
      let entries = try await story.entries(draw)
      #expect(entries.map(\.state) == [.takenBack, .given, .given])
      #expect(entries[0].name == "—" && entries[2].name == "—" && entries[2].contact == "—")
      #expect(entries[1].booker == PublicBooking.booker(people[3].id))
      await refused(.repeated(number: 1)) {
        let next = try await story.announce(over: try await DrawStory.add([20], at: story.bases, portal))
        let session = try #require(try await story.database.read { try $0.drawnSessions(of: next.id).first?.session })
        try await story.ask(people[1], in: next, Party(adults: 1), [session])
        try await story.ask(people[1], in: next, Party(adults: 1), [session])
      }
    }
  }

  @Test("a draw keeps its places from the announcement on, and takes none that are not surely there")
  func keepsPlaces() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await DrawStory(portal)
      let now = portal.clock.now
      func plan(_ sessions: [(VisitSession, Int?)], days: Int = 7) -> DrawPlan {
        DrawPlan(
          names: LocalizedText(zhHans: "x"), method: .lottery, audience: .individual, opens: now,
          closes: now + .seconds(Int64(days) * 86_400), sessions: sessions.map { ($0.0.id, $0.1) })
      }
      func make(_ plan: DrawPlan) async throws {
        _ = try await story.database.write { try story.draws.plan(plan, by: story.manager.id, in: $0) }
      }
      let (first, second) = (story.sessions[0], story.sessions[1])
      await refused(.places(first.id, most: 30)) { try await make(plan([(first, 31)])) }
      await refused(.sessions(most: 60)) { try await make(plan([])) }
      await refused(.window(leastHours: 24, mostDays: 60)) { try await make(plan([(first, nil)], days: 0)) }
      await refused(.tooSoon(first.id, after: now + .seconds(32 * 86_400 + 96 * 3_600))) {
        try await make(plan([(first, nil)], days: 32))
      }
      try await make(plan([(first, 20)]))
      await refused(.taken(first.id)) { try await make(plan([(second, nil), (first, nil)])) }
      let account = try await story.visits.account()
      #expect(account.given == 20 && account.wrongPools == 0, "what was refused left nothing behind")
    }
  }
}
