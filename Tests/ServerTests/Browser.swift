import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import SQL
import Site
import TestSupport
import Testing

@testable import People
@testable import Server

/// A browser for tests: keeps cookies, fills forms that a page shows, follows where it is led.
final class Browser {
  private let client: any TestClientProtocol
  private var cookies: [String: String] = [:]
  /// The page that is open.
  private(set) var page = ""
  private(set) var path = ""
  private(set) var status = HTTPResponse.Status.ok
  private(set) var headers: HTTPFields = [:]
  private(set) var bytes: [UInt8] = []

  init(_ client: any TestClientProtocol) { self.client = client }

  func cookie(_ name: String) -> String? { cookies[name] }
  func setCookie(_ name: String, _ value: String?) { cookies[name] = value }

  @discardableResult
  func get(_ path: String, headers more: HTTPFields = [:]) async throws -> String {
    try await send(path, .get, nil, more)
    return page
  }

  /// Sends the form of the open page that leads to a path, with what it holds already and what is typed here.
  @discardableResult
  func submit(_ action: String, _ typed: [String: String] = [:], headers more: HTTPFields = [:]) async throws -> String {
    var fields = try #require(hidden(action), "no form to \(action) on \(path): \(status)")
    fields.merge(typed) { $1 }
    return try await post(action, fields, headers: more)
  }

  @discardableResult
  func post(_ action: String, _ fields: [String: String], headers more: HTTPFields = [:]) async throws -> String {
    let body = fields.map { Components.encoded($0.key) + "=" + Components.encoded($0.value) }.joined(separator: "&")
    var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    headers.append(contentsOf: more)
    try await send(action, .post, Array(body.utf8), headers)
    return page
  }

  func send(_ body: String, to path: String, type: String) async throws {
    try await send(Array(body.utf8), to: path, type: type)
  }

  func send(_ body: [UInt8], to path: String, type: String) async throws {
    try await send(path, .post, body, [.contentType: type])
  }

  /// Asks for an address in any way, with nothing in its hands.
  func knock(_ method: HTTPRequest.Method, _ path: String) async throws {
    let headers: HTTPFields = method == .get ? [:] : [.contentType: "application/x-www-form-urlencoded"]
    try await send(path, method, method == .get ? nil : [], headers)
  }

  /// The hidden fields of a form.
  func hidden(_ action: String) -> [String: String]? {
    guard let start = page.range(of: "action=\"\(action)\""), let end = page[start.upperBound...].range(of: "</form>") else {
      return nil
    }
    var fields: [String: String] = [:]
    for match in page[start.upperBound..<end.lowerBound].matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)"/) {
      fields[String(match.output.1)] = String(match.output.2).replacing("&amp;", with: "&").replacing("&#43;", with: "+")
    }
    return fields
  }

  private func send(_ path: String, _ method: HTTPRequest.Method, _ body: [UInt8]?, _ more: HTTPFields) async throws {
    var (path, method, body) = (path, method, body)
    for _ in 0..<5 {
      var headers = more
      if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
      let response = try await client.executeRequest(
        uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
      remember(response.headers)
      status = response.status
      self.path = path
      self.headers = response.headers
      bytes = Array(buffer: response.body)
      page = String(decoding: bytes, as: UTF8.self)
      guard status == .seeOther, let next = response.headers[.location] else { return }
      (path, method, body) = (String(next.prefix { $0 != "#" }), .get, nil)
    }
  }

  private func remember(_ headers: HTTPFields) {
    for cookie in headers[values: .setCookie] {
      let parts = cookie.split(separator: ";").first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) ?? []
      guard parts.count == 2 else { continue }
      cookies[String(parts[0])] = cookie.contains("Max-Age=0") ? nil : String(parts[1])
    }
  }
}

/// A portal for tests with a clock that can be moved, and the letters that it wrote.
struct TestPortal {
  let client: any TestClientProtocol
  let portal: Portal
  let plan: DoorPlan
  let clock: ManualClock

  static let password = "木棉花开满珠江两岸 2026"

