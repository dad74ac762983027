extension Places {
  /// The published base at an address.
  func published(_ slug: String) async throws -> Base? {
    try await database.read { try $0.base(slug: slug) }.flatMap { $0.status == .published ? $0 : nil }
  }
}

extension Places {
  /// Changes whenever a base does, and every minute, as bases open and close; the validator of pages and tiles.
  var version: String {
    let snapshot = atlas.snapshot
    return "\(snapshot.edition)-\(clock.now().milliseconds / 60_000)"
  }

  /// Whether no base is known yet.
  public var isEmpty: Bool {
    get async throws { try await database.read { try $0.latestChange() } == nil }
  }
}
