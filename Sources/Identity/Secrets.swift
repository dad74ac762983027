import Crypto
import Foundation

/// Random tokens for links and sessions: the holder has the text, the portal keeps only its hash.
public struct SecretToken: Sendable {
  /// What the holder gets: 256 bits as 43 letters, digits, hyphens and underscores.
  public let text: String

  /// A new token.
  public init() {
    text = Data(SystemRandomNumberGenerator.bytes(32)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// What is kept of a token; a stolen table opens nothing.
  public static func hash(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).hexadecimal
  }

  /// What is kept of this token.
  public var hash: String { Self.hash(text) }
}

extension Sequence<UInt8> {
  /// Two hexadecimal digits for each byte.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(underestimatedCount * 2)
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Seals small secrets before they are stored (AES-256-GCM), so that a copy of the database alone does not give them away.
public struct SecretBox: Sendable {
  private let key: SymmetricKey

  /// A box under the portal's secret; each use has a key of its own.
  public init(secret: String, use: String) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data(use.utf8), outputByteCount: 32)
  }

  /// Seals bytes, bound to the owner: what was sealed for one does not open for another.
  public func seal(_ bytes: [UInt8], for owner: String) throws -> [UInt8] {
    let box = try AES.GCM.seal(bytes, using: key, authenticating: Data(owner.utf8))
    return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// Opens what was sealed; `nil` when it was changed, or sealed for somebody else or under another secret.
  public func open(_ sealed: [UInt8], for owner: String) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: Data(sealed)) else { return nil }
    return (try? AES.GCM.open(box, using: key, authenticating: Data(owner.utf8))).map { Array($0) }
  }
}
