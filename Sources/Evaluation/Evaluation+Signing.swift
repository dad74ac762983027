import Credentials

extension Evaluation {
  /// A document of another room as a signed file, with the same keys as the results of rounds.
  public func signed(_ payload: CanonicalJSON) async throws -> [UInt8] {
    try SignedBundle(signing: payload, by: try await signingKey(), of: issuer.id).file()
  }
}
