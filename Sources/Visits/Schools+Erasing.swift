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

  /// Erases names that have been kept long enough, as long as the program runs.
  public func erasing(logger: Logger) -> some Service {
    Chore("schoolNames", every: .seconds(3_600), failing: "names of school visits could not be erased", logger: logger) {
      try await visits.database.write { _ = try eraseNames(in: $0) }
      return false
    }
  }
}
