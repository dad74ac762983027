import CQRCode

/// A QR code (ISO/IEC 18004) as rows of dark and light, made by libqrencode.
public struct QRCode: Sendable {
  /// Modules a side, without the quiet zone.
  public let size: Int
  private let dark: [Bool]

  /// A code for a text, with error correction level M; `nil` for more than fits.
  public init?(_ text: String) {
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    self.init(taking: code)
  }

  /// A smaller code for a text of capital letters, digits and ` $%*+-./:` (alphanumeric mode, 5.5 bits a letter), with error
  /// correction level M; `nil` for other letters, and for more than fits.
  public init?(alphanumeric text: String) {
    guard let input = QRinput_new2(0, QR_ECLEVEL_M) else { return nil }
    defer { QRinput_free(input) }
    let bytes = Array(text.utf8)
    guard QRinput_append(input, QR_MODE_AN, Int32(clamping: bytes.count), bytes) == 0, let code = QRcode_encodeInput(input) else {
      return nil
    }
    self.init(taking: code)
  }

  private init?(taking code: UnsafeMutablePointer<CQRCode.QRcode>) {
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    guard let data = code.pointee.data else { return nil }
    size = width
    dark = (0..<width * width).map { data[$0] & 1 == 1 }
  }

  /// Whether a module is dark.
  public subscript(row: Int, column: Int) -> Bool { dark[row * size + column] }

  /// The dark modules as one path, with a quiet zone of four modules around; the picture is `size + 8` wide.
  public var path: String {
    var path = ""
    for row in 0..<size {
      var column = 0
      while column < size {
        let start = column
        while column < size, self[row, column] { column += 1 }
        if column > start { path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z" }
        column += 1
      }
    }
    return path
  }
}
