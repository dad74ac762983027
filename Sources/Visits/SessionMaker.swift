import Evaluation
import Places
import SQL

/// The sessions that an offer wants on some days: pure.
public struct SessionMaker: Sendable {
  let calendar: WorkingCalendar
  /// Days on which the base does otherwise than always; those without hours are closed.
  let exceptions: [OpeningException]
  /// When the base is open.
  let schedule: OpeningSchedule
  let outside: VisitRules.OutsideHours

  /// A maker for a base.
  public init(
    calendar: WorkingCalendar, hours: OpeningHours? = nil, exceptions: [OpeningException],
    outside: VisitRules.OutsideHours = .told
  ) {
    self.calendar = calendar
    self.exceptions = exceptions
    self.outside = outside
    schedule = OpeningSchedule(hours: hours, exceptions: exceptions)
  }

  /// A session that an offer wants.
  public struct Start: Sendable, Hashable {
    /// Its day.
    public let day: Day
    /// When it begins.
    public let at: Instant
    /// Whether part of it lies outside of the opening hours that are known.
    public let isOutside: Bool
  }

  /// When sessions of an offer begin on some days, in the order of time.
  public func starts(of facts: VisitOffer.Facts, on days: ClosedRange<Day>) -> [Start] {
    let from = max(days.lowerBound, facts.first)
    let until = min(days.upperBound, facts.last ?? days.upperBound)
    guard from <= until else { return [] }
    let all = (from.daysSince1970...until.daysSince1970).map { Day(daysSince1970: $0) }
    return all.filter { takesPlace(facts, on: $0) }.flatMap { day in
      let holidays: Set<Day> = calendar.isHoliday(day) ? [day] : []
      return Set(facts.starts).sorted().map { minute in
        let isInside = schedule.covers(minute..<minute + facts.minutes, of: day, holidays: holidays) ?? true
        return Start(day: day, at: day.localStart + .seconds(Int64(minute) * 60), isOutside: !isInside)
      }
    }.filter { outside == .told || !$0.isOutside }
  }

  private func takesPlace(_ facts: VisitOffer.Facts, on day: Day) -> Bool {
    if facts.dropped.contains(day) || isClosed(day) { return false }
    if facts.added.contains(day) { return true }
    let isWeekend = day.weekday == .saturday || day.weekday == .sunday
    let isHoliday = !isWeekend && !calendar.isWorked(day)
    switch facts.holidays {
    case .asAlways: return facts.weekdays.contains(day.weekday)
    case .closed: return !isHoliday && facts.weekdays.contains(day.weekday)
    case .likeSundays:
      if isHoliday { return facts.weekdays.contains(.sunday) }
      return facts.weekdays.contains(isWeekend && calendar.isWorked(day) ? .friday : day.weekday)
    }
  }

  private func isClosed(_ day: Day) -> Bool {
    // The last that was set counts, as on the page of the base.
    guard let exception = exceptions.last(where: { ($0.first...$0.last).contains(day) }) else { return false }
    return exception.hours == nil
  }
}
