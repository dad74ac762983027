/// Reads and changes the database inside one transaction; handed to the closure of `Database.write`.
///
/// A statement that fails condemns the whole transaction, even if its error is caught, because PostgreSQL works that
/// way; what may fail is tried inside `attempt`.
public final class Writer: Reader {
  /// Sent when the transaction is on disk.
  private(set) var notifications: [Notification] = []
  private var depth = 0
  private let failing: FailureWatch
  /// The session without the watch over failures.
  let connection: any Session

  struct Notification: Sendable {
    var channel: String
    var payload: String
  }

  override init(_ session: any Session) {
    connection = session
    failing = FailureWatch(session)
    super.init(failing)
  }

  /// Runs a statement.
  ///
  /// - Returns: how many rows an `INSERT`, `UPDATE` or `DELETE` touched.
  @discardableResult
  public func execute(_ sql: SQL) throws -> Int {
    try session.run(sql) { _ in true }
  }

  /// Runs a statement that will not come again, such as DDL.
  func executeOnce(_ sql: SQL) throws {
    try session.runOnce(sql)
  }

  /// Tries something that may fail without harm to the rest of the transaction.
  ///
  /// If the closure throws, its changes are undone (by a savepoint) and the error is passed on; what was done before stays.
  /// An import uses it so that a bad row never stops the good ones.
  @discardableResult
  public func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    depth += 1
    defer { depth -= 1 }
    let sent = notifications.count
    let name: SQL = "\(identifier: "attempt_\(depth)")"
    try execute("SAVEPOINT \(name)")
    do {
      let value = try body()
      try execute("RELEASE \(name)")
      return value
    } catch {
      notifications.removeSubrange(sent...)
      failing.error = nil
      try execute("ROLLBACK TO \(name)")
      try execute("RELEASE \(name)")
      throw error
    }
  }

  /// Tells everybody who listens on a channel, in every process, once the transaction is on disk.
  ///
  /// - Parameter payload: at most 7,900 bytes; a hint such as a number, never personal data.
  public func notify(_ channel: String, _ payload: String = "") throws {
    guard payload.utf8.count <= 7900 else {
      throw DatabaseError.other("a notification may carry 7,900 bytes, not \(payload.utf8.count)")
    }
    switch engine {
    case .sqlite: notifications.append(Notification(channel: channel, payload: payload))
    case .postgres:
      try execute("SELECT pg_notify(current_schema() || '.' || \(channel), \(payload))")
    }
  }

  /// Throws what has condemned the transaction, if anything has.
  func checkHealth() throws {
    if let error = failing.error { throw error }
  }
}

/// Passes statements on until one fails, and refuses all after it with the same error.
private final class FailureWatch: Session {
  var error: (any Error)?
  private let inner: any Session

  init(_ inner: any Session) {
    self.inner = inner
  }

  var engine: Engine { inner.engine }

  func run(_ sql: SQL, _ each: (Row) throws -> Bool) throws -> Int {
    try watched { try inner.run(sql, each) }
  }

  func runOnce(_ sql: SQL) throws {
    try watched { try inner.runOnce(sql) }
  }

  private func watched<Value>(_ body: () throws -> Value) throws -> Value {
    if let error { throw error }
    do {
      return try body()
    } catch let error as DatabaseError {
      if case .mismatch = error { throw error }
      self.error = error
      throw error
    }
  }
}
