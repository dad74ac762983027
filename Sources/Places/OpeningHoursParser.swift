import SQL

/// Reads one rule of `OpeningHours`, such as `Apr-Oct Tu-Su,PH 09:00-12:00,14:00-17:30`.
enum OpeningHoursParser {
  static func rule(_ text: String) throws(OpeningHours.NotUnderstood) -> OpeningHours.Rule {
    if text == "24/7" { return OpeningHours.Rule(spans: [OpeningHours.Span(start: 0, end: 1440)]) }
    var words = text.split(separator: " ").map(String.init)
    guard let last = words.popLast() else { throw OpeningHours.NotUnderstood(part: text) }
    var rule = OpeningHours.Rule()
    if last != "off" && last != "closed" {
      rule.spans = try spans(last)
    }
    try select(days: words, for: &rule)
    return rule
  }

  private static func spans(_ text: String) throws(OpeningHours.NotUnderstood) -> [OpeningHours.Span] {
    var spans: [OpeningHours.Span] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let start = minutes(ends[0]), var end = minutes(ends[1]), start < 1440 else {
        throw OpeningHours.NotUnderstood(part: String(part))
      }
      if end <= start { end += 1440 }
      guard end <= start + 1440, spans.last.map({ $0.end <= start }) ?? true else {
        throw OpeningHours.NotUnderstood(part: String(part))
      }
      spans.append(OpeningHours.Span(start: start, end: end))
    }
    return spans
  }

  /// Minutes after midnight; up to 48:00, as a closing time may lie after midnight.
  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hour = number(parts[0]), let minute = number(parts[1]), hour <= 48, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// Reads the words before the times: years, months and dates first, then weekdays and `PH`.
  private static func select(
    days words: [String], for rule: inout OpeningHours.Rule
  ) throws(OpeningHours.NotUnderstood) {
    let isWeekdays = { (word: String) in
      word.split(separator: ",").allSatisfy { weekdays($0) != nil || $0 == "PH" }
    }
    var seasonWords = words
    if let last = words.last, isWeekdays(last) {
      seasonWords.removeLast()
      for part in last.split(separator: ",") {
        if part == "PH" { rule.onHolidays = true } else { rule.weekdays.formUnion(weekdays(part) ?? []) }
      }
    }
    guard !seasonWords.isEmpty else { return }
    for part in seasonWords.joined(separator: " ").split(separator: ",") {
      rule.seasons.append(try season(part.trimmingWhitespace()))
    }
  }

  /// `Apr-Oct`, `Dec 24`, `Jul 15-Aug 31`, `Oct 1-7`, each with a year before it if it is for one year only.
  private static func season(_ text: String) throws(OpeningHours.NotUnderstood) -> OpeningHours.Season {
    var rest = text
    var year: Int?
    if let first = rest.split(separator: " ").first, first.count == 4, let number = number(first) {
      year = number
      rest = rest.dropFirst(4).trimmingWhitespace()
    }
    let ends = rest.split(separator: "-", omittingEmptySubsequences: false).map { $0.trimmingWhitespace() }
    guard (1...2).contains(ends.count), let first = monthDay(ends[0], inMonth: nil, end: false) else {
      throw OpeningHours.NotUnderstood(part: text)
    }
    let isWholeMonth = !ends[0].contains(" ")
    guard let lastText = ends.last,
      let last = monthDay(lastText, inMonth: isWholeMonth ? nil : first.month, end: true)
    else { throw OpeningHours.NotUnderstood(part: text) }
    return OpeningHours.Season(year: year, first: first, last: last)
  }

  private static func monthDay(_ text: String, inMonth: Int?, end: Bool) -> OpeningHours.MonthDay? {
    let words = text.split(separator: " ")
    if words.count == 1, let day = number(words[0]), let inMonth, (1...31).contains(day) {
      return OpeningHours.MonthDay(month: inMonth, day: day)
    }
    guard let name = words.first, let month = months.firstIndex(of: String(name)) else { return nil }
    if words.count == 1 { return OpeningHours.MonthDay(month: month + 1, day: end ? 31 : 1) }
    guard words.count == 2, let day = number(words[1]), (1...31).contains(day) else { return nil }
    return OpeningHours.MonthDay(month: month + 1, day: day)
  }

  private static func weekdays(_ text: Substring) -> Set<Weekday>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(ends.count), let first = weekdayNames.firstIndex(of: String(ends[0])),
      let last = weekdayNames.firstIndex(of: String(ends[ends.count - 1]))
    else { return nil }
    let length = (last - first + 7) % 7
    return Set((0...length).compactMap { Weekday(rawValue: (first + $0) % 7 + 1) })
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let weekdayNames = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
}
