extension HTML {
  /// Where the next value would stand, told from the markup before it.
  enum Place: Equatable {
    case text
    case attribute
    /// In `href`, `src` and their like. `begun` tells that the scheme is already settled by what stands before.
    case address(begun: Bool)
    /// In a script, a style, an event handler, a tag's name or an attribute without quotes.
    case forbidden

    /// Reads back from the end of `bytes` as far as the last bracket.
    ///
    /// The way back is short: a value stands right after its tag or inside its attribute.
    init(after bytes: [UInt8]) {
      self = bytes.withUnsafeBufferPointer { Place.find(in: $0) }
    }

    private static func find(in bytes: UnsafeBufferPointer<UInt8>) -> Place {
      var quote: Int?
      var index = bytes.count - 1
      while index >= 0 {
        switch bytes[index] {
        case UInt8(ascii: ">"):
          return isRawText(endingAt: index, in: bytes) ? .forbidden : .text
        case UInt8(ascii: "<"):
          guard let quote else { return .forbidden }
          return attribute(openedBy: quote, in: bytes)
        case UInt8(ascii: "\"") where quote == nil:
          quote = index
        default: break
        }
        index -= 1
      }
      return .text
    }

    /// The kind of the attribute whose value begins after the quote at `quote`.
    private static func attribute(openedBy quote: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Place {
      guard quote > 0, bytes[quote - 1] == UInt8(ascii: "=") else { return .forbidden }
      var start = quote - 1
      while start > 0, isNameByte(bytes[start - 1]) { start -= 1 }
      let name = bytes[start..<(quote - 1)]
      if isForbidden(name) { return .forbidden }
      guard holdsAddress(name) else { return .attribute }
      let value = bytes[(quote + 1)...]
      return .address(begun: value.contains { settlesScheme($0) })
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// By length first, as it is asked for every value in an attribute.
    private static func holdsAddress(_ name: Bytes) -> Bool {
      switch name.count {
      case 3: equals(name, "src")
      case 4: equals(name, "href") || equals(name, "cite") || equals(name, "data") || equals(name, "ping")
      case 6: equals(name, "action") || equals(name, "poster") || equals(name, "srcset")
      case 8: equals(name, "manifest")
      case 10: equals(name, "formaction") || equals(name, "background") || equals(name, "xlink:href")
      default: false
      }
    }

    private static func isForbidden(_ name: Bytes) -> Bool {
      let startsWithOn =
        name.count > 2 && name[name.startIndex] | 0x20 == UInt8(ascii: "o")
        && name[name.startIndex + 1] | 0x20 == UInt8(ascii: "n")
      return startsWithOn || equals(name, "style") || equals(name, "srcdoc")
    }

    /// Whether the bytes say the lower-case `text` in any case; runs for every value, so it makes no strings.
    private static func equals(_ name: Bytes, _ text: StaticString) -> Bool {
      guard name.count == text.utf8CodeUnitCount else { return false }
      return text.withUTF8Buffer { wanted in zip(name, wanted).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
    }

    /// After one of these no scheme can follow any more.
    private static func settlesScheme(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ":")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "_"):
        true
      default: false
      }
    }

    /// Whether the tag that ends at `end` opens a `script` or a `style`.
    private static func isRawText(endingAt end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      var start = end
      while start >= 0, bytes[start] != UInt8(ascii: "<") { start -= 1 }
      guard start >= 0, start + 1 < end else { return false }
      let first = bytes[start + 1] | 0x20
      guard first == UInt8(ascii: "s") else { return false }
      let name = String(decoding: bytes[(start + 1)..<min(start + 7, end)], as: UTF8.self).lowercased()
      return name.hasPrefix("script") || name.hasPrefix("style")
    }
  }
}
