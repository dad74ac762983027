import Foundation
import People
import SQL

/// A base as it was.
struct BaseVersion: RowReadable, Sendable {
  let version: Int
  let status: Base.Status
  let facts: BaseFacts
  let actor: String
  let reason: String?
  let at: Instant

  static let columns: SQL = "version, status, facts, actor, reason, at"

  init(row: Row) throws {
    version = Int(try row.int(0))
    status = Base.Status(rawValue: try row.text(1)) ?? .draft
    facts = try JSONDecoder().decode(BaseFacts.self, from: Data(try row.text(2).utf8))
    actor = try row.text(3)
    reason = try row.textOrNil(4)
    at = try row.get(5)
  }
}

/// A change of risky fields that waits for an officer.
struct BaseChange: RowReadable, Sendable {
  let id: ID<BaseChange>
  let base: ID<Base>
  let facts: BaseFacts
  let askedBy: ID<Person>
  let askedAt: Instant
  let reason: String?

  static let columns: SQL = "c.id, c.base_id, c.facts, c.asked_by, c.asked_at, c.reason"

  init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    facts = try JSONDecoder().decode(BaseFacts.self, from: Data(try row.text(2).utf8))
    askedBy = try row.get(3)
    askedAt = try row.get(4)
    reason = try row.textOrNil(5)
  }
}

/// Somebody says that they look after a base.
struct BaseClaim: RowReadable, Sendable {
  let id: ID<BaseClaim>
  let base: ID<Base>
  let person: ID<Person>
  let organization: ID<Organization>?
  let message: String
  let askedAt: Instant

  static let columns: SQL = "c.id, c.base_id, c.person_id, c.organization_id, c.message, c.asked_at"

  init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    person = try row.get(2)
    organization = try row.get(3)
    message = try row.text(4)
    askedAt = try row.get(5)
  }
}

/// How a base's page is kept.
struct BaseCare: RowReadable, Sendable {
  let operatorID: ID<Organization>?
  let createdBy: ID<Person>?
  let confirmedAt: Instant?

  init(row: Row) throws {
    operatorID = try row.get(0)
    createdBy = try row.get(1)
    confirmedAt = try row.get(2)
  }
}
