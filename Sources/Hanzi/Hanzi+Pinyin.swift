extension Hanzi {
  /// The pinyin of `text` without tones, a list of syllables for each run of Chinese characters.
  ///
  ///     Hanzi.pinyin("大鹏LNG基地")  // [["da", "peng"], ["lng"], ["ji", "di"]]
  ///
  /// Letters and digits between them are a run of one, in lower case; everything else only separates.
  /// A character with several readings gets the one of the longest known word or place name it stands in
  /// (`PinyinExceptions`), else its usual one. ü is written u. A character without a known reading is left out.
  public static func pinyin(_ text: String) -> [[String]] {
    pinyinRuns(text).map(\.syllables)
  }

  /// The pinyin of `text` in one string, the syllables apart by `separator`: "guang dong ke xue zhong xin".
  public static func pinyinString(_ text: String, separator: String = " ") -> String {
    pinyin(text).joined().joined(separator: separator)
  }

  /// The first letters of the syllables of `text`: 广东科学中心 gives "gdkxzx". Letters and digits stay whole.
  public static func initials(_ text: String) -> String {
    pinyinRuns(text).flatMap(\.initials).joined()
  }

  /// A piece of a text as it is read aloud.
  public enum PinyinRun: Sendable, Hashable {
    /// The syllables of some Chinese characters.
    case han([String])
    /// Letters and digits in lower case.
    case letters(String)

    /// The syllables; letters and digits are one.
    public var syllables: [String] {
      switch self {
      case .han(let syllables): syllables
      case .letters(let word): [word]
      }
    }

    /// What stands for each syllable when only initials are typed: its first letter; letters and digits stay whole.
    public var initials: [String] {
      switch self {
      case .han(let syllables): syllables.map { String($0.prefix(1)) }
      case .letters(let word): [word]
      }
    }
  }

  /// The pinyin of `text` with what is Chinese told from what is not.
  public static func pinyinRuns(_ text: String) -> [PinyinRun] {
    var runs: [PinyinRun] = []
    var han: [Unicode.Scalar] = []
    var letters = ""
    func closeRun() {
      let syllables = PinyinExceptions.shared.read(han, usual: PinyinReadings.shared.readings)
      if !syllables.isEmpty { runs.append(.han(syllables)) }
      if !letters.isEmpty { runs.append(.letters(letters)) }
      han.removeAll(keepingCapacity: true)
      letters = ""
    }
    for scalar in simplified(text).unicodeScalars {
      if isHan(scalar) {
        if !letters.isEmpty { closeRun() }
        han.append(scalar)
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        if !han.isEmpty { closeRun() }
        letters += scalar.properties.lowercaseMapping
      } else {
        closeRun()
      }
    }
    closeRun()
    return runs
  }
}
