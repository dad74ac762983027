import Foundation
import Journal
import SQL
import Site

/// An act that cannot be undone and waits for a second person.
struct WaitingAct: Sendable {
  let id: ID<WaitingAct>
  let kind: SecondPersonAct
  let payload: String
  let words: String
  let scope: Scope
  let askedBy: ID<Person>
  let askedAt: Instant
  let reason: String
}

extension WaitingAct: RowReadable {
  static let columns: SQL = "id, kind, payload, words, scope_kind, scope_key, asked_by, asked_at, reason"

  init(row: Row) throws {
    id = try row.get(0)
    let key = try row.text(1)
    guard let kind = SecondPersonAct(rawValue: key) else { throw Problem(.conflict, detail: key) }
    self.kind = kind
    payload = try row.text(2)
    words = try row.text(3)
    scope = Scope(kind: try row.text(4), key: try row.text(5)) ?? .province
    askedBy = try row.get(6)
    askedAt = try row.get(7)
    reason = try row.text(8)
  }
}

/// Does an act when the second person has agreed; the payload is what the first one asked for.
public typealias SecondPersonHandler =
  @Sendable (_ payload: String, _ reason: String, _ confirmer: Rights, _ writer: Writer) throws -> Void

extension People {
  /// Does an act now, or puts it before a second person where the policy wants one.
  ///
  /// - Parameters:
  ///   - target: where it happens; the second person needs a grant that reaches it.
  ///   - words: what is to be done, for people.
  /// - Returns: whether it waits.
  public func withSecondPerson(
    _ kind: SecondPersonAct, payload: some Encodable, target: Target, words: String, reason: String, by rights: Rights,
    in writer: Writer,
    act: (Writer) throws -> Void
  ) throws -> Bool {
    guard kind.isAlways || policy.secondPersonFor.contains(kind) else {
      try act(writer)
      return false
    }
    let id: ID<WaitingAct> = ids.next()
    let scope =
      target.base.map(Scope.base) ?? target.organization.map(Scope.organization) ?? target.region.map(Scope.region) ?? .province
    let regionKey = target.region.map { Scope.region($0) } ?? scope
    let json = String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
    try writer.insert(
      WaitingAct(
        id: id, kind: kind, payload: json, words: words, scope: regionKey, askedBy: rights.person.id, askedAt: clock.now(),
        reason: reason))
    try record(
      "second_person.asked", on: .init("act", id), by: rights.actor, reason: reason, details: ["kind": kind.rawValue], in: writer)
    return true
  }

  /// A second person agrees or does not; never the one who asked.
  func decide(
    _ waiting: WaitingAct, isConfirmed: Bool, by rights: Rights, handlers: [SecondPersonAct: SecondPersonHandler],
    in writer: Writer
  ) throws {
    guard waiting.askedBy != rights.person.id else { throw Problem(.forbidden) }
    guard try writer.decideAct(waiting.id, isConfirmed: isConfirmed, by: rights.person.id, at: clock.now()) else {
      throw Problem(.conflict)
    }
    try record(
      isConfirmed ? "second_person.confirmed" : "second_person.declined", on: .init("act", waiting.id), by: rights.actor,
      in: writer)
    if isConfirmed {
      guard let handler = handlers[waiting.kind] else { throw Problem(.notImplemented) }
      try handler(waiting.payload, waiting.reason, rights, writer)
    }
    try notify(
      waiting.askedBy, .secondPersonDecided(words: waiting.words, isConfirmed: isConfirmed), path: "/desk/second", in: writer)
  }

  /// What the acts of this room do when they are confirmed.
  public var secondPersonHandlers: [SecondPersonAct: SecondPersonHandler] {
    [
      .mergeOrganizations: { payload, reason, rights, writer in
        let merger = try JSONDecoder().decode(OrganizationMerger.self, from: Data(payload.utf8))
        guard let from = ID<Organization>(merger.from), let into = ID<Organization>(merger.into) else { throw Problem(.conflict) }
        try merge(from, into: into, reason: reason, by: rights.actor, in: writer)
      },
      .grantAdministrator: { payload, reason, rights, writer in
        let asked = try JSONDecoder().decode(AskedGrant.self, from: Data(payload.utf8))
        guard let person = ID<Person>(asked.person), let role = Role(rawValue: asked.role) else { throw Problem(.conflict) }
        try give(
          NewGrant(
            person: person, role: role, scope: .province, target: .everything,
            ends: asked.until.map { Instant(milliseconds: $0) },
            reason: reason), by: rights, in: writer)
      },
      .openMinorRecord: { payload, reason, rights, writer in
        try approve(payload, reason: reason, by: rights, in: writer)
      },
    ]
  }
}

struct OrganizationMerger: Codable, Sendable {
  let from: String
  let into: String
}

struct AskedGrant: Codable, Sendable {
  let person: String
  let role: String
  let until: Int64?
}

extension WaitingAct {
  /// As grants see it.
  var target: Target {
    switch scope {
    case .province: .everything
    case .region(let code): Target(region: code)
    case .organization(let id): Target(organization: id)
    case .base(let number): Target(base: number)
    }
  }
}
