import Foundation
import People
import SQL
import Site

/// A round of a programme (申报通知、批次): the rules as they were when it was made, its dates and its quotas.
struct Call: Sendable {
  let id: ID<Call>
  /// Key of the programme.
  let programmeKey: String
  /// SHA-256 of the programme's text.
  let programmeDigest: String
  /// Where it holds; offices below take part in it, offices above oversee it.
  let region: String
  var status: Status
  /// The stage that is being worked on; `nil` while submissions come in and after all is over.
  var stage: Stage?
  var plan: Plan
  let createdBy: ID<Person>
  var version: Int

  enum Status: String, Sendable, CaseIterable {
    /// Being prepared; nobody else sees it.
    case draft
    /// Announced; open between its days.
    case published
    /// Results are in force.
    case finished
    /// Called off, with a reason.
    case cancelled
  }

  /// What the office decides for this round.
  struct Plan: Sendable, Codable, Equatable {
    var names: LocalizedText
    var announcement: LocalizedText
    /// The year that the answers are about.
    var year: Int
    var opens: Instant
    var closes: Instant
    var recommendBy: Instant?
    var reviewBy: Instant?
    /// Quotas by level; what is not here is as the programme says.
    var quotas: [String: Int] = [:]
    /// How many a recommender may put forward, by its unit's number or its region's code.
    var recommenderQuotas: [String: Int] = [:]
    var contact: String = ""
    /// Why it was called off.
    var cancelled: String?
  }

  func isOpen(at now: Instant) -> Bool { status == .published && plan.opens <= now && now < plan.closes && stage == nil }

  var target: Target { Target(region: region) }

  var path: String { "/calls/\(id)" }
  var deskPath: String { "/desk/calls/\(id)" }
}

extension Call: RowReadable {
  static let columns: SQL = "c.id, c.programme, c.digest, c.region, c.status, c.stage, c.plan, c.created_by, c.version"

  init(row: Row) throws {
    id = try row.get(0)
    programmeKey = try row.text(1)
    programmeDigest = try row.text(2)
    region = try row.text(3)
    status = Status(rawValue: try row.text(4)) ?? .draft
    stage = try row.textOrNil(5).flatMap(Stage.init(rawValue:))
    plan = try JSONDecoder().decode(Plan.self, from: Data(try row.text(6).utf8))
    createdBy = try row.get(7)
    version = Int(try row.int(8))
  }
}
