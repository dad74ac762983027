import SQL

extension Reader {
  /// The exhibits of a base in its own order.
  func exhibits(of base: ID<Base>) throws -> [Exhibit] {
    try all(Exhibit.self, "SELECT names, summary FROM exhibits WHERE base_id = \(base) ORDER BY position")
  }
}
