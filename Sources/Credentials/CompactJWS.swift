/// A signed document as three texts with dots between them (JSON Web Signature, compact; RFC 7515 §3.1), by Ed25519 (RFC 8037).
struct CompactJWS {
  /// Whose key signed, as the header says; not believed before the signature was checked with it.
  let keyAddress: String
  /// The signed bytes; not believed before the signature was checked.
  let payload: [UInt8]
  private let signed: [UInt8]
  private let signature: [UInt8]

  /// Reads a token; `nil` for anything that is not of the one form that is issued here: `alg`, `kid` and a known `typ` and no
  /// other header, so that no header can ask for another algorithm, another key or an extension.
  init?(_ token: String) {
    let parts = token.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2]), signature.count == 64, let header = try? CanonicalJSON(parsing: head),
      header.members?.count == 3, header["alg"]?.string == "EdDSA", let kid = header["kid"]?.string,
      let type = header["typ"]?.string, TokenType(rawValue: type) != nil
    else { return nil }
    keyAddress = kid
    self.payload = payload
    self.signature = signature
    signed = Array("\(parts[0]).\(parts[1])".utf8)
  }

  /// Whether a key signed it.
  func isSigned(by key: VerificationKey) -> Bool { key.isSignature(signature, of: signed) }

  /// Signs a document.
  static func sign(
    _ payload: CanonicalJSON, by key: SigningKey, address: String, type: TokenType
  ) throws -> String {
    let header: CanonicalJSON = ["alg": "EdDSA", "kid": .string(address), "typ": .string(type.rawValue)]
    let signed = Base64URL.encode(try header.utf8()) + "." + Base64URL.encode(try payload.utf8())
    return signed + "." + Base64URL.encode(try key.signature(of: Array(signed.utf8)))
  }
}

/// What the header `typ` of a token says; what is signed is the same.
public enum TokenType: String, Sendable, Hashable, CaseIterable {
  /// Open Badges 3.0 §8.2.3.1: if `typ` is there, it must be this.
  case openBadge = "JWT"
  /// Securing Verifiable Credentials using JOSE and COSE §3.1.1: it should be this.
  case verifiableCredential = "vc+jwt"
}
