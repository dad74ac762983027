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

@Suite("The JSON API of desks")
struct APITests {
  private static let slug = "guangdong-science-center"
  private static let path = "/api/bases/" + slug

  private func base(_ portal: TestPortal) async throws -> Base {
    try #require(try await portal.portal.database.read { try $0.base(slug: Self.slug) })
  }

  private func manager(_ portal: TestPortal) async throws -> Person {
    let person = try await portal.person("李明", "li.ming@example.org")
    try await portal.grant(person, .baseManager, .base(try await base(portal).id.rawValue))
    return person
  }

  private func officer(_ portal: TestPortal) async throws -> Person {
    let person = try await portal.person("陈科长", "officer@example.org")
    try await portal.grant(person, .officer, .region(try await base(portal).facts.region))
    return person
  }

  @Test(
    "a manager's program changes a page: what is safe at once, what is risky when an officer's program says yes",
    arguments: TestDatabase.engines)
  func changesBases(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let before = try await base(portal)
      let program = try await portal.program(of: try await manager(portal), [.read, .bases])
      let shown = try await program.get(Self.path)
      #expect(shown.status == .ok && shown.tag == "W/\"\(before.version)\"")
      let safe = try await program.send(.patch, Self.path, ["phone": "020-12345678", "reason": "New number"], match: shown.tag)
      #expect(safe.status == .ok && safe["phone"] as? String == "020-12345678" && safe["status"] as? String == "published")
      #expect(safe.tag == "W/\"\(before.version + 1)\"")
      let risky = try await program.send(
        .patch, Self.path, ["wechat": "gdsc", "names": ["en": "Another Name"]], match: safe.tag)
      #expect(risky.status == .accepted && risky["wechat"] as? String == "gdsc")
      #expect(try await base(portal).facts.names.en == before.facts.names.en)
      let waiting = try #require((risky["waiting"] as? [[String: Any]])?.first?["id"] as? String)
      #expect(try await program.send(.post, "/api/changes/\(waiting)/decision", ["answer": "yes"]).status == .forbidden)
      let desk = try await portal.program(of: try await officer(portal), [.bases])
      let change = try await desk.get("/api/changes/\(waiting)")
      let differences = try #require(change["differences"] as? [[String: String]])
      #expect(differences.map { $0["column"] } == ["name_en"] && differences.first?["after"] == "Another Name")
      #expect(((try await desk.get("/api/queue"))["changes"] as? [Any])?.count == 1)
      let silent = try await desk.send(.post, "/api/changes/\(waiting)/decision", ["answer": "no"])
      #expect(silent.status == .unprocessableContent && silent["field"] as? String == "reason", "declining needs a reason")
      let decided = try await desk.send(.post, "/api/changes/\(waiting)/decision", ["answer": "yes"], key: "once")
      #expect(decided.status == .ok && (decided["names"] as? [String: Any])?["en"] as? String == "Another Name")
      let again = try await desk.send(.post, "/api/changes/\(waiting)/decision", ["answer": "yes"], key: "once")
      #expect(again.status == .ok && again.text == decided.text)
      #expect(try await desk.send(.post, "/api/changes/\(waiting)/decision", ["answer": "yes"]).status == .notFound)
      let kept = try await base(portal)
      #expect(kept.facts.names.en == "Another Name" && kept.facts.phone == "020-12345678" && kept.facts.wechat == "gdsc")
    }
  }

  @Test("a change says from which version it begins, and one from an old version does nothing", arguments: TestDatabase.engines)
  func locksVersions(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let program = try await portal.program(of: try await manager(portal))
      let before = try await base(portal)
      let tag = APIAnswer.tag(before.version)
      let blind = try await program.send(.patch, Self.path, ["phone": "1"])
      #expect(blind.status.code == 428 && blind.headers[.contentType] == "application/problem+json")
      let old = try await program.send(.patch, Self.path, ["phone": "1"], match: "\"\(before.version + 7)\"")
      #expect(old.status == .preconditionFailed)
      #expect(try await base(portal).version == before.version)
      // Two that begin from the same version at once: one wins, the other is told.
      async let first = program.send(.patch, Self.path, ["phone": "1"], match: tag)
      async let second = program.send(.patch, Self.path, ["phone": "2"], match: tag)
      let statuses = try await [first.status.code, second.status.code].sorted()
      #expect(statuses == [200, 412])
      #expect(try await base(portal).version == before.version + 1)
    }
  }

  @Test(
    "the same key with the same body acts once and answers alike; with another body it is refused",
    arguments: TestDatabase.engines)
  func actsOnce(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await manager(portal)
      let program = try await portal.program(of: person)
      let before = try await base(portal)
      let tag = APIAnswer.tag(before.version)
      let first = try await program.send(.patch, Self.path, ["phone": "020-1"], key: "k1", match: tag)
      let again = try await program.send(.patch, Self.path, ["phone": "020-1"], key: "k1", match: tag)
      #expect(first.status == .ok && again.status == .ok && again.text == first.text && again.tag == first.tag)
      #expect(try await base(portal).version == before.version + 1)
      let other = try await program.send(.patch, Self.path, ["phone": "020-2"], key: "k1", match: again.tag)
      #expect(other.status == .unprocessableContent)
      #expect(try await base(portal).facts.phone == "020-1")
      let told = """
        {"title": "Lecture", "kind": "lecture", "role": "speaker", "level": "county", "day": "2026-05-31", "evidence": "Photo"}
        """
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 {
          group.addTask { try await program.send(.post, "/api/me/achievements", raw: told, key: "k2").text }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(answers.count == 1)
      func count() async throws -> Int {
        try await portal.portal.database.read { try $0.achievements(of: .person(person.id)).count }
      }
      #expect(try await count() == 1)
      // A key is its owner's and its address's alone, and is forgotten after a day.
      let stranger = try await portal.program(of: try await portal.person("王", "wang@example.org"))
      #expect(try await stranger.send(.post, "/api/me/achievements", raw: told, key: "k2").status == .created)
      portal.clock.advance(by: .seconds(86_401))
      try await program.send(.post, "/api/me/achievements", raw: told, key: "k3")
      #expect(try await program.send(.post, "/api/me/achievements", raw: told, key: "k2").status == .created)
      #expect(try await count() == 3)
      let long = String(repeating: "k", count: 256)
      #expect(try await program.send(.post, "/api/me/achievements", raw: told, key: long).status == .badRequest)
    }
  }

  @Test("exceptions to the weekly hours are set and taken away", arguments: TestDatabase.engines)
  func setsExceptions(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let program = try await portal.program(of: try await manager(portal), [.bases])
      let day = portal.portal.people.localToday.adding(days: 3)
      let set = try await program.send(
        .post, Self.path + "/exceptions", ["first": day.description, "hours": "10:00-12:00", "reason": "Repairs"])
      #expect(set.status == .created)
      let exception = try #require(try await base(portal).facts.exceptions?.first)
      #expect(exception.first == day && exception.last == day && exception.hours?.text == "10:00-12:00")
      for (body, field) in [
        (["first": "2020-01-01"], "first"), (["first": day.description, "hours": "25 o'clock"], "hours"),
        (["first": day.description, "last": day.adding(days: -1).description], "last"), (["last": day.description], "first"),
      ] {
        let refused = try await program.send(.post, Self.path + "/exceptions", body)
        #expect(refused.status == .unprocessableContent && refused["field"] as? String == field, "\(body)")
      }
      #expect(try await program.send(.delete, Self.path + "/exceptions/2026-01-01/2026-01-01").status == .notFound)
      #expect(try await program.send(.delete, Self.path + "/exceptions/x/y").status == .notFound)
      #expect(try await program.send(.delete, Self.path + "/exceptions/\(day)/\(day)").status == .ok)
      #expect(try await base(portal).facts.exceptions == nil)
    }
  }

  @Test("a base is begun, sent to the office, sent back, published and suspended by programs", arguments: TestDatabase.engines)
  func leadsBasesThroughTheirLife(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let region = try await base(portal).facts.region
      let author = try await portal.program(of: try await portal.person("王", "wang@example.org"), [.read, .bases])
      let desk = try await portal.program(of: try await officer(portal), [.bases])
      let facts: [String: Any] = [
        "names": ["zh-Hans": "新馆"], "category": "st_venue", "themes": ["astronomy"], "region": region, "latitude": 22.99,
        "longitude": 113.36, "positionAccuracy": "approximate", "address": ["zh-Hans": "某路一号"],
      ]
      let made = try await author.send(.post, "/api/bases", facts)
      #expect(made.status == .created && made["status"] as? String == "draft", "\(made.text)")
      let slug = try #require(made["slug"] as? String)
      let path = "/api/bases/\(slug)"
      #expect(made.headers[.location] == "/api/me/bases/\(slug)")
      #expect(try await Program(client: portal.client).get(path).status == .notFound, "a draft is its author's")
      #expect(try await author.get("/api/me/bases/\(slug)").status == .ok)
      #expect(try await author.send(.post, path + "/publication").status == .forbidden)
      #expect(try await desk.send(.post, path + "/publication").status == .conflict, "nobody sent it yet")
      #expect(try await author.send(.post, path + "/submission").status == .ok)
      let late = try await author.send(.patch, path, ["phone": "1"], match: "*")
      #expect(late.status == .conflict)
      #expect(try await desk.send(.post, path + "/return").status == .unprocessableContent)
      #expect(try await desk.send(.post, path + "/return", ["reason": "Which hours?"]).status == .ok)
      #expect(try await author.send(.patch, path, ["openingHours": "Mo-Fr 09:00-17:00"], match: "*").status == .ok)
      #expect(try await author.send(.post, path + "/submission").status == .ok)
      let published = try await desk.send(.post, path + "/publication")
      #expect(published["status"] as? String == "published")
      #expect(try await Program(client: portal.client).get(path).status == .ok)
      #expect(try await author.send(.post, path + "/confirmation").status == .ok, "whoever began it looks after it")
      #expect(try await desk.send(.post, path + "/suspension", ["reason": "Fire"])["status"] as? String == "suspended")
      #expect(try await Program(client: portal.client).get(path).status == .notFound)
    }
  }

  @Test("units are registered, decided about, changed, joined and left by programs", arguments: TestDatabase.engines)
  func leadsUnits(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let head = try await portal.program(of: try await portal.person("李明", "li.ming@example.org"))
      let facts: [String: Any] = [
        "names": ["zh-Hans": "番禺区科协"], "kind": "association", "region": "440113", "creditCode": "91350100M000100Y43",
      ]
      let wrong = try await head.send(.post, "/api/organizations", facts.merging(["creditCode": "91350100M000100Y44"]) { $1 })
      #expect(wrong.status == .unprocessableContent && wrong["field"] as? String == "creditCode")
      let lost = try await head.send(.post, "/api/organizations", facts.merging(["parent": "0"]) { $1 })
      #expect(lost.status == .unprocessableContent && lost["field"] as? String == "parent")
      let made = try await head.send(.post, "/api/organizations", facts)
      let path = try #require(made.headers[.location])
      #expect(made.status == .created && made["status"] as? String == "pending")
      #expect(try await head.send(.post, "/api/organizations", facts)["field"] as? String == "creditCode")
      #expect(try await Program(client: portal.client).get(path).status == .notFound)
      let officer = try await officer(portal)
      let desk = try await portal.program(of: officer, [.organizations])
      let stranger = try await portal.person("别处", "stranger@example.org")
      try await portal.grant(stranger, .officer, .region("440300"))
      let elsewhere = try await portal.program(of: stranger)
      #expect(try await elsewhere.send(.post, path + "/decision", ["answer": "yes"]).status == .forbidden)
      #expect(try await head.send(.post, path + "/decision", ["answer": "yes"]).status == .forbidden)
      #expect(try await desk.send(.post, path + "/decision", ["answer": "yes"])["status"] as? String == "active")
      #expect(try await desk.send(.post, path + "/decision", ["answer": "yes"]).status == .conflict)
      let shown = try await head.get(path)
      let renamed = try await head.send(.patch, path, ["about": "All of Panyu", "names": ["en": "Panyu"]], match: shown.tag)
      #expect(renamed["about"] as? String == "All of Panyu" && renamed.tag != shown.tag)
      #expect((renamed["names"] as? [String: Any])?["zh-Hans"] as? String == "番禺区科协", "what is not said stays")
      #expect(try await head.send(.patch, path, ["about": NSNull()], match: shown.tag).status == .preconditionFailed)
      let invited = try await head.send(.post, path + "/invitations", ["email": "wang@example.org", "role": "member"])
      let invitation = try #require((invited["invitations"] as? [[String: Any]])?.first?["id"] as? String)
      #expect(invited.status == .created && !invited.text.contains("token"))
      #expect(try await portal.letters().contains { $0.to == "wang@example.org" })
      #expect(try await elsewhere.get(path + "/members").status == .forbidden)
      let withdrawn = try await head.send(.delete, path + "/invitations/\(invitation)")
      #expect((withdrawn["invitations"] as? [Any])?.isEmpty == true)
      let member = try #require(
        ((try await head.get(path + "/members"))["members"] as? [[String: Any]])?.first?["person"] as? String)
      #expect(try await head.send(.delete, path + "/members/\(member)").status == .conflict, "somebody answers for the unit")
      let responsible = try await head.send(.patch, path + "/members/\(member)", ["role": "responsible"])
      #expect(responsible.status == .unprocessableContent, "handing over needs a person")
    }
  }

  @Test("a token of a unit reaches nothing else that its owner may do or has", arguments: TestDatabase.engines)
  func limitsToUnits(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let person = try await manager(portal)
      let head = try await portal.program(of: person)
      var paths: [String] = []
      for name in ["甲", "乙"] {
        let made = try await head.send(
          .post, "/api/organizations", ["names": ["zh-Hans": name], "kind": "school", "region": "440113"])
        paths.append(try #require(made.headers[.location]))
      }
      let id = try #require(ID<Organization>(String(paths[0].split(separator: "/")[2])))
      let limited = try await portal.program(of: person, organization: id)
      let me = try await limited.get("/api/me")
      #expect((me["organizations"] as? [Any])?.count == 1 && (me["grants"] as? [Any])?.isEmpty == true && me["unread"] == nil)
      #expect(try await limited.send(.patch, paths[0], ["about": "x"], match: "*").status == .ok)
      #expect(try await limited.send(.patch, paths[1], ["about": "x"], match: "*").status == .forbidden)
      #expect(try await limited.send(.patch, Self.path, ["phone": "1"], match: "*").status == .forbidden)
      for path in ["/api/me/messages", "/api/me/achievements"] {
        #expect(try await limited.get(path).status == .forbidden, "\(path)")
      }
      #expect(try await limited.send(.post, "/api/bases", [:]).status == .forbidden)
    }
  }
}
