import Crypto
import Foundation

/// Why a passkey was refused.
public enum PasskeyError: Error, Sendable, Equatable {
  /// The message is not what a browser sends.
  case malformed
  /// It answers another question, or was made for another page.
  case wrongChallenge, wrongOrigin, wrongRelyingParty, wrongType
  /// Nobody touched the authenticator.
  case userNotPresent
  /// The key is of a kind that was not offered.
  case unsupportedKey
  /// The signature is not this passkey's.
  case wrongSignature
  /// The counter went back: the authenticator may have been copied.
  case counterWentBack
}

/// A passkey as it is kept.
public struct RegisteredPasskey: Sendable, Hashable {
  /// The credential's identifier.
  public let credentialID: [UInt8]
  /// Its public key in COSE.
  public let publicKey: [UInt8]
  /// Its counter, 0 where it has none.
  public let signCount: Int64
  /// Whether it is kept on several devices.
  public let isBackedUp: Bool
  /// Whether the authenticator knew its owner (by finger, face or code).
  public let isUserVerified: Bool

  /// A passkey that was kept.
  public init(credentialID: [UInt8], publicKey: [UInt8], signCount: Int64, isBackedUp: Bool, isUserVerified: Bool) {
    self.credentialID = credentialID
    self.publicKey = publicKey
    self.signCount = signCount
    self.isBackedUp = isBackedUp
    self.isUserVerified = isUserVerified
  }
}

/// What a login with a passkey showed.
public struct VerifiedLogin: Sendable, Hashable {
  /// Its counter now.
  public let signCount: Int64
  /// Whether it is kept on several devices.
  public let isBackedUp: Bool
  /// Whether the authenticator knew its owner.
  public let isUserVerified: Bool
}

/// The relying party's side of passkeys (Web Authentication Level 2): values in, values out.
///
/// Attestation is not asked for: which make an authenticator is does not matter to a portal of a province, only that the same
/// one comes back.
public struct Passkeys: Sendable {
  private let relyingPartyID: String
  private let origin: String
  private let name: String

  /// The relying party.
  ///
  /// - Parameters:
  ///   - relyingPartyID: the host, such as `kepu.example`.
  ///   - origin: the origin of its pages, such as `https://kepu.example`.
  ///   - name: its name, for the browser's question.
  public init(relyingPartyID: String, origin: String, name: String) {
    self.relyingPartyID = relyingPartyID
    self.origin = origin
    self.name = name
  }

  /// Options for `navigator.credentials.create`, as JSON with binary values in base64url (§5.4).
  public func creationOptions(
    challenge: [UInt8], user: (handle: [UInt8], name: String, displayName: String), excluding: [[UInt8]]
  ) -> String {
    let options: [String: Any] = [
      "challenge": Base64URL.encode(challenge), "rp": ["id": relyingPartyID, "name": name],
      "user": ["id": Base64URL.encode(user.handle), "name": user.name, "displayName": user.displayName],
      "pubKeyCredParams": COSEKey.algorithms.map { ["type": "public-key", "alg": $0] as [String: Any] },
      "excludeCredentials": excluding.map(Self.descriptor), "timeout": 120_000, "attestation": "none",
      "authenticatorSelection": ["residentKey": "preferred", "requireResidentKey": false, "userVerification": "preferred"]
        as [String: Any],
    ]
    return Self.json(options)
  }

  /// Options for `navigator.credentials.get` (§5.5); without credentials the browser offers those that it has.
  public func requestOptions(challenge: [UInt8], allowing: [[UInt8]] = []) -> String {
    Self.json([
      "challenge": Base64URL.encode(challenge), "rpId": relyingPartyID, "timeout": 120_000, "userVerification": "preferred",
      "allowCredentials": allowing.map(Self.descriptor),
    ])
  }

  private static func descriptor(_ id: [UInt8]) -> [String: Any] { ["type": "public-key", "id": Base64URL.encode(id)] }

