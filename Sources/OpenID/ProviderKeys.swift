import Foundation
import JWTKit

/// The keys by which a provider signs, as it publishes them (RFC 7517).
///
/// Keys that are not ours to use (another kind or curve, for encryption) are passed over: a provider may publish them beside
/// the ones that sign.
struct ProviderKeys: Decodable {
  private let keys: [Entry]

  init(_ json: String) throws {
    self = try JSONDecoder().decode(ProviderKeys.self, from: Data(json.utf8))
  }

  private struct Entry: Decodable {
    let key: JWK?
    let use: String?

    private enum CodingKeys: CodingKey { case use }

    init(from decoder: any Decoder) throws {
      key = try? JWK(from: decoder)
      use = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .use)
    }
  }

  private struct Header: Decodable {
    let alg: String
    let kid: String?
  }

  /// The one key that may have signed the token, bound to the algorithm that the token names.
  ///
  /// The algorithm is one of RS256, ES256 and EdDSA, so never `none` and never one where the public key is the secret; and a key
  /// serves its own kind only. A token that names no key is taken if there is one key it can mean.
  /// Source: OpenID Connect Core 1.0 §10.1, RFC 8725 §3.1.
  func key(for token: String) throws(OpenIDError) -> JWK {
    guard let header = Self.header(token) else { throw .wrongToken("form") }
    let kinds: [String: (algorithm: JWK.Algorithm, type: JWK.KeyType)] = [
      "RS256": (.rs256, .rsa), "ES256": (.es256, .ecdsa), "EdDSA": (.eddsa, .octetKeyPair),
    ]
    guard let kind = kinds[header.alg] else { throw .wrongToken("algorithm") }
    let fitting = keys.compactMap { entry in entry.use == "enc" ? nil : entry.key }.filter { key in
      key.keyType == kind.type && (key.algorithm ?? kind.algorithm) == kind.algorithm
        && (header.kid == nil || key.keyIdentifier?.string == header.kid)
    }
    guard fitting.count == 1, var key = fitting.first else { throw .wrongToken("key") }
    key.algorithm = kind.algorithm
    key.keyIdentifier = JWKIdentifier(string: header.kid ?? "only")
    return key
  }

  private static func header(_ token: String) -> Header? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let plain = parts[0].replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
      .flatMap { try? JSONDecoder().decode(Header.self, from: $0) }
  }
}
