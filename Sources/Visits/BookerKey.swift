import Crypto
import Foundation
import Identity

/// How whoever books can be told again for limits, without keeping what they gave: a telephone number or an e-mail address
/// is kept as an HMAC under a key of the portal, so that a copy of the database does not give numbers away by trying them all.
public struct BookerKey: Sendable {
  private let key: SymmetricKey

  /// Under the portal's secret.
  public init(secret: String) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("visits/bookers".utf8), outputByteCount: 32)
  }

  /// A contact as bookings keep it.
  func hash(_ contact: BookerContact) -> String { "c:" + code("contact \(contact.text)") }

  /// The network from which somebody holds places who has not said yet who they are.
  func hash(network address: String) -> String { BookerKey.unknown + code("network \(address)") }

  /// What the secret part of the address of somebody's place in a line is.
  func seal(_ waiting: String) -> String { code("waiting \(waiting)") }

  /// What stands before the booker of a hold that is nobody's yet.
  static let unknown = "n:"

  private func code(_ text: String) -> String {
    HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(20).hexadecimal
  }
}

/// A telephone number or an e-mail address, always written in the same way, so that one contact is known however it is typed.
struct BookerContact: Sendable, Hashable {
  let text: String
  /// As it was typed, for whoever has to call or to write.
  let typed: String

  static func == (one: Self, other: Self) -> Bool { one.text == other.text }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Reads a telephone number (of this country without its code, or of another with it) or an e-mail address.
  init?(_ typed: String) {
    let trimmed = typed.filter { !$0.isWhitespace }
    self.typed = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let at = trimmed.firstIndex(of: "@") {
      let domain = trimmed[trimmed.index(after: at)...]
      guard at != trimmed.startIndex, trimmed.utf8.count <= 254, domain.contains("."), !domain.contains("@"),
        !domain.hasPrefix("."), !domain.hasSuffix(".")
      else { return nil }
      text = trimmed.lowercased()
      return
    }
    let plain = trimmed.filter { !"-()（）.".contains($0) }
    let digits = plain.drop { $0 == "+" }
    guard plain.count - digits.count <= 1, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    let national = plain.hasPrefix("+86") ? digits.dropFirst(2) : plain.hasPrefix("0086") ? digits.dropFirst(4) : digits
    guard (7...15).contains(national.count) else { return nil }
    text = String(national)
  }
}
