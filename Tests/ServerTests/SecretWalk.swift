import Foundation
import HTTPTypes
import Site
import Testing

@testable import Evaluation
@testable import People
@testable import SQL
@testable import Server

/// Everything in a round that an address can name, and the addresses that come of it.
struct SecretWalk {
  let round: SecretRound
  private let ids: [Kind: [String]]

  /// What a part of an address stands for.
  enum Kind: CaseIterable {
    case call, submission, review, file, person, organization, award, duty, objection, appeal
  }

  init(_ round: SecretRound) async throws {
    self.round = round
    let (call, calls) = (round.call, round.calls)
    let (people, units) = (Array(round.people.values) + Array(round.others.values), Array(round.units.values))
    ids = try await round.portal.portal.database.read { reader in
      let submissions = try reader.values(String.self, Self.texts("submissions"))
      return [
        .call: calls.map(\.description), .submission: submissions,
        .review: try reader.values(String.self, Self.texts("reviews")),
        .file: try reader.values(String.self, Self.texts("submission_files")),
        .award: try reader.values(String.self, Self.texts("awards")), .duty: try reader.values(String.self, Self.texts("duties")),
        .objection: try reader.objections(in: call).map(\.id.description),
        .appeal: try reader.appeals(in: call).map(\.id.description),
        .person: people.map(\.id.description), .organization: units.map(\.description),
      ].mapValues { $0.map { Int64($0).map { ID<Call>(rawValue: $0).description } ?? $0 } }
    }
  }

  private static func texts(_ table: String) -> SQL { "SELECT CAST(id AS TEXT) FROM \(identifier: table) ORDER BY id" }

  /// What a parameter of a door can stand for.
  private func values(_ parameter: String, in path: String) -> [String] {
    func all(_ kinds: Kind...) -> [String] { kinds.flatMap { ids[$0] ?? [] } }
    switch parameter {
    case "call": return all(.call)
    case "submission": return all(.submission)
    case "file": return all(.file)
    case "photo": return Array(all(.file).prefix(1))
    case "person": return all(.person)
    case "turn": return Array(all(.submission).prefix(1))
    case "id": break
    default: return ["0000000000000"]
    }
    let start = path.replacing("/desk/", with: "/").split(separator: "/").first.map(String.init) ?? ""
    // Beside what fits there is one number of something else at every door.
    let stranger = Array(all(.review, .submission).prefix(1))
    switch start {
    case "calls": return all(.call) + stranger
    case "submissions": return all(.submission) + Array(all(.call).prefix(1))
    case "reviews": return all(.review) + stranger
    case "awards", "verify", "credentials": return all(.award) + stranger
    case "duties": return all(.duty) + stranger
    case "objections": return all(.objection) + stranger
    case "appeals": return all(.appeal) + stranger
    case "organizations": return all(.organization)
    case "people", "experts": return all(.person)
    default: return stranger
    }
  }

  /// The addresses of a door with everything of the round in the place of its parameters.
  func addresses(_ door: DoorPlan.Door) -> [String] {
    var found = [""]
    for part in door.path.split(separator: "/").map(String.init) {
      var choices = [part]
      if part.hasPrefix(":") {
        choices = values(String(part.dropFirst()), in: door.path)
      } else if part.hasPrefix("{"), let end = part.firstIndex(of: "}") {
        choices = values(String(part[part.index(after: part.startIndex)..<end]), in: door.path).map {
          $0 + part[end...].dropFirst()
        }
      }
      found = found.flatMap { start in choices.map { "\(start)/\($0)" } }
    }
    return found.map { ($0.isEmpty ? "/" : $0) + (Self.queries[door.path] ?? "") }
  }

  /// The addresses of a door that have to do with some submissions or with nothing but the round.
  func addresses(_ door: DoorPlan.Door, of keys: Set<String>) async throws -> [String] {
    let hidden = Set(round.submissions.keys).subtracting(keys).compactMap { round.submissions[$0] }
    let call = round.call
    let left = try await round.portal.portal.database.read { reader in
      var left: [String] = []
      for id in hidden {
        left.append(id.description)
        left += try reader.reviews(of: id).map(\.id.description)
        left += try reader.appeals(of: id).map(\.id.description)
        left += try reader.objections(in: call).filter { $0.submission == id }.map(\.id.description)
        guard let award = try reader.award(for: id) else { continue }
        left += [award.id.description] + (try reader.duties(of: award.id).map(\.id.description))
      }
      return left
    }
    return addresses(door).filter { address in !left.contains { address.contains($0) } }
  }

