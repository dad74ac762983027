/// A number with three decimals, held as an integer of thousandths: points, weights, percentages, indicators.
///
/// Everything an office publishes is such a number, so that a round evaluated again gives the same answer on any machine.
/// Rounding is half away from zero (四舍五入): 89.995 to one decimal is 90.0. What is known exactly is rounded once, from
/// the exact quotient (``ratio(_:over:decimals:)``); what comes out of floating-point arithmetic is first taken to the
/// nearest millionth, which lies far above the noise of the arithmetic and far below a thousandth (``init(rounding:)``).
struct Thousandths: Hashable, Comparable, Sendable {
  /// How many thousandths: 90040 for 90.04.
  let count: Int

  /// The largest magnitude, a thousand million; larger values are held at it, so that sums of rounds never overflow.
  static let limit = Thousandths(count: 1_000_000_000_000)

  init(count: Int) {
    self.count = min(max(count, -1_000_000_000_000), 1_000_000_000_000)
  }

  init(_ whole: Int) {
    self.init(count: min(max(whole, -1_000_000_000), 1_000_000_000) * 1000)
  }

  /// The nearest thousandth to `thousandths`, a number that carries the noise of floating-point arithmetic.
  ///
  /// It is taken to the nearest thousandth of a thousandth first: 89 994.999 999 9 thousandths are 89.995, and then halves go
  /// away from zero. What is not a number is zero.
  init(rounding thousandths: Double) {
    let held = min(max(thousandths.isNaN ? 0 : thousandths, -1e12), 1e12)
    self = .ratio(Int128((held * 1000).rounded()), over: 1000, decimals: 3)
  }

  /// The nearest thousandth to a number that was written as a decimal and is held as floating point: a policy's `0.2`.
  init(nearest value: Double) {
    self.init(rounding: value * 1000)
  }

  /// `numerator`/`denominator` thousandths, rounded once to so many decimals (0…3), halves away from zero.
  ///
  /// - Precondition: the denominator is positive.
  static func ratio(_ numerator: Int128, over denominator: Int128, decimals: Int) -> Thousandths {
    precondition(denominator > 0, "a quotient over nothing")
    let step = Int128(self.step(decimals))
    let divisor = denominator * step
    let magnitude = (2 * numerator.magnitude + divisor.magnitude) / (2 * divisor.magnitude) * step.magnitude
    let held = Int(min(magnitude, limit.count.magnitude128))
    return Thousandths(count: numerator < 0 ? -held : held)
  }

  /// The exact mean, rounded once to so many decimals; nil of nothing.
  static func mean(_ values: some Collection<Thousandths>, decimals: Int) -> Thousandths? {
    guard !values.isEmpty else { return nil }
    return ratio(values.reduce(0) { $0 + Int128($1.count) }, over: Int128(values.count), decimals: decimals)
  }

  /// This number with so many decimals (0…3), halves away from zero.
  func rounded(to decimals: Int) -> Thousandths {
    .ratio(Int128(count), over: 1, decimals: decimals)
  }

  /// As people write it, with exactly so many decimals (0…3): `90.0`.
  func text(decimals: Int = 3) -> String {
    let kept = min(max(decimals, 0), 3)
    let units = rounded(to: kept).count / Self.step(kept)
    guard kept > 0 else { return String(units) }
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, kept + 1 - digits.count)) + digits
    return (units < 0 ? "-" : "") + padded.dropLast(kept) + "." + padded.suffix(kept)
  }

  static func < (left: Thousandths, right: Thousandths) -> Bool { left.count < right.count }

  /// How many thousandths the last of so many decimals is worth.
  private static func step(_ decimals: Int) -> Int {
    switch decimals {
    case ...0: 1000
    case 1: 100
    case 2: 10
    default: 1
    }
  }
}

extension Thousandths: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self.init(value) }
}

extension Thousandths: CustomStringConvertible {
  var description: String { text() }
}

extension Int {
  fileprivate var magnitude128: UInt128 { UInt128(magnitude) }
}
