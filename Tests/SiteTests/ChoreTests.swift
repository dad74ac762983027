import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Site

@Suite("What a room does again and again")
struct ChoreTests {
  private struct Broken: Error {}

  /// Runs a chore that rests an hour until it was called so often and a moment longer, and counts the calls.
  private func calls(_ beginning: Chore.Beginning, more: Int, failing: Bool = false, until expected: Int) async throws -> Int {
    let count = Mutex(0)
    let chore = Chore("counting", every: .seconds(3_600), beginning, failing: "counting failed", logger: Logger(label: "test")) {
      let called = count.withLock { value in
        value += 1
        return value
      }
      if failing { throw Broken() }
      return called <= more
    }
    let running = Task { try await chore.run() }
    for _ in 0..<3_000 where count.withLock({ $0 }) < expected { try await Task.sleep(for: .milliseconds(10)) }
    try await Task.sleep(for: .milliseconds(50))
    running.cancel()
    try await running.value
    return count.withLock { $0 }
  }

  @Test("what has more to do does not rest, and rests when all is done")
  func doesNotRestBeforeTheEnd() async throws {
    #expect(try await calls(.atOnce, more: 5, until: 6) == 6)
  }

  @Test("what begins after its pause does nothing at once")
  func beginsAfterItsPause() async throws {
    #expect(try await calls(.afterPause, more: 5, until: 0) == 0)
  }

  @Test("a failure neither ends the service nor is tried again without a pause")
  func survivesItsFailure() async throws {
    #expect(try await calls(.atOnce, more: 5, failing: true, until: 1) == 1)
  }

  @Test("it ends with the server")
  func endsWithTheServer() async throws {
    let chore = Chore("ending", every: .seconds(3_600), failing: "ending failed", logger: Logger(label: "test")) { false }
    let group = ServiceGroup(services: [chore], logger: Logger(label: "test"))
    async let ended: Void = group.run()
    try await Task.sleep(for: .milliseconds(50))
    await group.triggerGracefulShutdown()
    try await ended
  }
}
