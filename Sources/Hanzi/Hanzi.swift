/// Chinese text: words, pinyin, Simplified and Traditional script, order.
///
/// Words, pinyin and order come from ICU, script conversion from OpenCC. Everything here may be called from any thread.
public enum Hanzi {
  /// Whether `scalar` is a Chinese character (汉字), of any block that ICU and OpenCC know.
  @inlinable
  public static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x3007, 0xF900...0xFAFF, 0x20000...0x323AF: true
    default: false
    }
  }

  /// The data of the system's libraries that cannot be opened; empty on a sound installation.
  ///
  /// Without its data a conversion gives the text back as it is, and words fall back to single tokens.
  /// A program asks this once when it starts, and says what to install.
  public static var missingData: [String] {
    var missing: [String] = []
    if !ScriptConverter.toHongKong.isOpen { missing.append("OpenCC s2hk.json (Debian: libopencc-data)") }
    if !ScriptConverter.fromHongKong.isOpen { missing.append("OpenCC hk2s.json (Debian: libopencc-data)") }
    if !WordBreakers.shared.isAvailable { missing.append("ICU word break data (Debian: libicu)") }
    return missing
  }
}
