import Dispatch

/// A gate between threads of the database and the test: closed until somebody opens it.
public final class Gate: Sendable {
  private let group = DispatchGroup()

  /// A closed gate.
  public init() {
    group.enter()
  }

  /// Lets everybody through, for good. To be called once.
  public func open() {
    group.leave()
  }

  /// Blocks the thread until the gate is open; for closures that run on a thread of the database.
  public func wait() {
    group.wait()
  }

  /// Suspends the task until the gate is open.
  public func passed() async {
    await withCheckedContinuation { continuation in
      group.notify(queue: .global()) { continuation.resume() }
    }
  }
}
