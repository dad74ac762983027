import CICU
import Synchronization

/// The usual reading of a character, without tone, as ICU's Han-Latin transform gives it.
///
/// ICU needs some 90 ms to read the transform's rules and 5 µs a character: it is opened when the first character is
/// asked for, and asked about each character once.
final class PinyinReadings: Sendable {
  static let shared = PinyinReadings()

  private struct State: ~Copyable {
    var known: [Unicode.Scalar: String?] = [:]
    var transform: UnsafeMutableRawPointer?
    var isOpened = false

    mutating func reading(of scalar: Unicode.Scalar) -> String? {
      if let reading = known[scalar] { return reading }
      if !isOpened {
        transform = icu_transform_open("Han-Latin")
        isOpened = true
      }
      let reading = transform.flatMap { PinyinReadings.ask($0, scalar) }
      known[scalar] = .some(reading)
      return reading
    }
  }

  private let state = Mutex(State())

  /// The usual readings of `scalars`, nil for each that ICU does not know.
  func readings(of scalars: [Unicode.Scalar]) -> [String?] {
    state.withLock { state in
      var readings: [String?] = []
      readings.reserveCapacity(scalars.count)
      for scalar in scalars { readings.append(state.reading(of: scalar)) }
      return readings
    }
  }

  private static func ask(_ transform: UnsafeMutableRawPointer, _ scalar: Unicode.Scalar) -> String? {
    let text = Array(String(scalar).utf16)
    let result = [UInt16](unsafeUninitializedCapacity: 32) { buffer, count in
      count = max(0, Int(icu_transform(transform, text, Int32(text.count), buffer.baseAddress, 32)))
    }
    let syllable = String(
      String.UnicodeScalarView(String(decoding: result, as: UTF16.self).unicodeScalars.map(plain)))
    return !syllable.isEmpty && syllable.utf8.allSatisfy { 0x61...0x7A ~= $0 } ? syllable : nil
  }

  /// A letter of pinyin without its tone mark; ü becomes u, as in passports' older spelling and most people's typing.
  private static func plain(_ letter: Unicode.Scalar) -> Unicode.Scalar {
    switch letter {
    case "ā", "á", "ǎ", "à": "a"
    case "ē", "é", "ě", "è", "ê", "ế", "ề": "e"
    case "ī", "í", "ǐ", "ì": "i"
    case "ō", "ó", "ǒ", "ò": "o"
    case "ū", "ú", "ǔ", "ù", "ü", "ǖ", "ǘ", "ǚ", "ǜ": "u"
    case "ń", "ň", "ǹ": "n"
    case "ḿ": "m"
    default: letter
    }
  }
}