  /// Fields of all forms of the room, each with something that it takes.
  static let body = [
    "answer": "yes", "reason": "zq", "outcome": "declined", "sure": "yes", "text": "zq", "evidence": "zq", "is_real_name": "yes",
    "appeal": "zq", "withdrawal_reason": "zq", "_version": "1", "title": "zq", "result_used": "zq", "points_science": "20",
    "points_novelty": "20", "points_feasibility": "20", "points_use": "10", "review_reason": "zq", "note": "zq", "why": "kin",
    "detail": "zq", "choice": "yes", "place": "1", "opinion": "zq", "score": "1", "is_open": "yes", "act": "start",
    "round": "own",
    "approval_reason": "zq", "grade": "met", "account": "zq", "spent": "1", "most": "3", "day": "2026-12-01", "number": "1",
  ]

  /// Questions with which some pages tell more.
  private static let queries = [
    "/submissions/:id/versions": "?from=1&to=3", "/desk/calls/:id/assignment": "?lacking=no",
    "/desk/calls/:id/decisions": "?show=all", "/experts": "?q=zq",
  ]

  /// Whether a door leads into the room, or to pages on which the room's messages and results stand.
  static func isOfRoom(_ door: DoorPlan.Door) -> Bool {
    let own = [
      "/calls", "/submissions", "/reviews", "/awards", "/duties", "/verify", "/credentials", "/live", "/panel", "/visits",
      "/notices",
      "/recommendations", "/me/submissions", "/me/messages", "/me/achievements", "/desk/calls", "/desk/submissions",
      "/desk/reviews",
      "/desk/objections", "/desk/appeals", "/desk/awards", "/desk/duties", "/matrix",
    ]
    return own.contains { door.path.hasPrefix($0) }
  }

  /// Pages of the registers of people and units, where names stand that are no secret there.
  static func isRegister(_ door: DoorPlan.Door) -> Bool {
    ["/organizations", "/api/organizations", "/me/organizations", "/desk/organizations", "/desk/people", "/experts", "/me"]
      .contains {
        door.path == $0 || door.path.hasPrefix($0 + "/") && $0 != "/me"
      }
  }

  /// All that the answer to a request says, also what stands coded in it.
  static func said(_ browser: Browser, _ door: DoorPlan.Door) -> Data {
    let headers = browser.headers.map { "\n\($0.name): \($0.value.removingPercentEncoding ?? $0.value)" }.joined()
    guard door.path.hasPrefix("/credentials") || door.path.hasPrefix("/.well-known") else {
      return Data(browser.bytes + headers.utf8)
    }
    let coded = browser.page.matches(of: /[A-Za-z0-9_-]{40,}/).compactMap { part in
      let text = part.output.replacing("-", with: "+").replacing("_", with: "/")
      return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
    }
    return Data(browser.bytes + headers.utf8 + coded.joined())
  }

  // MARK: What is kept

  /// The tables of the room.
  static let tables = Evaluation.migrations.flatMap(\.statements).compactMap { statement in
    statement.text(for: .sqlite).firstMatch(of: /CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)/).map { String($0.output.1) }
  }

  /// All rows of the room, and how much was written into the journal and the queue of jobs.
  func kept() async throws -> [String: String] {
    try await round.portal.portal.database.read { reader in
      var kept: [String: String] = [:]
      for table in Self.tables {
        let columns = try reader.values(String.self, "SELECT name FROM pragma_table_info(\(table))")
        let parts: [SQL] = columns.map { "quote(\(identifier: $0))" }
        let line = parts.dropFirst().reduce(parts[0]) { "\($0) || '|' || \($1)" }
        kept[table] = try reader.values(String.self, "SELECT \(line) FROM \(identifier: table) ORDER BY 1").joined(
          separator: "\n")
      }
      kept["journal"] = try reader.value(Int64.self, "SELECT COUNT(*) FROM journal").map(String.init)
      return kept
    }
  }
}
