import Logging
import People
import SQL
import ServiceLifecycle
import Site

extension Places {
  /// Asks the managers of bases that nobody has confirmed for long whether all is still right.
  ///
  /// - Returns: how many bases were asked about.
  @discardableResult
  func remindManagers() async throws -> Int {
    let now = clock.now()
    let stale = now - .seconds(policy.staleAfterDays * 86_400)
    let reminded = now - .seconds(policy.remindEveryDays * 86_400)
    return try await database.write { writer in
      let numbers = try writer.staleBases(confirmedBefore: stale, remindedBefore: reminded, limit: 500)
      var count = 0
      for base in try writer.basesOfAnyStatus(numbers) {
        let managers = Set(try writer.grants(for: .base(base.id.rawValue), at: now).map(\.person))
        guard !managers.isEmpty else { continue }
        let since = try writer.lastConfirmed(base.id) ?? stale
        let days = Int((now - since).components.seconds / 86_400)
        for manager in managers {
          try people.notify(
            manager, .baseStale(base: base.facts.names.zhHans, days: days), path: "/bases/\(base.slug)/edit", in: writer)
        }
        try writer.noteReminded(base.id, at: now)
        count += 1
      }
      return count
    }
  }

  /// Reminds managers while the server runs.
  public func reminders(logger: Logger) -> some Service {
    Chore("reminders", every: .seconds(3_600), .afterPause, failing: "managers could not be reminded", logger: logger) {
      try await remindManagers()
      return false
    }
  }
}
