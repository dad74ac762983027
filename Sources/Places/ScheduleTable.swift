import Foundation
import SQL

/// The distinct schedules of all bases, each with its time zone and holidays.
///
/// Most bases share a few hundred weekly patterns, so "what is open now" is asked of the patterns, not of the bases.
struct ScheduleTable: Sendable {
  private(set) var schedules: [OpeningSchedule] = []
  private var zones: [ZoneRules] = []
  private var index: [Key: Int32] = [:]
  let calendar: OpeningCalendar

  private struct Key: Hashable {
    let schedule: OpeningSchedule
    let zone: ZoneRules
  }

  init(calendar: OpeningCalendar) { self.calendar = calendar }

  /// The number of a schedule in a region, given out on first sight.
  mutating func number(of schedule: OpeningSchedule, in region: String) -> Int32 {
    let zone = calendar.rules(for: region)
    let key = Key(schedule: schedule, zone: zone)
    if let known = index[key] { return known }
    let number = Int32(schedules.count)
    schedules.append(schedule)
    zones.append(zone)
    index[key] = number
    return number
  }

  /// The state of every schedule at an instant.
  func openness(at now: Instant) -> [Openness] {
    zip(schedules, zones).map { schedule, zone in
      schedule.openness(at: calendar.moment(now, in: zone), holidays: calendar.holidays(of: zone))
    }
  }
}

/// The clock and the public holidays by which the bases of a region live.
public struct ZoneRules: Sendable, Hashable {
  /// Name in the time zone database.
  public let timeZone: String
  /// Code of the region whose public holidays count: a province, Hong Kong or Macao.
  public let holidayRegion: String
}

/// Turns instants into local moments and knows the public holidays of every region.
public struct OpeningCalendar: Sendable {
  private let holidaysByRegion: [String: Set<Day>]
  private let zones: [String: TimeZone]
  private let standardZone: String

  /// A calendar of public holidays by region code; `standardZone` holds where no other is known.
  public init(holidays: [String: Set<Day>], standardZone: String) {
    holidaysByRegion = holidays
    self.standardZone = standardZone
    let names = [standardZone, "Asia/Hong_Kong", "Asia/Macau"]
    zones = Dictionary(
      names.map { ($0, TimeZone(identifier: $0) ?? .gmt) }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules of a region; Hong Kong and Macao have their own (§12.1).
  public func rules(for region: String) -> ZoneRules {
    switch region.prefix(2) {
    case "81": ZoneRules(timeZone: "Asia/Hong_Kong", holidayRegion: "810000")
    case "82": ZoneRules(timeZone: "Asia/Macau", holidayRegion: "820000")
    default: ZoneRules(timeZone: standardZone, holidayRegion: String(region.prefix(2)) + "0000")
    }
  }

  /// The local day and minute of an instant.
  public func moment(_ instant: Instant, in rules: ZoneRules) -> Openness.Moment {
    let seconds = instant.milliseconds / 1000
    let zone = zones[rules.timeZone] ?? .gmt
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    let minutes = (seconds + Int64(offset)) / 60
    let days = minutes.quotientRoundedDown(by: 1440)
    return Openness.Moment(day: Day(daysSince1970: Int(days)), minute: Int(minutes - days * 1440))
  }

  /// The public holidays under the rules; those of the mainland stand under `156000`.
  public func holidays(of rules: ZoneRules) -> Set<Day> {
    holidaysByRegion[rules.holidayRegion] ?? holidaysByRegion["156000"] ?? []
  }
}

extension Int64 {
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