  private static func json(_ value: [String: Any]) -> String {
    (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])).map { String(decoding: $0, as: UTF8.self) }
      ?? "{}"
  }

  /// Checks a new passkey (§7.1).
  ///
  /// - Parameter json: the credential as its `toJSON()` writes it.
  public func verifyRegistration(_ json: [UInt8], challenge: [UInt8]) throws(PasskeyError) -> RegisteredPasskey {
    let message = try Message(json)
    try check(message.clientData, type: "webauthn.create", challenge: challenge)
    guard let object = message.response("attestationObject").flatMap(CBOR.init), let bytes = object[.text("authData")]?.bytes
    else {
      throw .malformed
    }
    let data = try AuthenticatorData(bytes)
    try check(data)
    guard let credential = data.credential else { throw .malformed }
    guard COSEKey(credential.key) != nil else { throw .unsupportedKey }
    guard credential.id == message.id else { throw .malformed }
    return RegisteredPasskey(
      credentialID: credential.id, publicKey: credential.keyBytes, signCount: data.signCount, isBackedUp: data.isBackedUp,
      isUserVerified: data.isUserVerified)
  }

  /// Checks a login (§7.2).
  public func verifyLogin(_ json: [UInt8], challenge: [UInt8], passkey: RegisteredPasskey) throws(PasskeyError) -> VerifiedLogin {
    let message = try Message(json)
    guard message.id == passkey.credentialID else { throw .malformed }
    try check(message.clientData, type: "webauthn.get", challenge: challenge)
    guard let bytes = message.response("authenticatorData"), let signature = message.response("signature") else {
      throw .malformed
    }
    let data = try AuthenticatorData(bytes)
    try check(data)
    guard let key = CBOR(passkey.publicKey).flatMap(COSEKey.init) else { throw .unsupportedKey }
    guard key.isSignature(signature, over: bytes + Array(SHA256.hash(data: message.clientDataBytes))) else {
      throw .wrongSignature
    }
    if data.signCount != 0 || passkey.signCount != 0, data.signCount <= passkey.signCount { throw .counterWentBack }
    return VerifiedLogin(signCount: data.signCount, isBackedUp: data.isBackedUp, isUserVerified: data.isUserVerified)
  }

  /// The credential with which somebody wants to log in, to be looked up before `verifyLogin`.
  public static func credentialID(in json: [UInt8]) throws(PasskeyError) -> [UInt8] { try Message(json).id }

  private func check(_ client: ClientData, type: String, challenge: [UInt8]) throws(PasskeyError) {
    guard client.type == type else { throw .wrongType }
    guard Base64URL.decode(client.challenge) == challenge else { throw .wrongChallenge }
    guard client.origin == origin, client.crossOrigin != true else { throw .wrongOrigin }
  }

  private func check(_ data: AuthenticatorData) throws(PasskeyError) {
    guard data.relyingPartyHash == Array(SHA256.hash(data: Data(relyingPartyID.utf8))) else { throw .wrongRelyingParty }
    guard data.isUserPresent else { throw .userNotPresent }
  }
}

/// What the browser says of the page (§5.8.1).
private struct ClientData: Decodable {
  let type: String
  let challenge: String
  let origin: String
  let crossOrigin: Bool?
}

/// A credential as browsers send it.
private struct Message {
  let id: [UInt8]
  let clientData: ClientData
  let clientDataBytes: [UInt8]
  private let parts: [String: String]

  private struct Wire: Decodable {
    let rawId: String
    let type: String
    let response: Response

    struct Response: Decodable {
      let clientDataJSON: String
      let attestationObject: String?
      let authenticatorData: String?
      let signature: String?
    }
  }

  init(_ json: [UInt8]) throws(PasskeyError) {
    guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(json)), wire.type == "public-key",
      let id = Base64URL.decode(wire.rawId),
      (1...1_023).contains(id.count), let bytes = Base64URL.decode(wire.response.clientDataJSON),
      let client = try? JSONDecoder().decode(ClientData.self, from: Data(bytes))
    else { throw .malformed }
    self.id = id
    clientData = client
    clientDataBytes = bytes
    parts = [
      "attestationObject": wire.response.attestationObject, "authenticatorData": wire.response.authenticatorData,
      "signature": wire.response.signature,
    ].compactMapValues { $0 }
  }

  func response(_ name: String) -> [UInt8]? { parts[name].flatMap(Base64URL.decode) }
}

/// What the authenticator says (§6.1).
private struct AuthenticatorData {
  let relyingPartyHash: [UInt8]
  let flags: UInt8
  let signCount: Int64
  let credential: (id: [UInt8], key: CBOR, keyBytes: [UInt8])?

  var isUserPresent: Bool { flags & 1 != 0 }
  var isUserVerified: Bool { flags & 4 != 0 }
  var isBackedUp: Bool { flags & 16 != 0 }

  init(_ bytes: [UInt8]) throws(PasskeyError) {
    guard bytes.count >= 37 else { throw .malformed }
    relyingPartyHash = Array(bytes[..<32])
    flags = bytes[32]
    signCount = bytes[33..<37].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    var rest = bytes[37...]
    var found: (id: [UInt8], key: CBOR, keyBytes: [UInt8])?
    if flags & 64 != 0 {
      guard rest.count >= 18 else { throw .malformed }
      let length = Int(rest[rest.startIndex + 16]) << 8 | Int(rest[rest.startIndex + 17])
      rest = rest.dropFirst(18)
      guard (1...1_023).contains(length), rest.count >= length, let (key, count) = CBOR.first(in: rest.dropFirst(length)) else {
        throw .malformed
      }
      found = (Array(rest.prefix(length)), key, Array(rest.dropFirst(length).prefix(count)))
      rest = rest.dropFirst(length + count)
    }
    if flags & 128 != 0 {
      guard let (_, count) = CBOR.first(in: rest) else { throw .malformed }
      rest = rest.dropFirst(count)
    }
    guard rest.isEmpty else { throw .malformed }
    credential = found
  }
}

/// Base64 for addresses, without padding (RFC 4648, 5).
public enum Base64URL {
  /// Bytes as text.
  public static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Text as bytes; `nil` for anything else.
  public static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.allSatisfy({ $0 < 128 }), !text.contains(where: { "+/= \n".contains($0) }) else { return nil }
    let padded =
      text.replacing("-", with: "+").replacing("_", with: "/") + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: padded).map { Array($0) }
  }
}
