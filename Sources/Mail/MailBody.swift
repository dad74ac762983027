import Foundation

/// The text of a message in a form that every server carries unchanged: no octet above 127, no long line, no dot alone.
struct MailBody {
  /// The value of `Content-Transfer-Encoding`.
  let encoding: String
  let bytes: [UInt8]

  /// Quoted-printable if most of the text is ASCII, base64 if not: whichever is shorter, about.
  init(_ text: String) {
    let lines = Self.lines(text)
    let count = lines.reduce(0) { $0 + $1.count }
    let foreign = lines.reduce(0) { $0 + $1.count(where: { $0 > 126 }) }
    if foreign * 6 <= count {
      encoding = "quoted-printable"
      bytes = lines.flatMap(Self.quotedPrintable)
    } else {
      encoding = "base64"
      bytes = Self.base64(lines)
    }
  }

  /// The lines without their ends, which may be CRLF, CR or LF.
  private static func lines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    var isAfterReturn = false
    for byte in text.utf8 {
      if byte == 0x0D || (byte == 0x0A && !isAfterReturn) {
        lines.append([])
      } else if byte != 0x0A {
        lines[lines.count - 1].append(byte)
      }
      isAfterReturn = byte == 0x0D
    }
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }

  /// One line, its end included.
  ///
  /// Source: RFC 2045 §6.7. A dot and the word From at the start of a line are written in digits too, as §6.7 and RFC 2049 §3
  /// advise.
  private static func quotedPrintable(_ line: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var column = 0
    for (index, byte) in line.enumerated() {
      var isPlain = byte.isVisible && byte != UInt8(ascii: "=")
      if byte == 0x20 || byte == 0x09 { isPlain = index + 1 < line.count }
      if column + (isPlain ? 1 : 3) > 75 {
        result += Array("=\r\n".utf8)
        column = 0
      }
      if column == 0 && (byte == UInt8(ascii: ".") || line[index...].starts(with: "From ".utf8)) { isPlain = false }
      result += isPlain ? [byte] : [UInt8(ascii: "="), digit(byte >> 4), digit(byte & 15)]
      column += isPlain ? 1 : 3
    }
    return result + Array("\r\n".utf8)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func base64(_ lines: [[UInt8]]) -> [UInt8] {
    let data = Data(lines.flatMap { $0 + [0x0D, 0x0A] })
    let options: Data.Base64EncodingOptions = [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]
    return Array(data.base64EncodedData(options: options)) + [0x0D, 0x0A]
  }
}
