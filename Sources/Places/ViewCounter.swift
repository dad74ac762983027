import Logging
import SQL
import ServiceLifecycle
import Site
import Synchronization

/// Counts visits to bases' pages by day, and nothing about who came; written in one go every half minute.
final class ViewCounter: Sendable {
  private let counts = Mutex<[ID<Base>: Int]>([:])

  /// Counts a visit.
  func note(_ base: ID<Base>) { counts.withLock { $0[base, default: 0] += 1 } }

  /// Writes what was counted; what cannot be written is counted again the next time.
  func flush(to database: Database, day: Day) async throws {
    let counted = counts.withLock { counts in
      defer { counts.removeAll() }
      return counts
    }
    guard !counted.isEmpty else { return }
    do {
      try await database.write { writer in
        for (base, views) in counted { try writer.add(views: views, to: base, on: day) }
      }
    } catch {
      counts.withLock { $0.merge(counted, uniquingKeysWith: +) }
      throw error
    }
  }
}

extension Places {
  /// Writes the counts of visits while the server runs, and a last time when it stops.
  public func countViews(logger: Logger) -> some Service { ViewService(places: self, logger: logger) }
}

private struct ViewService: NamedService {
  let places: Places
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while (try? await Task.sleep(for: .seconds(30))) != nil { await flush() }
    }
    await flush()
  }

  private func flush() async {
    do { try await places.views.flush(to: places.database, day: places.people.localToday) } catch {
      logger.warning("visits could not be written", metadata: ["error": "\(error)"])
    }
  }
}
