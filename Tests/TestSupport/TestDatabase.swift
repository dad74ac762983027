import Foundation
import SQL

/// A database that a test may run against.
public enum TestEngine: Sendable, Hashable, CustomStringConvertible {
  /// A file of SQLite.
  case sqlite
  /// A schema of its own in a cluster; the address of the cluster.
  case postgres(String)

  /// The engine's name, as it stands in the names of test cases.
  public var description: String {
    switch self {
    case .sqlite: "SQLite"
    case .postgres: "PostgreSQL"
    }
  }
}

/// Databases for tests.
public enum TestDatabase {
  /// What every test of queries runs on: SQLite, and PostgreSQL where `KEPU_TEST_POSTGRES` holds an address, as
  /// `scripts/with-postgres` sets it.
  public static let engines: [TestEngine] = {
    guard let address = ProcessInfo.processInfo.environment["KEPU_TEST_POSTGRES"], !address.isEmpty else {
      return [.sqlite]
    }
    return [.sqlite, .postgres(address)]
  }()
}

/// Opens a fresh database with the given tables for the time of the closure, and removes it.
@discardableResult
public func withDatabase<Value>(
  _ engine: TestEngine, _ migrations: [Migration] = [], options: DatabaseOptions = .forTests,
  _ body: (Database) async throws -> Value
) async throws -> Value {
  // Few tables are made faster than a database is copied.
  if migrations.count > 8 {
    return try await withDatabase(engine, from: DatabaseTemplate(migrations), options: options, body)
  }
  return try await withDatabaseURL(engine) { url in
    let database = try await Database.open(url, options: options)
    let result: Result<Value, any Error>
    do {
      try await database.migrate(migrations)
      result = .success(try await body(database))
    } catch {
      result = .failure(error)
    }
    await database.close()
    return try result.get()
  }
}

/// Gives the address of a fresh database for the time of the closure, and removes it; for tests that open it themselves.
@discardableResult
public func withDatabaseURL<Value>(
  _ engine: TestEngine, _ body: (DatabaseURL) async throws -> Value
) async throws -> Value {
  let name = "kepu_test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
  switch engine {
  case .sqlite:
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(.sqlite(path: folder.appendingPathComponent("test.sqlite").path))
  case .postgres(let address):
    return try await withTurn {
      try await inCluster(address, "CREATE SCHEMA \(identifier: name)")
      let separator = address.contains("?") ? "&" : "?"
      let result: Result<Value, any Error>
      do {
        result = .success(try await body(DatabaseURL("\(address)\(separator)options=-csearch_path%3D\(name)")))
      } catch {
        result = .failure(error)
      }
      try await inCluster(address, "DROP SCHEMA \(identifier: name) CASCADE")
      return try result.get()
    }
  }
}

/// Waits for one of the places of the cluster, and gives it back.
func withTurn<Value>(_ body: () async throws -> Value) async throws -> Value {
  await Turnstile.databases.enter()
  let result: Result<Value, any Error>
  do { result = .success(try await body()) } catch { result = .failure(error) }
  await Turnstile.databases.leave()
  return try result.get()
}

/// Lets so many in at a time: tests run side by side, and a cluster has only so many connections.
private actor Turnstile {
  static let databases = Turnstile(places: 10)

  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  func enter() async {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() }
  }
}

private func inCluster(_ address: String, _ statement: SQL) async throws {
  var options = DatabaseOptions()
  options.connections = 1
  let cluster = try await Database.open(DatabaseURL(address), options: options)
  let result: Result<Int, any Error>
  do {
    result = .success(try await cluster.write { try $0.execute(statement) })
  } catch {
    result = .failure(error)
  }
  await cluster.close()
  _ = try result.get()
}

extension DatabaseOptions {
  /// Few connections, as many tests run at once.
  public static var forTests: DatabaseOptions {
    var options = DatabaseOptions()
    options.readers = 2
    options.connections = 4
    return options
  }
}
