import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Site

@Suite("What a room does again and again")
struct ChoreTests {
  private struct Broken: Error {}

  /// Runs a chore that rests an hour until it was called so often; with `more` it says so many times that there is more.
  private func calls(_ beginning: Chore.Beginning, more: Int, failing: Bool = false, patience: Duration) async throws -> Int {
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
    try await Task.sleep(for: patience)
    running.cancel()
    try await running.value
    return count.withLock { $0 }
  }

  @Test("what has more to do does not rest, and rests when all is done")
  func doesNotRestBeforeTheEnd() async throws {
    #expect(try await calls(.atOnce, more: 5, patience: .milliseconds(100)) == 6)
  }

  @Test("what begins after its pause does nothing at once")
  func beginsAfterItsPause() async throws {
    #expect(try await calls(.afterPause, more: 5, patience: .milliseconds(100)) == 0)
  }

  @Test("a failure neither ends the service nor is tried again without a pause")
  func survivesItsFailure() async throws {
    #expect(try await calls(.atOnce, more: 5, failing: true, patience: .milliseconds(100)) == 1)
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
