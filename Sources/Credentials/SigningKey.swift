import Crypto
import Foundation

/// The private half of an issuer's Ed25519 key (RFC 8032).
///
/// The room keeps no key: whoever holds `rawRepresentation` seals it before it is stored, and gives it back to sign. A key says
/// nothing of itself when it is printed.
public struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let key: Curve25519.Signing.PrivateKey

  /// A new key.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// A key that was kept: the seed of 32 bytes of RFC 8032 §5.1.5.
  ///
  /// - Throws: `KeyFault.wrongLength` for anything but 32 bytes.
  public init(rawRepresentation: [UInt8]) throws(KeyFault) {
    guard rawRepresentation.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: rawRepresentation) else {
      throw .wrongLength
    }
    self.key = key
  }

  /// The seed of 32 bytes. Whoever has it signs as the issuer.
  public var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

  /// The public half, with the time in which its signatures count.
  public func verificationKey(notBefore: Date, retired: Date? = nil) -> VerificationKey {
    VerificationKey(bytes: Array(key.publicKey.rawRepresentation), notBefore: notBefore, retired: retired)
  }

  /// The signature of a message, 64 bytes.
  ///
  /// On Linux the same message has the same signature, as RFC 8032 has it; Apple's CryptoKit adds chance to each.
  public func signature(of message: [UInt8]) throws(KeyFault) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else { throw .couldNotSign }
    return Array(signature)
  }

  /// The thumbprint of the public half.
  public var id: String { VerificationKey.thumbprint(of: Array(key.publicKey.rawRepresentation)) }

  /// The name of the key, never the key.
  public var description: String { "SigningKey(\(id))" }
  /// The name of the key, never the key.
  public var debugDescription: String { description }
  /// Nothing to look into.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a key was refused.
public enum KeyFault: Error, Sendable, Hashable {
  /// Not 32 bytes.
  case wrongLength
  /// The library of cryptography gave no signature.
  case couldNotSign
  /// A key is retired before it is in force.
  case emptyPeriod
  /// Two keys of a ring are the same key.
  case repeatedKey(String)
}
