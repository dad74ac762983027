/// The unified social credit code of a unit (统一社会信用代码, GB 32100-2015): 17 characters and one that checks them.
public struct CreditCode: Sendable, Hashable, CustomStringConvertible {
  /// The code in capitals.
  public let description: String

  /// Digits and the letters that cannot be taken for digits.
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

  /// Reads a code; `nil` when its length, its letters or its check character are wrong.
  public init?(_ typed: String) {
    let code = typed.filter { !$0.isWhitespace }.uppercased()
    let values = code.compactMap { Self.alphabet.firstIndex(of: $0) }
    guard values.count == 18, code.count == 18 else { return nil }
    var weight = 1
    var sum = 0
    for value in values.dropLast() {
      sum += value * weight
      weight = weight * 3 % 31
    }
    guard (31 - sum % 31) % 31 == values[17] else { return nil }
    description = code
  }
}
