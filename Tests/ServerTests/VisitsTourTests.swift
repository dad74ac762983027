import Geo
import HTTPTypes
import Journal
import People
import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Server
@testable import Visits

/// Three named bases in Guangzhou with sessions on one day, as a teacher finds them.
struct TourStory {
  let portal: TestPortal
  let day: Day
  let bases: [Base]

  init(_ portal: TestPortal) async throws {
    self.portal = portal
    let house = portal.portal
    day = (portal.clock.now + .seconds(8 * 3_600)).day.adding(days: 14)
    let rows = try await house.database.read { reader in
      try reader.tourBases(
        try reader.values(
          ID<Base>.self,
          "SELECT id FROM bases WHERE region LIKE '4401%' AND accuracy <> 'district' AND status = 'published' ORDER BY id LIMIT 3"
        ))
    }
    let start = try #require(Coordinate(latitude: 23.12, longitude: 113.3))
    let year = day.year
    var bases: [Base] = []
    for (number, row) in rows.enumerated() {
      var base = row.base
      base.facts.namings = [.init(scheme: "gz_city", from: year, until: year)]
      base.facts.position = .init(
        coordinate: try #require(Coordinate(latitude: start.latitude, longitude: start.longitude + Double(number) / 100)),
        accuracy: .exact)
      base.version += 1
      bases.append(base)
    }
    self.bases = bases
    let kept = bases
    let day = day
    try await house.database.write { writer in
      for (number, base) in kept.enumerated() {
        _ = try writer.update(base, at: portal.clock.now)
        let midnight = Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000) - .seconds(8 * 3_600)
        let begin = [540, 660, 840][number]
        let session = VisitSession(
          id: ID(rawValue: Int64(number + 1)), base: base.id, day: day, starts: midnight + .seconds(Int64(begin) * 60),
          ends: midnight + .seconds(Int64(begin + 60) * 60))
        try house.visits.add(session, SessionPlaces(60), by: .command("test"), in: writer)
      }
      try house.tours.setLunch("食堂", at: kept[1].id, by: .command("test"), in: writer)
    }
  }

  var query: String { "at=23.12,113.3&day=\(day)&as=school&pupils=41&teachers=3&from=08:00&until=17:30&stops=4" }

  func taken() async throws -> [Int64] {
    try await portal.portal.database.all(
      Int64.self, "SELECT p.taken FROM pools p WHERE p.kind = 'session' ORDER BY p.key")
  }

  /// The address of the first day that a page proposes.
  func firstDay(_ page: String) throws -> String {
    let match = try #require(page.firstMatch(of: /href="(\/tours\/book\?[^"]*)"/))
    return String(match.output.1).replacing("&amp;", with: "&")
  }
}

@Suite("One-day tours on the pages")
struct VisitsTourTests {
  @Test("anybody plans a day from a link; what is missing or wrong is said beside its field", arguments: TestDatabase.engines)
  func planning(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let browser = Browser(portal.client)
      try await browser.get("/tours/plan")
      #expect(browser.status == .ok && !browser.page.contains("error-summary"))
      try await browser.get("/tours/plan?\(story.query)")
      for base in story.bases { #expect(browser.page.contains("/bases/\(base.slug)")) }
      #expect(browser.page.contains("09:00–10:00"))
      #expect(browser.page.contains("午餐"))
      for (wrong, status) in [
        ("day=2020-01-01", HTTPResponse.Status.unprocessableContent), ("day=\(story.day)&county=999999", .unprocessableContent),
        ("day=\(story.day)&at=91,200&pupils=3", .unprocessableContent), ("day=x&pupils=-1&from=99:99", .unprocessableContent),
        ("day=\(story.day)&at=23.1,113.3&pupils=99999999999999999999", .unprocessableContent),
        ("day=\(story.day)&at=23.1,113.3&pupils=41&teachers=3&from=08:00&until=17:30&leave_out=%00", .badRequest),
      ] {
        try await browser.get("/tours/plan?\(wrong)")
        #expect(browser.status == status, "\(wrong)")
      }
      try await browser.get("/tours/plan?\(story.query.replacing("teachers=3", with: "teachers=2"))")
      #expect(browser.status == .ok && !browser.page.contains("/tours/book?"), "41 pupils need 3 teachers")
    }
  }

  private func t(_ message: StaticString) -> String { Localizer(.en)(message) }

