import CICU

extension Hanzi {
  /// An order in which people look for names.
  public enum Collation: String, Sendable, CaseIterable {
    /// By pinyin, as in mainland lists.
    case pinyin = "zh-u-co-pinyin"
    /// By strokes, as in Hong Kong and Macao.
    case stroke = "zh-Hant-u-co-stroke"
    /// By the Latin alphabet.
    case english = "en"
  }

  /// Bytes that compare as `text` is ordered by `collation`; stored beside a name, they sort it in any database.
  ///
  /// ICU's sort key. Keys of different collations, or of different versions of ICU, do not compare.
  public static func sortKey(_ text: String, _ collation: Collation = .pinyin) -> [UInt8] {
    let collator = Collator.of(collation)
    let units = Array(text.utf16)
    guard let handle = collator.handle else { return Array(text.utf8) }
    var capacity = units.count * 4 + 16
    while true {
      var needed = 0
      let key = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        needed = Int(icu_sort_key(handle, units, Int32(units.count), buffer.baseAddress, Int32(capacity)))
        count = min(needed, capacity)
      }
      if needed < capacity { return key }
      capacity = needed + 1
    }
  }
}

/// A collator of ICU, opened once and kept. Safe to share: making a sort key does not change a collator.
private struct Collator: @unchecked Sendable {
  let handle: UnsafeMutableRawPointer?

  init(_ collation: Hanzi.Collation) { handle = icu_collator_open(collation.rawValue) }

  static func of(_ collation: Hanzi.Collation) -> Collator {
    switch collation {
    case .pinyin: pinyin
    case .stroke: stroke
    case .english: english
    }
  }

  private static let pinyin = Collator(.pinyin)
  private static let stroke = Collator(.stroke)
  private static let english = Collator(.english)
}
