import Foundation
import Logging
import Synchronization

/// PostgreSQL: threads that each keep one connection and take work from one queue.
///
/// A transaction that loses against another (`SERIALIZABLE`) is run again after a short random pause; one whose connection
/// broke before its commit was sent is run again on a new connection, which is how a failover looks from here.
final class PostgresEngine: DatabaseEngine {
  let engine = Engine.postgres
  private let name: String
  private let options: DatabaseOptions
  private let connectOptions: PostgresOptions
  private let logger: Logger
  private let work: WorkQueue<PostgresWorker>
  private let listener: PostgresListener
  private let threads = DispatchGroup()
  private let shared = Mutex<[String: SharedTransactions]>([:])

  private init(_ address: String, name: String, options: DatabaseOptions, logger: Logger) {
    self.name = name
    self.options = options
    self.logger = logger
    connectOptions = PostgresOptions(address: address, statementTimeout: options.statementTimeout)
    listener = PostgresListener(
      PostgresOptions(address: address, statementTimeout: nil), logger: logger)
    work = WorkQueue(
      patience: options.acquireTimeout,
      impatience: .timeout(
        "none of the \(options.connections) connections to \(name) became free within \(options.acquireTimeout)"
      ))
  }

  static func open(
    _ address: String, name: String, options: DatabaseOptions, logger: Logger
  ) async throws -> PostgresEngine {
    let engine = PostgresEngine(address, name: name, options: options, logger: logger)
    for number in 1...max(1, options.connections) { engine.startThread(number) }
    do {
      try await engine.checkVersion()
    } catch {
      await engine.close()
      throw error
    }
    return engine
  }

  func read<Value: Sendable>(
    isSingle: Bool, _ body: @escaping @Sendable (Reader) throws -> Value
  ) async throws -> Value {
    try await work.perform { worker in
      try worker.repeating { connection in
        if isSingle { return try body(Reader(connection)) }
        try connection.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        let value = try body(Reader(connection))
        try connection.control("COMMIT")
        return value
      }
    }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    try await transaction(beginning: Self.serializable) { writer, _ in try body(writer) }
  }

  private static let serializable = ["BEGIN ISOLATION LEVEL SERIALIZABLE"]

  func write<Value: Sendable>(
    together name: String, _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value {
    let group = shared.withLock { shared in
      if let known = shared[name] { return known }
      let made = SharedTransactions { [unowned self] body in
        try await transaction(beginning: Self.serializable) { try body($0, $1) }
      }
      shared[name] = made
      return made
    }
    return try await group.perform(body)
  }

  /// With `READ COMMITTED`, so that after waiting for the lock it sees what the process before it has done.
  func migrate(_ body: @escaping @Sendable (Writer) throws -> Void) async throws {
    try await transaction(
      beginning: [
        "BEGIN ISOLATION LEVEL READ COMMITTED", "SET LOCAL statement_timeout = 0",
        "SELECT pg_advisory_xact_lock(hashtextextended('kepu-migrations ' || current_schema(), 0))",
      ]) { writer, _ in try body(writer) }
  }

  private func transaction<Value: Sendable>(
    beginning: [String], _ body: @escaping @Sendable (Writer, PostgresConnection) throws -> Value
  ) async throws -> Value {
    try await work.perform { worker in
      try worker.repeating { connection in
        for statement in beginning { try connection.control(statement) }
        let writer = Writer(connection)
        let value = try body(writer, connection)
        try writer.checkHealth()
        try connection.commit()
        return value
      }
    }
  }

  func notifications(_ channel: String) async throws -> AsyncStream<String> {
    try await listener.stream(channel)
  }

  func backup(to path: String) async throws {
    throw DatabaseError.other(
      "PostgreSQL is backed up by its own tools: pg_dump --format=custom --file=\(path) --dbname=ADDRESS")
  }

  /// Asks for the damaged pages that the server has met; it knows of them if the cluster has checksums.
  func integrityCheck() async throws -> [String] {
    let failures = try await read(isSingle: true) { reader in
      try reader.value(
        Int64.self,
        "SELECT COALESCE(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")
    }
    guard let failures, failures > 0 else { return [] }
    return ["PostgreSQL has met \(failures) damaged pages (pg_stat_database.checksum_failures)"]
  }

  func close() async {
    work.close()
    await listener.close()
    await threads.ended()
  }

  private func startThread(_ number: Int) {
    threads.enter()
    Worker.start("postgres-\(number)") { [connectOptions, options, logger, work, threads] in
      let worker = PostgresWorker(connectOptions, attempts: options.attempts, logger: logger)
      while let next = work.take() { next.run(worker) }
      worker.disconnect()
      threads.leave()
    }
  }

  private func checkVersion() async throws {
    let version = try await read(isSingle: true) { reader in
      try reader.value(Int.self, "SELECT current_setting('server_version_num')::integer")
    }
    guard let version, version >= 150_000 else {
      throw DatabaseError.unavailable(
        "\(name) runs PostgreSQL \((version ?? 0) / 10_000); 15 or newer is needed")
    }
  }
}
