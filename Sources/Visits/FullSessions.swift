import SQL
import Synchronization

/// Sessions that had too few places for somebody a moment ago.
///
/// It only says where to look before asking to write, and is never what refuses somebody or gives a place: it may be wrong either
/// way, as other processes give places and take them back too.
final class FullSessions: Sendable {
  private let noted = Mutex<[ID<VisitSession>: Instant]>([:])

  private static let most = 10_000
  private static let duration = Duration.seconds(600)

  func note(_ session: ID<VisitSession>, at now: Instant) {
    noted.withLock { noted in
      if noted.count >= Self.most { noted.removeAll() }
      noted[session] = now
    }
  }

  func remove(_ session: ID<VisitSession>) { noted.withLock { noted in noted[session] = nil } }

  func contains(_ session: ID<VisitSession>, at now: Instant) -> Bool {
    noted.withLock { noted in
      guard let since = noted[session] else { return false }
      if since <= now, now - since < Self.duration { return true }
      noted[session] = nil
      return false
    }
  }
}
