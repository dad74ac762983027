import Foundation

/// A moment in time: milliseconds of UTC since 1970-01-01.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since the start of 1970, UTC, without leap seconds.
  public var milliseconds: Int64

  /// A moment by its milliseconds since 1970.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The earlier comes first.
  public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

  /// A later moment; parts of a millisecond are dropped.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    Instant(milliseconds: instant.milliseconds + duration.wholeMilliseconds)
  }

  /// An earlier moment; parts of a millisecond are dropped.
  public static func - (instant: Instant, duration: Duration) -> Instant {
    Instant(milliseconds: instant.milliseconds - duration.wholeMilliseconds)
  }

  /// The time from the right moment to the left.
  public static func - (left: Instant, right: Instant) -> Duration {
    .milliseconds(left.milliseconds - right.milliseconds)
  }

  /// The day in UTC.
  public var day: Day { Day(daysSince1970: Int(dayNumber)) }

  /// The same moment for Foundation, as its time zones need it.
  public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  private var dayNumber: Int64 { (milliseconds - milliseconds.modulo(86_400_000)) / 86_400_000 }
}

extension Instant: LosslessStringConvertible {
  /// RFC 3339 in UTC with milliseconds: `2026-03-01T08:30:00.000Z`.
  public var description: String {
    let rest = milliseconds.modulo(86_400_000)
    let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Int($0).padded(2) }
    return "\(day)T\(time.joined(separator: ":")).\(Int(rest % 1000).padded(3))Z"
  }

  /// Reads RFC 3339: `2026-03-01T16:30:00+08:00`, with or without a fraction of a second.
  ///
  /// Digits after the milliseconds are dropped; a leap second (`:60`) is the first second of the next minute.
  public init?(_ text: String) {
    var parser = InstantParser(text)
    guard let instant = parser.parse() else { return nil }
    self = instant
  }
}

extension Instant: Codable {
  /// Reads RFC 3339.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let instant = Instant(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a time such as 2026-03-01T08:30:00Z is expected")
    }
    self = instant
  }

  /// Writes RFC 3339 in UTC.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Instant: SQLValueConvertible, SQLReadable {
  /// The milliseconds.
  public var sqlValue: SQLValue { .integer(milliseconds) }
  /// Integer.
  public static var sqlType: SQLType? { .integer }
  /// Reads milliseconds.
  public static func read(_ row: Row, _ column: Int) throws -> Instant {
    Instant(milliseconds: try row.int(column))
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}

/// Reads `2026-03-01T16:30:00.5+08:00` from left to right.
private struct InstantParser {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = text[...].utf8
  }

  mutating func parse() -> Instant? {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let dayOfMonth = number(2),
      let day = Day(year: year, month: month, day: dayOfMonth), skip("T") || skip("t") || skip(" "),
      let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60, skip(":"),
      let second = number(2), second <= 60, let fraction = fraction(), let offset = offset(), rest.isEmpty
    else { return nil }
    let seconds = day.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
    return Instant(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func number(_ digits: Int) -> Int? {
    let taken = rest.prefix(digits)
    guard taken.count == digits, taken.allSatisfy(\.isDigit) else { return nil }
    rest.removeFirst(digits)
    return taken.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    let digits = rest.prefix(while: \.isDigit)
    guard !digits.isEmpty else { return nil }
    rest.removeFirst(digits.count)
    let padded =
      Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - digits.count))
    return padded.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// Minutes east of UTC.
  private mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60
    else {
      return nil
    }
    return sign * (hours * 60 + minutes)
  }
}
