import Foundation
import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server
@testable import Visits

/// A base under the rules of Hubei, with a group of thirty without an account that comes in two weeks.
struct PaperStory {
  let portal: TestPortal
  let base: Base
  let day: Day
  let host: Person
  let booking: Booking
  let session: ID<VisitSession>

  init(_ portal: TestPortal, person: ID<Person>? = nil) async throws {
    self.portal = portal
    let house = portal.portal
    // A working day well ahead, since groups give notice.
    let day = portal.clock.now.localDay.adding(days: 14)
    self.day = day
    let base = try #require(
      try await house.database.read { reader in
        let slug = try reader.value(
          String.self, "SELECT slug FROM bases WHERE region LIKE '4401%' AND status = 'published' ORDER BY id LIMIT 1")
        return try slug.flatMap { try reader.base(slug: $0) }
      })
    self.base = base
    host = try await portal.person("陈馆长", "chen@example.org")
    try await portal.grant(host, .baseManager, .base(base.id.rawValue))
    let session = ID<VisitSession>(rawValue: 1)
    self.session = session
    booking = try await house.database.write { writer in
      try house.visits.choose("hubei", for: base.id, by: .command("test"), in: writer)
      let start = day.localStart + .seconds(10 * 3_600)
      try house.visits.add(
        VisitSession(id: session, base: base.id, day: day, starts: start, ends: start + .seconds(7_200)),
        SessionPlaces(60), by: .command("test"), in: writer)
      return try house.visits.book(
        BookingRequest(
          session: session, audience: .group, party: Party(adults: 30), person: person, booker: "c:group", contact: "c:group",
          name: "天河登山队"), by: .command("test"), in: writer)
    }
  }

  var path: String { "/bookings/\(booking.token)" }
  var desk: String { "/desk/visits/\(base.slug)/sessions/\(session)/papers" }

  static let names = (1...30).map { "王\(UnicodeScalar(0x4E00 + $0).map(String.init) ?? "")" }

  func bookingNow() async throws -> Booking? {
    let id = booking.id
    return try await portal.portal.database.read { try $0.booking(id) }
  }

  func notices() -> PaperNotices {
    PaperNotices(
      people: portal.portal.people, places: portal.portal.places, site: portal.portal.site, clock: portal.clock.clock)
  }

  static func media() -> [String: String] { ["media": NSTemporaryDirectory() + "/kepu-papers-\(UUID())"] }
}

