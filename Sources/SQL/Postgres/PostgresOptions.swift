internal import CPostgres

/// How to connect: the address as libpq reads it, and what every session begins with.
struct PostgresOptions: Sendable {
  let address: String
  let statementTimeout: Duration?

  /// Whether libpq can read an address.
  static func areValid(_ address: String) -> Bool {
    guard let options = PQconninfoParse(address, nil) else { return false }
    PQconninfoFree(options)
    return true
  }

  func connect() -> OpaquePointer? {
    // What stands before the address is a default that the address may replace; after it, what it may not.
    let parameters = [
      ("connect_timeout", "5"), ("application_name", "kepu"), ("tcp_user_timeout", "15000"),
      ("keepalives_idle", "15"),
      ("dbname", address), ("client_encoding", "UTF8"),
    ]
    return Self.withCStrings(parameters.map(\.0)) { names in
      Self.withCStrings(parameters.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
  }

  var statementsAtStart: [String] {
    let timeout = statementTimeout.map { Int($0 / .milliseconds(1)) } ?? 0
    return [
      "SET statement_timeout = \(timeout)",
      "SET idle_in_transaction_session_timeout = '5min'",
      "SET client_min_messages = warning",
      "SET bytea_output = hex",
      // "Done" must mean "on disk", whatever the server's default; stricter settings are kept.
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    ]
  }

  private static func withCStrings<Value>(
    _ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Value
  ) -> Value {
    func add(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Value {
      guard index < texts.count else { return body(pointers + [nil]) }
      return texts[index].withCString { add(index + 1, pointers + [$0]) }
    }
    return add(0, [])
  }
}
