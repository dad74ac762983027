import Foundation
import SQL
import TestSupport
import Testing

@Suite("Days and moments")
struct TimeTests {
  @Test("six hundred years of days follow each other without a gap")
  func everyDay() throws {
    var (year, month, day) = (1700, 1, 1)
    var current = try #require(Day(year: 1700, month: 1, day: 1))
    var weekday = 5  // 1700-01-01 was a Friday.
    while year < 2300 {
      guard current.year == year, current.month == month, current.day == day,
        current.weekday.rawValue == weekday,
        Day(year: year, month: month, day: day) == current
      else {
        Issue.record("\(year)-\(month)-\(day) is \(current), \(current.weekday)")
        return
      }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      day += 1
      if day > length { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
      weekday = weekday % 7 + 1
      current = current.adding(days: 1)
    }
  }

  @Test("days that the calendar does not have are refused")
  func impossible() {
    for text in [
      "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-01", "26-04-01",
      "2026-04-01 ",
      "２０２６-04-01", "2026/04/01", "-001-01-01", "",
    ] {
      #expect(Day(text) == nil, "\(text)")
    }
    #expect(Day("2000-02-29")?.weekday == .tuesday)
    #expect(Day("0000-01-01")?.description == "0000-01-01")
    #expect(Day("9999-12-31")?.description == "9999-12-31")
  }

  @Test("months are added to the last day of a shorter one")
  func months() {
    #expect(Day("2026-01-31")?.adding(months: 1) == Day("2026-02-28"))
    #expect(Day("2024-01-31")?.adding(months: 13) == Day("2025-02-28"))
    #expect(Day("2026-03-15")?.adding(months: -15) == Day("2024-12-15"))
    #expect(Day("2026-11-30")?.adding(months: 1) == Day("2026-12-30"))
  }

  @Test("text of any moment reads back, and sorts as the moments do")
  func instants() throws {
    var random = SeededRandom(3)
    var last = (Instant(milliseconds: -62_167_219_200_000), "")
    for milliseconds in (0..<2000).map({ _ in
      Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
    })
    .sorted() {
      let instant = Instant(milliseconds: milliseconds)
      #expect(Instant(instant.description) == instant)
      #expect(instant.description >= last.1)
      last = (instant, instant.description)
    }
    #expect(Instant(milliseconds: 0).description == "1970-01-01T00:00:00.000Z")
    #expect(Instant(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
    #expect(Instant(milliseconds: -1).day == Day("1969-12-31"))
  }

  @Test("offsets, fractions and small letters are read; what is no time is not")
  func parsing() {
    let noon = Instant("2026-03-01T12:00:00Z")
    #expect(noon != nil)
    for text in [
      "2026-03-01T20:00:00+08:00", "2026-03-01t12:00:00.0001z", "2026-03-01 11:30:00-00:30",
      "2026-03-01T11:59:60Z",
    ] {
      #expect(Instant(text) == noon, "\(text)")
    }
    #expect(Instant("2026-03-01T12:00:00.5Z").map { $0 - .milliseconds(500) } == noon)
    for text in [
      "2026-03-01", "2026-03-01T12:00:00", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
      "2026-03-01T12:00:00.Z",
      "2026-03-01T12:00:00+8:00", "2026-03-01T12:00:00Zz",
    ] {
      #expect(Instant(text) == nil, "\(text)")
    }
  }

  @Test("the machine's clock and Foundation agree")
  func systemClock() {
    let before = Date().timeIntervalSince1970 - 1
    let now = Clock.system.now()
    #expect(now.date.timeIntervalSince1970 > before)
    #expect(now.date.timeIntervalSince1970 < Date().timeIntervalSince1970 + 1)
    #expect(now + .seconds(2) - now == .seconds(2))
    #expect(Clock.fixed(now).now() == now)
  }
}
