import COpenCC

extension Hanzi {
  /// `text` in Traditional characters as written in Hong Kong and Macao (软件 becomes 軟件, not Taiwan's 軟體).
  ///
  /// OpenCC's `s2hk`: phrases decide between characters (头发 is 頭髮, 发展 is 發展, 皇后 stays).
  /// - Parameter terms: words that Hong Kong and Macao say otherwise. Left out for names and quoted texts.
  public static func traditional(_ text: String, terms: TermOverrides? = nil) -> String {
    guard let terms else { return ScriptConverter.toHongKong.convert(text) }
    return terms.apply(to: text) { ScriptConverter.toHongKong.convert($0) }
  }

  /// `text` in Simplified characters, from Traditional ones as written in Hong Kong, Macao or Taiwan.
  ///
  /// A character whose Simplified form lies beyond the Basic Multilingual Plane stays as it is: hardly any font draws
  /// 𬒈, and 礐石 is written so by its own city.
  public static func simplified(_ text: String) -> String {
    let converted = ScriptConverter.fromHongKong.convert(text)
    guard converted.utf8.contains(where: { $0 >= 0xF0 }) else { return converted }
    let known = Set(text.unicodeScalars)
    return String(
      String.UnicodeScalarView(
        converted.unicodeScalars.map { $0.value > 0xFFFF && !known.contains($0) ? folded($0) : $0 }))
  }
}

/// A conversion of OpenCC, opened once and kept for the life of the program.
///
/// Safe to share: OpenCC's converters and dictionaries are only read after they are opened
/// (`Converter::Convert` is const, each lookup has an agent of its own).
struct ScriptConverter: @unchecked Sendable {
  static let toHongKong = ScriptConverter(configuration: "s2hk.json")
  static let fromHongKong = ScriptConverter(configuration: "hk2s.json")

  private let handle: UnsafeMutableRawPointer?

  init(configuration: String) {
    let opened = opencc_open(configuration)
    // OpenCC says "could not" with (void *)-1.
    handle = opened == UnsafeMutableRawPointer(bitPattern: -1) ? nil : opened
  }

  var isOpen: Bool { handle != nil }

  /// The converted text, or `text` itself when OpenCC has no data or refuses it.
  func convert(_ text: String) -> String {
    guard let handle, text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    // OpenCC takes a NUL for the end of its input: what is between NULs is converted piece by piece.
    if text.utf8.contains(0) {
      return text.unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false)
        .map { convert(String($0)) }.joined(separator: "\0")
    }
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let converted = opencc_convert_utf8(handle, characters.baseAddress, characters.count) else {
          return nil
        }
        defer { opencc_convert_utf8_free(converted) }
        return String(cString: converted)
      }
    } ?? text
  }
}
