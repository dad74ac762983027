import Foundation
import SQL

/// What many tests find in their database: made once in a run and then copied, as making it takes longer than most tests.
///
/// On SQLite the copy is of a file. On PostgreSQL it is a database made from another, which stays in the cluster when the run ends:
/// clusters for tests are thrown away (`scripts/with-postgres`).
public struct DatabaseTemplate: Sendable {
  let name: String
  let fill: @Sendable (Database) async throws -> Void

  /// What a closure makes of an empty database.
  ///
  /// - Parameter name: tells it from others; the closure of the first one of a name counts.
  public init(_ name: String, fill: @escaping @Sendable (Database) async throws -> Void) {
    self.name = name
    self.fill = fill
  }

  /// The tables of some rooms, empty.
  init(_ migrations: [Migration]) {
    self.init(migrations.map(\.name).joined(separator: " ")) { try await $0.migrate(migrations) }
  }
}

/// Opens a copy of a database for the time of the closure, and removes it.
@discardableResult
public func withDatabase<Value>(
  _ engine: TestEngine, from template: DatabaseTemplate, options: DatabaseOptions = .forTests,
  _ body: (Database) async throws -> Value
) async throws -> Value {
  let original = try await DatabaseOriginals.shared.original(of: template, on: engine)
  switch original {
  case .file(let bytes):
    return try await withDatabaseURL(engine) { url in
      guard let path = url.path else { throw DatabaseError.other("a file was copied for another engine") }
      try bytes.write(to: URL(fileURLWithPath: path))
      return try await withDatabase(at: url, options: options, body)
    }
  case .database(let original, let cluster):
    return try await withTurn {
      let name = "kepu_test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
      try await alone(cluster, "CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: original)")
      let result: Result<Value, any Error>
      do {
        result = .success(try await withDatabase(at: try DatabaseURL(cluster.naming(name)), options: options, body))
      } catch {
        result = .failure(error)
      }
      try await alone(cluster, "DROP DATABASE \(identifier: name) WITH (FORCE)")
      return try result.get()
    }
  }
}

/// The databases that are copied, each made by the first test that asks for it.
private actor DatabaseOriginals {
  static let shared = DatabaseOriginals()

  enum Original: Sendable {
    case file(Data)
    case database(String, cluster: String)
  }

  private var made: [String: Task<Original, any Error>] = [:]

  func original(of template: DatabaseTemplate, on engine: TestEngine) async throws -> Original {
    let key = "\(engine) \(template.name)"
    let task = made[key] ?? Task { try await Self.make(template, on: engine) }
    made[key] = task
    return try await task.value
  }

  private static func make(_ template: DatabaseTemplate, on engine: TestEngine) async throws -> Original {
    switch engine {
    case .sqlite:
      return try await withDatabaseURL(engine) { url in
        try await withDatabase(at: url, options: .forTests, template.fill)
        guard let path = url.path else { throw DatabaseError.other("SQLite has another address") }
        return .file(try Data(contentsOf: URL(fileURLWithPath: path)))
      }
    case .postgres(let cluster):
      let name = "kepu_template_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
      try await alone(cluster, "CREATE DATABASE \(identifier: name)")
      try await withDatabase(at: try DatabaseURL(cluster.naming(name)), options: .forTests, template.fill)
      return .database(name, cluster: cluster)
    }
  }
}

private func withDatabase<Value>(
  at url: DatabaseURL, options: DatabaseOptions, _ body: (Database) async throws -> Value
) async throws -> Value {
  let database = try await Database.open(url, options: options)
  let result: Result<Value, any Error>
  do { result = .success(try await body(database)) } catch { result = .failure(error) }
  await database.close()
  return try result.get()
}

/// Runs a statement that no transaction may hold.
private func alone(_ cluster: String, _ statement: SQL) async throws {
  var options = DatabaseOptions()
  options.connections = 1
  let database = try await Database.open(DatabaseURL(cluster), options: options)
  let result: Result<[Int], any Error>
  do { result = .success(try await database.all(Int.self, statement)) } catch { result = .failure(error) }
  await database.close()
  _ = try result.get()
}

extension String {
  /// The address of another database of the same cluster.
  fileprivate func naming(_ database: String) -> String {
    let parts = split(separator: "?", maxSplits: 1)
    guard let slash = parts[0].lastIndex(of: "/") else { return self }
    return parts[0][...slash] + database + (parts.count > 1 ? "?\(parts[1])" : "")
  }
}
