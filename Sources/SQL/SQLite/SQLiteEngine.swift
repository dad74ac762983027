import Foundation
internal import GRDB
import Logging

/// SQLite: one writing thread that commits in groups, and a few threads that read snapshots of the same file.
///
/// The file is in WAL mode, so readers and the writer never wait for each other, and `synchronous=FULL`, so a commit is on
/// disk when it returns. GRDB's own pool passes each read through two dispatch queues; a thread that stays on its
/// connection needs one hop there and one back, which measured twice as many small reads a second.
final class SQLiteEngine: DatabaseEngine {
  let engine = Engine.sqlite
  private let path: String
  private let options: DatabaseOptions
  private let reads: WorkQueue<SQLiteSession>
  private let writes: WorkQueue<WriteSlot>
  private let hub = NotificationHub()
  private let readers = DispatchGroup()
  private let writer = DispatchGroup()

  /// Where a queued write leaves itself for the writing thread.
  final class WriteSlot {
    var write: (any GroupedWrite)?
  }

  private init(path: String, options: DatabaseOptions) {
    self.path = path
    self.options = options
    let impatience = DatabaseError.timeout(
      "no connection to the database became free within \(options.acquireTimeout)")
    reads = WorkQueue(patience: options.acquireTimeout, impatience: impatience)
    writes = WorkQueue(patience: options.acquireTimeout, impatience: impatience)
  }

  static func open(path: String, options: DatabaseOptions) async throws -> SQLiteEngine {
    let engine = SQLiteEngine(path: path, options: options)
    do {
      try await engine.startThread("sqlite-writer", in: engine.writer) { engine, started in
        try engine.writeUntilClosed(started)
      }
      for number in 1...max(1, options.readers) {
        try await engine.startThread("sqlite-reader-\(number)", in: engine.readers) { engine, started in
          try engine.readUntilClosed(started)
        }
      }
    } catch {
      await engine.close()
      throw error
    }
    return engine
  }

  func read<Value: Sendable>(
    isSingle: Bool, _ body: @escaping @Sendable (Reader) throws -> Value
  ) async throws -> Value {
    try await reads.perform { session in
      if isSingle { return try body(Reader(session)) }
      try session.control("BEGIN")
      defer { try? session.control("COMMIT") }
      return try body(Reader(session))
    }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    let ticket = WorkQueue<WriteSlot>.Ticket()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let write = PendingWrite(body, continuation)
        writes.put(
          WorkQueue.Work(
            ticket: ticket, deadline: .now + options.acquireTimeout,
            run: { slot in slot.write = write },
            fail: { error in write.finish(failing: error) }))
      }
    } onCancel: {
      writes.cancel(ticket)
    }
  }

  func write<Value: Sendable>(
    together name: String, _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value { try await write(body) }

  /// The write transaction excludes every other process, so nothing more is needed.
  func migrate(_ body: @escaping @Sendable (Writer) throws -> Void) async throws {
    try await write { writer in
      try (writer.connection as? SQLiteSession)?.withoutLimit { try body(writer) }
    }
  }

  func notifications(_ channel: String) async throws -> AsyncStream<String> {
    hub.stream(channel)
  }

  func close() async {
    reads.close()
    await readers.ended()
    // The writer last: only it may move what the log holds into the file and remove the log.
    writes.close()
    await writer.ended()
    hub.finish()
  }

  // MARK: Threads

  /// Starts a thread and waits until it has its connection.
  private func startThread(
    _ name: String, in threads: DispatchGroup,
    _ body: @escaping @Sendable (SQLiteEngine, () -> Void) throws -> Void
  ) async throws {
    threads.enter()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      Worker.start(name) { [self] in
        var hasStarted = false
        do {
          try body(self) {
            hasStarted = true
            continuation.resume()
          }
        } catch {
          if !hasStarted { continuation.resume(throwing: DatabaseError(opening: path, error)) }
        }
        threads.leave()
      }
    }
  }

  private func writeUntilClosed(_ started: () -> Void) throws {
    var configuration = configuration()
    configuration.journalMode = .wal
    configuration.prepareDatabase { connection in
      try connection.execute(sql: "PRAGMA case_sensitive_like = ON")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { connection in
      // After GRDB's own setup, which lowers it to NORMAL for WAL.
      try connection.execute(sql: "PRAGMA synchronous = FULL")
      // The usual 2 MB do not hold the pages of the indexes that a booking changes.
      try connection.execute(sql: "PRAGMA cache_size = -32000")
      // Up to 32 MB in the log before pages go into the file: of many bookings most change the same pages again, and each move
      // flushes the disk twice.
      try connection.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
      let session = SQLiteSession(connection, statementTimeout: options.statementTimeout)
      let group = CommitGroup(session) { [hub] in hub.deliver($0) }
      started()
      while let first = taken(writes.take()) {
        group.run(first) { taken(writes.takeAtOnce()) }
      }
    }
    try queue.close()
  }

  private func taken(_ work: WorkQueue<WriteSlot>.Work?) -> (any GroupedWrite)? {
    guard let work else { return nil }
    let slot = WriteSlot()
    work.run(slot)
    return slot.write
  }

  private func readUntilClosed(_ started: () -> Void) throws {
    var configuration = configuration()
    configuration.readonly = true
    configuration.prepareDatabase { connection in
      try connection.execute(sql: "PRAGMA case_sensitive_like = ON")
      try connection.execute(sql: "PRAGMA cache_size = -8000")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    queue.inDatabase { connection in
      let session = SQLiteSession(connection, statementTimeout: options.statementTimeout)
      started()
      while let work = reads.take() { work.run(session) }
    }
    try queue.close()
  }

  private func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(options.busyTimeout / .seconds(1))
    return configuration
  }
}

