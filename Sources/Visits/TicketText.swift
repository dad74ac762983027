/// Bytes as the letters and digits of a QR code's alphanumeric mode: base32 of RFC 4648 without padding.
///
/// Base45 (RFC 9285) would be one QR version smaller for a ticket, but it has spaces and signs: a hand scanner that works as a
/// keyboard types those by the layout of another country, a form trims them, and capital lock changes them. Letters and digits
/// come through whole.
enum TicketText {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var (rest, bits) = (0, 0)
    for byte in bytes {
      rest = (rest << 8 | Int(byte)) & 0xFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(digits[rest >> bits & 31])
      }
    }
    if bits > 0 { text.append(digits[rest << (5 - bits) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text; small letters are fine. `nil` for anything that `encode` would not have written.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (rest, bits) = (0, 0)
    for letter in text.utf8 {
      guard let digit = value(letter) else { return nil }
      rest = (rest << 5 | digit) & 0xFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(rest >> bits & 255))
      }
    }
    // Five spare bits would be a letter too many; spare bits that are set would make two texts of one ticket.
    guard bits < 5, rest & (1 << bits - 1) == 0 else { return nil }
    return bytes
  }

  private static func value(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter - UInt8(ascii: "a"))
    case UInt8(ascii: "2")...UInt8(ascii: "7"): Int(letter - UInt8(ascii: "2")) + 26
    default: nil
    }
  }
}
