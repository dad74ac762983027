import Logging
import SQL
import TestSupport
import Testing

@testable import Site

@Suite("Jobs")
struct JobTests {
  private struct Failure: Error {}

  private func makeRunner(
    _ database: Database, _ clock: ManualClock, _ handler: @escaping JobRunner.Handler
  ) -> JobRunner {
    JobRunner(
      queue: JobQueue(clock: clock.clock), database: database, handlers: ["work": handler], clock: clock.clock,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  private func add(_ payload: String, key: String? = nil, _ database: Database, _ clock: ManualClock) async throws -> Bool {
    let queue = JobQueue(clock: clock.clock)
    return try await database.write { try queue.add(Job("work", payload: payload, key: key), in: $0) != nil }
  }

  @Test("a job is done once and is gone; a key waits once", arguments: TestDatabase.engines)
  func doesJobs(engine: TestEngine) async throws {
    try await withDatabase(engine, JobQueue.migrations) { (database: Database) async throws -> Void in
      let clock = ManualClock(Instant(milliseconds: 1_000_000))
      let done = Counter()
      let runner = makeRunner(database, clock) { _ in done.increment() }
      #expect(try await add("a", key: "k", database, clock))
      #expect(try await add("b", key: "k", database, clock) == false)
      #expect(try await runner.runNext())
      #expect(try await runner.runNext() == false)
      #expect(done.value == 1)
      let left = try await database.read { try $0.jobCounts() }
      #expect(left == [:])
      #expect(try await add("c", key: "k", database, clock))
    }
  }

  @Test("a job that fails is tried later and later, and is dead in the end", arguments: TestDatabase.engines)
  func retries(engine: TestEngine) async throws {
    try await withDatabase(engine, JobQueue.migrations) { (database: Database) async throws -> Void in
      let clock = ManualClock(Instant(milliseconds: 1_000_000))
      let tries = Counter()
      let runner = makeRunner(database, clock) { _ in
        tries.increment()
        throw Failure()
      }
      #expect(try await add("a", database, clock))
      for attempt in 1...JobQueue.attempts {
        #expect(try await runner.runNext())
        #expect(tries.value == attempt)
        #expect(try await runner.runNext() == false, "not before its time")
        clock.advance(by: .seconds(3_600 * 2))
      }
      #expect(try await runner.runNext() == false)
      let left = try await database.read { try $0.jobCounts() }
      #expect(left == ["dead": 1])
    }
  }

  @Test("a job whose process died comes back when its lease ends", arguments: TestDatabase.engines)
  func takesOver(engine: TestEngine) async throws {
    try await withDatabase(engine, JobQueue.migrations) { (database: Database) async throws -> Void in
      let clock = ManualClock(Instant(milliseconds: 1_000_000))
      #expect(try await add("a", database, clock))
      let now = clock.now
      let lost = try await database.write { try $0.lease(kinds: ["work"], at: now, until: now + JobQueue.lease) }
      #expect(lost != nil)
      let done = Counter()
      let runner = makeRunner(database, clock) { _ in done.increment() }
      #expect(try await runner.runNext() == false)
      clock.advance(by: JobQueue.lease + .seconds(1))
      #expect(try await runner.runNext())
      #expect(done.value == 1)
    }
  }

  @Test("many runners do each job once", arguments: TestDatabase.engines)
  func sharesWork(engine: TestEngine) async throws {
    try await withDatabase(engine, JobQueue.migrations) { (database: Database) async throws -> Void in
      let clock = ManualClock(Instant(milliseconds: 1_000_000))
      for number in 0..<20 { #expect(try await add("\(number)", database, clock)) }
      let done = Counter()
      let runner = makeRunner(database, clock) { _ in done.increment() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { while try await runner.runNext() {} } }
        try await group.waitForAll()
      }
      #expect(done.value == 20)
    }
  }

  @Test("waiting times grow, by at most a quarter of chance, up to an hour")
  func growsDelays() {
    var random = SeededRandom(1)
    for failures in 1...20 {
      let delay = JobQueue.delay(after: failures, random: &random)
      let base = Duration.seconds(min(3_600, 1 << min(failures, 12)))
      #expect(delay >= base && delay <= base + base / 4)
    }
  }
}
