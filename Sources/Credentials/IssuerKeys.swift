import Foundation

/// All keys whose signatures an issuer stands by: the one in use, those to come, and those retired.
///
/// Keys are changed by adding one whose `notBefore` lies a little ahead, so that copies of the published set know it in time,
/// and retiring the old one at that moment. A key that leaked is taken out of the ring: who holds it could sign with any date,
/// so everything it signed has to be issued again.
public struct IssuerKeys: Sendable, Hashable {
  /// The keys, the latest first.
  public let all: [VerificationKey]

  /// A ring of keys, in any order.
  ///
  /// - Throws: `KeyFault.repeatedKey` if the same key is in it twice.
  public init(_ keys: [VerificationKey]) throws(KeyFault) {
    all = keys.sorted { ($0.notBefore, $0.id) > ($1.notBefore, $1.id) }
    var ids: Set<String> = []
    for key in keys where !ids.insert(key.id).inserted { throw .repeatedKey(key.id) }
  }

  /// The key by its name.
  public func key(_ id: String) -> VerificationKey? { all.first { $0.id == id } }

  /// The key to sign with: the latest of those in force; `nil` if none is.
  public func current(at moment: Date) -> VerificationKey? { all.first { $0.isInForce(at: moment) } }

  /// The key that a `kid` names as one of an issuer.
  func key(addressed kid: String, of issuer: String) -> VerificationKey? { all.first { $0.address(of: issuer) == kid } }

  /// The keys as a JSON Web Key Set (RFC 7517), to be served at `/.well-known/jwks.json`.
  public var jwks: CanonicalJSON { ["keys": .array(all.map(\.publishedJWK))] }

  /// The issuer's DID document (W3C DID 1.0), to be served at `/.well-known/did.json` for a did:web of a host.
  ///
  /// The key in use stands first: verifiers that look for no name take the first. Retired keys stay assertion methods, as what
  /// they signed in their time is good.
  public func didDocument(of issuer: String, at moment: Date) -> CanonicalJSON {
    let current = current(at: moment)
    let ordered = all.filter { $0 == current } + all.filter { $0 != current }
    let methods = ordered.map { key -> CanonicalJSON in
      [
        "id": .string(key.address(of: issuer)), "type": "JsonWebKey", "controller": .string(issuer), "publicKeyJwk": key.jwk,
      ]
    }
    return [
      "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
      "id": .string(issuer),
      "verificationMethod": .array(methods),
      "assertionMethod": .array(ordered.map { .string($0.address(of: issuer)) }),
    ]
  }
}

/// Identifiers of issuers that stand for a web address (did:web method).
public enum DIDWeb {
  /// The identifier whose document is served under an address: `https://kepu.example` is `did:web:kepu.example`, whose document
  /// is `/.well-known/did.json`; `https://kepu.example:8443/west` is `did:web:kepu.example%3A8443:west`, with `/west/did.json`.
  ///
  /// `nil` for anything but an https address without user, query and fragment: did:web trusts TLS.
  public static func identifier(of address: String) -> String? {
    guard let parts = URLComponents(string: address), parts.scheme == "https", let host = parts.percentEncodedHost, !host.isEmpty,
      !host.contains(":"), parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
    else { return nil }
    let port = parts.port.map { "%3A\($0)" } ?? ""
    return (["did:web:\(host.lowercased())\(port)"] + parts.percentEncodedPath.split(separator: "/")).joined(separator: ":")
  }
}
