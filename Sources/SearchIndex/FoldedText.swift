import Hanzi

/// A text folded for comparison and cut into runs; every position in it is a position in the text's scalars.
struct FoldedText: Sendable {
  /// What a run is made of, and so how it is cut into tokens.
  enum Kind: UInt8, Sendable {
    /// Spaces, punctuation, symbols.
    case none
    /// Characters that need no space between words: Han, kana, Hangul. Cut into overlapping pairs.
    case characters
    /// A word of an alphabet. One token.
    case letters
    /// Digits. One token.
    case digits
    /// A combining mark: belongs to the run it stands in and is left out of the token.
    case mark
  }

  struct Run: Sendable, Hashable {
    var kind: Kind
    var range: Range<Int>
  }

  let scalars: [Unicode.Scalar]
  let runs: [Run]

  /// Folds `text`, at most its first `limit` scalars.
  init(_ text: String, limit: Int = .max) {
    scalars = Hanzi.folded(text, limit: limit)
    runs = Self.runs(of: scalars)
  }

  /// The token of a run of letters or digits: its scalars without marks.
  func token(_ run: Run) -> [Unicode.Scalar] {
    Array(scalars[run.range].filter { ScalarKinds.shared[$0] != .mark }.prefix(Self.longestToken))
  }

  /// A word longer than this is told apart by its beginning only.
  static let longestToken = 40

  private static func runs(of scalars: [Unicode.Scalar]) -> [Run] {
    let kinds = ScalarKinds.shared
    var runs: [Run] = []
    var current = Run(kind: .none, range: 0..<0)
    for (index, scalar) in scalars.enumerated() {
      let kind = kinds[scalar]
      if kind == current.kind || kind == .mark && current.kind != .none {
        current.range = current.range.lowerBound..<index + 1
      } else {
        if current.kind != .none { runs.append(current) }
        current = Run(kind: kind == .mark ? .none : kind, range: index..<index + 1)
      }
    }
    if current.kind != .none { runs.append(current) }
    return runs
  }
}

/// The kind of every scalar, in a table for the Basic Multilingual Plane.
private struct ScalarKinds: Sendable {
  static let shared = ScalarKinds()

  private let kinds: [FoldedText.Kind]

  private init() {
    kinds = (UInt32(0)...0xFFFF).map { Unicode.Scalar($0).map(Self.kind) ?? .none }
  }

  subscript(scalar: Unicode.Scalar) -> FoldedText.Kind {
    scalar.value <= 0xFFFF ? kinds[Int(scalar.value)] : Self.kind(of: scalar)
  }

  private static func kind(of scalar: Unicode.Scalar) -> FoldedText.Kind {
    if Hanzi.isHan(scalar) { return .characters }
    switch scalar.value {
    case 0x3041...0x30FF, 0x31F0...0x31FF, 0xAC00...0xD7A3: return .characters
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: return .mark
    case .decimalNumber, .letterNumber, .otherNumber: return .digits
    default: return scalar.properties.isAlphabetic ? .letters : .none
    }
  }
}
