import SQL

/// The hours at which a base is open, as a week with seasons and public holidays (开放时间).
///
/// Written in a small part of the notation that OpenStreetMap uses, so that data can come from there and go there:
///
///     Tu-Su 09:30-17:00; Mo off; PH 09:30-17:00
///     Apr-Oct Mo-Su 08:00-18:00; Nov-Mar Mo-Su 08:30-17:30
///     Sa,Su 10:00-12:00,14:00-18:00; Dec 24 off
///     24/7
///
/// Rules stand in order; the last one that matches a day decides it. A rule for `PH` matches public holidays of the
/// base's own region. A closing time after midnight is written as `18:00-26:00`.
///
/// Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (the subset above).
public struct OpeningHours: Sendable, Hashable {
  /// The hours in OpenStreetMap's notation, as they were given.
  public let text: String
  let rules: [Rule]

  /// Reads hours; the error names the part that was not understood.
  public init(_ text: String) throws(NotUnderstood) {
    var rules: [Rule] = []
    for part in text.split(separator: ";") {
      let rule = part.trimmingWhitespace()
      if !rule.isEmpty { rules.append(try OpeningHoursParser.rule(rule)) }
    }
    guard !rules.isEmpty else { throw NotUnderstood(part: text) }
    self.text = text.trimmingWhitespace()
    self.rules = rules
  }

  /// A part of the hours that does not follow the notation.
  public struct NotUnderstood: Error, Equatable {
    /// The words that were not understood.
    public let part: String
  }

  /// The spans of one day in which the base is open, in order; empty when it is closed.
  public func spans(on day: Day, isHoliday: Bool) -> [Span] {
    rules.last { $0.matches(day, isHoliday: isHoliday) }?.spans ?? []
  }

  /// Minutes after midnight from opening to closing; `end` is later than 1440 when the base closes after midnight.
  public struct Span: Sendable, Hashable {
    /// Minutes after midnight at which the doors open.
    public let start: Int
    /// Minutes after midnight at which the doors close; not itself open.
    public let end: Int
  }

  struct Rule: Sendable, Hashable {
    var seasons: [Season] = []
    var weekdays: Set<Weekday> = []
    var onHolidays = false
    var spans: [Span] = []

    func matches(_ day: Day, isHoliday: Bool) -> Bool {
      guard seasons.isEmpty || seasons.contains(where: { $0.contains(day) }) else { return false }
      if weekdays.isEmpty && !onHolidays { return true }
      return weekdays.contains(day.weekday) || (onHolidays && isHoliday)
    }
  }

  /// Part of every year, or of one year, from a day to a day; may run over New Year.
  struct Season: Sendable, Hashable {
    let year: Int?
    let first: MonthDay
    let last: MonthDay

    func contains(_ day: Day) -> Bool {
      if let year, year != day.year { return false }
      let date = MonthDay(month: day.month, day: day.day)
      return first <= last ? (first...last).contains(date) : date >= first || date <= last
    }
  }

  struct MonthDay: Sendable, Hashable, Comparable {
    let month: Int
    let day: Int

    static func < (left: MonthDay, right: MonthDay) -> Bool {
      (left.month, left.day) < (right.month, right.day)
    }
  }
}

extension StringProtocol {
  func trimmingWhitespace() -> String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? endIndex
    return start < end ? String(self[start..<end]) : ""
  }
}
