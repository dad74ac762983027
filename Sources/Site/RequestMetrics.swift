import HTTPTypes
import Metrics
import Synchronization

/// Counts requests and their times by route and class of status.
///
/// The handlers are kept, as making one for each request would look its labels up each time.
final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private let timers = Mutex<[Key: Metrics.Timer]>([:])

  func note(route: String, status: HTTPResponse.Status, _ duration: Duration) {
    let key = Key(route: route, status: status.code / 100)
    let timer = timers.withLock { timers in
      if let timer = timers[key] { return timer }
      let timer = Metrics.Timer(
        label: "http_request_duration_seconds",
        dimensions: [("route", route), ("status", "\(key.status)xx")])
      timers[key] = timer
      return timer
    }
    timer.recordNanoseconds(
      duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
  }
}
