import Foundation
import Logging

/// A thread's connection, made when first needed and made anew when it broke.
final class PostgresWorker {
  private let options: PostgresOptions
  private let attempts: Int
  private let logger: Logger
  private var connection: PostgresConnection?

  init(_ options: PostgresOptions, attempts: Int, logger: Logger) {
    self.options = options
    self.attempts = attempts
    self.logger = logger
  }

  func disconnect() {
    connection = nil
  }

  /// Runs a transaction until it neither loses against another nor its connection.
  ///
  /// - Throws: the error of the closure as `DatabaseError` where it is the engine's.
  func repeating<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    var attempt = 1
    while true {
      do {
        return try once(body)
      } catch let failure as PostgresFailure {
        guard attempt < attempts, mayRepeat(failure, attempt) else { throw failure.error }
        pause(after: attempt, failure)
        attempt += 1
      }
    }
  }

  private func once<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    let connection = try self.connection ?? PostgresConnection(options)
    self.connection = connection
    connection.lastFailure = nil
    do {
      return try body(connection)
    } catch {
      connection.rollBack()
      if connection.isBroken { self.connection = nil }
      if case .outcomeUnknown = error as? DatabaseError { throw error }
      // Whatever the closure made of it: the transaction was lost for a reason that passes.
      if let failure = connection.lastFailure, failure.isPassing { throw failure }
      throw error
    }
  }

  private func mayRepeat(_ failure: PostgresFailure, _ attempt: Int) -> Bool {
    if failure.isConflict { return true }
    if failure.isStale {
      connection?.forgetStatements()
      return attempt == 1
    }
    guard failure.isBroken else { return false }
    logger.warning(
      "connection to PostgreSQL broke", metadata: ["error": "\(failure.error)", "attempt": "\(attempt)"])
    connection = nil
    return attempt <= 4
  }

  /// Longer after each attempt, and by chance, so that two transactions do not meet again; a server that fails over is
  /// given about two seconds.
  private func pause(after attempt: Int, _ failure: PostgresFailure) {
    let first = failure.isBroken ? 0.05 : 0.001
    let ceiling = min(1, first * Double(1 << min(attempt * (failure.isBroken ? 2 : 1), 10)))
    Thread.sleep(forTimeInterval: Double.random(in: ceiling / 4...ceiling))
  }
}
