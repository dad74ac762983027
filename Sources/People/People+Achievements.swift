import Foundation
import Journal
import Logging
import SQL
import ServiceLifecycle
import Site

/// What a room credits to a person or a unit, written into the details of its journal entry under `credits`; the ledger of
/// achievements is kept from there.
public struct Credit: Codable, Sendable, Equatable {
  /// The person, as in URLs.
  public var person: String?
  /// The unit, as in URLs.
  public var organization: String?
  /// Kind of achievement.
  public var kind: String
  /// What was done, in words that are public anyway.
  public var title: String
  /// As what.
  public var role: String
  /// At which level.
  public var level: String

  /// A credit.
  public init(
    person: ID<Person>? = nil, organization: ID<Organization>? = nil, kind: String, title: String, role: String, level: String
  ) {
    self.person = person?.description
    self.organization = organization?.description
    self.kind = kind
    self.title = title
    self.role = role
    self.level = level
  }
}

private struct Credits: Codable {
  let credits: [Credit]
}

extension People {
  /// What somebody tells by hand.
  struct ToldAchievement: Sendable {
    let kind: String
    let title: String
    let role: String
    let level: String
    let day: Day
    let evidence: String
  }

  @discardableResult
  func tell(
    _ told: ToldAchievement, of holder: Achievement.Holder, by rights: Rights, in writer: Writer
  ) throws -> ID<Achievement> {
    let id: ID<Achievement> = ids.next()
    try writer.insert(
      NewAchievement(
        id: id, holder: holder, kind: told.kind, title: told.title, role: told.role, level: told.level,
        day: told.day.description, evidence: told.evidence, record: nil, state: .told), at: clock.now())
    try record("achievement.told", on: .init("achievement", id), by: rights.actor, in: writer)
    return id
  }

  /// An officer has seen the evidence, or has not found what it should show.
  func decide(_ achievement: Achievement, isVerified: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    let state = isVerified ? Achievement.State.verified : .declined
    guard try writer.decideAchievement(achievement.id, state, reason: reason, by: rights.person.id, at: clock.now()) else {
      throw Problem(.conflict)
    }
    try record(
      isVerified ? "achievement.verified" : "achievement.declined", on: .init("achievement", achievement.id), by: rights.actor,
      reason: reason,
      in: writer)
    if case .person(let person) = achievement.holder {
      try notify(
        person, .achievementDecided(title: achievement.title, isVerified: isVerified, reason: reason), path: "/me/achievements",
        in: writer)
    }
  }

  /// Chooses or lets go of a representative achievement; five at most.
  func represent(_ achievement: Achievement, _ isOn: Bool, in writer: Writer) throws -> Bool {
    guard case .person(let person) = achievement.holder else { return false }
    let count = try writer.countRepresentativeAchievements(of: person)
    guard !isOn || count < 5 else { return false }
    try writer.setRepresentative(isOn, achievement.id)
    return true
  }

  /// Takes back what was told by hand; what was born from a record stays.
  func withdraw(_ achievement: Achievement, by rights: Rights, in writer: Writer) throws {
    guard achievement.record == nil else { throw Problem(.conflict) }
    try writer.deleteAchievement(achievement.id)
    try record("achievement.withdrawn", on: .init("achievement", achievement.id), by: rights.actor, in: writer)
  }

  /// Keeps the ledger from what the journal has got since the last time.
  ///
  /// - Returns: how many entries of the journal were read.
  func keepLedger(limit: Int = 500) async throws -> Int {
    let after = try await database.read { try $0.creditedSequence() }
    let records = try await database.read { try $0.journalRecords(after: after, limit: limit) }
    guard let last = records.last?.sequence else { return 0 }
    try await database.write { writer in
      for record in records where record.entry.details.contains("\"credits\"") { try credit(record, in: writer) }
      try writer.setCreditedSequence(last)
    }
    return records.count
  }

  private func credit(_ record: JournalRecord, in writer: Writer) throws {
    guard let details = try? JSONDecoder().decode(Credits.self, from: Data(record.entry.details.utf8)) else { return }
    let day = record.at.localDay.description
    for credit in details.credits {
      let person = try credit.person.flatMap { ID<Person>($0) }.map { try Achievement.Holder.person(writer.currentPerson($0)) }
      let organization = try credit.organization.flatMap { ID<Organization>($0) }.map {
        try Achievement.Holder.organization(writer.currentOrganization($0))
      }
      guard let holder = person ?? organization else { continue }
      // The same record credits once, however often the journal is read.
      _ = try? writer.attempt {
        try writer.insert(
          NewAchievement(
            id: ids.next(), holder: holder, kind: credit.kind, title: credit.title, role: credit.role, level: credit.level,
            day: day, evidence: nil, record: record.entry.subject, state: .recorded), at: clock.now())
      }
    }
  }

  /// Keeps the ledger of achievements while the server runs.
  public func ledger(logger: Logger) -> some Service {
    Chore("ledger", every: .seconds(2), failing: "the ledger of achievements could not be kept", logger: logger) {
      try await keepLedger() > 0
    }
  }
}
