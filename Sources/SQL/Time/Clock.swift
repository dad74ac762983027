import Foundation

/// Where the program learns what time it is; a value, so that a test can set the date.
public struct Clock: Sendable {
  /// Tells the time.
  public var now: @Sendable () -> Instant

  /// A clock that answers with a closure.
  public init(_ now: @escaping @Sendable () -> Instant) {
    self.now = now
  }

  /// The clock of the machine.
  public static let system = Clock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// This clock, ahead by a time.
  public func ahead(by duration: Duration) -> Clock {
    duration == .zero ? self : Clock { [now] in now() + duration }
  }

  /// A clock that stands still.
  public static func fixed(_ instant: Instant) -> Clock {
    Clock { instant }
  }
}
