import AsyncHTTPClient
import Crypto
import Foundation
import JWTKit
import NIOCore

/// The relying party's side of OpenID Connect: the authorization code flow with PKCE.
public struct OpenIDClient: Sendable {
  /// The provider.
  public let provider: OpenIDProvider
  private let redirectURI: String
  private let http: HTTPClient
  private let cache = DiscoveryCache()

  /// A client.
  ///
  /// - Parameters:
  ///   - redirectURI: where the provider sends visitors back to; registered there.
  ///   - http: follows no redirects.
  public init(provider: OpenIDProvider, redirectURI: String, http: HTTPClient = .withoutRedirects) {
    self.provider = provider
    self.redirectURI = redirectURI
    self.http = http
  }

  /// Where to send a visitor, and what to keep until they come back.
  public func begin() async throws(OpenIDError) -> (url: String, pending: PendingLogin) {
    let discovery = try await discovery()
    let pending = PendingLogin(state: Self.random(), nonce: Self.random(), codeVerifier: Self.random())
    return (Self.authorizationURL(discovery.authorization_endpoint, provider, redirectURI, pending), pending)
  }

  static func authorizationURL(
    _ endpoint: String, _ provider: OpenIDProvider, _ redirectURI: String, _ pending: PendingLogin
  ) -> String {
    let parameters = [
      ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", redirectURI),
      ("scope", "openid email profile"),
      ("state", pending.state), ("nonce", pending.nonce), ("code_challenge", challenge(pending.codeVerifier)),
      ("code_challenge_method", "S256"),
    ]
    return endpoint + (endpoint.contains("?") ? "&" : "?") + encoded(parameters)
  }

  /// S256 of RFC 7636, 4.2.
  static func challenge(_ verifier: String) -> String { base64URL(Data(SHA256.hash(data: Data(verifier.utf8)))) }

  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return base64URL(Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
  }

  private static func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func encoded(_ parameters: [(String, String)]) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    func encode(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
    return parameters.map { "\(encode($0))=\(encode($1))" }.joined(separator: "&")
  }

  /// Who came back.
  ///
  /// - Parameter parameters: what the provider added to the address.
  public func finish(parameters: [String: String], pending: PendingLogin) async throws(OpenIDError) -> OpenIDIdentity {
    // The state is the visitor's own, out of a sealed cookie: whoever measures its comparison learns nothing of others.
    guard parameters["state"] == pending.state else { throw .wrongState }
    if let issuer = parameters["iss"], issuer != provider.issuer { throw .wrongState }
    // Anybody can write an address: of its words, the log gets those a provider would use (RFC 6749, 4.1.2.1).
    if let error = parameters["error"] {
      throw .refused(String(error.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(100).map(Character.init)))
    }
    guard let code = parameters["code"] else { throw .refused("no code") }
    let discovery = try await discovery()
    // A provider that says it names itself always does (RFC 9207, 2.4).
    if discovery.authorization_response_iss_parameter_supported == true, parameters["iss"] == nil { throw .wrongState }
    let token = try await exchange(code, pending, discovery)
    return try await identity(token, pending, discovery)
  }

  private struct TokenAnswer: Decodable {
    let id_token: String
  }

