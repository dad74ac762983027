import Foundation
import JWTKit
import Testing

@testable import OpenID

@Suite("Logging in with a provider")
struct TokenTests {
  private let provider = OpenIDProvider(key: "gd", issuer: "https://id.example", clientID: "kepu", clientSecret: nil, name: "ID")
  private static let now = Date(timeIntervalSince1970: 1_790_000_000)
  private static let key = ES256PrivateKey()

  private func token(_ change: [String: Any] = [:], key: ES256PrivateKey = Self.key) async throws -> String {
    var claims: [String: Any] = [
      "iss": "https://id.example", "sub": "u1", "aud": "kepu", "exp": Self.now.timeIntervalSince1970 + 300,
      "iat": Self.now.timeIntervalSince1970,
      "nonce": "n1", "email": "a@b.example", "email_verified": "true", "name": "李明",
    ]
    claims.merge(change) { $1 }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    let payload = try decoder.decode(IDToken.self, from: JSONSerialization.data(withJSONObject: claims))
    return try await JWTKeyCollection().add(ecdsa: key, kid: "k1").sign(payload, kid: "k1")
  }

  private func keys() throws -> String {
    let point = try #require(Self.key.publicKey.parameters)
    func url(_ text: String) -> String { text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
    return
      "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"k1\",\"x\":\"\(url(point.x))\",\"y\":\"\(url(point.y))\"}]}"
  }

  private func verify(_ token: String) async throws -> OpenIDIdentity {
    try await OpenIDClient.verify(token, keys: try keys(), provider, nonce: "n1", now: Self.now)
  }

  @Test("a right token tells who it is")
  func takesTokens() async throws {
    let token = try await token()
    let found = try await verify(token)
    #expect(found == OpenIDIdentity(provider: "gd", subject: "u1", email: "a@b.example", isEmailVerified: true, name: "李明"))
  }

  @Test(
    "a token that is wrong in one thing is refused for it",
    arguments: [
      ("iss", "https://evil.example", "issuer"), ("aud", "other", "audience"), ("nonce", "n2", "nonce"),
      ("azp", "other", "authorized party"),
      ("exp", "1789999000", "expired"), ("iat", "1790000900", "from the future"), ("sub", "", "subject"),
    ])
  func refusesTokens(claim: String, value: String, why: String) async throws {
    let token = try await token([claim: Double(value) ?? value])
    await #expect(throws: OpenIDError.wrongToken(why)) { try await verify(token) }
  }

  @Test("another's signature, none at all and a changed claim are refused")
  func checksSignatures() async throws {
    let forged = try await token(key: ES256PrivateKey())
    await #expect(throws: OpenIDError.self) { try await verify(forged) }
    let parts = try await token().split(separator: ".").map(String.init)
    let none = Data("{\"alg\":\"none\"}".utf8).base64EncodedString().replacing("=", with: "")
    await #expect(throws: OpenIDError.self) { try await verify("\(none).\(parts[1]).") }
    let changed = String(parts[1].dropLast(4)) + "AAAA"
    await #expect(throws: OpenIDError.self) { try await verify("\(parts[0]).\(changed).\(parts[2])") }
  }

  @Test("keys of other kinds, for encryption or without a name do not stand in the way of the one that signs")
  func passesOverOtherKeys() async throws {
    let ours = try String(keys().dropFirst("{\"keys\":[".count).dropLast("]}".count))
    let others = """
      {"kty":"oct","k":"AAAA","kid":"o"},{"kty":"EC","crv":"P-256K","x":"AA","y":"AA"},{"kty":"OKP","crv":"X448","x":"AA"},\
      {"kty":"RSA","use":"enc","alg":"RSA-OAEP","kid":"k1","n":"AAAA","e":"AQAB"},7
      """
    let token = try await token()
    for set in [
      "\(others),\(ours)", ours.replacing("\"alg\":\"ES256\",", with: ""), ours.replacing("\"use\":\"sig\",", with: ""),
    ] {
      let found = try await OpenIDClient.verify(token, keys: "{\"keys\":[\(set)]}", provider, nonce: "n1", now: Self.now)
      #expect(found.subject == "u1")
    }
    let nameless = try await JWTKeyCollection().add(ecdsa: Self.key).sign(
      try await JWTKeyCollection().unverified(token, as: IDToken.self))
    let found = try await OpenIDClient.verify(
      nameless, keys: "{\"keys\":[\(ours.replacing("\"kid\":\"k1\",", with: ""))]}", provider, nonce: "n1", now: Self.now)
    #expect(found.subject == "u1")
    await #expect(throws: OpenIDError.wrongToken("key")) {
      try await OpenIDClient.verify(token, keys: "{\"keys\":[\(others)]}", provider, nonce: "n1", now: Self.now)
    }
  }

  @Test("a token cannot choose its algorithm", arguments: ["none", "None", "HS256", "RS256", "PS256", ""])
  func bindsAlgorithms(algorithm: String) async throws {
    let parts = try await token().split(separator: ".").map(String.init)
    let header = Data("{\"alg\":\"\(algorithm)\",\"kid\":\"k1\"}".utf8).base64EncodedString().replacing("=", with: "")
    await #expect(throws: OpenIDError.wrongToken(algorithm == "RS256" ? "key" : "algorithm")) {
      try await verify("\(header).\(parts[1]).\(parts[2])")
    }
  }

  @Test("a secret is not in what is printed, and a pending login survives its cookie")
  func keepsSecrets() throws {
    let provider = OpenIDProvider(key: "gd", issuer: "https://id.example", clientID: "kepu", clientSecret: "hush", name: "ID")
    var dumped = ""
    dump(provider, to: &dumped)
    #expect(!"\(provider) \(String(reflecting: provider)) \([provider]) \(dumped)".contains("hush"))
    let pending = PendingLogin(state: "s", nonce: "n", codeVerifier: "v")
    #expect(try JSONDecoder().decode(PendingLogin.self, from: JSONEncoder().encode(pending)) == pending)
  }

  @Test("a provider elsewhere without https is not asked")
  func demandsHTTPS() async {
    let provider = OpenIDProvider(key: "x", issuer: "http://id.example", clientID: "kepu", clientSecret: nil, name: "ID")
    let client = OpenIDClient(provider: provider, redirectURI: "https://kepu.example/return")
    await #expect(throws: OpenIDError.misconfigured("http://id.example is not https")) { try await client.begin() }
  }

  @Test("the address asks for a code with state, nonce and the challenge of RFC 7636, appendix B")
  func makesAddresses() {
    #expect(
      OpenIDClient.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    let pending = PendingLogin(state: "s", nonce: "n", codeVerifier: "v")
    let url = OpenIDClient.authorizationURL(
      "https://id.example/authorize", provider, "https://kepu.example/login/with/gd/return", pending)
    #expect(
      url.hasPrefix(
        "https://id.example/authorize?response_type=code&client_id=kepu&redirect_uri=https%3A%2F%2Fkepu.example%2Flogin%2Fwith%2Fgd%2Freturn"
      ))
    #expect(url.contains("&state=s&nonce=n&code_challenge=") && url.hasSuffix("&code_challenge_method=S256"))
  }

  @Test("who comes back with another state, issuer or an error is refused before anything is asked")
  func checksReturns() async throws {
    let client = OpenIDClient(provider: provider, redirectURI: "https://kepu.example/return")
    let pending = PendingLogin(state: "s", nonce: "n", codeVerifier: "v")
    await #expect(throws: OpenIDError.wrongState) {
      try await client.finish(parameters: ["state": "x", "code": "c"], pending: pending)
    }
    await #expect(throws: OpenIDError.wrongState) {
      try await client.finish(parameters: ["state": "s", "iss": "https://evil.example"], pending: pending)
    }
    await #expect(throws: OpenIDError.refused("access_denied")) {
      try await client.finish(parameters: ["state": "s", "error": "access_denied"], pending: pending)
    }
  }
}
