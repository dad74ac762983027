import Logging

/// A database: SQLite in a file, or PostgreSQL.
///
///     let db = try await Database.open(DatabaseURL("sqlite:var/kepu.sqlite"))
///     let free = try await db.value(Int.self, "SELECT COUNT(*) FROM slots WHERE booked < places")
///     try await db.write { writer in
///       try writer.execute("UPDATE slots SET booked = booked + 1 WHERE id = \(slot) AND booked < places")
///     }
public final class Database: Sendable {
  private let core: any DatabaseEngine

  private init(_ core: any DatabaseEngine) {
    self.core = core
  }

  /// Opens a database. A file of SQLite is made if it is not there.
  ///
  /// - Throws: `DatabaseError.unavailable` if it cannot be reached.
  public static func open(
    _ url: DatabaseURL, options: DatabaseOptions = DatabaseOptions(),
    logger: Logger = Logger(label: "kepu.sql")
  ) async throws -> Database {
    switch url.location {
    case .sqlite(let path): Database(try await SQLiteEngine.open(path: path, options: options))
    case .postgres(let address):
      Database(try await PostgresEngine.open(address, name: "\(url)", options: options, logger: logger))
    }
  }

  /// The engine; only rooms that hide differences between engines ask.
  package var engine: Engine { core.engine }

  /// Reads one consistent snapshot.
  ///
  /// The closure runs on a thread of the database, never on the cooperative threads; it may run again if a connection broke.
  @discardableResult
  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (Reader) throws -> Value
  ) async throws -> Value {
    try await core.read(isSingle: false, body)
  }

  /// Changes the database in one serializable transaction.
  ///
  /// When it returns, the changes are on disk; when it throws, nothing was changed (but for `DatabaseError.outcomeUnknown`).
  /// The closure may run more than once, so it must do nothing that cannot be undone by a rollback.
  @discardableResult
  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value {
    try await core.write(body)
  }

  /// Changes the database in a serializable transaction that may hold other changes of the same name too.
  ///
  /// For changes of rows that many want at once, such as the counter of places of a session. On PostgreSQL those of a name follow
  /// each other in shared transactions instead of making each other start again; on SQLite all changes share commits already, so
  /// this is `write`. Each change is whole or not there, and answered when it is on disk, as with `write`.
  ///
  /// - Parameter name: one of few, such as `bookings`; it is remembered for ever.
  @discardableResult
  public func write<Value: Sendable>(
    together name: String, _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value {
    try await core.write(together: name, body)
  }

  /// What is sent on a channel by `Writer.notify` from now on, in any process that shares the database.
  ///
  /// A notification is a hint to look: of a slow listener's only the newest 1,024 are kept, and those sent while a connection
  /// to PostgreSQL is broken are lost; an empty one then says that the connection is back.
  public func notifications(_ channel: String) async throws -> AsyncStream<String> {
    try await core.notifications(channel)
  }

  /// Copies the database into a new file while it is in use.
  ///
  /// - Throws: `DatabaseError.other` on PostgreSQL, which has `pg_dump` for this.
  public func backup(to path: String) async throws {
    try await core.backup(to: path)
  }

  /// Looks for damage.
  ///
  /// - Returns: a sentence for each problem; none if all is well.
  public func integrityCheck() async throws -> [String] {
    try await core.integrityCheck()
  }

  /// Finishes the work that waits and closes all connections.
  public func close() async {
    await core.close()
  }

  func migrate(in body: @escaping @Sendable (Writer) throws -> Void) async throws {
    try await core.migrate(body)
  }
}

extension Database {
  /// All rows of one statement, read by column index.
  public func all<Element: RowReadable & Sendable>(_ type: Element.Type, _ sql: SQL) async throws -> [Element] {
    try await core.read(isSingle: true) { try $0.all(type, sql) }
  }

  /// All rows of one statement, columns matched to properties by name.
  @_disfavoredOverload
  public func all<Element: Decodable & Sendable>(_ type: Element.Type, _ sql: SQL) async throws -> [Element] {
    try await core.read(isSingle: true) { try $0.all(type, sql) }
  }

  /// The first row of one statement.
  public func first<Element: RowReadable & Sendable>(
    _ type: Element.Type, _ sql: SQL
  ) async throws -> Element? {
    try await core.read(isSingle: true) { try $0.first(type, sql) }
  }

  /// The first row of one statement, columns matched to properties by name.
  @_disfavoredOverload
  public func first<Element: Decodable & Sendable>(_ type: Element.Type, _ sql: SQL) async throws -> Element? {
    try await core.read(isSingle: true) { try $0.first(type, sql) }
  }

  /// The first column of the first row of one statement.
  public func value<Value: SQLReadable & Sendable>(_ type: Value.Type, _ sql: SQL) async throws -> Value? {
    try await core.read(isSingle: true) { try $0.value(type, sql) }
  }
}

/// What an engine does for a `Database`.
protocol DatabaseEngine: Sendable {
  var engine: Engine { get }
  /// - Parameter isSingle: whether the closure runs a single statement, which is a snapshot by itself.
  func read<Value: Sendable>(
    isSingle: Bool, _ body: @escaping @Sendable (Reader) throws -> Value
  ) async throws -> Value
  func write<Value: Sendable>(_ body: @escaping @Sendable (Writer) throws -> Value) async throws -> Value
  func write<Value: Sendable>(
    together name: String, _ body: @escaping @Sendable (Writer) throws -> Value
  ) async throws -> Value
  /// A write that excludes the same of every other process, sees what they committed, and has no time limit.
  func migrate(_ body: @escaping @Sendable (Writer) throws -> Void) async throws
  func notifications(_ channel: String) async throws -> AsyncStream<String>
  func backup(to path: String) async throws
  func integrityCheck() async throws -> [String]
  func close() async
}
