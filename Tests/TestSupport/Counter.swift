import Synchronization

/// Counts how often a closure ran, on whatever thread.
public final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// A counter at 0.
  public init() {}

  /// Adds one, and returns the new number.
  @discardableResult
  public func increment() -> Int { count.add(1, ordering: .relaxed).newValue }

  /// How often it was incremented.
  public var value: Int { count.load(ordering: .relaxed) }
}