@Suite("Papers of groups on the pages")
struct VisitsPaperTests {
  @Test("a group without an account hands in list and letter, and its base reads both", arguments: TestDatabase.engines)
  func wholeWay(_ engine: TestEngine) async throws {
    try await withPortal(engine, PaperStory.media()) { portal in
      let story = try await PaperStory(portal)
      let group = Browser(portal.client)
      try await group.get("/tickets/\(story.booking.token)?lang=en")
      #expect(group.page.contains("\(story.path)/papers"), "the ticket says that something is missing")
      try await group.get(story.path)
      #expect(group.page.contains("Hand in what is missing") && group.page.contains("your places go to others"))
      try await group.get("\(story.path)/papers")
      #expect(group.status == .ok && group.headers[.cacheControl] == "no-store")
      #expect(group.headers[HTTPField.Name("X-Robots-Tag")!] == "noindex")
      try await group.submit("\(story.path)/names", ["names": "王小明\n李小红 13800000000"])
      #expect(group.status == .unprocessableContent && group.page.contains("Line 2") && group.page.contains("13800000000"))
      try await group.submit("\(story.path)/names", ["names": (PaperStory.names + ["多一人"]).joined(separator: "\n")])
      #expect(group.status == .unprocessableContent && group.page.contains("31") && group.page.contains("多一人"))
      try await group.submit("\(story.path)/names", ["names": PaperStory.names.dropLast().joined(separator: "\n")])
      #expect(group.status == .ok && group.page.contains("29 names for 30 people"))
      let table = Array(
        ("\u{FEFF}序号,姓名,身份证\r\n" + PaperStory.names.enumerated().map { "\($0 + 1),\($1),440106\r\n" }.joined()).utf8)
      try await group.upload([(name: "名单.csv", bytes: table)], as: "names_file", to: "\(story.path)/names")
      #expect(group.status == .ok && group.page.contains("left out") && !group.page.contains("440106"))
      for (name, bytes) in [
        ("letter.pdf", Array("<html><script>alert(1)</script></html>".utf8)), ("letter.pdf", Array("%PDF-1.4 nothing".utf8)),
      ] {
        try await group.upload([(name: name, bytes: bytes)], as: "letter", to: "\(story.path)/letter")
        #expect(group.status == .unprocessableContent, "\(String(decoding: bytes.prefix(9), as: UTF8.self))")
      }
      try await group.submit("\(story.path)/letter")
      #expect(group.status == .unprocessableContent && group.page.contains("choose a file"))
      try await group.upload([(name: "公函.png", bytes: Self.picture)], as: "letter", to: "\(story.path)/letter")
      #expect(group.status == .ok && group.page.contains("has everything"))

      let host = try await portal.browser(of: story.host)
      try await host.get("/desk/visits/\(story.base.slug)/sessions/\(story.session)?lang=en")
      #expect(host.page.contains(story.desk))
      try await host.get(story.desk)
      #expect(host.status == .ok && host.page.contains("天河登山队") && !host.page.contains(PaperStory.names[0]))
      try await host.get("\(story.desk)/\(story.booking.id)/names")
      #expect(host.status == .ok && PaperStory.names.allSatisfy(host.page.contains))
      try await host.get("\(story.desk)/\(story.booking.id)/names.csv")
      #expect(host.page.contains(PaperStory.names[29]) && host.headers[.contentType] == "text/csv; charset=utf-8")
      try await host.get("\(story.desk)/\(story.booking.id)/letter")
      #expect(host.status == .ok && host.headers[.contentType] == "image/png")
      #expect(host.headers[.contentDisposition]?.hasPrefix("attachment") == true)
      #expect(host.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
      let noted = try await portal.portal.database.all(
        String.self, "SELECT action FROM journal WHERE action LIKE 'visit_papers.%_read' ORDER BY id")
      #expect(noted == ["visit_papers.names_read", "visit_papers.table_read", "visit_papers.letter_read"])
      // Had the group an account, the copy of its data would have the list and the letter.
      let leader = try await portal.person("队长", "leader@example.org")
      let copy = try await portal.portal.database.write { writer in
        try writer.execute("UPDATE bookings SET person_id = \(leader.id) WHERE id = \(story.booking.id)")
        return try portal.portal.papers.belongings.export(leader.id, writer)
      }
      let text = copy.map(\.1.string).joined()
      #expect(text.contains(PaperStory.names[0]) && text.contains(Data(Self.picture).base64EncodedString()))
    }
  }

