import SQL

/// Whether a base is open at a moment, and until or from when.
public enum Openness: Sendable, Hashable {
  /// Open now; closes at this moment, or never when there is none.
  case open(until: Moment?)
  /// Closed now; opens at this moment if it does within the next two weeks.
  case closed(opens: Moment?)
  /// Nobody has told us the hours.
  case unknown

  /// A day and a minute of it, in the base's own time zone.
  public struct Moment: Sendable, Hashable, Comparable {
    /// The day.
    public let day: Day
    /// Minutes after midnight, below 1440.
    public let minute: Int

    /// A moment; minutes past midnight carry over to the next day.
    public init(day: Day, minute: Int) {
      self.day = day.adding(days: minute / 1440)
      self.minute = minute % 1440
    }

    /// The earlier moment first.
    public static func < (left: Moment, right: Moment) -> Bool {
      (left.day, left.minute) < (right.day, right.minute)
    }
  }

  /// Whether the doors are open.
  public var isOpen: Bool {
    if case .open = self { true } else { false }
  }
}

/// A span of days on which other hours hold than usual: closed for works, open late (临时闭馆、延时开放).
public struct OpeningException: Sendable, Hashable, Codable {
  /// First day concerned.
  public var first: Day
  /// Last day concerned.
  public var last: Day
  /// Hours on these days; closed when there are none.
  public var hours: OpeningHours?
  /// Why, as told to visitors.
  public var reason: String?
}

/// All that decides when a base is open: its week, its exceptions and its region's public holidays.
public struct OpeningSchedule: Sendable, Hashable {
  var hours: OpeningHours?
  var exceptions: [OpeningException]

  /// A schedule of weekly hours, which may be unknown, and of exceptions.
  public init(hours: OpeningHours?, exceptions: [OpeningException] = []) {
    self.hours = hours
    self.exceptions = exceptions
  }

  /// The open spans of a day, or `nil` when nothing is known about it.
  public func spans(on day: Day, holidays: Set<Day>) -> [OpeningHours.Span]? {
    if let exception = exceptions.last(where: { ($0.first...$0.last).contains(day) }) {
      return exception.hours?.spans(on: day, isHoliday: holidays.contains(day)) ?? []
    }
    return hours?.spans(on: day, isHoliday: holidays.contains(day))
  }

  /// Whether the base is open for the whole of some minutes of a day, or `nil` when nothing is known about it.
  public func covers(_ minutes: Range<Int>, of day: Day, holidays: Set<Day>) -> Bool? {
    guard let spans = spans(on: day, holidays: holidays) else { return nil }
    // Spans that touch are one to a visitor.
    var reached = minutes.lowerBound
    for span in spans where span.start <= reached { reached = max(reached, span.end) }
    return !spans.isEmpty && reached >= minutes.upperBound
  }

  /// Whether the base is open at `now`, which is a moment in its own time zone.
  public func openness(at now: Openness.Moment, holidays: Set<Day>) -> Openness {
    guard spans(on: now.day, holidays: holidays) != nil else { return .unknown }
    guard var end = end(ofSpanAt: now, holidays) else { return .closed(opens: opening(after: now, holidays: holidays)) }
    // Spans that touch are one to a visitor; after a week of them the doors never close (`24/7`).
    for _ in 0..<8 {
      guard let further = self.end(ofSpanAt: end, holidays) else { return .open(until: end) }
      end = further
    }
    return .open(until: nil)
  }

  /// The end of the span that covers a moment, be it of the same day or of the night before.
  private func end(ofSpanAt moment: Openness.Moment, _ holidays: Set<Day>) -> Openness.Moment? {
    [0, 1].compactMap { daysAgo in
      let day = moment.day.adding(days: -daysAgo)
      return spans(on: day, holidays: holidays)?.first { ($0.start..<$0.end).contains(moment.minute + daysAgo * 1440) }
        .map { Openness.Moment(day: day, minute: $0.end) }
    }.max()
  }

  private func opening(after now: Openness.Moment, holidays: Set<Day>) -> Openness.Moment? {
    for ahead in 0...14 {
      let day = now.day.adding(days: ahead)
      let start = spans(on: day, holidays: holidays)?.first { ahead > 0 || $0.start > now.minute }?.start
      if let start { return Openness.Moment(day: day, minute: start) }
    }
    return nil
  }
}

extension OpeningHours: Codable {
  /// Reads the notation as one string.
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the notation as one string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
