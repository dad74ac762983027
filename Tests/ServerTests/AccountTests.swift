import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Identity
@testable import People
@testable import Server

@Suite("Accounts")
struct AccountTests {
  private static let registration = [
    "name": "李明", "email": "Li.Ming@example.org", "password": TestPortal.password, "consent_account": "yes",
  ]

  @Test("somebody registers, confirms with the password, leaves and comes back", arguments: TestDatabase.engines)
  func registers(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let browser = Browser(portal.client)
      try await browser.get("/register?lang=en")
      try await browser.submit("/register", Self.registration)
      #expect(browser.status == .ok && browser.page.contains("look at your mail"))
      let link = try await portal.linkInLetter(to: "Li.Ming@example.org")
      try await browser.get(link)
      try await browser.submit(link, ["password": "not the one that was chosen"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("not the password"))
      try await browser.submit(link, ["password": TestPortal.password])
      #expect(browser.path == "/me" && browser.page.contains("Hello 李明") && browser.page.contains("Your account is open"))
      #expect(try await browser.get("/me").contains("Your account is open") == false)
      try await browser.submit("/logout")
      #expect(browser.path == "/" && browser.page.contains("Log in"))
      try await browser.get("/me")
      #expect(browser.path == "/login?next=%2Fme")
      try await browser.submit("/login", ["email": "li.ming@EXAMPLE.org", "password": TestPortal.password])
      #expect(browser.path == "/me" && browser.status == .ok)
      let used = Browser(portal.client)
      try await used.get(link)
      #expect(used.status == .notFound)
    }
  }

