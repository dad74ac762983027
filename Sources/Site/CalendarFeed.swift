import SQL

/// A calendar that programs read once or subscribe to (RFC 5545): lines end with CR LF, none is longer than 75 bytes, texts are
/// escaped.
public struct CalendarFeed: Sendable {
  /// Something in the calendar.
  public struct Event: Sendable {
    /// The same for all time, so that a program knows an event again.
    public var id: String
    /// Grows with every change.
    public var version: Int
    /// When it begins.
    public var starts: Instant
    /// When it ends; `nil` for a moment.
    public var ends: Instant?
    /// What it is.
    public var summary: String
    /// More about it.
    public var description: String
    /// Where it is.
    public var location: String?
    /// Its page.
    public var url: String
    /// Whether it does not take place.
    public var isCancelled: Bool
    /// Whether whoever has it in the calendar has no time for other things then.
    public var isBusy: Bool

    /// Something in the calendar.
    public init(
      id: String, version: Int, starts: Instant, ends: Instant? = nil, summary: String, description: String,
      location: String? = nil, url: String, isCancelled: Bool = false, isBusy: Bool = false
    ) {
      self.id = id
      self.version = version
      self.starts = starts
      self.ends = ends
      self.summary = summary
      self.description = description
      self.location = location
      self.url = url
      self.isCancelled = isCancelled
      self.isBusy = isBusy
    }
  }

  /// What a program is to do with it (RFC 5546 §1.4).
  public enum Method: String, Sendable {
    /// Show it.
    case publish = "PUBLISH"
    /// Take the events out.
    case cancel = "CANCEL"
  }

  private let name: String
  private let host: String
  private let made: Instant
  private let method: Method
  private let events: [Event]

  /// The type under which it is sent.
  public static let mediaType = "text/calendar; charset=utf-8"

  /// A calendar.
  ///
  /// - Parameters:
  ///   - host: of the portal; makes the names of the events its own.
  ///   - made: when the calendar was written.
  public init(name: String, host: String, made: Instant, method: Method = .publish, events: [Event]) {
    self.name = name
    self.host = host
    self.made = made
    self.method = method
    self.events = events
  }

  /// The calendar as it is sent.
  public var bytes: [UInt8] {
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kepu//Kepu//EN", "CALSCALE:GREGORIAN", "METHOD:\(method.rawValue)"]
    lines.append("X-WR-CALNAME:\(Self.escaped(name))")
    for event in events { lines += self.lines(of: event) }
    lines.append("END:VCALENDAR")
    return lines.flatMap { Self.folded($0) }
  }

  private func lines(of event: Event) -> [String] {
    var lines = [
      "BEGIN:VEVENT", "UID:\(event.id)@\(host)", "DTSTAMP:\(Self.stamp(made))", "DTSTART:\(Self.stamp(event.starts))",
    ]
    if let ends = event.ends { lines.append("DTEND:\(Self.stamp(ends))") }
    lines += [
      "SEQUENCE:\(event.version)", "STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")",
      "TRANSP:\(event.isBusy ? "OPAQUE" : "TRANSPARENT")", "SUMMARY:\(Self.escaped(event.summary))",
      "DESCRIPTION:\(Self.escaped(event.description))",
    ]
    if let location = event.location { lines.append("LOCATION:\(Self.escaped(location))") }
    return lines + ["URL:\(event.url)", "END:VEVENT"]
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
