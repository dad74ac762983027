/// A moment in UTC as mail writes it, in English whatever the locale of the machine.
struct MailDate {
  private let year: Int64
  private let month: Int64
  private let day: Int64
  private let weekday: Int64
  private let second: Int64

  /// Years outside 1970 to 9999 are drawn to the nearer end.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  init(_ milliseconds: Int64) {
    let seconds = max(0, min(milliseconds / 1000, 253_402_300_799))
    let days = seconds / 86400
    second = seconds % 86400
    weekday = (days + 4) % 7
    let shifted = days + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `Thu, 01 Jan 2026 00:00:00 +0000`. Source: RFC 5322 §3.3.
  var header: String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(days[Int(weekday)]), \(two(day)) \(months[Int(month) - 1]) \(year) \(time(":")) +0000"
  }

  /// `20260101T000000Z`, for the name of a file.
  var fileName: String { "\(year)\(two(month))\(two(day))T\(time(""))Z" }

  private func time(_ separator: String) -> String {
    [second / 3600, second / 60 % 60, second % 60].map(two).joined(separator: separator)
  }

  private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