  @Test("nobody learns whether an address has an account", arguments: TestDatabase.engines)
  func keepsQuiet(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      try await portal.person("李明", "li.ming@example.org")
      func answer(_ path: String, _ fields: [String: String]) async throws -> String {
        let browser = Browser(portal.client)
        try await browser.get("\(path)?lang=en")
        let page = try await browser.submit(path, fields)
        let stable = page.replacing(/value="[^"]*"/, with: "").replacing(fields["email"] ?? "", with: "")
        return "\(browser.status.code) \(stable)"
      }
      var fields = Self.registration
      let known = try await answer("/register", fields.merging(["email": "li.ming@example.org"]) { $1 })
      let unknown = try await answer("/register", fields.merging(["email": "no.body@example.org"]) { $1 })
      #expect(known == unknown)
      fields = ["password": "wrong wrong wrong wrong"]
      let (right, wrong) = (["email": "li.ming@example.org"], ["email": "no.body@example.org"])
      let knownLogin = try await answer("/login", fields.merging(right) { $1 })
      let unknownLogin = try await answer("/login", fields.merging(wrong) { $1 })
      #expect(knownLogin == unknownLogin && knownLogin.hasPrefix("422"))
      let knownReset = try await answer("/password", right)
      let unknownReset = try await answer("/password", wrong)
      #expect(knownReset == unknownReset)
      let letters = try await portal.letters()
      #expect(letters.map(\.to).sorted() == ["li.ming@example.org", "li.ming@example.org", "no.body@example.org"])
      #expect(letters.contains { $0.subject == "You have an account already" })
    }
  }

  @Test("a guesser locks out only themselves", arguments: TestDatabase.engines)
  func locksOutGuessers(engine: TestEngine) async throws {
    try await withPortal(engine, ["trusted-proxies": "1"]) { portal in
      let owner = try await portal.person("李明", "li.ming@example.org")
      let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
      let (guesserNet, ownerNet): (HTTPFields, HTTPFields) = ([forwarded: "203.0.113.9"], [forwarded: "198.51.100.7"])
      let guesser = Browser(portal.client)
      for _ in 0..<5 {
        try await guesser.get("/login?lang=en", headers: guesserNet)
        try await guesser.submit(
          "/login", ["email": "li.ming@example.org", "password": "guess guess guess"], headers: guesserNet)
      }
      try await guesser.get("/login", headers: guesserNet)
      try await guesser.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password], headers: guesserNet)
      #expect(guesser.status == .unprocessableContent && guesser.page.contains("Too many wrong tries"))
      // What was on its way when the limit was reached must not lift it.
      try await portal.portal.people.noteFailure("in flight")
      for _ in 0..<4 { try await portal.portal.people.noteFailure("in flight") }
      try await portal.portal.people.noteFailure("in flight")
      #expect(try await portal.portal.people.blocked("in flight") != nil)
      let elsewhere = Browser(portal.client)
      try await elsewhere.get("/login", headers: ownerNet)
      try await elsewhere.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password], headers: ownerNet)
      #expect(elsewhere.path == "/me")
      // The owner sits behind the guesser's network, on a browser that has logged in before.
      let sameNet = try await portal.browser(of: owner)
      sameNet.setCookie("known", elsewhere.cookie("known"))
      sameNet.setCookie(portal.portal.site.configuration.sessionCookie, nil)
      try await sameNet.get("/login", headers: guesserNet)
      try await sameNet.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password], headers: guesserNet)
      #expect(sameNet.path == "/me")
      portal.clock.advance(by: .seconds(16 * 60))
      try await guesser.get("/login", headers: guesserNet)
      try await guesser.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password], headers: guesserNet)
      #expect(guesser.path == "/me")
    }
  }

  @Test("a lost password is replaced, every session ends, and the link is good once", arguments: TestDatabase.engines)
  func resetsPasswords(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let stolen = try await portal.browser(of: person)
      let browser = Browser(portal.client)
      try await browser.get("/password?lang=en", headers: [HTTPField.Name("X-Forwarded-Host") ?? .server: "evil.example"])
      try await browser.submit("/password", ["email": "li.ming@example.org"])
      let link = try await portal.linkInLetter(to: "li.ming@example.org")
      try await browser.get(link)
      try await browser.submit(link, ["password": "short"])
      #expect(browser.status == .unprocessableContent && browser.page.contains("at least 10 characters"))
      try await browser.submit(link, ["password": "correct horse battery staple"])
      #expect(browser.path == "/login")
      try await stolen.get("/me")
      #expect(stolen.path.hasPrefix("/login"))
      try await browser.submit("/login", ["email": "li.ming@example.org", "password": "correct horse battery staple"])
      #expect(browser.path == "/me")
      try await browser.get(link)
      #expect(browser.status == .notFound)
    }
  }

  @Test("codes are set up, asked for, good once, and recovery codes replace a lost phone", arguments: TestDatabase.engines)
  func asksForCodes(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/security?lang=en")
      try await browser.submit("/me/codes")
      let typed = try #require(browser.page.firstMatch(of: /<code class="key">([A-Z2-7 ]+)</)).output.1
      let people = portal.portal.people
      let stored = try await portal.portal.database.read { try $0.credentials(of: person.id) }
      let codes = try #require(people.codes(of: person.id, stored))
      #expect(codes.typed == String(typed))
      func code() -> String { codes.code(step: portal.clock.now.milliseconds / 30_000) }
      try await browser.submit("/me/codes/confirmation", ["code": "000000"])
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/me/codes/confirmation", ["code": code()])
      let recovery = browser.page.matches(of: /<li><code>([a-z0-9-]+)</).map { String($0.output.1) }
      #expect(recovery.count == 10)
      for (typed, isRight) in [("000000", false), (code(), false), (recovery[0], true)] {
        let other = Browser(portal.client)
        try await other.get("/login")
        try await other.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password])
        #expect(other.path.hasPrefix("/login/code"))
        try await other.get("/me")
        #expect(other.path.hasPrefix("/login"), "the password alone opens nothing")
        try await other.get("/login/code")
        try await other.submit("/login/code", ["code": typed])
        #expect((other.path == "/me") == isRight, "\(typed)")
      }
      portal.clock.advance(by: .seconds(60))
      let other = Browser(portal.client)
      try await other.get("/login")
      try await other.submit("/login", ["email": "li.ming@example.org", "password": TestPortal.password])
      try await other.submit("/login/code", ["code": code()])
      #expect(other.path == "/me")
    }
  }

  @Test("a child waits for the guardian, who sees why and can take it back (TC-170)", arguments: TestDatabase.engines)
  func asksGuardians(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let people = portal.portal.people
      let today = people.today
      #expect(people.needsGuardian(today.adding(months: -12 * 14).adding(days: 1)))
      #expect(!people.needsGuardian(today.adding(months: -12 * 14)) && !people.needsGuardian(nil))
      let browser = Browser(portal.client)
      try await browser.get("/register?lang=en")
      var fields = Self.registration
      fields["is_child"] = "yes"
      fields["birth_day"] = today.adding(months: -12 * 13).description
      try await browser.submit("/register", fields)
      #expect(browser.status == .unprocessableContent && browser.page.contains("id=\"guardian-error\""))
      fields["guardian"] = "mother@example.org"
      try await browser.submit("/register", fields)
      let link = try await portal.linkInLetter(to: "Li.Ming@example.org")
      try await browser.get(link)
      try await browser.submit(link, ["password": TestPortal.password])
      #expect(browser.page.contains("opens when your guardian agrees"))
      let guardian = Browser(portal.client)
      let guardianLink = try await portal.linkInLetter(to: "mother@example.org")
      try await guardian.get("\(guardianLink)?lang=en")
      try await guardian.submit(guardianLink, ["answer": "yes"])
      #expect(guardian.status == .unprocessableContent)
      try await guardian.submit(guardianLink, ["answer": "yes", "is_guardian": "yes"])
      #expect(guardian.page.contains("Take my consent back"))
      #expect(try await browser.get("/me").contains("opens when your guardian agrees") == false)
      try await guardian.submit(guardianLink, ["answer": "no"])
      #expect(try await browser.get("/me").contains("opens when your guardian agrees"))
    }
  }

  @Test("my data are exported as a ZIP, and erased with every session and grant", arguments: TestDatabase.engines)
  func exportsAndErases(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      try await portal.grant(person, .officer, .region("440100"))
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/export.zip")
      #expect(browser.headers[.contentType] == "application/zip" && browser.bytes.starts(with: [0x50, 0x4B, 3, 4]))
      #expect(browser.page.contains("li.ming@example.org") && browser.page.contains("\"region:440100\""))
      try await browser.get("/me/erasure?lang=en")
      try await browser.submit("/me/erasure")
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/me/erasure", ["sure": "yes"])
      #expect(browser.path == "/" && browser.page.contains("Goodbye"))
      try await browser.get("/me")
      #expect(browser.path.hasPrefix("/login"))
      let left = try await portal.portal.database.read { reader in
        (try reader.person(person.id), try reader.grants(of: person.id, at: portal.clock.now))
      }
      #expect(left.0?.name == "—" && left.0?.email == nil && left.0?.status == .erased && left.1.isEmpty)
      let journal = try await portal.portal.database.all(String.self, "SELECT details FROM journal")
      #expect(!journal.contains { $0.contains("李明") || $0.contains("example.org") })
    }
  }

  @Test("a delicate change asks again for the password after a quarter of an hour", arguments: TestDatabase.engines)
  func asksAgain(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let browser = try await portal.browser(of: person)
      portal.clock.advance(by: .seconds(16 * 60))
      try await browser.get("/me/erasure?lang=en")
      #expect(browser.path.hasPrefix("/login/again"))
      try await browser.submit("/login/again", ["password": "wrong"])
      #expect(browser.status == .unprocessableContent)
      try await browser.submit("/login/again", ["password": TestPortal.password])
      #expect(browser.path == "/me/erasure" && browser.status == .ok)
    }
  }

  @Test("a form without its ticket, another's ticket and another site's form do nothing", arguments: TestDatabase.engines)
  func refusesForgeries(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let browser = try await portal.browser(of: person)
      try await browser.get("/me/data")
      let own = try #require(browser.hidden("/me/data"))
      let fields = ["name": "Mallory", "language": "en"]
      try await browser.post("/me/data", fields)
      #expect(browser.status == .unprocessableContent)
      let other = try await portal.browser(of: try await portal.person("王芳", "wang@example.org"))
      try await other.get("/me/data")
      try await browser.post("/me/data", fields.merging(other.hidden("/me/data") ?? [:]) { $1 })
      #expect(browser.status == .unprocessableContent)
      let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
      try await browser.post("/me/data", fields.merging(own) { $1 }, headers: [site: "cross-site"])
      #expect(browser.status == .forbidden)
      try await browser.post("/me/data", fields.merging(own) { $1 }, headers: [.origin: "https://evil.example"])
      #expect(browser.status == .forbidden)
      #expect(try await portal.portal.database.read { try $0.person(person.id)?.name } == "李明")
      try await browser.post("/me/data", fields.merging(own) { $1 }, headers: [.origin: "https://kepu.example"])
      #expect(try await portal.portal.database.read { try $0.person(person.id)?.name } == "Mallory")
    }
  }

  @Test("logging in leads only to pages of this portal, with a new session", arguments: TestDatabase.engines)
  func staysHere(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      try await portal.person("李明", "li.ming@example.org")
      let browser = Browser(portal.client)
      let cookie = portal.portal.site.configuration.sessionCookie
      browser.setCookie(cookie, "chosen-by-the-attacker")
      try await browser.get("/login?next=https://evil.example/")
      #expect(browser.hidden("/login")?["next"] == "/me")
      try await browser.submit(
        "/login", ["email": "li.ming@example.org", "password": TestPortal.password, "next": "//evil.example"])
      #expect(browser.path == "/me" && browser.cookie(cookie) != "chosen-by-the-attacker")
      #expect(cookie == "__Host-kepu")
    }
  }

  @Test("roles at a desk end their sessions when they are silent, others do not", arguments: TestDatabase.engines)
  func endsSilence(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("李明", "li.ming@example.org")
      try await portal.grant(officer, .officer, .province)
      let visitor = try await portal.person("王芳", "wang@example.org")
      let (desk, home) = (try await portal.browser(of: officer), try await portal.browser(of: visitor))
      portal.clock.advance(by: .seconds(31 * 60))
      try await desk.get("/me")
      try await home.get("/me")
      #expect(desk.path.hasPrefix("/login") && home.path == "/me")
      portal.clock.advance(by: .seconds(31 * 86_400))
      try await home.get("/me")
      #expect(home.path.hasPrefix("/login"))
    }
  }
}
