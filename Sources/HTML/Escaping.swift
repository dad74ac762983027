/// Turns text into markup that shows just this text.
enum Escaping {
  /// Appends `text` with the five characters that mean something in HTML replaced; good for text and quoted attributes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    let done: Void? = text.utf8.withContiguousStorageIfAvailable { append($0, to: &bytes) }
    if done == nil {
      Array(text.utf8).withUnsafeBufferPointer { append($0, to: &bytes) }
    }
  }

  /// Copies runs of plain bytes whole, as most text has nothing to escape.
  private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var copied = 0
    for index in text.indices {
      guard let entity = entity(text[index]) else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
      entity.withUTF8Buffer { bytes.append(contentsOf: $0) }
      copied = index + 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
  }

  @inline(__always)
  private static func entity(_ byte: UInt8) -> StaticString? {
    // Almost every byte lies above the last character that means something.
    guard byte <= UInt8(ascii: ">") else { return nil }
    return switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case 0: "\u{FFFD}"
    default: nil
    }
  }

  /// Appends JSON so that neither `</script` nor `<!--` nor a line separator can stand in it.
  static func appendJSON(_ json: String, to bytes: inout [UInt8]) {
    for scalar in json.unicodeScalars {
      switch scalar {
      case "<": bytes.append(contentsOf: "\\u003c".utf8)
      case ">": bytes.append(contentsOf: "\\u003e".utf8)
      case "&": bytes.append(contentsOf: "\\u0026".utf8)
      case "\u{2028}": bytes.append(contentsOf: "\\u2028".utf8)
      case "\u{2029}": bytes.append(contentsOf: "\\u2029".utf8)
      default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      }
    }
  }
}
