import Foundation
import SQL
import TestSupport
import Testing

@testable import Places

@Suite struct OpeningHoursTests {
  private func spans(_ hours: String, _ day: String, isHoliday: Bool = false) throws -> [String] {
    try OpeningHours(hours).spans(on: #require(Day(day)), isHoliday: isHoliday).map { span in
      "\(time(span.start))-\(time(span.end))"
    }
  }

  private func time(_ minutes: Int) -> String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
  }

  @Test("a museum is closed on Mondays, but not on a Monday that is a public holiday")
  func museum() throws {
    let hours = "Tu-Su 09:30-17:00; Mo off; PH 09:30-17:00"
    #expect(try spans(hours, "2026-10-05") == [])
    #expect(try spans(hours, "2026-10-05", isHoliday: true) == ["09:30-17:00"])
    #expect(try spans(hours, "2026-10-06") == ["09:30-17:00"])
    #expect(try spans(hours, "2026-10-11") == ["09:30-17:00"])
  }

  @Test("a season includes its first and its last day, and may run over New Year")
  func seasons() throws {
    let hours = "Apr-Oct Mo-Su 08:00-18:00; Nov-Mar Mo-Su 08:30-17:30"
    #expect(try spans(hours, "2026-03-31") == ["08:30-17:30"])
    #expect(try spans(hours, "2026-04-01") == ["08:00-18:00"])
    #expect(try spans(hours, "2026-10-31") == ["08:00-18:00"])
    #expect(try spans(hours, "2026-11-01") == ["08:30-17:30"])
    #expect(try spans(hours, "2026-12-31") == ["08:30-17:30"])
    #expect(try spans(hours, "2027-01-01") == ["08:30-17:30"])
    #expect(try spans(hours, "2028-02-29") == ["08:30-17:30"])
  }

  @Test("a season of days within months holds on just these days")
  func days() throws {
    let hours = "Jul 15-Aug 31 09:00-21:00; Oct 1-7 08:00-20:00; Dec 20-Jan 5 off; 2026 May 1 10:00-11:00"
    #expect(try spans(hours, "2026-07-14") == [])
    #expect(try spans(hours, "2026-07-15") == ["09:00-21:00"])
    #expect(try spans(hours, "2026-08-31") == ["09:00-21:00"])
    #expect(try spans(hours, "2026-10-07") == ["08:00-20:00"])
    #expect(try spans(hours, "2026-10-08") == [])
    #expect(try spans(hours, "2027-01-05") == [])
    #expect(try spans(hours, "2026-05-01") == ["10:00-11:00"])
    #expect(try spans(hours, "2027-05-01") == [])
  }

  @Test("a day may have several spans, and a date may be taken out of the week")
  func lunch() throws {
    let hours = "Sa,Su 10:00-12:00,14:00-18:00; Dec 24 off"
    #expect(try spans(hours, "2026-10-10") == ["10:00-12:00", "14:00-18:00"])
    #expect(try spans(hours, "2026-10-09") == [])
    #expect(try spans("Mo-Su 10:00-12:00; Dec 24 off", "2026-12-24") == [])
    #expect(try spans("Mo-Su 10:00-12:00; Dec 24 off", "2026-12-25") == ["10:00-12:00"])
  }

  @Test("weekdays may run over the end of the week")
  func wrappingWeek() throws {
    #expect(try spans("Sa-Mo 10:00-12:00", "2026-10-05") == ["10:00-12:00"])
    #expect(try spans("Sa-Mo 10:00-12:00", "2026-10-06") == [])
    #expect(try spans("Sa-Mo 10:00-12:00", "2026-10-10") == ["10:00-12:00"])
  }

  @Test("a closing time past midnight is the same written as 02:00 or as 26:00")
  func overMidnight() throws {
    #expect(try spans("Fr 18:00-26:00", "2026-10-09") == ["18:00-26:00"])
    #expect(try spans("Fr 18:00-02:00", "2026-10-09") == ["18:00-26:00"])
    #expect(try spans("24/7", "2026-10-09") == ["00:00-24:00"])
  }

  @Test(
    "hours that are not understood are refused with the part that is wrong",
    arguments: [
      ("Mo-Su 09:00", "09:00"), ("Mo-Su 09:00-17:00; Xx 10:00-11:00", "Xx"), ("Mo 9-17", "9-17"),
      ("Mo 25:00-26:00", "25:00-26:00"), ("Mo 10:00-12:00,11:00-13:00", "11:00-13:00"), ("", ""), (" ; ", " ; "),
      ("每天九点到五点", "每天九点到五点"), ("Mo-Su 09:00-17:61", "09:00-17:61"), ("Jam-Feb 10:00-11:00", "Jam-Feb"),
      ("Jan 32 off", "Jan 32"), ("Mo 00:00-48:30", "00:00-48:30"), ("Mo 10:00-12:00-13:00", "10:00-12:00-13:00"),
    ])
  func notUnderstood(text: String, part: String) {
    #expect(throws: OpeningHours.NotUnderstood(part: part)) { try OpeningHours(text) }
  }

  @Test("hours are stored as they were written and read back the same")
  func coding() throws {
    let hours = try OpeningHours("  Tu-Su 09:30-17:00; PH off ")
    #expect(hours.text == "Tu-Su 09:30-17:00; PH off")
    let coded = try JSONEncoder().encode([hours])
    #expect(try JSONDecoder().decode([OpeningHours].self, from: coded) == [hours])
    #expect(throws: (any Error).self) { try JSONDecoder().decode([OpeningHours].self, from: Data("[\"never\"]".utf8)) }
  }
}

