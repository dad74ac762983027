/// The messages of one language, read from a gettext catalog (`.po`) that translators' tools open.
public struct Catalog: Sendable {
  /// Translations by the hash of context and message: looked up for every word of every page.
  private var texts: [UInt64: [String]] = [:]
  private let plural: PluralRule

  /// A catalog without messages: everything stays English.
  public static let empty = Catalog()

  private init() { plural = .english }

  /// Reads a catalog.
  ///
  /// - Throws: `POFile.Malformed`, with the line, when it is not one.
  public init(po text: String) throws {
    let file = try POFile(text)
    plural = try PluralRule(header: file.header)
    for entry in file.entries where !entry.isFuzzy && entry.translations.allSatisfy({ !$0.isEmpty }) {
      texts[Self.key(context: entry.context, entry.message)] = entry.translations
    }
  }

  func text(context: StaticString?, _ message: StaticString) -> String? {
    texts[Self.key(context, message)]?.first
  }

  func text(_ message: StaticString, count: Int) -> String? {
    guard let forms = texts[Self.key(nil, message)] else { return nil }
    let form = plural.form(count)
    return form < forms.count ? forms[form] : forms.last
  }

  /// FNV-1a, 64 bits: a message is hashed where it stands in the program, without making a string of it.
  private static func key(_ context: StaticString?, _ message: StaticString) -> UInt64 {
    var hash = offset
    context?.withUTF8Buffer { hash = mix($0, into: hash) }
    return message.withUTF8Buffer { mix($0, into: hash) }
  }

  private static func key(context: String?, _ message: String) -> UInt64 {
    var hash = offset
    if let context { hash = Array(context.utf8).withUnsafeBufferPointer { mix($0, into: hash) } }
    return Array(message.utf8).withUnsafeBufferPointer { mix($0, into: hash) }
  }

  private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func mix(_ bytes: UnsafeBufferPointer<UInt8>, into hash: UInt64) -> UInt64 {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (hash ^ 0xFF) &* 0x100_0000_01B3
  }
}
