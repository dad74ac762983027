import Foundation

/// base64url without padding (RFC 4648 §5), as JOSE and Multibase `u` use it.
enum Base64URL {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Text as bytes; `nil` for anything that `encode` would not have written.
  ///
  /// Spare bits of the last character must be zero: otherwise several texts would be the same signature, and a changed
  /// character would go unseen.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var standard: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      default: standard.append(byte)
      }
    }
    standard += Array(repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
    guard let bytes = Data(base64Encoded: Data(standard)), encode(bytes).utf8.elementsEqual(text.utf8) else { return nil }
    return Array(bytes)
  }
}

/// base58btc, as Multibase `z` and did:key use it.
enum Base58 {
  private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

  static func encode(_ bytes: [UInt8]) -> String {
    var digits: [Int] = []
    for byte in bytes {
      var carry = Int(byte)
      for index in digits.indices {
        carry += digits[index] << 8
        digits[index] = carry % 58
        carry /= 58
      }
      while carry > 0 {
        digits.append(carry % 58)
        carry /= 58
      }
    }
    let zeros = bytes.prefix { $0 == 0 }.count
    return String(repeating: "1", count: zeros) + String(digits.reversed().map { alphabet[$0] })
  }
}

/// Moments as credentials write them: UTC, whole seconds, `2026-05-01T08:00:00Z` (XML Schema dateTimeStamp).
enum Timestamp {
  static func write(_ date: Date) -> String { wholeSeconds(date).formatted(.iso8601) }

  /// A moment that `write` has written; `nil` for any other text.
  static func read(_ text: String) -> Date? {
    guard let date = try? Date(text, strategy: .iso8601), write(date) == text else { return nil }
    return date
  }

  /// The moment without its fraction of a second, which neither dates nor claims of a token keep.
  static func wholeSeconds(_ date: Date) -> Date { Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)) }

  /// Seconds since 1970, as the claims of a token count them (RFC 7519 NumericDate).
  static func seconds(_ date: Date) -> CanonicalJSON { .integer(Int64(date.timeIntervalSince1970.rounded(.down))) }
}