  private static let picture = [UInt8](
    Data(
      base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==") ?? Data())

  @Test("only whoever looks after the base reads papers, and no address of others leads to them", arguments: TestDatabase.engines)
  func secrecy(_ engine: TestEngine) async throws {
    try await withPortal(engine, PaperStory.media()) { portal in
      let story = try await PaperStory(portal)
      let names = "\(story.desk)/\(story.booking.id)/names"
      let stranger = try await portal.person("别人", "other@example.org")
      let other = try await portal.browser(of: stranger)
      for path in [story.desk, names, "\(names).csv", "\(story.desk)/\(story.booking.id)/letter"] {
        try await other.get(path)
        #expect([.forbidden, .notFound].contains(other.status), "\(path)")
      }
      // Somebody who looks after another base finds nothing under its name.
      let away = try #require(
        try await portal.portal.database.read { reader in
          let slug = try reader.value(
            String.self,
            "SELECT slug FROM bases WHERE status = 'published' AND id <> \(story.base.id) ORDER BY id LIMIT 1")
          return try slug.flatMap { try reader.base(slug: $0) }
        })
      try await portal.grant(stranger, .baseManager, .base(away.id.rawValue))
      let neighbour = try await portal.browser(of: stranger)
      try await neighbour.get(names)
      #expect([.forbidden, .notFound].contains(neighbour.status))
      try await neighbour.get(names.replacing(story.base.slug, with: away.slug))
      #expect(neighbour.status == .notFound)
      let nobody = Browser(portal.client)
      for path in ["/bookings/none/papers", "/bookings/\(String(repeating: "A", count: 43))/papers"] {
        try await nobody.get(path)
        #expect(nobody.status == .notFound)
      }
      try await nobody.post("\(story.path)/names", ["names": "王小明"])
      #expect(nobody.status == .unprocessableContent, "a form that no page gave")
      let host = try await portal.browser(of: story.host)
      try await host.get("\(story.desk)/\(story.booking.id)/letter")
      #expect(host.status == .notFound, "there is no letter yet")
      try await host.get("\(story.desk)/x/names")
      #expect(host.status == .notFound)
    }
  }

  @Test("an offer asks for nothing where its base says so, and its form keeps what was chosen", arguments: TestDatabase.engines)
  func offers(_ engine: TestEngine) async throws {
    try await withPortal(engine, PaperStory.media()) { portal in
      let story = try await PaperStory(portal)
      let host = try await portal.browser(of: story.host)
      let path = "/desk/visits/\(story.base.slug)/offers/new"
      try await host.get("\(path)?lang=en")
      let offer = [
        "name_zh_hans": "天文夜", "kind": "night", "weekdays": "6", "starts": "19:00", "minutes": "120",
        "first": story.day.description,
        "holidays": "as_always", "places": "60", "mode": "first_come", "group_papers": "nothing",
        "pupils_names": "needed",
      ]
      try await host.submit(path, offer.merging(["group_papers": "everything"]) { $1 })
      #expect(host.status == .unprocessableContent && host.page.contains("天文夜"))
      try await host.submit(path, offer)
      #expect(host.status == .ok)
      let made = try #require(try await portal.portal.database.read { try $0.offers(of: story.base.id).first })
      #expect(made.facts.groupPapers == [] && made.facts.pupilsNames == true)
      try await host.get("/desk/visits/\(story.base.slug)/offers/\(made.id)")
      #expect(
        host.page.contains("<option value=\"nothing\" selected>") && host.page.contains("<option value=\"needed\" selected>"))
      let session = try #require(
        try await portal.portal.database.read { try $0.sessions(of: made.id, after: portal.clock.now).first })
      try await host.get("/sessions/\(session.id)?as=group")
      #expect(host.status == .ok && !host.page.contains("the base needs:"))
      try await host.get("/sessions/\(story.session)?as=group")
      #expect(host.page.contains("the base needs: list of names; stamped letter"))
    }
  }

  @Test(
    "before the deadline a group is reminded, at the deadline told, and by policy its places go to others",
    arguments: TestDatabase.engines)
  func deadlines(_ engine: TestEngine) async throws {
    try await withPortal(engine, PaperStory.media()) { portal in
      let leader = try await portal.person("队长", "leader@example.org")
      let story = try await PaperStory(portal, person: leader.id)
      let papers = portal.portal.papers
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews())
      let due = story.day.adding(days: -3).localStart + .seconds(18 * 3_600)
      portal.clock.advance(by: due - portal.clock.now - .seconds(40 * 3_600))
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews(reminded: 1))
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews())
      portal.clock.advance(by: .seconds(40 * 3_600))
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews(told: 1, givenBack: 1))
      #expect(try await story.bookingNow()?.state == .cancelled)
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews())
      let told = try await portal.portal.database.all(
        String.self, "SELECT payload FROM notices WHERE person_id = \(leader.id) ORDER BY id")
      #expect(told.count == 2)
      let hosts = try await portal.portal.database.all(
        String.self, "SELECT path FROM notices WHERE person_id = \(story.host.id) AND path LIKE '/desk/%'")
      #expect(hosts == [story.desk])
      let group = Browser(portal.client)
      try await group.get("\(story.path)/papers?lang=en")
      #expect(group.status == .ok && group.page.contains("any more"))
    }
  }

  @Test(
    "whoever handed in everything keeps the places; the copy of their data has the list, and their end erases it",
    arguments: TestDatabase.engines)
  func belongings(_ engine: TestEngine) async throws {
    try await withPortal(engine, PaperStory.media()) { portal in
      let leader = try await portal.person("队长", "leader@example.org")
      let story = try await PaperStory(portal, person: leader.id)
      let papers = portal.portal.papers
      let (id, database) = (story.booking.id, portal.portal.database)
      let letter = try await papers.receive(Self.picture)
      try await database.write { writer in
        try papers.handIn(PaperStory.names, for: id, by: .command("test"), in: writer)
        try papers.handIn(letter, for: id, by: .command("test"), in: writer)
      }
      portal.clock.advance(by: .seconds(13 * 86_400))
      #expect(try await papers.keepDeadlines(tell: story.notices()) == PaperNews())
      #expect(try await story.bookingNow()?.state == .booked)
      let files = try await database.read { try papers.belongings.export(leader.id, $0) }
      #expect(files.count == 1 && "\(files)".contains(PaperStory.names[7]))
      try await database.write { try papers.belongings.erase(leader.id, $0) }
      #expect(try await database.read { try papers.names(of: id, $0).isEmpty && $0.letter(of: id) == nil })
    }
  }
}
