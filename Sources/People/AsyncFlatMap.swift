extension Optional where Wrapped: Sendable {
  /// `flatMap` with something that takes its time.
  func asyncFlatMap<Value>(_ body: (Wrapped) async throws -> Value?) async rethrows -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}