// MARK: Backup and check

extension SQLiteEngine {
  func backup(to destination: String) async throws {
    try await onOwnThread("sqlite-backup") { [path, configuration = configuration()] in
      guard !FileManager.default.fileExists(atPath: destination) else {
        throw DatabaseError.other("\(destination) exists already")
      }
      var readOnly = configuration
      readOnly.readonly = true
      let source = try DatabaseQueue(path: path, configuration: readOnly)
      // One snapshot, as any reader has: SQLite's backup API begins anew whenever another process writes, and so never
      // ends beside a busy server.
      try source.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [destination]) }
      try source.close()
      try Durability.flush(destination)
    }
  }

  func integrityCheck() async throws -> [String] {
    try await onOwnThread("sqlite-check") { [path, configuration = configuration()] in
      var readOnly = configuration
      readOnly.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: readOnly)
      defer { try? queue.close() }
      do {
        return try queue.read { connection in try Self.problems(of: connection) }
      } catch let error as GRDB.DatabaseError where error.resultCode == .SQLITE_CORRUPT {
        return [error.message ?? "the file is damaged"]
      }
    }
  }

  private static func problems(of connection: GRDB.Database) throws -> [String] {
    let damage = try String.fetchAll(connection, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    let dangling = try String.fetchAll(
      connection,
      sql: """
        SELECT 'a row of ' || "table" || ' refers to a missing row of ' || parent FROM pragma_foreign_key_check
        """)
    return damage + dangling
  }

  private func onOwnThread<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Worker.start(name) { [path] in
        continuation.resume(with: Result(catching: body).mapError { DatabaseError(opening: path, $0) })
      }
    }
  }
}

extension DatabaseError {
  /// What GRDB says when a file cannot be opened.
  fileprivate init(opening path: String, _ error: any Error) {
    switch error {
    case let error as DatabaseError: self = error
    case let error as GRDB.DatabaseError:
      self.init(sqlite: error.extendedResultCode.rawValue, "\(path): \(error.message ?? "cannot be opened")")
    default: self = .unavailable("\(path): \(error)")
    }
  }
}
