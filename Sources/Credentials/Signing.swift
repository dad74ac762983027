import Foundation

extension OpenBadgeCredential {
  /// The credential as a signed token (VC-JWT; Open Badges 3.0 §8.2, Securing Verifiable Credentials using JOSE and COSE).
  ///
  /// The token is the document itself with the claims `iss`, `sub`, `jti`, `nbf`, `exp` that Open Badges asks for, which repeat
  /// what the document says, and `iat`, the moment of signing. It is served as `application/vc+jwt`.
  ///
  /// - Throws: `CredentialFault.contradicts("validUntil")` if it would end before it begins; `KeyFault`.
  public func signed(by key: SigningKey, at moment: Date, as type: TokenType = .openBadge) throws -> String {
    if let validUntil, validUntil <= validFrom { throw CredentialFault.contradicts("validUntil") }
    let token = document.adding(claims.merging(["iat": Timestamp.seconds(moment)]) { claim, _ in claim })
    return try CompactJWS.sign(token, by: key, address: key.address(of: issuer.id), type: type)
  }

  /// The claims that repeat what the document says.
  var claims: [String: CanonicalJSON] {
    var claims: [String: CanonicalJSON] = [
      "iss": .string(issuer.id), "sub": .string(subject.id), "jti": .string(id), "nbf": Timestamp.seconds(validFrom),
    ]
    claims["exp"] = validUntil.map(Timestamp.seconds)
    return claims
  }
}

extension StatusListCredential {
  /// The list as a signed token, to be served as `application/vc+jwt` at its address.
  ///
  /// Sign it with the key in use: verifiers that were given one key of the issuer check the list with it.
  public func signed(by key: SigningKey, at moment: Date) throws -> String {
    let claims: [String: CanonicalJSON] = [
      "iss": .string(issuer), "iat": Timestamp.seconds(moment), "exp": Timestamp.seconds(validUntil),
    ]
    return try CompactJWS.sign(
      try document().adding(claims), by: key, address: key.address(of: issuer), type: .verifiableCredential)
  }
}

extension SigningKey {
  /// The `kid` of what the key signs for an issuer.
  func address(of issuer: String) -> String { verificationKey(notBefore: .distantPast).address(of: issuer) }
}

extension CanonicalJSON {
  /// The object with more members; those that it has stay.
  func adding(_ more: [String: CanonicalJSON]) -> CanonicalJSON {
    .object((members ?? [:]).merging(more) { own, _ in own })
  }
}