@Suite struct OpennessTests {
  private func moment(_ day: String, _ hour: Int, _ minute: Int = 0) throws -> Openness.Moment {
    Openness.Moment(day: try #require(Day(day)), minute: hour * 60 + minute)
  }

  private func schedule(_ hours: String?, _ exceptions: [OpeningException] = []) throws -> OpeningSchedule {
    OpeningSchedule(hours: try hours.map { try OpeningHours($0) }, exceptions: exceptions)
  }

  @Test("doors are open from the opening minute to the minute before closing")
  func edges() throws {
    let museum = try schedule("Tu-Su 09:30-17:00")
    let (opening, closing) = (try moment("2026-10-06", 9, 30), try moment("2026-10-06", 17))
    #expect(museum.openness(at: try moment("2026-10-06", 9, 29), holidays: []) == .closed(opens: opening))
    #expect(museum.openness(at: opening, holidays: []) == .open(until: closing))
    #expect(museum.openness(at: try moment("2026-10-06", 16, 59), holidays: []) == .open(until: closing))
    #expect(
      museum.openness(at: closing, holidays: []) == .closed(opens: try moment("2026-10-07", 9, 30)))
    #expect(
      museum.openness(at: try moment("2026-10-04", 18), holidays: []) == .closed(opens: try moment("2026-10-06", 9, 30)))
  }

  @Test("what is open round the clock never closes")
  func always() throws {
    #expect(try schedule("24/7").openness(at: moment("2026-10-06", 3), holidays: []) == .open(until: nil))
    #expect(try schedule("Mo-Su 00:00-24:00").openness(at: moment("2026-10-06", 3), holidays: []) == .open(until: nil))
  }

  @Test("a night out ends after midnight, and the holiday decides the day on which it began")
  func night() throws {
    let bar = try schedule("Fr 18:00-26:00; PH off")
    let end = try moment("2026-10-10", 2)
    #expect(bar.openness(at: try moment("2026-10-10", 1, 59), holidays: []) == .open(until: end))
    #expect(bar.openness(at: try moment("2026-10-09", 23), holidays: []) == .open(until: end))
    #expect(bar.openness(at: end, holidays: []) == .closed(opens: try moment("2026-10-16", 18)))
    let holiday = try #require(Day("2026-10-09"))
    #expect(!bar.openness(at: try moment("2026-10-10", 1), holidays: [holiday]).isOpen)
    #expect(bar.openness(at: try moment("2026-10-10", 1), holidays: [try #require(Day("2026-10-10"))]).isOpen)
  }

  @Test("nobody told the hours: the base is never called open")
  func unknown() throws {
    let nothing = try schedule(nil)
    #expect(nothing.openness(at: try moment("2026-10-06", 11), holidays: []) == .unknown)
    #expect(!nothing.openness(at: try moment("2026-10-06", 11), holidays: []).isOpen)
    let day = try #require(Day("2026-10-06"))
    let special = try schedule(nil, [OpeningException(first: day, last: day, hours: try OpeningHours("10:00-12:00"))])
    #expect(special.openness(at: try moment("2026-10-06", 11), holidays: []) == .open(until: try moment("2026-10-06", 12)))
    #expect(special.openness(at: try moment("2026-10-07", 11), holidays: []) == .unknown)
  }

  @Test("an exception goes before the week, the later one before the earlier, and without hours it closes")
  func exceptions() throws {
    let (first, middle, last) = (
      try #require(Day("2026-10-06")), try #require(Day("2026-10-07")), try #require(Day("2026-10-08"))
    )
    let works = OpeningException(first: first, last: last, hours: nil, reason: "works")
    let late = OpeningException(first: middle, last: middle, hours: try OpeningHours("20:00-22:00"))
    let base = try schedule("Mo-Su 09:00-17:00", [works, late])
    #expect(base.openness(at: try moment("2026-10-06", 10), holidays: []) == .closed(opens: try moment("2026-10-07", 20)))
    #expect(base.openness(at: try moment("2026-10-07", 21), holidays: []) == .open(until: try moment("2026-10-07", 22)))
    #expect(base.openness(at: try moment("2026-10-08", 10), holidays: []) == .closed(opens: try moment("2026-10-09", 9)))
  }

  @Test("who does not open within two weeks has no opening to tell")
  func longClosed() throws {
    #expect(try schedule("off").openness(at: moment("2026-10-06", 10), holidays: []) == .closed(opens: nil))
    #expect(try schedule("Dec 24 10:00-11:00").openness(at: moment("2026-10-06", 10), holidays: []) == .closed(opens: nil))
  }

  @Test("openness agrees with an oracle that goes minute by minute", arguments: 0..<60)
  func oracle(seed: Int) throws {
    var random = SeededRandom(UInt64(seed))
    let base = try #require(Day("2026-12-21"))
    let week = Self.randomHours(&random)
    let holidays = Set((0..<21).filter { _ in Int.random(in: 0..<5, using: &random) == 0 }.map { base.adding(days: $0) })
    var exceptions: [OpeningException] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let first = Int.random(in: 0..<20, using: &random)
      exceptions.append(
        OpeningException(
          first: base.adding(days: first), last: base.adding(days: first + Int.random(in: 0...3, using: &random)),
          hours: Bool.random(using: &random) ? nil : try OpeningHours(Self.randomHours(&random))))
    }
    let schedule = try schedule(week, exceptions)
    let length = 40 * 1440
    var isOpen = [Bool](repeating: false, count: length)
    for day in -2..<40 {
      for span in schedule.spans(on: base.adding(days: day), holidays: holidays) ?? [] {
        for minute in span.start..<span.end where (0..<length).contains(day * 1440 + minute) {
          isOpen[day * 1440 + minute] = true
        }
      }
    }
    for _ in 0..<60 {
      let now = Int.random(in: 0..<(20 * 1440), using: &random)
      let rest = isOpen[now...]
      let told = schedule.openness(at: Openness.Moment(day: base, minute: now), holidays: holidays)
      let comment = Comment(
        rawValue: "\(week) \(exceptions.map { "\($0.first)–\($0.last) \($0.hours?.text ?? "off")" }) at \(now)")
      if isOpen[now] {
        let end = rest.firstIndex(of: false).map { Openness.Moment(day: base, minute: $0) }
        guard case .open(let until) = told else {
          Issue.record("should be open: \(comment)")
          continue
        }
        if let until {
          #expect(until == end, comment)
        } else {
          #expect((end?.day).map { $0 > base.adding(days: now / 1440 + 6) } ?? true, comment)
        }
      } else {
        guard case .closed(let opens) = told else {
          Issue.record("should be closed: \(comment)")
          continue
        }
        let start = rest.firstIndex(of: true).map { Openness.Moment(day: base, minute: $0) }
        let isNear = start.map { $0.day <= base.adding(days: now / 1440 + 14) } ?? false
        #expect(opens == (isNear ? start : nil), comment)
      }
    }
  }

  /// Rules of every kind, some of them over midnight and over New Year.
  static func randomHours(_ random: inout SeededRandom) -> String {
    let days = ["", "Mo-Su ", "Tu-Su ", "Sa,Su ", "PH ", "Fr-Mo,PH ", "Dec 24-Jan 2 ", "Nov-Feb We-Th ", "2027 Jan "]
    let rules = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      days[Int.random(in: 0..<days.count, using: &random)] + randomTimes(&random)
    }
    return rules.joined(separator: "; ")
  }

  private static func randomTimes(_ random: inout SeededRandom) -> String {
    func text(_ minutes: Int) -> String {
      "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }
    if Int.random(in: 0..<6, using: &random) == 0 { return "off" }
    if Int.random(in: 0..<6, using: &random) == 0 { return "00:00-24:00" }
    let ends = Set((0..<4).map { _ in Int.random(in: 0..<96, using: &random) * 15 }).sorted()
    var spans: [String] = []
    for index in stride(from: 0, to: ends.count - 1, by: 2) { spans.append("\(text(ends[index]))-\(text(ends[index + 1]))") }
    if ends.count % 2 == 1 || Bool.random(using: &random), let last = ends.last, last < 1440 {
      spans.append("\(text(last))-\(text(1440 + Int.random(in: 0...24, using: &random) * 15))")
    }
    return spans.joined(separator: ",")
  }
}
