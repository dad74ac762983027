import SQL
import Synchronization

/// A clock that moves only when a test says so.
public final class ManualClock: Sendable {
  private let time: Mutex<Instant>

  /// A clock that shows a moment.
  public init(_ start: Instant) {
    time = Mutex(start)
  }

  /// What the program is given.
  public var clock: Clock { Clock { self.now } }

  /// What the clock shows.
  public var now: Instant {
    get { time.withLock(\.self) }
    set { time.withLock { $0 = newValue } }
  }

  /// Lets time pass.
  public func advance(by duration: Duration) {
    time.withLock { $0 = $0 + duration }
  }
}
