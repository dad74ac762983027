import Foundation
import HTTPTypes
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Places
@testable import Server

@Suite("What programs must never do")
struct APISafetyTests {
  private static let slug = "guangdong-science-center"

  private func base(_ portal: TestPortal) async throws -> Base {
    try #require(try await portal.portal.database.read { try $0.base(slug: Self.slug) })
  }

  @Test(
    "a token ends with its time, with its revocation, with its owner's grants and with the account",
    arguments: TestDatabase.engines)
  func ends(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("陈科长", "officer@example.org")
      try await portal.grant(officer, .officer, .province)
      let program = try await portal.program(of: officer)
      #expect(try await program.get("/api/queue").status == .ok)
      let people = portal.portal.people
      let now = portal.clock.now
      let grant = try #require(try await portal.portal.database.read { try $0.grants(of: officer.id, at: now).first })
      try await portal.portal.database.write { try people.revoke(grant, target: .everything, by: nil, reason: "Left", in: $0) }
      #expect(try await program.get("/api/queue").status == .forbidden)
      #expect(try await program.get("/api/me").status == .ok)
      let token = try #require(try await portal.portal.database.read { try $0.tokens(of: officer.id).first })
      _ = try await portal.portal.database.write { try $0.revokeToken(token.id, of: officer.id, at: now) }
      let void = try await program.get("/api/me")
      #expect(void.status == .unauthorized && void.headers[.wwwAuthenticate] == "Bearer")
      let next = try await portal.program(of: officer)
      portal.clock.advance(by: .seconds(30 * 86_400 - 1))
      #expect(try await next.get("/api/me").status == .ok)
      portal.clock.advance(by: .seconds(2))
      #expect(try await next.get("/api/me").status == .unauthorized)
      for token in ["", "nonsense", String(repeating: "A", count: 43), next.token.map { $0 + "A" } ?? ""] {
        #expect(try await Program(client: portal.client, token: token).get("/api/me").status == .unauthorized)
      }
    }
  }

  @Test("a token made without a second factor does nothing that its owner's role wants one for", arguments: TestDatabase.engines)
  func owesSecondFactor(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await portal.person("安全员", "security@example.org")
      try await portal.grant(person, .securityAdministrator, .province)
      let weak = try await portal.program(of: person, secondFactor: false)
      #expect(try await weak.get("/api/people?q=%E5%AE%89").status == .forbidden)
      #expect(try await portal.program(of: person).get("/api/people?q=%E5%AE%89").status == .ok)
    }
  }

  @Test("another site's page cannot use the API with a reader's cookie, and a form is not JSON", arguments: TestDatabase.engines)
  func refusesOtherSites(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let browser = try await portal.browser(of: try await portal.person("李明", "li.ming@example.org"))
      let told = ["title": "Lecture", "kind": "lecture", "role": "speaker", "level": "county", "day": "2026-05-31"]
      try await browser.post("/api/me/achievements", told)
      #expect(browser.status == .unsupportedMediaType)
      let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
      try await browser.post("/api/me/messages/reading", [:], headers: [site: "cross-site"])
      #expect(browser.status == .forbidden)
      try await browser.get("/api/me")
      #expect(browser.status == .ok && browser.headers[.accessControlAllowOrigin] == nil)
      #expect(browser.headers[.cacheControl]?.contains("private") == true)
    }
  }

  @Test("what a program must not set stays as it is, whatever it sends, and nothing it sends is a server error")
  func refusesMassAssignment() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      let before = try await base(portal)
      try await portal.grant(person, .baseManager, .base(before.id.rawValue))
      let program = try await portal.program(of: person)
      let made = try await program.send(
        .post, "/api/organizations", ["names": ["zh-Hans": "甲"], "kind": "school", "region": "440113"])
      let unit = try #require(made.headers[.location])
      let grants = try await portal.portal.database.read { try $0.grants(of: person.id, at: portal.clock.now).count }
      var fuzz = JSONFuzz(seed: 2026)
      let targets: [(HTTPRequest.Method, String)] = [
        (.patch, "/api/bases/\(Self.slug)"), (.post, "/api/bases"), (.post, "/api/bases/\(Self.slug)/exceptions"),
        (.post, "/api/organizations"), (.patch, unit), (.post, unit + "/invitations"), (.post, "/api/me/achievements"),
        (.post, "/api/me/messages/reading"), (.post, unit + "/decision"), (.post, "/api/bases/\(Self.slug)/publication"),
      ]
      var statuses: [Int: Int] = [:]
      for round in 0..<600 {
        let (method, path) = targets[round % targets.count]
        let answer = try await program.send(method, path, raw: fuzz.body(), match: "*")
        statuses[answer.status.code, default: 0] += 1
        #expect(answer.status.code < 500, "\(method) \(path): \(answer.text)")
      }
      #expect(statuses[422, default: 0] > 100 && statuses[400, default: 0] > 10, "the fuzz reaches the rules: \(statuses)")
      let after = try await base(portal)
      #expect(after.id == before.id && after.slug == before.slug && after.status == before.status)
      #expect(after.facts.externalID == before.facts.externalID && after.facts.namings == before.facts.namings)
      for risky in portal.portal.places.policy.risky {
        #expect(after.facts.columns[risky] == before.facts.columns[risky], "\(risky)")
      }
      let id = try #require(ID<Organization>(String(unit.split(separator: "/")[2])))
      let (kept, units, held, owner) = try await portal.portal.database.read { reader in
        (
          try reader.organization(id), try reader.memberships(of: person.id),
          try reader.grants(of: person.id, at: portal.clock.now).count, try reader.person(person.id)
        )
      }
      #expect(kept?.status == .pending && kept?.mergedInto == nil && units.allSatisfy { $0.role == .responsible })
      #expect(held == grants && owner?.email == person.email && owner?.status == person.status)
      let told = try await portal.portal.database.read { try $0.achievements(of: .person(person.id)) }
      #expect(told.allSatisfy { $0.state == .told && !$0.isRepresentative && $0.record == nil })
    }
  }

  @Test(
    "each member that is not a caller's to set is refused by its name",
    arguments: [
      "id", "slug", "status", "version", "namings", "grants", "created_by", "__proto__", "names.pt", "externalID", "confirmedAt",
      "name_zh_hans", "county_code",
    ])
  func namesWhatItRefuses(member: String) async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await withPortal(engine) { portal in
      let person = try await portal.person("李明", "li.ming@example.org")
      try await portal.grant(person, .baseManager, .base(try await base(portal).id.rawValue))
      let program = try await portal.program(of: person)
      let version = try await base(portal).version
      let answer = try await program.send(
        .patch, "/api/bases/\(Self.slug)", ["phone": "1", member: "published"], match: "*")
      #expect(answer.status == .unprocessableContent && answer["field"] as? String == member)
      #expect(try await base(portal).version == version, "nothing is done by halves")
    }
  }

  @Test("what is not JSON, too deep, too large or of another kind is refused quickly")
  func refusesOddBodies() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await withPortal(engine) { portal in
      let program = try await portal.program(of: try await portal.person("李明", "li.ming@example.org"))
      let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
      let nested = String(repeating: "{\"a\":", count: 400) + "1" + String(repeating: "}", count: 400)
      let wide = "[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]"
      let bodies: [(String, Int)] = [
        ("", 422), ("{", 400), ("nul", 400), ("[]", 422), ("1e999", 400), ("\"\\ud800\"", 400),
        ("{\"title\":\"a\\u0000b\"}", 400),
        (deep, 400), (nested, 422), (wide, 422), (String(repeating: " ", count: 300_000), 413), ("{\"title\":1e400}", 400),
        ("{\"title\":NaN}", 400), ("{\"title\":99999999999999999999}", 422), ("{\"\":\"\"}", 422), ("null", 422),
        ("{\"title\":\"a\",\"title\":\"b\"}", 422), ("\u{FEFF}{}", 422),
      ]
      let start = ContinuousClock.now
      for (body, status) in bodies {
        let answer = try await program.send(.post, "/api/me/achievements", raw: body)
        #expect(answer.status.code == status, "\(body.prefix(40)): \(answer.text.prefix(300))")
      }
      #expect(ContinuousClock.now - start < .seconds(20))
      let many = "{" + (0..<10_000).map { "\"m\($0)\":1" }.joined(separator: ",") + "}"
      #expect(try await program.send(.post, "/api/me/achievements", raw: many).text.utf8.count < many.utf8.count / 10)
      for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        #expect(try await program.send(.post, "/api/me/achievements", raw: "{}", type: type).status == .unsupportedMediaType)
      }
    }
  }
}

