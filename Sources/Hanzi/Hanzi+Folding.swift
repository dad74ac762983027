import CICU

extension Hanzi {
  /// `scalar` as search compares it: Simplified, lower case, without accent or width (廣 is 广, Ａ is a, é is e).
  ///
  /// One scalar becomes one scalar, so a place in a folded text is the same place in the text itself. Unlike
  /// `simplified` no neighbour plays a part: every character that one Simplified character may be written with
  /// (发: 發, 髮; 台: 臺, 檯, 颱) folds to the same, so a text and its conversion fold alike.
  @inlinable
  public static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.value < 0x80
      ? (0x41...0x5A ~= scalar.value ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
      : CharacterFolding.shared[scalar]
  }

  /// The first `limit` scalars of `text`, folded one by one.
  public static func folded(_ text: String, limit: Int = .max) -> [Unicode.Scalar] {
    let folding = CharacterFolding.shared
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(min(limit, text.utf8.count / 2))
    for scalar in text.unicodeScalars {
      if scalars.count == limit { break }
      scalars.append(scalar.value < 0x80 ? folded(scalar) : folding[scalar])
    }
    return scalars
  }
}

/// What each character of the Basic Multilingual Plane folds to.
@usableFromInline
struct CharacterFolding: Sendable {
  @usableFromInline static let shared = CharacterFolding()

  private let folded: [UInt16]
  /// Simplified forms beyond the Basic Multilingual Plane, which fold to the Traditional character they stand for.
  private let beyond: [Unicode.Scalar: Unicode.Scalar]

  /// Asks OpenCC and ICU about all characters at once (some 20 ms, when the first text is folded).
  private init() {
    var folded = (0...0xFFFF).map(UInt16.init)
    var beyond: [Unicode.Scalar: Unicode.Scalar] = [:]
    let han = [0x3400...0x9FFF, 0xF900...0xFAFF].joined()
    Self.fill(&folded, &beyond, han) { ScriptConverter.fromHongKong.convert($0) }
    let letters = [
      0xA0...0x24F, 0x370...0x52F, 0x1E00...0x1FFF, 0x2070...0x209C, 0x2160...0x217F, 0x2460...0x24FF,
      0x3000...0x3000, 0xFF00...0xFFEF,
    ].joined()
    Self.fill(&folded, &beyond, letters, by: Self.withoutAccents)
    for pair in Self.alsoAlike {
      let scalars = pair.unicodeScalars.map { UInt16($0.value) }
      for other in scalars.dropFirst() { folded[Int(other)] = folded[Int(scalars[0])] }
    }
    // A character may fold to one that folds further (TSCharacters after HKVariantsRev).
    for index in folded.indices {
      var target = folded[index]
      for _ in 0..<4 where folded[Int(target)] != target { target = folded[Int(target)] }
      folded[index] = target
    }
    self.folded = folded
    self.beyond = beyond
  }

  @usableFromInline
  subscript(scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard scalar.value <= 0xFFFF else { return beyond[scalar] ?? scalar }
    return Unicode.Scalar(folded[Int(scalar.value)]) ?? scalar
  }

  /// Characters that are written for one another and that OpenCC leaves apart, each group's first for all.
  ///
  /// Taiwan's 著 stands for 着; the rest are Simplified characters that are also Traditional ones of their own.
  private static let alsoAlike = [
    "着著", "干乾", "么麽麼", "借藉", "余餘", "准準", "几幾", "托託", "划畫画劃", "了瞭", "复覆復複", "具俱", "并幷並", "昵暱",
    "链鍊鏈炼", "钟鍾鐘锺", "巨鉅钜", "抵牴", "背揹", "仿彷", "于於",
  ]

  /// Lets `convert` change the characters one a line; a character that becomes more or less than one stays.
  private static func fill(
    _ folded: inout [UInt16], _ beyond: inout [Unicode.Scalar: Unicode.Scalar],
    _ characters: some Sequence<Int>, by convert: (String) -> String
  ) {
    let scalars = characters.compactMap(Unicode.Scalar.init(_:))
    var text = String.UnicodeScalarView()
    for scalar in scalars {
      text.append(scalar)
      text.append("\n")
    }
    let lines = convert(String(text)).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (scalar, line) in zip(scalars, lines) {
      guard line.count == 1, let target = line.first else { continue }
      if target.value <= 0xFFFF {
        folded[Int(scalar.value)] = UInt16(target.value)
      } else if beyond[target] == nil {
        beyond[target] = scalar
      }
    }
  }

  private static func withoutAccents(_ text: String) -> String {
    guard let transform = icu_transform_open("NFKD; [:Nonspacing Mark:] Remove; NFC; Lower") else {
      return text
    }
    defer { icu_transform_close(transform) }
    let units = Array(text.utf16)
    let capacity = units.count * 4
    let result = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = max(
        0, Int(icu_transform(transform, units, Int32(units.count), buffer.baseAddress, Int32(capacity))))
    }
    return String(decoding: result, as: UTF16.self)
  }
}

extension Unicode.Scalar {
  fileprivate init?(_ value: Int) { self.init(UInt32(value)) }
}
