/// How a database is used.
public struct DatabaseOptions: Sendable {
  /// How many reads run at once on SQLite.
  public var readers = 4
  /// How many connections to PostgreSQL this process keeps.
  public var connections = 16
  /// How long work waits for a free connection before it fails with `DatabaseError.timeout`.
  public var acquireTimeout: Duration = .seconds(10)
  /// How long one statement may run; `nil` for as long as it likes. Migrations, backups and checks are not limited.
  public var statementTimeout: Duration? = .seconds(30)
  /// How long SQLite waits for another process that holds the file.
  public var busyTimeout: Duration = .seconds(10)
  /// How often a write is tried when concurrent transactions get in its way.
  public var attempts = 12

  /// The usual options.
  public init() {}
}
