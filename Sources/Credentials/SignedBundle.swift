import Foundation

/// A document with the signature of an issuer beside it, as one file that anybody can check without the portal.
///
/// The file is canonical JSON (RFC 8785) with four members: `payload`, the document; `kid`, the address of the key as the
/// issuer publishes it; `jwk`, the public key; `signature`, 64 bytes in base64url. Signed with Ed25519 (RFC 8032) are the bytes
/// of the canonical JSON of the other three members, so that no part of the file can be changed. In Python:
///
///     bundle = json.load(open("result.json")); signature = bundle.pop("signature")
///     key.verify(base64url(signature), rfc8785.dumps(bundle))
public struct SignedBundle: Sendable, Hashable {
  /// The document.
  public let payload: CanonicalJSON
  /// The address of the key: the issuer's identifier, `#`, the key's thumbprint.
  public let keyAddress: String
  private let key: [UInt8]
  private let signature: [UInt8]

  /// Signs a document.
  ///
  /// - Parameter issuer: the identifier under which the key is published, such as `did:web:kepu.example`.
  public init(signing payload: CanonicalJSON, by key: SigningKey, of issuer: String) throws {
    let publicKey = key.verificationKey(notBefore: .distantPast)
    self.payload = payload
    keyAddress = publicKey.address(of: issuer)
    self.key = publicKey.rawRepresentation
    signature = try key.signature(of: Self.unsigned(payload, keyAddress: keyAddress, key: self.key).utf8())
  }

  /// The file, ending with a line feed.
  public func file() throws(CanonicalJSONFault) -> [UInt8] {
    let unsigned = Self.unsigned(payload, keyAddress: keyAddress, key: key)
    return try unsigned.adding(["signature": .string(Base64URL.encode(signature))]).utf8() + [UInt8(ascii: "\n")]
  }

  /// Reads a file without believing it.
  ///
  /// - Throws: `BundleFault.malformed` if it is not such a file, `BundleFault.reformatted` if it is but was spelled anew: there
  ///   is one spelling only, so that nothing in the file is outside of the signature.
  public init(file: [UInt8]) throws(BundleFault) {
    guard let whole = try? CanonicalJSON(parsing: file), whole.members?.count == 4, let payload = whole["payload"],
      let keyAddress = whole["kid"]?.string, let key = whole["jwk"].flatMap(VerificationKey.bytes),
      let signature = whole["signature"]?.string.flatMap(Base64URL.decode), signature.count == 64
    else { throw .malformed }
    self.payload = payload
    self.keyAddress = keyAddress
    self.key = key
    self.signature = signature
    guard let again = try? self.file(), again == file || again.dropLast() == file[...] else { throw .reformatted }
  }

  /// Checks the signature, and the key against those that the issuer publishes.
  ///
  /// - Parameters:
  ///   - keys: the issuer's keys; `nil` where they are not at hand.
  ///   - issuer: the issuer who is expected to have signed; `nil` where whoever is named in the file is only told.
  public func verdict(trusting keys: IssuerKeys?, of issuer: String?) -> BundleVerdict {
    let claimed = VerificationKey(bytes: key, notBefore: .distantPast, retired: nil)
    let message = try? Self.unsigned(payload, keyAddress: keyAddress, key: key).utf8()
    guard let message, claimed.isSignature(signature, of: message) else { return .tampered }
    let named = issuer ?? keyAddress.split(separator: "#").first.map(String.init) ?? ""
    guard keyAddress == claimed.address(of: named) else { return .unknownKey(keyAddress) }
    guard let keys else { return .intact(keyAddress) }
    return keys.key(claimed.id) == nil ? .unknownKey(keyAddress) : .valid
  }

  private static func unsigned(_ payload: CanonicalJSON, keyAddress: String, key: [UInt8]) -> CanonicalJSON {
    ["payload": payload, "kid": .string(keyAddress), "jwk": VerificationKey.jwk(of: key)]
  }
}

/// What became of checking a bundle.
public enum BundleVerdict: Sendable, Hashable {
  /// The issuer signed exactly this.
  case valid
  /// Nothing was changed since the key in the file signed it; that it is the issuer's key is still to be seen at the address.
  case intact(String)
  /// The signature is not of this content.
  case tampered
  /// Another key than the issuer's signed it.
  case unknownKey(String)
}

/// Why a file is not a signed bundle.
public enum BundleFault: Error, Sendable, Hashable {
  /// It is not of that form.
  case malformed
  /// It was written anew with other spaces, another order or other spellings.
  case reformatted
}
