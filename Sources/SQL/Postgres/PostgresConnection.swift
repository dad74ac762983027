internal import CPostgres
import Foundation

/// A connection to PostgreSQL, used by one thread.
final class PostgresConnection: Session {
  private let handle: OpaquePointer
  private var prepared: [String: [Prepared]] = [:]
  private var count = 0
  private var clock = 0

  /// The last failure of a statement, until somebody sets it to `nil`.
  var lastFailure: PostgresFailure?

  /// More prepared statements than this are not kept; lists of many lengths would else pile up.
  private static let maximumCount = 256

  private final class Prepared {
    let name: String
    let types: [UInt32]
    var lastUse = 0

    init(name: String, types: [UInt32]) {
      self.name = name
      self.types = types
    }
  }

  var engine: Engine { .postgres }

  /// Connects; tries the hosts of the address in order.
  ///
  /// - Throws: `PostgresFailure`.
  init(_ options: PostgresOptions) throws {
    guard let handle = options.connect() else { throw PostgresFailure(broken: nil) }
    // From here on `deinit` closes it, also when the following throws.
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else { throw PostgresFailure(broken: handle) }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    for statement in options.statementsAtStart { try control(statement) }
  }

  deinit { PQfinish(handle) }

  /// The descriptor of the socket, to wait on.
  var socket: Int32 { PQsocket(handle) }

  /// Whether the connection is known to be broken.
  var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

  func run(_ sql: SQL, _ each: (Row) throws -> Bool) throws -> Int {
    let parameters = try PostgresParameters(sql)
    let result = try remembering {
      let statement = try statement(sql.text(for: .postgres), parameters)
      return try parameters.withPointers { pointers, lengths, formats in
        try check(
          PQexecPrepared(handle, statement.name, Int32(pointers.count), pointers, lengths, formats, 0))
      }
    }
    defer { PQclear(result) }
    return try read(result, each)
  }

  func runOnce(_ sql: SQL) throws {
    let parameters = try PostgresParameters(sql)
    let result = try remembering {
      try parameters.withPointers { pointers, lengths, formats in
        try check(
          PQexecParams(
            handle, sql.text(for: .postgres), Int32(pointers.count), parameters.types, pointers, lengths,
            formats, 0))
      }
    }
    PQclear(result)
  }

  /// Runs a fixed statement about the session or the transaction.
  ///
  /// - Returns: the tag that the server answers, such as `COMMIT`.
  @discardableResult
  func control(_ text: String) throws -> String {
    let result = try check(PQexec(handle, text))
    defer { PQclear(result) }
    return PQcmdStatus(result).map { String(cString: $0) } ?? ""
  }

  /// The first column of the first row of a fixed statement.
  func text(_ statement: String) throws -> String {
    let result = try check(PQexec(handle, statement))
    defer { PQclear(result) }
    return PQntuples(result) > 0 ? String(cString: PQgetvalue(result, 0, 0)) : ""
  }

  /// Commits, and does not take a broken connection or a server's silent rollback for success.
  func commit() throws {
    do {
      guard try control("COMMIT") == "COMMIT" else {
        throw DatabaseError.other("the transaction was rolled back, as a statement in it had failed")
      }
    } catch let failure as PostgresFailure where failure.isBroken {
      throw DatabaseError.outcomeUnknown("the connection broke during the commit (\(failure.error))")
    }
  }

  /// Ends a transaction that is still open, if the connection still answers.
  func rollBack() {
    if PQtransactionStatus(handle) != PQTRANS_IDLE { _ = try? control("ROLLBACK") }
  }

  /// Forgets all prepared statements.
  func forgetStatements() {
    prepared = [:]
    count = 0
    _ = try? control("DEALLOCATE ALL")
  }

  /// Reads what the server has sent and returns the notifications in it.
  func receivedNotifications() throws -> [Writer.Notification] {
    guard PQconsumeInput(handle) == 1 else { throw PostgresFailure(broken: handle) }
    var received: [Writer.Notification] = []
    while let notification = PQnotifies(handle) {
      defer { PQfreemem(notification) }
      received.append(
        Writer.Notification(
          channel: String(cString: notification.pointee.relname),
          payload: String(cString: notification.pointee.extra)))
    }
    return received
  }

  // MARK: Results

  /// Closures of a transaction see `DatabaseError`; whoever repeats the transaction needs to know more.
  private func remembering<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as PostgresFailure {
      lastFailure = failure
      throw failure.error
    }
  }

  private func read(_ result: OpaquePointer, _ each: (Row) throws -> Bool) throws -> Int {
    guard PQresultStatus(result) == PGRES_TUPLES_OK else { return changedRows(result) }
    let columns = RowColumns(.postgres(result, 0))
    for index in 0..<PQntuples(result) {
      guard try each(Row(cells: .postgres(result, index), columns: columns)) else { break }
    }
    return changedRows(result)
  }

  private func changedRows(_ result: OpaquePointer) -> Int {
    guard let tag = PQcmdStatus(result), !String(cString: tag).hasPrefix("SELECT") else { return 0 }
    return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  private func check(_ result: OpaquePointer?) throws -> OpaquePointer {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
      if let result { return result }
      throw PostgresFailure(broken: handle)
    default:
      defer { PQclear(result) }
      throw PostgresFailure(result: result, connection: handle)
    }
  }

  // MARK: Prepared statements

  private func statement(_ text: String, _ parameters: PostgresParameters) throws -> Prepared {
    clock += 1
    if let known = prepared[text]?.first(where: { parameters.fit($0.types) }) {
      known.lastUse = clock
      return known
    }
    if prepared.values.reduce(0, { $0 + $1.count }) >= Self.maximumCount { dropOldest() }
    count += 1
    let new = Prepared(name: "kepu\(count)", types: parameters.types)
    new.lastUse = clock
    PQclear(try check(PQprepare(handle, new.name, text, Int32(parameters.types.count), parameters.types)))
    prepared[text, default: []].append(new)
    return new
  }

  private func dropOldest() {
    guard
      let (text, oldest) = prepared.flatMap({ text, all in all.map { (text, $0) } }).min(by: {
        $0.1.lastUse < $1.1.lastUse
      })
    else { return }
    prepared[text]?.removeAll { $0 === oldest }
    if prepared[text]?.isEmpty == true { prepared[text] = nil }
    _ = try? control("DEALLOCATE \(oldest.name)")
  }
}
