import Journal
import Logging
import SQL
import ServiceLifecycle
import Site

extension Schools {
  /// Erases the names in plans of visits that are long over.
  ///
  /// - Returns: how many were erased.
  @discardableResult
  public func eraseNames(limit: Int = 500, in writer: Writer) throws -> Int {
    let now = visits.clock.now()
    let old = try writer.schoolVisitsToErase(before: now.localDay.adding(days: -policy.eraseDays), limit: limit)
    for var visit in old {
      visit.plan = visit.plan.withoutNames
      try store(&visit, writer)
      try writer.noteErased(visit.id, at: now)
    }
    return old.count
  }

  /// Erases slips of guardians, with the names of pupils on them, of visits that are long over or do not take place.
  ///
  /// The journal keeps that it was done and of how many slips.
  ///
  /// - Returns: of how many visits.
  @discardableResult
  public func eraseConsents(limit: Int = 500, in writer: Writer) throws -> Int {
    let end = visits.clock.now().localDay.adding(days: -policy.eraseDays)
    let old = try writer.visitsWithSlips(before: end, limit: limit)
    for visit in old {
      let count = try writer.eraseSlips(of: visit)
      try visits.journal.record(
        JournalEntry(
          "school_visit.consents_erased", on: .init("school_visit", visit), by: .command("erasing"), details: ["slips": count]),
        in: writer)
    }
    return old.count
  }

  /// Erases names that have been kept long enough, as long as the program runs.
  public func erasing(logger: Logger) -> some Service {
    Chore("schoolNames", every: .seconds(3_600), failing: "names of school visits could not be erased", logger: logger) {
      try await visits.database.write { writer in try eraseNames(in: writer) + eraseConsents(in: writer) } > 0
    }
  }
}
