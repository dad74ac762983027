import Foundation

/// Which form of a message a number takes, as the catalog's header tells in C:
/// `Plural-Forms: nplurals=2; plural=(n != 1);`.
struct PluralRule: Sendable {
  private let expression: Expression

  static let english = PluralRule(expression: .binary("!=", .number, .constant(1)))

  private init(expression: Expression) { self.expression = expression }

  /// A header that does not say what it should.
  struct Malformed: Error { let expression: String }

  init(header: String) throws {
    guard let start = header.range(of: "plural=", after: "nplurals=") else {
      self = .english
      return
    }
    let text = header[start...].dropFirst("plural=".count).prefix { $0 != ";" && $0 != "\n" }
    var parser = Parser(text)
    guard let expression = parser.conditional(), parser.isAtEnd else { throw Malformed(expression: String(text)) }
    self.expression = expression
  }

  func form(_ count: Int) -> Int { expression.value(count) }

  private indirect enum Expression: Sendable {
    case number
    case constant(Int)
    case binary(String, Expression, Expression)
    case conditional(Expression, Expression, Expression)

    func value(_ n: Int) -> Int {
      switch self {
      case .number: n
      case .constant(let constant): constant
      case .conditional(let test, let yes, let no): test.value(n) != 0 ? yes.value(n) : no.value(n)
      case .binary(let operation, let left, let right):
        Self.apply(operation, left.value(n), right.value(n))
      }
    }

    private static func apply(_ operation: String, _ a: Int, _ b: Int) -> Int {
      switch operation {
      case "||": a != 0 || b != 0 ? 1 : 0
      case "&&": a != 0 && b != 0 ? 1 : 0
      case "==": a == b ? 1 : 0
      case "!=": a != b ? 1 : 0
      case "<": a < b ? 1 : 0
      case ">": a > b ? 1 : 0
      case "<=": a <= b ? 1 : 0
      case ">=": a >= b ? 1 : 0
      default: b == 0 ? 0 : a % b
      }
    }
  }

  /// A recursive-descent parser for the operators that plural rules use.
  private struct Parser {
    private var rest: Substring

    init(_ text: Substring) { rest = Substring(text.filter { !$0.isWhitespace }) }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func conditional() -> Expression? {
      guard let test = binary(0) else { return nil }
      guard take("?") else { return test }
      guard let yes = conditional(), take(":"), let no = conditional() else { return nil }
      return .conditional(test, yes, no)
    }

    private static let levels = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["%"]]

    private mutating func binary(_ level: Int) -> Expression? {
      guard level < Self.levels.count else { return atom() }
      guard var left = binary(level + 1) else { return nil }
      while let operation = Self.levels[level].first(where: { rest.hasPrefix($0) }) {
        rest.removeFirst(operation.count)
        guard let right = binary(level + 1) else { return nil }
        left = .binary(operation, left, right)
      }
      return left
    }

    private mutating func atom() -> Expression? {
      if take("(") {
        let inner = conditional()
        return take(")") ? inner : nil
      }
      if take("n") { return .number }
      let digits = rest.prefix { $0.isNumber }
      rest.removeFirst(digits.count)
      return Int(digits).map { .constant($0) }
    }

    private mutating func take(_ text: String) -> Bool {
      guard rest.hasPrefix(text) else { return false }
      rest.removeFirst(text.count)
      return true
    }
  }
}

extension String {
  /// Where `text` starts at or after the end of `earlier`; `nplurals=` holds `plurals=` but not `plural=`.
  fileprivate func range(of text: String, after earlier: String) -> String.Index? {
    guard let earlier = range(of: earlier) else { return nil }
    return self[earlier.upperBound...].range(of: text)?.lowerBound
  }
}
