import Foundation
import Logging
import People
import SQL
import Site

extension Portal {
  /// What is done in the background, by kind of job.
  func jobHandlers() -> [String: JobRunner.Handler] {
    let people = people
    return people.jobHandlers
  }

  /// Does the jobs that are due, but for letters, which stay in the queue to be looked at; for tests.
  func runWaitingJobs() async throws {
    let runner = JobRunner(
      queue: JobQueue(clock: clock), database: database, handlers: people.jobHandlers, clock: clock, logger: logger)
    while try await runner.runNext() {}
  }
}
