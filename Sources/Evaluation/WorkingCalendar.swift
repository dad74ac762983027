import People
import SQL

/// Which days are worked (工作日): Monday to Friday, without public holidays, with the days that are worked instead.
///
/// The State Council moves days every year, so they are policy: `Policies/calendar.yaml`.
public struct WorkingCalendar: Sendable {
  private let off: Set<Day>
  private let worked: Set<Day>

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path)
    var (off, worked): (Set<Day>, Set<Day>) = ([], [])
    for year in try file["years"].list({ $0 }) {
      try year.only(["year", "source", "off", "worked"])
      for range in try year["off"].list({ try $0.dayRange() }) { off.formUnion(range) }
      worked.formUnion(try year["worked"].list { try $0.day() })
    }
    self.init(off: off, worked: worked)
  }

  /// A calendar of days off that would be worked, and of days worked that would be off.
  public init(off: Set<Day>, worked: Set<Day>) {
    self.off = off
    self.worked = worked
  }

  /// Whether a day is worked.
  public func isWorked(_ day: Day) -> Bool {
    if worked.contains(day) { return true }
    return day.weekday.rawValue <= 5 && !off.contains(day)
  }

  /// Whether a day is one of a public holiday's, be it a weekend or not.
  public func isHoliday(_ day: Day) -> Bool { off.contains(day) }

  /// The day on which so many days have passed after a day, which itself does not count.
  public func day(_ count: Int, _ kind: DayCount, after day: Day) -> Day {
    guard kind == .working else { return day.adding(days: count) }
    var (left, current) = (count, day)
    while left > 0 {
      current = current.adding(days: 1)
      if isWorked(current) { left -= 1 }
    }
    return current
  }
}

extension PolicyFile.Entry {
  /// One day, or a first and a last day as `2026-02-15..2026-02-23`.
  fileprivate func dayRange() throws -> [Day] {
    let parts = try scalar().split(separator: ".", omittingEmptySubsequences: true).map { Day(String($0)) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil, parts.count <= 2, first <= last, last - first < 60 else {
      throw wrong("a day, or two days as 2026-02-15..2026-02-23")
    }
    return (0...(last - first)).map { first.adding(days: $0) }
  }
}
