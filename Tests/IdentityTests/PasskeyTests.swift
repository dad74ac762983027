import Crypto
import Foundation
import Testing

@testable import Identity

@Suite("Passkeys")
struct PasskeyTests {
  private let party = Passkeys(relyingPartyID: "kepu.example", origin: "https://kepu.example", name: "Kepu")

  @Test("a passkey is registered and logs in, with each kind of key", arguments: [SoftAuthenticator.Kind.es256, .edDSA])
  func registersAndLogsIn(kind: SoftAuthenticator.Kind) throws {
    var device = SoftAuthenticator(kind)
    let passkey = try party.verifyRegistration(device.registration(challenge: [1, 2, 3]), challenge: [1, 2, 3])
    #expect(passkey.credentialID == device.id && passkey.isUserVerified)
    let login = try party.verifyLogin(device.login(challenge: [9, 9]), challenge: [9, 9], passkey: passkey)
    #expect(login.signCount == 2 && login.isUserVerified)
  }

  @Test("every check that is broken is the one that refuses")
  func refuses() throws {
    var device = SoftAuthenticator(.es256)
    let passkey = try party.verifyRegistration(device.registration(challenge: [1]), challenge: [1])
    func login(
      _ change: (inout SoftAuthenticator) -> Void, challenge: [UInt8] = [1], by passkey: RegisteredPasskey
    ) throws -> VerifiedLogin {
      var copy = device
      change(&copy)
      return try party.verifyLogin(copy.login(challenge: challenge), challenge: [1], passkey: passkey)
    }
    #expect(throws: PasskeyError.wrongChallenge) { try login({ _ in }, challenge: [2], by: passkey) }
    #expect(throws: PasskeyError.wrongOrigin) { try login({ $0.origin = "https://evil.example" }, by: passkey) }
    #expect(throws: PasskeyError.wrongOrigin) { try login({ $0.crossOrigin = true }, by: passkey) }
    #expect(throws: PasskeyError.wrongRelyingParty) { try login({ $0.relyingPartyID = "evil.example" }, by: passkey) }
    #expect(throws: PasskeyError.wrongType) { try login({ $0.loginType = "webauthn.create" }, by: passkey) }
    #expect(throws: PasskeyError.userNotPresent) { try login({ $0.flags = 4 }, by: passkey) }
    #expect(throws: PasskeyError.counterWentBack) { try login({ $0.count = 0 }, by: passkey) }
    #expect(throws: PasskeyError.wrongSignature) { try login({ $0.breaksSignature = true }, by: passkey) }
    let other = SoftAuthenticator(.es256)
    let swapped = RegisteredPasskey(
      credentialID: passkey.credentialID, publicKey: other.coseKey, signCount: 0, isBackedUp: false, isUserVerified: true)
    #expect(throws: PasskeyError.wrongSignature) { try login({ _ in }, by: swapped) }
    var copy = device
    copy.flags |= 64
    #expect(throws: PasskeyError.malformed) {
      try party.verifyLogin(copy.login(challenge: [1], appending: [1, 2]), challenge: [1], passkey: passkey)
    }
  }

  @Test("no change of a byte makes a login good, and none crashes")
  func survivesMutations() throws {
    var device = SoftAuthenticator(.es256)
    let passkey = try party.verifyRegistration(device.registration(challenge: [7]), challenge: [7])
    let login = device.login(challenge: [7])
    var random = SystemRandomNumberGenerator()
    let registration = device.registration(challenge: [7])
    for _ in 0..<5_000 {
      var message = login
      message[Int.random(in: 0..<message.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      if message != login, let found = try? party.verifyLogin(message, challenge: [7], passkey: passkey) {
        // What is left is JSON around the signed parts, such as a space.
        #expect(found.signCount == 2)
      }
      var other = registration
      other[Int.random(in: 0..<other.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      _ = try? party.verifyRegistration(other, challenge: [7])
    }
  }

  @Test("the options name the relying party and only kinds of keys that can be checked")
  func makesOptions() throws {
    let text = party.creationOptions(
      challenge: [1, 2], user: (handle: [5], name: "a@b.example", displayName: "A"), excluding: [[8, 8]])
    let options = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((options["rp"] as? [String: Any])?["id"] as? String == "kepu.example" && options["challenge"] as? String == "AQI")
    #expect((options["pubKeyCredParams"] as? [[String: Any]])?.compactMap { $0["alg"] as? Int } == [-7, -8, -257])
  }

  @Test(
    "CBOR is read as RFC 8949, appendix A, has it",
    arguments: [
      ("00", CBOR.integer(0)), ("1818", .integer(24)), ("1a000f4240", .integer(1_000_000)), ("20", .integer(-1)),
      ("3903e7", .integer(-1_000)),
      ("f4", .bool(false)), ("f6", .null), ("4401020304", .bytes([1, 2, 3, 4])), ("6449455446", .text("IETF")),
      ("62c3bc", .text("\u{FC}")),
      ("83010203", .array([.integer(1), .integer(2), .integer(3)])),
      ("a201020304", .map([(.integer(1), .integer(2)), (.integer(3), .integer(4))])),
    ] as [(String, CBOR)])
  func readsCBOR(hex: String, wanted: CBOR) { #expect(CBOR(Self.bytes(hex)) == wanted) }

  @Test(
    "what is not strict CBOR is refused",
    arguments: [
      "", "18", "1817", "5f41004100ff", "9f01ff", "a1", "a2010201020000", "62ffff", "ff", "0000", "9bffffffffffffffff",
      "818181818181818181818100",
    ])
  func refusesCBOR(hex: String) { #expect(CBOR(Self.bytes(hex)) == nil) }

  @Test("random bytes are never too much for the reader")
  func survivesNoise() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = CBOR(bytes)
      _ = CBOR.first(in: bytes[...])
    }
  }

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}

/// An authenticator made of software, as simple as the standard allows.
struct SoftAuthenticator {
  enum Kind: Sendable { case es256, edDSA }

  let id = SystemRandomNumberGenerator.bytes(32)
  var origin = "https://kepu.example"
  var relyingPartyID = "kepu.example"
  var crossOrigin = false
  var loginType = "webauthn.get"
  var flags: UInt8 = 1 | 4
  var count: UInt32 = 0
  var breaksSignature = false
  private let kind: Kind
  private let p256 = P256.Signing.PrivateKey()
  private let ed25519 = Curve25519.Signing.PrivateKey()

  init(_ kind: Kind) { self.kind = kind }

  var coseKey: [UInt8] {
    switch kind {
    case .es256:
      let point = Array(p256.publicKey.x963Representation)
      return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32] + point[1..<33] + [0x22, 0x58, 32] + point[33...]
    case .edDSA: return [0xA4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32] + Array(ed25519.publicKey.rawRepresentation)
    }
  }

  private func clientData(_ type: String, _ challenge: [UInt8]) -> [UInt8] {
    Array(
      "{\"type\":\"\(type)\",\"challenge\":\"\(Base64URL.encode(challenge))\",\"origin\":\"\(origin)\",\"crossOrigin\":\(crossOrigin)}"
        .utf8)
  }

  private func head(_ flags: UInt8) -> [UInt8] {
    Array(SHA256.hash(data: Data(relyingPartyID.utf8))) + [flags] + withUnsafeBytes(of: count.bigEndian) { Array($0) }
  }

  mutating func registration(challenge: [UInt8]) -> [UInt8] {
    count = 1
    let data = head(flags | 64) + [UInt8](repeating: 0, count: 16) + [0, UInt8(id.count)] + id + coseKey
    let object: [UInt8] =
      [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8) + [0xA0, 0x68]
      + Array("authData".utf8) + [0x58, UInt8(data.count)] + data
    return message(["clientDataJSON": clientData("webauthn.create", challenge), "attestationObject": object])
  }

  mutating func login(challenge: [UInt8], appending extra: [UInt8] = []) -> [UInt8] {
    if count > 0 { count += 1 }
    let client = clientData(loginType, challenge)
    let data = head(flags) + extra
    let signed = data + Array(SHA256.hash(data: client))
    var signature: [UInt8] =
      switch kind {
      case .es256: Array((try? p256.signature(for: signed).derRepresentation) ?? Data())
      case .edDSA: Array((try? ed25519.signature(for: signed)) ?? Data())
      }
    if breaksSignature { signature[signature.count - 1] ^= 1 }
    return message(["clientDataJSON": client, "authenticatorData": data, "signature": signature])
  }

  private func message(_ parts: [String: [UInt8]]) -> [UInt8] {
    let response = parts.map { "\"\($0.key)\":\"\(Base64URL.encode($0.value))\"" }.sorted().joined(separator: ",")
    let id = Base64URL.encode(id)
    return Array("{\"id\":\"\(id)\",\"rawId\":\"\(id)\",\"type\":\"public-key\",\"response\":{\(response)}}".utf8)
  }
}
