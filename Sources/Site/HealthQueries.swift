import SQL

extension Database {
  /// Whether the database answers at all.
  func answers() async throws -> Bool { try await value(Int.self, "SELECT 1") == 1 }
}