  private func exchange(_ code: String, _ pending: PendingLogin, _ discovery: Discovery) async throws(OpenIDError) -> String {
    var request = HTTPClientRequest(url: discovery.token_endpoint)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.headers.add(name: "Accept", value: "application/json")
    var parameters = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
      ("code_verifier", pending.codeVerifier),
    ]
    if let secret = provider.clientSecret {
      let pair = "\(Self.encoded([(provider.clientID, secret)]).replacing("=", with: ":"))"
      request.headers.add(name: "Authorization", value: "Basic \(Data(pair.utf8).base64EncodedString())")
    } else {
      parameters.append(("client_id", provider.clientID))
    }
    request.body = .bytes(ByteBuffer(string: Self.encoded(parameters)))
    return try await answer(request, TokenAnswer.self).id_token
  }

  private func identity(
    _ token: String, _ pending: PendingLogin, _ discovery: Discovery
  ) async throws(OpenIDError) -> OpenIDIdentity {
    // Keys change: a token that no known key signed is tried once more with the provider's keys of now.
    if let keys = await cache.keys,
      let found = try? await Self.verify(token, keys: keys, provider, nonce: pending.nonce, now: Date())
    {
      return found
    }
    let keys = try await fetch(discovery.jwks_uri)
    let text = String(decoding: keys, as: UTF8.self)
    let found = try await Self.verify(token, keys: text, provider, nonce: pending.nonce, now: Date())
    await cache.keep(keys: text)
    return found
  }

  /// Checks an ID token (OpenID Connect Core 3.1.3.7): signature, issuer, audience, authorized party, time and nonce.
  static func verify(
    _ token: String, keys: String, _ provider: OpenIDProvider, nonce: String, now: Date
  ) async throws(OpenIDError) -> OpenIDIdentity {
    let payload: IDToken
    do {
      let collection = try await JWTKeyCollection().add(jwk: ProviderKeys(keys).key(for: token))
      payload = try await collection.verify(token, as: IDToken.self)
    } catch let error as OpenIDError { throw error } catch { throw .wrongToken("\(error)") }
    guard payload.iss == provider.issuer else { throw .wrongToken("issuer") }
    guard payload.aud.value.contains(provider.clientID) else { throw .wrongToken("audience") }
    if payload.aud.value.count > 1, payload.azp == nil { throw .wrongToken("authorized party") }
    if let party = payload.azp, party != provider.clientID { throw .wrongToken("authorized party") }
    let leeway: TimeInterval = 60
    guard payload.exp.value > now.addingTimeInterval(-leeway) else { throw .wrongToken("expired") }
    guard payload.iat.value < now.addingTimeInterval(leeway) else { throw .wrongToken("from the future") }
    guard payload.nonce == nonce else { throw .wrongToken("nonce") }
    guard !payload.sub.isEmpty, payload.sub.utf8.count <= 255 else { throw .wrongToken("subject") }
    return OpenIDIdentity(
      provider: provider.key, subject: payload.sub, email: payload.email,
      isEmailVerified: payload.email_verified?.isTrue ?? false, name: payload.name)
  }

  // MARK: What the provider says of itself

  struct Discovery: Decodable, Sendable {
    let issuer: String
    let authorization_endpoint: String
    let token_endpoint: String
    let jwks_uri: String
    let authorization_response_iss_parameter_supported: Bool?
  }

  private func discovery() async throws(OpenIDError) -> Discovery {
    if let known = await cache.discovery { return known }
    guard !provider.mustBeSecure || provider.issuer.hasPrefix("https://") else {
      throw .misconfigured("\(provider.issuer) is not https")
    }
    let path = provider.issuer.hasSuffix("/") ? ".well-known/openid-configuration" : "/.well-known/openid-configuration"
    let bytes = try await fetch(provider.issuer + path)
    guard let found = try? JSONDecoder().decode(Discovery.self, from: Data(bytes)) else {
      throw .unreachable("discovery is not JSON")
    }
    guard found.issuer == provider.issuer else { throw .misconfigured("the provider calls itself \(found.issuer)") }
    if provider.mustBeSecure {
      for address in [found.authorization_endpoint, found.token_endpoint, found.jwks_uri] where !address.hasPrefix("https://") {
        throw .misconfigured("\(address) is not https")
      }
    }
    await cache.keep(found)
    return found
  }

  private func fetch(_ url: String) async throws(OpenIDError) -> [UInt8] { try await bytes(HTTPClientRequest(url: url)) }

  private func answer<Answer: Decodable>(_ request: HTTPClientRequest, _ type: Answer.Type) async throws(OpenIDError) -> Answer {
    let bytes = try await bytes(request)
    guard let answer = try? JSONDecoder().decode(type, from: Data(bytes)) else {
      throw .unreachable("the answer is not what was asked for")
    }
    return answer
  }

  private static let largestAnswer = 1 << 20

  private func bytes(_ request: HTTPClientRequest) async throws(OpenIDError) -> [UInt8] {
    do {
      let response = try await http.execute(request, timeout: .seconds(10))
      let body = try await response.body.collect(upTo: Self.largestAnswer)
      guard response.status == .ok else { throw OpenIDError.unreachable("\(request.url): \(response.status.code)") }
      return Array(body.readableBytesView)
    } catch let error as OpenIDError { throw error } catch { throw .unreachable("\(request.url): \(error)") }
  }
}

extension HTTPClient {
  /// Follows no redirects, as a code and its verifier are for the provider alone and its keys come from nowhere else.
  ///
  /// `HTTPClient.shared` follows them, and sends a POST again where 307 and 308 say. This one lives as long as the process.
  public static let withoutRedirects: HTTPClient = {
    var configuration = HTTPClient.Configuration.singletonConfiguration
    configuration.redirectConfiguration = .disallow
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}

/// The claims that are looked at.
struct IDToken: JWTPayload {
  let iss: String
  let sub: String
  let aud: AudienceClaim
  let exp: ExpirationClaim
  let iat: IssuedAtClaim
  let nonce: String?
  let azp: String?
  let email: String?
  let email_verified: Truth?
  let name: String?

  /// Time is checked by the caller, with the clocks' difference in mind.
  func verify(using algorithm: some JWTAlgorithm) async throws {}

  /// A boolean that some providers write as a text.
  struct Truth: Codable {
    let isTrue: Bool

    init(isTrue: Bool) { self.isTrue = isTrue }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      isTrue = (try? container.decode(Bool.self)) ?? ((try? container.decode(String.self)) == "true")
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(isTrue)
    }
  }
}

/// What is known of a provider, for an hour.
private actor DiscoveryCache {
  private var kept: (discovery: OpenIDClient.Discovery, at: ContinuousClock.Instant)?
  private var keptKeys: (json: String, at: ContinuousClock.Instant)?
  private static let age = Duration.seconds(3_600)

  var discovery: OpenIDClient.Discovery? { kept.flatMap { $0.at.duration(to: .now) < Self.age ? $0.discovery : nil } }
  var keys: String? { keptKeys.flatMap { $0.at.duration(to: .now) < Self.age ? $0.json : nil } }

  func keep(_ discovery: OpenIDClient.Discovery) { kept = (discovery, .now) }
  func keep(keys: String) { keptKeys = (keys, .now) }
}