  /// Runs the jobs that wait and returns the letters that were written.
  func letters() async throws -> [Letter] {
    try await portal.runWaitingJobs()
    let payloads = try await portal.database.all(
      String.self, "SELECT payload FROM jobs WHERE kind = 'people.letter' AND state <> 'dead' ORDER BY id")
    return try payloads.map { try JSONDecoder().decode(Letter.self, from: Data($0.utf8)) }
  }

  /// The path in the last letter to somebody.
  func linkInLetter(to address: String) async throws -> String {
    let letter = try #require(try await letters().last { $0.to == address })
    let match = try #require(letter.text.firstMatch(of: /https:\/\/kepu\.example(\/\S+)/))
    return String(match.output.1)
  }

  /// Somebody with an account, without the way over mail.
  @discardableResult
  func person(_ name: String, _ email: String, birthDay: Day? = nil) async throws -> Person {
    let people = portal.people
    let hash = try await people.passwords.hash(Self.password)
    return try await portal.database.write { writer in
      try people.open(
        Person(
          id: people.ids.next(), name: name, email: email, language: .en, birthDay: birthDay, status: .active, digest: .never,
          version: 1,
          createdAt: clock.now), password: hash, consents: [], in: writer)
    }
  }

  func grant(_ person: Person, _ role: Role, _ scope: Scope) async throws {
    try await portal.database.write { writer in
      try portal.people.give(
        People.NewGrant(person: person.id, role: role, scope: scope, target: .everything, ends: nil, reason: "test"), by: nil,
        in: writer)
    }
  }

  /// A browser in which somebody is logged in, with a second factor if asked.
  func browser(of person: Person, secondFactor: Bool = false) async throws -> Browser {
    let browser = Browser(client)
    let people = portal.people
    let entry = try await portal.database.write { writer in
      try people.enter(
        person, isRemembered: true, hasSecondFactor: secondFactor, from: Origin(device: "Test", address: "127.0.0.*", knows: nil),
        in: writer)
    }
    browser.setCookie(portal.site.configuration.sessionCookie, entry.token.text)
    return browser
  }
}

func withPortal(
  _ engine: TestEngine, _ more: [String: String] = [:], _ test: @escaping @Sendable (TestPortal) async throws -> Void
) async throws {
  try await withDatabase(engine, from: ShippedPortal.template) { database in
    let flags = [
      "home": ShippedPortal.root, "log-level": "error", "public-url": "https://kepu.example", "rate.logins": "1000000",
      "rate.bookings": "1000000",
      "secret": "a secret of more than thirty-two characters",
    ]
    let settings = try Settings.load(flags: flags.merging(more) { $1 }, environment: [:])
    let files = try more["home"].map { try ShippedFiles(home: $0) } ?? ShippedPortal.files.get()
    let clock = ManualClock(ShippedPortal.start)
    let portal = try await Portal.open(
      settings, on: database, clock: clock.clock, passwordCost: .forTests, files)
    let plan = DoorPlan()
    let application = Application(router: portal.router(metrics: PrometheusMetrics(), plan: plan))
    try await application.test(.router) { client in
      try await test(TestPortal(client: client, portal: portal, plan: plan, clock: clock))
    }
  }
}

/// What every portal of a test begins with: the shipped data on a database that is copied, and files that are read once.
enum ShippedPortal {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let files = Result { try ShippedFiles(home: root) }
  static let start = Instant(milliseconds: 1_790_000_000_000)

  /// A database with the shipped venues, filled an hour before the clock of a test starts, or now.
  static let template = made("the portal", ManualClock(start - .seconds(3_600)).clock)
  static let templateOfNow = made("the portal now", .system)

  private static func made(_ name: String, _ clock: Clock) -> DatabaseTemplate {
    DatabaseTemplate(name) { database in
      let settings = try Settings.load(
        flags: ["home": root, "log-level": "error", "secret": "a secret of more than thirty-two characters"], environment: [:])
      _ = try await Portal.open(settings, on: database, clock: clock, passwordCost: .forTests, try files.get())
    }
  }
}
