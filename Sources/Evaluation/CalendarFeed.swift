import Foundation
import SQL

/// A calendar that programs subscribe to (RFC 5545): lines end with CR LF, none is longer than 75 bytes, texts are escaped.
struct CalendarFeed {
  /// A moment in the calendar.
  struct Event {
    /// The same for all time, so that a program knows an event again.
    let id: String
    /// Grows with every change.
    let version: Int
    let at: Instant
    let summary: String
    let description: String
    let url: String
    let isCancelled: Bool
  }

  let name: String
  let host: String
  let made: Instant
  let events: [Event]

  /// The calendar as it is sent.
  var bytes: [UInt8] {
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kepu//Calls//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append("X-WR-CALNAME:\(Self.escaped(name))")
    for event in events { lines += self.lines(of: event) }
    lines.append("END:VCALENDAR")
    return lines.flatMap { Self.folded($0) }
  }

  private func lines(of event: Event) -> [String] {
    [
      "BEGIN:VEVENT", "UID:\(event.id)@\(host)", "DTSTAMP:\(Self.stamp(made))", "DTSTART:\(Self.stamp(event.at))",
      "SEQUENCE:\(event.version)", "STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")", "TRANSP:TRANSPARENT",
      "SUMMARY:\(Self.escaped(event.summary))", "DESCRIPTION:\(Self.escaped(event.description))", "URL:\(event.url)",
      "END:VEVENT",
    ]
  }

  /// A text value (3.3.11): backslashes, semicolons, commas and line ends are written with a backslash.
  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,").replacing("\r\n", with: "\\n")
      .replacing("\n", with: "\\n").filter { !($0.isASCII && ($0.asciiValue ?? 32) < 32) }
  }

  /// A line with its end, folded (3.1) so that no piece has more than 75 bytes; no character is cut in two.
  static func folded(_ line: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var length = 0
    for scalar in line.unicodeScalars {
      let next = Array(String(scalar).utf8)
      if length + next.count > 75 {
        bytes += [13, 10, 32]
        length = 1
      }
      bytes += next
      length += next.count
    }
    return bytes + [13, 10]
  }

  /// A moment in universal time (3.3.5), such as 20260331T090000Z.
  static func stamp(_ instant: Instant) -> String {
    let seconds = instant.milliseconds / 1_000 - Int64(instant.day.daysSince1970) * 86_400
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return instant.day.description.filter { $0 != "-" } + "T" + two(seconds / 3_600) + two(seconds / 60 % 60) + two(seconds % 60)
      + "Z"
  }
}
