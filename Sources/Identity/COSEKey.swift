import Crypto
import CryptoExtras
import Foundation

/// A public key as authenticators send it (COSE, RFC 9053; RSA, RFC 8230), which checks signatures.
enum COSEKey: Sendable {
  case es256(P256.Signing.PublicKey)
  case edDSA(Curve25519.Signing.PublicKey)
  case rs256(_RSA.Signing.PublicKey)

  /// The algorithms that are offered, most wanted first (IANA COSE registry).
  static let algorithms: [Int64] = [-7, -8, -257]

  /// Reads a key; `nil` for other kinds, for a point that is not on its curve, and for RSA of fewer than 2048 bits.
  init?(_ key: CBOR) {
    guard case .integer(let kind)? = key[.integer(1)], case .integer(let algorithm)? = key[.integer(3)] else { return nil }
    switch (kind, algorithm) {
    case (2, -7):
      guard key[.integer(-1)] == .integer(1), let x = key[.integer(-2)]?.bytes, let y = key[.integer(-3)]?.bytes, x.count == 32,
        y.count == 32,
        let point = try? P256.Signing.PublicKey(x963Representation: [4] + x + y)
      else { return nil }
      self = .es256(point)
    case (1, -8):
      guard key[.integer(-1)] == .integer(6), let x = key[.integer(-2)]?.bytes,
        let point = try? Curve25519.Signing.PublicKey(rawRepresentation: x)
      else { return nil }
      self = .edDSA(point)
    case (3, -257):
      guard let n = key[.integer(-1)]?.bytes, let e = key[.integer(-2)]?.bytes, (256...1024).contains(n.count),
        let rsa = try? _RSA.Signing.PublicKey(n: n, e: e)
      else { return nil }
      self = .rs256(rsa)
    default: return nil
    }
  }

  /// Whether a signature over a message is this key's.
  func isSignature(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    switch self {
    case .es256(let key):
      (try? P256.Signing.ECDSASignature(derRepresentation: signature)).map { key.isValidSignature($0, for: message) } ?? false
    case .edDSA(let key): key.isValidSignature(signature, for: message)
    case .rs256(let key):
      key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }
  }
}
