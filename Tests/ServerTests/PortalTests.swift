import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SQL
import Site
import TestSupport
import Testing

@testable import Places
@testable import Server

@Suite("The portal")
struct PortalTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func inPortal(
    _ engine: TestEngine, _ more: [String: String] = [:], clock: Clock = .system,
    _ test: @escaping @Sendable (any TestClientProtocol, Portal) async throws -> Void
  ) async throws {
    try await withDatabase(engine, from: ShippedPortal.templateOfNow) { database in
      let flags = ["home": Self.root, "log-level": "error", "public-url": "https://kepu.example"]
      let settings = try Settings.load(flags: flags.merging(more) { $1 }, environment: [:])
      let portal = try await Portal.open(
        settings, on: database, clock: clock, passwordCost: .forTests, try ShippedPortal.files.get())
      let application = Application(router: portal.router(metrics: PrometheusMetrics()))
      try await application.test(.router) { client in try await test(client, portal) }
    }
  }

  private static let name = HTTPField.Name("traceparent") ?? .server

  @Test("a list of bases comes in the order that is asked for", arguments: TestDatabase.engines)
  func sortsLists(engine: TestEngine) async throws {
    try await inPortal(engine) { client, portal in
      func names(_ address: String) async throws -> [String] {
        try await client.execute(uri: address, method: .get) { response in
          String(buffer: response.body).matches(of: /<h2><a href="[^"]*">([^<]*)</).map { String($0.output.1) }
        }
      }
      let byName = try await names("/bases?q=%E7%A7%91%E5%AD%A6%E9%A6%86&sort=name")
      let byFit = try await names("/bases?q=%E7%A7%91%E5%AD%A6%E9%A6%86")
      #expect(byName != byFit && Set(byName) == Set(byFit) && byName.count > 5)
      let changed = try await portal.database.all(
        String.self, "SELECT name FROM bases WHERE status = 'published' ORDER BY updated_at DESC, sort_key LIMIT 50")
      let latest = try await names("/bases?sort=changed")
      #expect(latest.count == 50 && Set(latest) == Set(changed))
      try await client.execute(uri: "/bases?sort=price", method: .get) { #expect($0.status == .badRequest) }
    }
  }

  @Test("every page answers in every language, with its headers", arguments: TestDatabase.engines)
  func answersEverywhere(engine: TestEngine) async throws {
    try await inPortal(engine) { client, _ in
      let pages = [
        "/", "/bases", "/bases?q=gdkxzx", "/bases?open=now", "/bases?near=23.1,113.2", "/bases/guangdong-science-center",
        "/regions/440000", "/regions/440106", "/regions/441900", "/about", "/data", "/embed/map",
      ]
      for page in pages {
        for language in Language.allCases {
          let separator = page.contains("?") ? "&" : "?"
          try await client.execute(uri: "\(page)\(separator)lang=\(language.rawValue)", method: .get) { response in
            #expect(response.status == .ok, "\(page)")
            let html = String(buffer: response.body)
            #expect(html.contains("<html lang=\"\(language.rawValue)\">") && html.contains("<h1"), "\(page)")
            #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.setCookie]?.hasPrefix("lang=\(language.rawValue)") == true)
          }
        }
      }
    }
  }

  @Test("only what is known is shown, and what data says is escaped", arguments: TestDatabase.engines)
  func showsOnlyWhatIsKnown(engine: TestEngine) async throws {
    try await inPortal(engine) { client, portal in
      let facts = BaseFacts(
        externalID: "X", names: LocalizedText(zhHans: "<script>alert(1)</script>馆", en: "Evil <b>"), category: "other",
        themes: [],
        region: "440106")
      try await portal.database.write { try portal.places.publish(facts, by: .init(actor: .system), in: $0) }
      try await client.execute(uri: "/bases/evil-b?lang=en", method: .get) { response in
        let html = String(buffer: response.body)
        #expect(response.status == .ok && !html.contains("<script>alert") && html.contains("Evil &lt;b&gt;"))
        #expect(html.contains("Not known yet. Please call before you go.") && html.contains("The position is not known yet."))
      }
    }
  }

  @Test("what runs beside the requests is called by its name in logs, not printed with the keys that it holds")
  func namesServices() async throws {
    try await inPortal(.sqlite) { _, portal in
      let names = portal.services.map { "\($0)" }
      #expect(names.count > 5 && Set(names).count == names.count)
      #expect(names.allSatisfy { $0.count < 40 && $0.allSatisfy(\.isLetter) }, "\(names.map { $0.prefix(60) })")
    }
  }

  @Test("a repeat visitor gets 304, until a base changes", arguments: TestDatabase.engines)
  func validates(engine: TestEngine) async throws {
    // Pages say what is open now, so a base that opens between two requests would be a change.
    try await inPortal(engine, clock: .fixed(Clock.system.now())) { client, portal in
      for path in ["/", "/bases", "/bases/guangdong-science-center", "/tiles/bases/6/52/27", "/data/bases.csv"] {
        let tag = try await client.execute(uri: path, method: .get) { $0.headers[.eTag] }
        try await client.execute(uri: path, method: .get, headers: [.ifNoneMatch: try #require(tag)]) {
          #expect($0.status == .notModified && $0.body.readableBytes == 0, "\(path)")
        }
      }
    }
  }

  @Test("odd requests get a problem, to people as a page, to programs as JSON", arguments: TestDatabase.engines)
  func tellsProblems(engine: TestEngine) async throws {
    try await inPortal(engine) { client, _ in
      let cases: [(String, HTTPRequest.Method, HTTPResponse.Status)] = [
        ("/nothing", .get, .notFound), ("/bases/none", .get, .notFound), ("/bases?category=zoo", .get, .badRequest),
        ("/bases?page=0", .get, .badRequest), ("/bases/%zz", .get, .badRequest), ("/bases/%00", .get, .badRequest),
        ("/bases/%ff", .get, .badRequest), ("/bases", .post, .methodNotAllowed), ("/bases/x", .delete, .methodNotAllowed),
        ("/tiles/bases/23/0/0", .get, .notFound), ("/regions/000000", .get, .notFound),
        ("/x?" + String(repeating: "a", count: 9_000), .get, .uriTooLong), ("/media/..%2f..%2fetc", .get, .notFound),
      ]
      for (path, method, status) in cases {
        try await client.execute(uri: path, method: method, headers: [.acceptLanguage: "en"]) { response in
          #expect(response.status == status, "\(method) \(path)")
          #expect(
            response.headers[.contentType]?.hasPrefix(path.hasPrefix("/tiles") ? "application/problem+json" : "text/html") == true
          )
        }
      }
      try await client.execute(uri: "/bases", method: .post) { #expect($0.headers[.allow] == "GET, HEAD") }
      try await client.execute(uri: "/api/bases/none", method: .get) { response in
        let problem = try JSONSerialization.jsonObject(with: Data(buffer: response.body)) as? [String: Any]
        #expect(response.headers[.contentType] == "application/problem+json" && problem?["status"] as? Int == 404)
      }
      try await client.execute(uri: "/api/bases?theme=zoo", method: .get) { response in
        let problem = try JSONSerialization.jsonObject(with: Data(buffer: response.body)) as? [String: Any]
        #expect(response.status == .badRequest && problem?["field"] as? String == "theme")
      }
    }
  }

  @Test("who asks too often is asked to wait")
  func limits() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await inPortal(engine, ["rate.pages": "3"]) { client, _ in
      for _ in 0..<3 { try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) } }
      try await client.execute(uri: "/healthz", method: .get) { response in
        #expect(response.status == .tooManyRequests && response.headers[.retryAfter] != nil)
      }
    }
  }

  @Test("the OpenAPI document and the routes name each other", arguments: TestDatabase.engines.prefix(1))
  func documentsItsRoutes(engine: TestEngine) async throws {
    try await inPortal(engine) { client, portal in
      let router = portal.router(metrics: PrometheusMetrics())
      let isOpen = { (path: String) in ["/api/", "/ogc", "/tiles/", "/data/"].contains { path.hasPrefix($0) } }
      let routes = Set(
        router.routes.filter { $0.method != .head && isOpen($0.path.description) }.map {
          "\($0.method.rawValue.lowercased()) " + $0.path.description.replacing(/:(\w+)/, with: { "{\($0.1)}" })
        })
      let document = try await client.execute(uri: "/api/openapi.json", method: .get) { response in
        try JSONSerialization.jsonObject(with: Data(buffer: response.body)) as? [String: Any]
      }
      let paths = document?["paths"] as? [String: [String: Any]] ?? [:]
      let told = Set(paths.flatMap { path, operations in operations.keys.map { "\($0) \(path)" } })
      #expect(told.subtracting(routes).isEmpty && routes.subtracting(told).isEmpty, "\(told.symmetricDifference(routes))")
      let names = paths.values.flatMap { $0.values.compactMap { ($0 as? [String: Any])?["operationId"] as? String } }
      #expect(Set(names).count == told.count)
    }
  }

  @Test("health, readiness, figures and a trace")
  func isHealthy() async throws {
    guard let engine = TestDatabase.engines.first else { return }
    try await inPortal(engine, ["metrics-token": "secret-token"]) { client, _ in
      let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      try await client.execute(uri: "/readyz", method: .get, headers: [Self.name: trace]) { response in
        #expect(response.status == .ok && response.headers[Self.name] == trace)
      }
      try await client.execute(uri: "/metrics", method: .get) { #expect($0.status == .forbidden) }
      try await client.execute(uri: "/metrics", method: .get, headers: [.authorization: "Bearer secret-token"]) {
        #expect($0.status == .ok)
      }
      try await client.execute(uri: "/bases", method: .head) { #expect($0.status == .ok && $0.body.readableBytes == 0) }
    }
  }
}
