import Crypto
import Foundation

/// The public half of an issuer's key, and the time in which its signatures count.
public struct VerificationKey: Sendable, Hashable {
  /// The 32 bytes of RFC 8032 §5.1.2.
  public let rawRepresentation: [UInt8]
  /// The first moment at which it may sign.
  public let notBefore: Date
  /// From this moment on it signs no more; what it signed before stays good. `nil` while it is in use.
  public let retired: Date?

  /// A public key that was kept.
  ///
  /// - Throws: `KeyFault.wrongLength` for anything but 32 bytes, `KeyFault.emptyPeriod` if it would never be in force.
  public init(rawRepresentation: [UInt8], notBefore: Date, retired: Date? = nil) throws(KeyFault) {
    guard rawRepresentation.count == 32 else { throw .wrongLength }
    if let retired, retired <= notBefore { throw .emptyPeriod }
    self.init(bytes: rawRepresentation, notBefore: notBefore, retired: retired)
  }

  init(bytes: [UInt8], notBefore: Date, retired: Date?) {
    rawRepresentation = bytes
    self.notBefore = notBefore
    self.retired = retired
  }

  /// The key's name: its JWK thumbprint (RFC 7638), so that a name can never stand for another key.
  public var id: String { Self.thumbprint(of: rawRepresentation) }

  /// Whether a signature made at a moment counts.
  public func isInForce(at moment: Date) -> Bool { notBefore <= moment && retired.map { moment < $0 } ?? true }

  /// Whether a signature over a message is this key's.
  public func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rawRepresentation) else { return false }
    return key.isValidSignature(signature, for: message)
  }
}

extension VerificationKey {
  /// The key as a JSON Web Key with the three members that make it (RFC 8037 §2).
  public var jwk: CanonicalJSON { Self.jwk(of: rawRepresentation) }

  /// The key as an entry of a published key set, with its name and its use (RFC 7517 §4).
  public var publishedJWK: CanonicalJSON {
    .object((jwk.members ?? [:]).merging(["kid": .string(id), "alg": "EdDSA", "use": "sig"]) { first, _ in first })
  }

  /// The key as Multikey (W3C Controlled Identifiers 1.0 §2.2.2): `z`, base58btc, multicodec `ed25519-pub`.
  public var multibase: String { "z" + Base58.encode([0xED, 0x01] + rawRepresentation) }

  /// The key as an identifier of its owner (did:key): for an issuer without a host that the public can reach.
  public var didKey: String { "did:key:" + multibase }

  /// The key as `SubjectPublicKeyInfo` in PEM (RFC 8410), which OpenSSL and `openbadges verify --pubkey` read.
  public var pem: String {
    let der: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00] + rawRepresentation
    return "-----BEGIN PUBLIC KEY-----\n\(Data(der).base64EncodedString())\n-----END PUBLIC KEY-----\n"
  }

  /// The address of the key as a verification method of an issuer: the `kid` of what it signs.
  ///
  /// An issuer that is its own key (did:key) has one method, named by the key itself.
  public func address(of issuer: String) -> String { issuer + "#" + (issuer == didKey ? multibase : id) }

  static func jwk(of bytes: [UInt8]) -> CanonicalJSON {
    ["crv": "Ed25519", "kty": "OKP", "x": .string(Base64URL.encode(bytes))]
  }

  /// The bytes of a JWK of exactly the three members; `nil` for anything else.
  static func bytes(of jwk: CanonicalJSON) -> [UInt8]? {
    guard let x = jwk["x"]?.string, let bytes = Base64URL.decode(x), bytes.count == 32, jwk == Self.jwk(of: bytes) else {
      return nil
    }
    return bytes
  }

  /// RFC 7638 over the three members that RFC 8037 §2 names, which are in their order already.
  static func thumbprint(of bytes: [UInt8]) -> String {
    let text = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"\(Base64URL.encode(bytes))\"}"
    return Base64URL.encode(SHA256.hash(data: Data(text.utf8)))
  }
}
