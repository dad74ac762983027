import Foundation
import SQL
import Site

/// Approval to open the record of somebody who is under age.
///
/// Staff open the records of minors by approval of whoever is responsible, with the least that is needed, and every time is
/// written down. Source: Regulation on the Protection of Minors in Cyberspace (未成年人网络保护条例, 2023), art. 36.
struct MinorApproval: RowReadable, Sendable {
  let id: ID<MinorApproval>
  let reason: String

  static let columns: SQL = "id, reason"

  init(row: Row) throws {
    id = try row.get(0)
    reason = try row.text(1)
  }
}

/// What was asked for, as it waits for a second person.
struct AskedMinorRecord: Codable, Sendable {
  let minor: String
  let asker: String
}

extension People {
  /// Whether somebody is known to be under age today, where the portal is.
  func isMinor(_ person: Person) -> Bool {
    guard let birthDay = person.birthDay else { return false }
    return birthDay.adding(months: 12 * policy.minorUnder) > today
  }

  /// How a list names somebody: of minors, what tells two apart and no more.
  func listedName(_ person: Person) -> String { isMinor(person) ? person.name.prefix(1) + "…" : person.name }

  /// Asks for the record of a minor; it opens for a while when a second person agrees.
  ///
  /// - Returns: `false` when somebody has asked already and it waits.
  func askToOpen(_ minor: Person, reason: String, words: String, by rights: Rights, in writer: Writer) throws -> Bool {
    guard try !isAskedFor(minor.id, by: rights, writer) else { return false }
    return try withSecondPerson(
      .openMinorRecord, payload: AskedMinorRecord(minor: minor.id.description, asker: rights.person.id.description),
      target: .everything, words: words, reason: reason, by: rights, in: writer
    ) { _ in }
  }

  /// Whether somebody waits already for an answer about a minor's record.
  func isAskedFor(_ minor: ID<Person>, by rights: Rights, _ reader: Reader) throws -> Bool {
    try reader.waitingActs().contains { act in
      guard act.kind == .openMinorRecord, act.askedBy == rights.person.id else { return false }
      return (try? JSONDecoder().decode(AskedMinorRecord.self, from: Data(act.payload.utf8)))?.minor == minor.description
    }
  }

  /// A second person agreed: the record opens for whoever asked, for as long as the policy says.
  func approve(_ payload: String, reason: String, by rights: Rights, in writer: Writer) throws {
    let asked = try JSONDecoder().decode(AskedMinorRecord.self, from: Data(payload.utf8))
    guard let minor = ID<Person>(asked.minor), let asker = ID<Person>(asked.asker) else { throw Problem(.conflict) }
    guard minor != rights.person.id else { throw Problem(.forbidden) }
    let now = clock.now()
    let id: ID<MinorApproval> = ids.next()
    try writer.insertApproval(
      id, toOpen: minor, for: asker, reason: reason, givenBy: rights.person.id, at: now,
      until: now + .seconds(policy.minorRecordHours * 3_600))
    try record(
      "minor.approved", on: .init("person", minor), by: rights.actor, reason: reason,
      details: ["approval": id.description, "person": asker.description], in: writer)
  }
}