/// Writes JSON that a careless or ill-meaning program might send.
private struct JSONFuzz {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed) }

  private static let names = [
    "id", "slug", "status", "version", "operator", "level", "grants", "role", "roles", "scope", "person", "person_id",
    "created_by",
    "externalID", "namings", "names", "name", "phone", "website", "region", "latitude", "longitude", "category", "themes",
    "hours",
    "first", "last", "kind", "title", "day", "evidence", "state", "isRepresentative", "record", "mergedInto", "parent",
    "creditCode",
    "members", "answer", "reason", "email", "is_admin", "__proto__", "$where", "names.zh-Hans", "zh-Hans", "en", "source", "url",
    "confirmedAt", "waiting", "facts", "", "名称",
  ]
  private static let texts = [
    "", "published", "active", "yes", "system_administrator", "responsible", "verified", "440113", "lecture", "2026-05-31",
    "' OR 1=1 --", "<script>", "\u{202E}", "甲", "0", "-1", "true", "null", "\u{FFFD}", "a@example.org", "https://example.org",
    "recorded", "Mo-Su 00:00-24:00", "99.9", "school", "speaker",
  ]

  private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

  /// A body; one in twelve is broken.
  mutating func body() -> String {
    let text = object(depth: 0)
    return Int.random(in: 0..<12, using: &random) == 0 ? String(text.dropLast()) : text
  }

  private mutating func object(depth: Int) -> String {
    let count = Int.random(in: 0...6, using: &random)
    // Names may come twice, as a parser may take the first and a check the last.
    let members = (0..<count).map { _ in
      let name = pick(Self.names)
      return "\(JSONValue.string(name).string):\(value(depth: depth + 1))"
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private mutating func value(depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
    case 0: return "null"
    case 1: return pick(["true", "false"])
    case 2: return String(Int64.random(in: .min ... .max, using: &random))
    case 3: return pick(["1e308", "-0.0", "3.14159", "1E-400", "22.99", "113.36"])
    case 4, 5: return JSONValue.string(pick(Self.texts)).string
    case 6: return object(depth: depth)
    case 7:
      return "[" + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1) }.joined(separator: ",") + "]"
    default: return JSONValue.string(String(repeating: pick(Self.texts), count: 400)).string
    }
  }
}
