import Crypto
import Foundation

/// Codes of six digits from an app on a phone (TOTP, RFC 6238: SHA-1, 30 seconds).
public struct OneTimeCode: Sendable {
  /// What phone and portal share.
  public let secret: [UInt8]
  private static let seconds: Int64 = 30

  /// Codes of a secret that is known already.
  public init(secret: [UInt8]) { self.secret = secret }

  /// A new secret of 160 bits, as RFC 4226 recommends.
  public static func make() -> OneTimeCode { OneTimeCode(secret: SystemRandomNumberGenerator.bytes(20)) }

  /// The code of a step of thirty seconds.
  func code(step: Int64) -> String {
    let key = SymmetricKey(data: secret)
    let message = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
    let offset = Int(mac[mac.count - 1] & 0x0F)
    let value = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let digits = String(value % 1_000_000)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The step for which a code is right, at a time and one step before and after it.
  ///
  /// - Parameters:
  ///   - code: what was typed; spaces are passed over.
  ///   - milliseconds: the time, UTC.
  ///   - last: the step of the last code that was taken; a code is good once (RFC 6238, 5.2).
  /// - Returns: the step, to be kept as the last one; `nil` when the code is wrong.
  public func step(of code: String, at milliseconds: Int64, after last: Int64) -> Int64? {
    let digits = code.filter { !$0.isWhitespace }
    let now = milliseconds / 1000 / Self.seconds
    return (now - 1...now + 1).first { $0 > last && self.code(step: $0) == digits }
  }

  /// The secret as people type it (RFC 4648, base32), in groups of four.
  public var typed: String {
    let text = Base32.encode(secret)
    return stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
  }

  /// The address that an authenticator app reads from a QR code.
  public func address(account: String, issuer: String) -> String {
    func encoded(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
    return "otpauth://totp/\(encoded(issuer)):\(encoded(account))?secret=\(Base32.encode(secret))&issuer=\(encoded(issuer))"
  }
}

/// Base32 of RFC 4648, without padding.
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  static func encode(_ bytes: [UInt8]) -> String {
    var text = ""
    var (value, bits) = (0, 0)
    for byte in bytes {
      value = (value << 8 | Int(byte)) & 0xFFFF
      bits += 8
      while bits >= 5 {
        text.append(alphabet[value >> (bits - 5) & 31])
        bits -= 5
      }
    }
    if bits > 0 { text.append(alphabet[value << (5 - bits) & 31]) }
    return text
  }
}
