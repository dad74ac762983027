import Logging
import SQL
import ServiceLifecycle

/// Does the jobs of the queue, one after the other, until the server stops; the running one is finished first.
public struct JobRunner: NamedService {
  /// Does the work of one kind of job; the payload is JSON.
  public typealias Handler = @Sendable (_ payload: String) async throws -> Void

  private let queue: JobQueue
  private let database: Database
  private let handlers: [String: Handler]
  private let clock: Clock
  private let logger: Logger

  /// A runner for the kinds of work that have a handler.
  public init(queue: JobQueue, database: Database, handlers: [String: Handler], clock: Clock, logger: Logger) {
    self.queue = queue
    self.database = database
    self.handlers = handlers
    self.clock = clock
    self.logger = logger
  }

  /// Works until the server stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          if try await runNext() { continue }
        } catch {
          logger.warning("jobs cannot be read", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Does the next job that is due; `false` when there is none.
  @discardableResult
  public func runNext() async throws -> Bool {
    guard !handlers.isEmpty else { return false }
    let kinds = handlers.keys.sorted()
    let now = clock.now()
    let leased = try await database.write { try $0.lease(kinds: kinds, at: now, until: now + JobQueue.lease) }
    guard let leased, let handler = handlers[leased.job.kind] else { return false }
    // What is begun is finished, even if the server is told to stop meanwhile.
    await Task { await work(leased, handler) }.value
    return true
  }

  private func work(_ leased: LeasedJob, _ handler: @escaping Handler) async {
    let heartbeat = Task {
      while (try? await Task.sleep(for: JobQueue.lease / 3)) != nil {
        let end = clock.now() + JobQueue.lease
        try? await database.write { try $0.extendLease(of: leased.id, until: end) }
      }
    }
    defer { heartbeat.cancel() }
    do {
      try await handler(leased.job.payload)
      try await database.write { try $0.finish(leased.id) }
    } catch {
      await noteFailure(of: leased, error)
    }
  }

  private func noteFailure(of leased: LeasedJob, _ error: any Error) async {
    let failures = leased.failures + 1
    var random = SystemRandomNumberGenerator()
    let isDead = failures >= JobQueue.attempts
    let retryAt = isDead ? nil : clock.now() + JobQueue.delay(after: failures, random: &random)
    logger.log(
      level: isDead ? .error : .warning, "a job failed",
      metadata: ["kind": "\(leased.job.kind)", "job": "\(leased.id)", "failures": "\(failures)", "error": "\(error)"])
    try? await database.write { writer in
      try writer.fail(leased.id, failures: failures, error: "\(error)", retryAt: retryAt)
    }
  }
}
