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

/// Two bases with sessions in five weeks, two people who look after both, and many who ask.
struct DrawStory: Sendable {
  let portal: TestPortal
  let bases: [Base]
  let sessions: [VisitSession]
  let manager: Person
  let second: Person

  var draws: Draws { portal.portal.draws }
  var visits: Visits { portal.portal.visits }
  var database: Database { portal.portal.database }
  private var notices: DrawNotices { DrawNotices(people: portal.portal.people, site: portal.portal.site) }

  init(_ portal: TestPortal, places: [Int] = [30, 30, 30]) async throws {
    self.portal = portal
    let house = portal.portal
    bases = try await house.database.read { reader in
      try reader.all(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = 'published' ORDER BY id LIMIT 2")
    }
    manager = try await portal.person("馆长", "manager@example.org")
    second = try await portal.person("副馆长", "second@example.org")
    for base in bases {
      try await portal.grant(manager, .baseManager, .base(base.id.rawValue))
      try await portal.grant(second, .baseManager, .base(base.id.rawValue))
    }
    sessions = try await Self.add(places, at: bases, portal)
  }

  /// Sessions on days of their own, in turn at each base.
  static func add(_ places: [Int], at bases: [Base], _ portal: TestPortal) async throws -> [VisitSession] {
    let visits = portal.portal.visits
    let sessions = places.indices.map { index in
      let day = portal.clock.now.localDay.adding(days: 35 + index)
      let start = day.localStart + .seconds(10 * 3_600)
      return VisitSession(
        id: visits.ids.next(), base: bases[index % bases.count].id, day: day, starts: start, ends: start + .seconds(7_200))
    }
    try await portal.portal.database.write { writer in
      for (session, places) in zip(sessions, places) {
        try visits.add(session, SessionPlaces(places), by: .command("test"), in: writer)
      }
    }
    return sessions
  }

  /// A draw over sessions whose window opens now, for a week.
  func announce(
    _ method: DrawMethod = .lottery, _ audience: Audience = .individual, over sessions: [VisitSession]? = nil,
    opening later: Duration = .zero
  ) async throws -> SessionDraw {
    let now = portal.clock.now
    let plan = DrawPlan(
      names: LocalizedText(zhHans: "开放日", en: "Open day"), method: method, audience: audience, opens: now + later,
      closes: now + .seconds(7 * 86_400), sessions: (sessions ?? self.sessions).map { ($0.id, nil) })
    let draw = try await database.write { try draws.plan(plan, by: manager.id, in: $0) }
    try await keepTimes()
    return draw
  }

  func keepTimes() async throws { try await draws.keepTimes(notices) }

  func draw(_ id: ID<SessionDraw>) async throws -> SessionDraw {
    try #require(try await database.read { try $0.sessionDraw(id) })
  }

  @discardableResult
  func ask(
    _ who: Person, in draw: SessionDraw, _ party: Party, _ wishes: [VisitSession], for school: ID<Organization>? = nil,
    contact: String? = nil
  ) async throws -> DrawEntry {
    let asking = DrawAsking(
      person: who.id, unit: school, contact: contact ?? "c:\(who.id)", name: who.name, party: party, wishes: wishes.map(\.id))
    return try await database.write { try draws.ask(asking, in: draw.id, by: .person(who.id), writer: $0) }
  }

  /// People with accounts, put in directly.
  func crowd(_ count: Int, _ name: String = "观众") async throws -> [Person] {
    let people = portal.portal.people
    let crowd = (0..<count).map { number in
      Person(
        id: people.ids.next(), name: "\(name)\(number)", email: nil, language: .zhHans, birthDay: nil, status: .active,
        digest: .never, version: 1, createdAt: portal.clock.now)
    }
    try await database.write { writer in for person in crowd { try writer.insert(person, password: nil) } }
    return crowd
  }

  func school(_ id: Int64, _ name: String, _ region: String = "440106") async throws -> ID<Organization> {
    let unit = Organization(
      id: ID(rawValue: id), names: LocalizedText(zhHans: name), kind: .school, creditCode: nil, region: region, parent: nil,
      website: nil, phone: nil, about: nil, status: .active, mergedInto: nil, version: 1)
    try await database.write { try $0.insert(unit, at: portal.clock.now) }
    return unit.id
  }

  /// Lets the window pass, so that the list closes by itself.
  func close(_ draw: SessionDraw) async throws {
    portal.clock.now = draw.closes + .seconds(1)
    try await keepTimes()
  }

  /// Draws with a value that two people typed.
  func finish(_ draw: SessionDraw, value: String = "11,234.56") async throws {
    _ = try await database.write {
      try draws.offer(value, source: "http://www.szse.cn/", for: draw.id, by: manager.id, in: $0)
    }
    let offered = try await database.read { try draws.confirm(value, for: draw.id, by: second.id, $0) }
    let prepared = try await draws.prepare(draw.id, offered)
    try await database.write { try draws.settle(prepared, by: .person(second.id), in: $0) }
    try await keepTimes()
  }

  func entries(_ draw: SessionDraw) async throws -> [DrawEntry] {
    try await database.read { try $0.drawEntries(of: draw.id, limit: 10_000, offset: 0) }
  }

  func file(_ draw: SessionDraw) async throws -> [UInt8] {
    Array(try #require(try await database.read { try $0.drawFile("result", of: draw.id) }).utf8)
  }

  /// That bookings and the file of a draw say the same, that groups came whole, and that every counter is right.
  func checkOutcome(_ draw: SessionDraw) async throws {
    guard case .good(_, let record, let result) = DrawBundle.check(try await file(draw)) else {
      Issue.record("the file of the draw is not good")
      return
    }
    #expect(record.list.requests.count == result.outcomes.count)
    let entries = Dictionary(
      try await self.entries(draw).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    for outcome in result.outcomes {
      let entry = try #require(entries[outcome.number])
      #expect(entry.session?.description == outcome.session.map { record.list.sessions[$0].id })
      #expect((entry.state == .given) == (outcome.session != nil))
      guard let id = entry.booking else { continue }
      let booking = try #require(try await database.read { try $0.booking(id) })
      #expect(booking.session == entry.session && booking.party == entry.party && booking.state == .booked)
    }
    let account = try await visits.account()
    #expect(account.wrongPools == 0 && account.oversold == 0)
    let people = entries.values.filter { $0.booking != nil }.map(\.party.people).reduce(0, +)
    let places = record.list.sessions.map(\.places).reduce(0, +)
    #expect(people + result.left.reduce(0, +) == places)
  }
}

/// That something about a draw is refused as it should be.
func refused(_ expected: DrawRefusal, _ work: () async throws -> Void, _ location: SourceLocation = #_sourceLocation) async {
  do {
    try await work()
    Issue.record("it was not refused", sourceLocation: location)
  } catch let refusal as DrawRefusal {
    #expect(refusal == expected, sourceLocation: location)
  } catch { Issue.record("\(error)", sourceLocation: location) }
}
