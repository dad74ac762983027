import Foundation
import HTTPTypes
import Journal
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server

@Suite("Desks of managers and officers")
struct DeskTests {
  private static let slug = "guangdong-science-center"
  private static let panyu = "440113"

  private func base(_ portal: TestPortal, _ slug: String = slug) async throws -> Base {
    try #require(try await portal.portal.database.read { try $0.base(slug: slug) })
  }

  @Test(
    "a manager claims a base, the county's officer gives it, and the page follows the manager", arguments: TestDatabase.engines)
  func givesBasesIntoCare(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let before = try await base(portal)
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region(before.facts.region))
      let stranger = try await portal.person("别处", "stranger@example.org")
      try await portal.grant(stranger, .officer, .region("440300"))
      let manager = try await portal.browser(of: try await portal.person("李明", "li.ming@example.org"))
      try await manager.get("/bases/\(Self.slug)/edit?lang=en")
      #expect(manager.status == .forbidden)
      try await manager.get("/bases/\(Self.slug)/claim")
      try await manager.submit("/bases/\(Self.slug)/claim", ["message": ""])
      #expect(manager.status == .unprocessableContent)
      try await manager.submit("/bases/\(Self.slug)/claim", ["message": "I run the front desk."])
      #expect(manager.path == "/bases/\(Self.slug)" && manager.page.contains("Sent."))
      let elsewhere = try await portal.browser(of: stranger)
      try await elsewhere.get("/desk?lang=en")
      #expect(elsewhere.status == .ok && !elsewhere.page.contains("/desk/claims/"))
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk?lang=en")
      let claim = String(try #require(desk.page.firstMatch(of: /\/desk\/claims\/[0-9A-Z]+/)).output)
      try await elsewhere.get(claim)
      #expect(elsewhere.status == .forbidden)
      try await desk.get(claim)
      #expect(desk.page.contains("I run the front desk."))
      try await desk.submit(claim, ["answer": "no"])
      #expect(desk.status == .unprocessableContent, "declining needs a reason")
      try await desk.submit(claim, ["answer": "yes"])
      #expect(desk.path == "/desk" && desk.status == .ok)
      #expect(try await manager.get("/me/bases").contains("/bases/\(Self.slug)/edit"))
      #expect(try await manager.get("/me/messages").contains("You now look after"))
      try await manager.get("/bases/\(Self.slug)/edit")
      var fields = try #require(editFields(manager))
      fields["phone"] = "020-12345678"
      fields["name_en"] = "Another Name"
      try await manager.submit("/bases/\(Self.slug)/edit", fields)
      #expect(manager.status == .ok && manager.page.contains("waits for an officer"))
      let live = try await base(portal)
      #expect(
        live.facts.phone == "020-12345678" && live.facts.names.en == before.facts.names.en && live.version == before.version + 1)
      try await desk.get("/desk")
      let change = String(try #require(desk.page.firstMatch(of: /\/desk\/changes\/[0-9A-Z]+/)).output)
      try await desk.get(change)
      #expect(desk.page.contains("Another Name"))
      try await desk.submit(change, ["answer": "yes"])
      #expect(try await base(portal).facts.names.en == "Another Name")
      #expect(try await manager.get("/me/messages").contains("is live"))
      #expect(try await manager.get("/bases/\(Self.slug)/history").contains("020-12345678"))
    }
  }

  /// The fields of the edit form as a browser would send them.
  private func editFields(_ browser: Browser) -> [String: String]? {
    guard browser.status == .ok else { return nil }
    var fields: [String: String] = [:]
    for match in browser.page.matches(of: /<input type="[a-z]+" id="([a-z_]+)" name="[a-z_]+" value="([^"]*)"/) {
      fields[String(match.output.1)] = String(match.output.2).replacing("&amp;", with: "&").replacing("&quot;", with: "\"")
        .replacing("&#39;", with: "'")
    }
    for match in browser.page.matches(of: /<textarea id="([a-z_]+)"[^>]*>([^<]*)</) {
      fields[String(match.output.1)] = String(match.output.2)
    }
    for match in browser.page.matches(
      of: /<select id="([a-z_]+)"[^>]*>(?:(?!<\/select>)[\s\S])*?<option value="([^"]*)" selected/)
    {
      fields[String(match.output.1)] = String(match.output.2)
    }
    return fields
  }

  private func managed(_ portal: TestPortal, _ email: String = "li.ming@example.org") async throws -> Browser {
    let person = try await portal.person("李明", email)
    try await portal.grant(person, .baseManager, .base(try await base(portal).id.rawValue))
    let browser = try await portal.browser(of: person)
    try await browser.get("/me?lang=en")
    return browser
  }

  @Test("opening exceptions are set in two taps and show on the page at once", arguments: TestDatabase.engines)
  func setsExceptions(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let manager = try await managed(portal)
      try await manager.get("/bases/\(Self.slug)/opening")
      try await manager.submit("/bases/\(Self.slug)/opening")
      #expect(manager.status == .ok && manager.page.contains("Saved; it is live"))
      let base = try await base(portal)
      #expect(base.facts.exceptions?.count == 1 && base.facts.exceptions?.first?.hours == nil)
      try await portal.portal.places.atlas.refresh()
      #expect(try await Browser(portal.client).get("/bases/\(Self.slug)?lang=en").contains("badge-closed"))
      var form = try #require(manager.hidden("/bases/\(Self.slug)/opening"))
      form["hours"] = "25 o'clock"
      try await manager.post("/bases/\(Self.slug)/opening", form)
      #expect(manager.status == .unprocessableContent && manager.page.contains("25 o&#39;clock"))
      form = ["remove": "yes", "first": base.facts.exceptions?.first?.first.description ?? "", "_form": form["_form"] ?? ""]
      try await manager.get("/bases/\(Self.slug)/opening")
      form["_form"] = manager.hidden("/bases/\(Self.slug)/opening")?["_form"]
      try await manager.post("/bases/\(Self.slug)/opening", form)
      #expect(try await self.base(portal).facts.exceptions == nil)
    }
  }

  @Test("a form that is sent twice acts once", arguments: TestDatabase.engines)
  func actsOnce(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let manager = try await managed(portal)
      try await manager.get("/bases/\(Self.slug)/edit")
      var fields = try #require(editFields(manager))
      fields.merge(try #require(manager.hidden("/bases/\(Self.slug)/edit"))) { $1 }
      fields["phone"] = "020-1"
      let version = try await base(portal).version
      try await manager.post("/bases/\(Self.slug)/edit", fields)
      try await manager.post("/bases/\(Self.slug)/edit", fields)
      let after = try await base(portal)
      #expect(after.version == version + 1 && after.facts.phone == "020-1")
    }
  }

  @Test("two who edit at once are brought together, and told where they differ", arguments: TestDatabase.engines)
  func mergesEdits(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let (first, second) = (try await managed(portal), try await managed(portal, "wang@example.org"))
      try await first.get("/bases/\(Self.slug)/edit")
      try await second.get("/bases/\(Self.slug)/edit")
      var (mine, theirs) = (try #require(editFields(first)), try #require(editFields(second)))
      theirs["phone"] = "020-2"
      theirs["wechat"] = "theirs"
      try await second.submit("/bases/\(Self.slug)/edit", theirs)
      mine["phone"] = "020-1"
      mine["website"] = "https://mine.example"
      try await first.submit("/bases/\(Self.slug)/edit", mine)
      #expect(first.status == .unprocessableContent && first.page.contains("Somebody else wrote “020-2” meanwhile"))
      let merged = try #require(first.page.contains("020-1") ? first : nil)
      #expect(merged.page.contains("value=\"theirs\"") && merged.page.contains("https://mine.example"))
      #expect(try await base(portal).facts.phone == "020-2", "nothing is lost before it was looked at")
      var fields: [String: String] = [:]
      for match in first.page.matches(of: /<input type="[a-z]+" id="([a-z_]+)" name="[a-z_]+" value="([^"]*)"/) {
        fields[String(match.output.1)] = String(match.output.2)
      }
      for (key, value) in mine where fields[key] == nil { fields[key] = value }
      fields["version"] = nil
      try await first.submit("/bases/\(Self.slug)/edit", fields)
      let after = try await base(portal)
      #expect(after.facts.phone == "020-1" && after.facts.wechat == "theirs" && after.facts.website == "https://mine.example")
    }
  }

  @Test(
    "a new base goes from draft to published to suspended to closed, each step with who may and a reason",
    arguments: TestDatabase.engines)
  func livesItsLife(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let creator = try await portal.browser(of: try await portal.person("李明", "li.ming@example.org"))
      try await creator.get("/bases/new?lang=en")
      let facts = [
        "name_zh_hans": "海心沙科学站", "category": "st_venue", "county_code": "440106", "latitude": "23.114", "longitude": "113.325",
        "position_accuracy": "exact", "themes": "ocean",
      ]
      try await creator.submit("/bases/new", facts.merging(["latitude": "23.114", "longitude": "200"]) { $1 })
      #expect(creator.status == .unprocessableContent && creator.page.contains("海心沙科学站"))
      try await creator.submit("/bases/new", facts)
      let slug = try #require(creator.path.firstMatch(of: /\/bases\/([a-z0-9-]+)\/edit/)).output.1
      try await creator.submit("/bases/\(slug)/submission")
      #expect(creator.page.contains("An officer looks at it"))
      let visitor = Browser(portal.client)
      try await visitor.get("/bases/\(slug)")
      #expect(visitor.status == .notFound)
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk?lang=en")
      #expect(desk.page.contains("/desk/bases/\(slug)"))
      try await desk.get("/desk/bases/\(slug)")
      try await creator.get("/desk/bases/\(slug)")
      #expect(creator.status == .forbidden)
      let form = desk.hidden("/bases/\(slug)/publication") ?? [:]
      try await desk.post("/bases/\(slug)/return", form)
      #expect(desk.status == .unprocessableContent)
      try await desk.submit("/bases/\(slug)/publication")
      #expect(desk.page.contains("Published"))
      try await portal.portal.places.atlas.refresh()
      try await visitor.get("/bases/\(slug)")
      #expect(visitor.status == .ok && visitor.page.contains("海心沙科学站"))
      #expect(try await creator.get("/me/bases").contains("海心沙科学站"), "who began it looks after it")
      let hidden = desk.hidden("/bases/\(slug)/suspension") ?? [:]
      try await desk.post("/bases/\(slug)/suspension", hidden.merging(["reason": "Building works"]) { $1 })
      try await visitor.get("/bases/\(slug)")
      #expect(visitor.status == .notFound)
      try await desk.get("/desk/bases/\(slug)")
      try await desk.post(
        "/bases/\(slug)/closure", (desk.hidden("/bases/\(slug)/publication") ?? [:]).merging(["reason": "Gone"]) { $1 })
      #expect(desk.page.contains("second person"))
      #expect(try await base(portal, String(slug)).status == .suspended)
      try await desk.get("/desk/second")
      #expect(desk.page.contains("You asked for this yourself"))
      let second = try await portal.person("林处长", "second@example.org")
      try await portal.grant(second, .officer, .province)
      let other = try await portal.browser(of: second)
      try await other.get("/desk/second?lang=en")
      let act = String(try #require(other.page.firstMatch(of: /\/desk\/second\/[0-9A-Z]+/)).output)
      try await other.submit(act, ["answer": "yes"])
      #expect(try await base(portal, String(slug)).status == .closed)
      try await portal.portal.journal.seal(in: portal.portal.database)
      let actions = try await portal.portal.database.read { reader in
        try reader.journalRecords(after: 0, limit: 100_000).map(\.entry.action)
      }
      for action in [
        "base.begun", "base.submitted", "base.published", "base.suspended", "second_person.asked", "second_person.confirmed",
        "base.closed",
      ] {
        #expect(actions.contains(action), "\(action)")
      }
    }
  }

  @Test("two pages of one base are found by name and distance, and merged", arguments: TestDatabase.engines)
  func mergesTwins(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let kept = try await base(portal)
      var facts = kept.facts
      facts.externalID = "twin"
      facts.names.zhHans = "广东科学中心（大学城）"
      facts.phone = kept.facts.phone ?? "020-39348080"
      let copy = facts
      try await portal.portal.database.write {
        try portal.portal.places.publish(copy, by: .init(actor: .command("test")), in: $0)
      }
      try await portal.portal.places.atlas.refresh()
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .province)
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk/duplicates?lang=en")
      #expect(desk.page.contains("广东科学中心（大学城）"))
      let twin = try #require(try await portal.portal.database.read { try $0.bases(externalIDs: ["twin"]).first })
      let form = desk.hidden("/desk/duplicates") ?? [:]
      try await desk.post(
        "/desk/duplicates",
        ["_form": form["_form"] ?? "", "first": kept.slug, "second": twin.slug, "keep": "first", "reason": "Same place"])
      let after = try await base(portal)
      #expect(after.facts.aliases?.contains("广东科学中心（大学城）") == true && after.facts.phone != nil)
      let visitor = Browser(portal.client)
      try await visitor.get("/bases/\(twin.slug)")
      #expect(visitor.path == "/bases/\(kept.slug)" && visitor.status == .ok)
    }
  }

  @Test("an officer's file is tried first, refuses other places, and is written once", arguments: TestDatabase.engines)
  func importsInTheBrowser(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .region("440100"))
      let desk = try await portal.browser(of: officer)
      try await desk.get("/desk/import?lang=en")
      let ticket = try #require(desk.hidden("/desk/import")?["_form"])
      let csv = """
        id,name_zh_hans,category,county_code,latitude,longitude
        new-1,天河新馆,st_venue,440106,23.13,113.36
        new-2,深圳新馆,st_venue,440305,22.53,113.94
        """
      let body =
        "--X\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\n\(ticket)\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\(csv)\r\n--X--\r\n"
      try await desk.send(body, to: "/desk/import", type: "multipart/form-data; boundary=X")
      #expect(desk.status == .ok && desk.page.contains("Your account has no grant for this place."))
      #expect(try await portal.portal.database.read { try $0.bases(externalIDs: ["new-1"]).isEmpty })
      let write = String(try #require(desk.page.firstMatch(of: /\/desk\/import\/[0-9A-Za-z.]+/)).output)
      let form = try #require(desk.hidden(write))
      try await desk.post(write, form)
      #expect(desk.page.contains("Written: 1 new, 0 changed, 1 refused."))
      try await desk.post(write, form)
      #expect(desk.page.contains("written already"))
      #expect(try await portal.portal.database.read { try $0.bases(externalIDs: ["new-1", "new-2"]).count } == 1)
    }
  }

  @Test("every route lets in whom the table of permissions says, and nobody else", arguments: TestDatabase.engines)
  func keepsDoors(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = try await roles(portal)
      let nobody = Browser(portal.client)
      let plain = try await portal.browser(of: try await portal.person("无职", "plain@example.org"))
      for door in portal.plan.doors where door.access != .everyone {
        let path = door.path.split(separator: "/").map { $0.hasPrefix(":") ? "0000000000000" : String($0) }.joined(separator: "/")
        func status(_ browser: Browser) async throws -> HTTPResponse.Status {
          try await browser.knock(door.method, "/" + path)
          return browser.status
        }
        _ = try await status(nobody)
        let isTurnedAway = nobody.path.hasPrefix("/login") || nobody.status == .unauthorized && door.scope != nil
        #expect(isTurnedAway, "\(door.method) \(door.path) for nobody")
        guard case .may(let action) = door.access else { continue }
        #expect(try await status(plain) == .forbidden, "\(door.method) \(door.path) without a role")
        for (role, browser) in people where !role.actions.contains(action) {
          #expect(try await status(browser) == .forbidden, "\(door.method) \(door.path) as \(role)")
        }
        for (role, browser) in people where role.actions.contains(action) && door.method == .get {
          let answer = try await status(browser)
          #expect(answer == .ok || answer == .notFound, "\(door.method) \(door.path) as \(role): \(answer)")
        }
      }
    }
  }

  @Test("a token comes through a door with its scope only, and through no door made for people", arguments: TestDatabase.engines)
  func asksForScopes(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("科长", "all@example.org")
      for role in [Role.officer, .securityAdministrator] { try await portal.grant(person, role, .province) }
      let every = try await portal.program(of: person)
      for door in portal.plan.doors where door.access != .everyone {
        let path = door.path.split(separator: "/").map { $0.hasPrefix(":") ? "0000000000000" : String($0) }.joined(separator: "/")
        let answer = try await every.send(door.method, "/" + path)
        guard let scope = door.scope else {
          #expect(answer.status == .forbidden, "\(door.method) \(door.path) with a token: \(answer.status)")
          continue
        }
        // Who has the scope may still lack what the rules ask for, such as a school.
        let isScope = answer.status == .forbidden && answer.text.contains(scope.rawValue)
        #expect(!isScope || door.path.contains(":"), "\(door.method) \(door.path): \(answer.text)")
        #expect(answer.status.code < 500 && answer.status != .unauthorized, "\(door.method) \(door.path)")
        let others = try await portal.program(of: person, TokenScope.allCases.filter { $0 != scope })
        let refused = try await others.send(door.method, "/" + path)
        #expect(
          refused.status == .forbidden && refused.text.contains(scope.rawValue), "\(door.method) \(door.path) without \(scope)")
      }
    }
  }

  @Test("the table of permissions is written down as it is")
  func writesTheTable() async throws {
    try await withPortal(.sqlite) { portal in
      let path = (portal.portal.settings["home"] ?? ".") + "/docs/permissions.md"
      let table = PermissionTable.markdown(portal.plan.doors)
      let written = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      if ProcessInfo.processInfo.environment["KEPU_WRITE_DOCS"] != nil {
        try Data(table.utf8).write(to: URL(fileURLWithPath: path))
      }
      #expect(written == table, "docs/permissions.md is not up to date; run the tests once with KEPU_WRITE_DOCS=1")
    }
  }

  private func roles(_ portal: TestPortal) async throws -> [(Role, Browser)] {
    var browsers: [(Role, Browser)] = []
    for role in Role.allCases {
      let person = try await portal.person("\(role)", "\(role.rawValue.replacing("_", with: "."))@example.org")
      try await portal.grant(person, role, .province)
      browsers.append((role, try await portal.browser(of: person, secondFactor: true)))
    }
    return browsers
  }
}