  @Test(
    "a teacher books a three-leg day for 41 pupils, fills in the sheet, confirms, and takes it along",
    arguments: TestDatabase.engines)
  func booking(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let teacher = try await portal.browser(of: try await portal.person("王老师", "wang@example.org"))
      try await book(story, teacher)
      #expect(try await story.taken() == [44, 44, 44])
      let path = teacher.path
      #expect(path.hasPrefix("/me/tours/"))
      // Without a safety plan there is no way to confirm; who posts it all the same is refused.
      #expect(!teacher.page.contains("\(path)/confirmation"))
      var fields = try #require(teacher.hidden("\(path)/sheet"))
      try await teacher.post("\(path)/confirmation", fields)
      #expect(teacher.status == .unprocessableContent)
      try await teacher.get(path)
      fields = ["safety_plan": "走失时在大门集合", "insurance": "平安 123", "contact": "王老师 13800000000", "hospital": "中山一院"]
      try await teacher.submit("\(path)/sheet", fields)
      try await teacher.submit("\(path)/confirmation")
      #expect(teacher.status == .ok && teacher.page.contains("中山一院") && teacher.page.contains("13800000000"))
      try await teacher.get("\(path)/calendar.ics")
      let calendar = teacher.page
      #expect(calendar.components(separatedBy: "BEGIN:VEVENT").count == 5, "the day and its three sessions")
      #expect(calendar.contains("DTSTART:\(story.day.description.filter { $0 != "-" })T010000Z"))
      // It is nobody else's.
      let other = try await portal.browser(of: try await portal.person("李老师", "li@example.org"))
      for address in [path, "\(path)/calendar.ics"] {
        try await other.get(address)
        #expect(other.status == .notFound)
      }
      try await Browser(portal.client).knock(.get, path)
    }
  }

  /// The form of a chosen day holds its sessions in fields of one name, which a browser sends all.
  private func book(_ story: TourStory, _ browser: Browser) async throws {
    let address = try story.firstDay(try await browser.get("/tours/plan?\(story.query)"))
    try await browser.get(address)
    let ticket = try #require(browser.hidden("/me/tours")?["_form"])
    let words = ["title": "植物与河", "start_name": "华师附小", "name": "王老师", "_form": ticket]
    let typed = words.map { Components.encoded($0.key) + "=" + Components.encoded($0.value) }.joined(separator: "&")
    let query = try #require(address.split(separator: "?").last)
    try await browser.send("\(query)&\(typed)", to: "/me/tours", type: "application/x-www-form-urlencoded")
  }

  @Test("a leg that vanished is named, nothing is booked, and what was typed stays", arguments: TestDatabase.engines)
  func vanishedLeg(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let teacher = try await portal.browser(of: try await portal.person("王老师", "wang@example.org"))
      let address = try story.firstDay(try await teacher.get("/tours/plan?\(story.query)"))
      try await teacher.get(address)
      let ticket = try #require(teacher.hidden("/me/tours")?["_form"])
      try await portal.portal.database.write { writer in
        _ = try portal.portal.visits.book(
          BookingRequest(
            session: ID(rawValue: 2), audience: .group, party: Party(adults: 30), person: nil, booker: "x", contact: "x",
            name: "x"),
          by: .command("test"), in: writer)
      }
      let query = try #require(address.split(separator: "?").last)
      try await teacher.send(
        "\(query)&title=T-kept&start_name=S&name=N&_form=\(Components.encoded(ticket))", to: "/me/tours",
        type: "application/x-www-form-urlencoded")
      #expect(teacher.status == .unprocessableContent)
      let name = Localizer(.zhHans).pick(story.bases[1].facts.names)
      #expect(teacher.page.contains(name) || teacher.page.contains(Localizer(.en).pick(story.bases[1].facts.names)))
      #expect(teacher.page.contains("T-kept"))
      #expect(try await story.taken() == [0, 30, 0])
    }
  }

  @Test(
    "a base tells groups of its lunch, which stands on their day sheet; others cannot, and days without any lunch are not proposed",
    arguments: TestDatabase.engines)
  func lunch(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let place = story.bases[1]
      let manager = try await portal.person("馆长", "manager@example.org")
      try await portal.grant(manager, .baseManager, .base(place.id.rawValue))
      let desk = try await portal.browser(of: manager)
      let path = "/desk/visits/\(place.slug)/lunch"
      try await desk.get("/desk/visits/\(place.slug)")
      #expect(desk.page.contains(path))
      try await desk.get(path)
      #expect(desk.page.contains("食堂"))
      try await desk.submit(path, ["offered": "yes", "note": ""])
      #expect(desk.status == .unprocessableContent && desk.page.contains("error-summary"))
      try await desk.get(path)
      try await desk.submit(path, ["offered": "yes", "note": "二楼食堂，每人15元"])
      #expect(desk.status == .ok)
      let teacher = try await portal.browser(of: try await portal.person("王老师", "wang@example.org"))
      try await book(story, teacher)
      #expect(teacher.page.contains("二楼食堂，每人15元"))
      try await teacher.get(path)
      #expect(teacher.status == .forbidden || teacher.status == .notFound)
      try await desk.get(path)
      var fields = try #require(desk.hidden(path))
      fields["note"] = "二楼食堂，每人15元"
      try await desk.post(path, fields)
      #expect(desk.status == .ok)
      try await teacher.get("/tours/plan?\(story.query)")
      #expect(teacher.status == .ok && !teacher.page.contains("/tours/book?"), "no lunch anywhere")
      try await teacher.get("/tours/plan?\(story.query)&lunch=yes")
      #expect(!teacher.page.contains("error-summary"))
    }
  }

  @Test("one base is given back and the day planned anew; then all of it is given back", arguments: TestDatabase.engines)
  func cancelling(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let teacher = try await portal.browser(of: try await portal.person("王老师", "wang@example.org"))
      try await book(story, teacher)
      let path = teacher.path
      let bookings = teacher.page.matches(of: /action="(\/me\/tours\/[^"]*\/bookings\/[^"]*\/cancellation)"/).map {
        String($0.output.1)
      }
      #expect(bookings.count == 3)
      try await teacher.submit(try #require(bookings.last))
      #expect(try await story.taken() == [44, 44, 0])
      #expect(teacher.status == .ok && teacher.page.contains("\(path)/plan\""), "the two that are left make a day with lunch")
      try await teacher.submit("\(path)/cancellation")
      #expect(try await story.taken() == [0, 0, 0])
      try await teacher.get("/me/tours")
      #expect(teacher.page.contains(path))
    }
  }

  @Test(
    "officers publish a route for everybody, others do not; visits are stamps, and a whole route is a badge",
    arguments: TestDatabase.engines)
  func routesAndPassport(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let officer = try await portal.person("Officer", "officer@example.org")
      try await portal.grant(officer, .officer, .province)
      let desk = try await portal.browser(of: officer, secondFactor: true)
      try await desk.get("/desk/tours/new")
      let typed = [
        "name_zh_hans": "植物之路", "slug": "plants", "season": "spring", "stage": "primary", "story_zh_hans": "从种子到药材",
        "bases": story.bases.prefix(2).map { "/bases/\($0.slug)" }.joined(separator: "\n"),
      ]
      try await desk.submit("/desk/tours/new", typed.merging(["bases": "nowhere\nneither"]) { $1 })
      #expect(desk.status == .unprocessableContent && desk.page.contains("植物之路"))
      try await desk.submit("/desk/tours/new", typed)
      let path = desk.path
      let visitor = try await portal.person("小明", "ming@example.org")
      let browser = try await portal.browser(of: visitor)
      try await browser.get("/tours/plants")
      #expect(browser.status == .notFound, "a draft is the desk's")
      try await desk.submit("\(path)/publication")
      try await browser.get("/tours/plants")
      #expect(browser.status == .ok && browser.page.contains("从种子到药材") && browser.page.contains("data-stops"))
      try await browser.get("/tours")
      #expect(browser.page.contains("/tours/plants"))
      try await browser.get("/desk/tours")
      #expect(browser.status == .forbidden)
      try await browser.get("/me/passport")
      #expect(!browser.page.contains("/me/passport/badges"))
      // A county's officer does not decide on bases of other counties.
      let elsewhere = try await portal.person("Elsewhere", "else@example.org")
      try await portal.grant(elsewhere, .officer, .region("440300"))
      let away = try await portal.browser(of: elsewhere, secondFactor: true)
      try await away.get(path)
      #expect(away.status == .forbidden)
      try await portal.portal.database.write { writer in
        for number in 1...2 {
          var booking = try portal.portal.visits.book(
            BookingRequest(
              session: ID(rawValue: Int64(number)), audience: .group, party: Party(adults: 20), person: visitor.id, booker: "m",
              contact: "m", name: "小明"), by: .command("test"), in: writer)
          booking.state = .attended
          booking.version += 1
          try writer.update(booking, at: portal.clock.now)
        }
      }
      try await browser.get("/me/passport")
      try await browser.submit("/me/passport/badges")
      #expect(browser.status == .ok && !browser.page.contains("action=\"/me/passport/badges\""))
      let badges = try await portal.portal.database.all(Int64.self, "SELECT COUNT(*) FROM tour_badges")
      #expect(badges == [1])
      try await desk.get(path)
      try await desk.submit("\(path)/withdrawal")
      try await browser.get("/tours/plants")
      #expect(browser.status == .notFound)
    }
  }
}
