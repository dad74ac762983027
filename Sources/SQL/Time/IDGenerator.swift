import Synchronization

/// Makes IDs that grow with time.
///
/// 41 bits are milliseconds since 2020 (enough until 2089), 22 bits tell apart what is made in the same millisecond: a
/// generator begins each at a random place in the lower half and counts on from there. So it never makes the same ID twice,
/// and each is greater than the one before, also when the clock is set back. Two processes meet by chance about once in two
/// million pairs of IDs made in the same millisecond; the primary key then refuses the second.
public struct IDGenerator: Sendable {
  private let state: State

  /// A generator with a clock and, for tests that must repeat, a source of chance of its own.
  public init(
    clock: Clock = .system, random: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    state = State(clock: clock, random: random)
  }

  /// The next ID.
  public func next<Of>(_ type: Of.Type = Of.self) -> ID<Of> {
    ID(rawValue: state.next())
  }

  /// The smallest ID that can be made at or after a moment; for queries by time.
  public static func first<Of>(at instant: Instant, _ type: Of.Type = Of.self) -> ID<Of> {
    ID(rawValue: max(0, instant.milliseconds - epoch) << chanceBits)
  }

  fileprivate static let epoch: Int64 = 1_577_836_800_000
  fileprivate static let chanceBits: Int64 = 22

  private final class State: Sendable {
    private let clock: Clock
    private let inner: Mutex<Inner>

    private struct Inner {
      var random: any RandomNumberGenerator & Sendable
      var last: Int64 = -1
    }

    init(clock: Clock, random: any RandomNumberGenerator & Sendable) {
      self.clock = clock
      inner = Mutex(Inner(random: random))
    }

    func next() -> Int64 {
      let start = max(0, clock.now().milliseconds - IDGenerator.epoch) << IDGenerator.chanceBits
      return inner.withLock { inner in
        let chance = Int64(inner.random.next(upperBound: UInt64(1) << 21))
        inner.last = max(inner.last + 1 + chance % 8, start + (inner.last >= start ? 0 : chance))
        return inner.last
      }
    }
  }
}
