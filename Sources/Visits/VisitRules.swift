import Evaluation
import SQL
import Site

/// How visits to a base are booked (预约规则): policy, one file in `Policies/visits` for each set of rules.
///
/// Source: rules of real venues, domain rules §9.1.
public struct VisitRules: Sendable, Hashable, Codable {
  /// The file's key.
  public var key: String
  /// What the rules are called.
  public var name: LocalizedText
  /// From when places can be booked.
  public var window: Window
  /// Limits of individuals.
  public var individual: Individual
  /// Limits of groups and schools; `nil` where a base takes individuals only.
  public var group: Group?
  /// Most people on one day, over all sessions.
  public var dayLimit: Int?
  /// Most people inside at once.
  public var instant: InstantCapacity?
  /// Who takes care of whom.
  public var care: Care
  /// How long places are held while somebody fills in the form, in minutes.
  public var holdMinutes: Int
  /// How long somebody on the waiting list may think about places that are offered, in minutes.
  public var offerMinutes: Int
  /// Until how many minutes before the start a booking can be given back.
  public var cancelMinutesBefore: Int
  /// What follows from not coming.
  public var noShow: NoShow
  /// What is done for those whose visit cannot take place.
  public var closure: Closure
  /// How sessions are made of offers.
  public var sessions: Sessions
  /// What it wants in its hands before groups and schools come.
  public var papers: PaperRules
  /// How old visitors are, and what holds for their ages.
  public var ages: AgeRules

  /// From when places can be booked.
  public struct Window: Sendable, Hashable, Codable {
    /// How many days ahead.
    public var opensDaysBefore: Int
    /// From which minute of the first of these days.
    public var opensAtMinute: Int
  }

  /// Limits of individuals, against hoarding.
  public struct Individual: Sendable, Hashable, Codable {
    /// Most people in one booking.
    public var mostPeople: Int
    /// Most bookings of one person, or of one contact, for the same session.
    public var perSession: Int
    /// The same for one day at one base.
    public var perDay: Int
    /// The same for all that lie ahead.
    public var open: Int
  }

  /// Limits of groups.
  public struct Group: Sendable, Hashable, Codable {
    /// Fewer are individuals.
    public var leastPeople: Int
    /// Most people in one booking.
    public var mostPeople: Int
    /// How many days before the visit a group has to book.
    public var noticeDays: Int
    /// Whether these are working days.
    public var noticeIsWorking: Bool
    /// Whether groups come on weekends and public holidays.
    public var onHolidays: Bool
    /// Most people of groups on one day.
    public var dayLimit: Int?
    /// Whether that limit holds on weekends and public holidays only.
    public var dayLimitIsForHolidays: Bool
  }

  /// Who takes care of whom.
  public struct Care: Sendable, Hashable, Codable {
    /// Children for one teacher of a group.
    public var ratio: SupervisionRatio
    /// Minors for one adult among individuals.
    public var minorsPerGuardian: Int
    /// Age from which somebody comes in company.
    public var accompaniedFromAge: Int
  }

  /// How sessions are made of what a base offers.
  public struct Sessions: Sendable, Hashable, Codable {
    /// For how many days ahead: what can be booked, and longer for groups, who plan.
    public var daysAhead: Int
    /// How many people one guide leads at most (domain rules §9.3).
    public var peoplePerGuide: Int
    /// What becomes of those outside of the opening hours that the page of the base tells.
    public var outsideHours: OutsideHours
  }

  /// What becomes of sessions outside of the opening hours.
  public enum OutsideHours: String, Sendable, CaseIterable, Codable {
    /// They take place; who plans them is told.
    case told
    /// They are not made.
    case dropped
  }

  /// What follows from not coming.
  public struct NoShow: Sendable, Hashable, Codable {
    /// After how many times.
    public var limit: Int
    /// For how many days nothing can be booked, counted from the day of the last time.
    public var blockDays: Int
    /// So many minutes after the end of a session whoever has not been checked in is counted; time for doors without a
    /// connection to tell. Nobody is counted by the clock where there is none.
    public var countedAfterMinutes: Int?
  }
}

extension VisitRules.Care {
  /// Adults that individuals need for their children.
  public func guardians(minors: Int) -> Int { minors.dividedUp(by: minorsPerGuardian) }
}

extension VisitRules {
  /// From when a session of a day can be booked.
  public func opening(of day: Day) -> Instant {
    day.adding(days: -window.opensDaysBefore).localStart + .seconds(Int64(window.opensAtMinute) * 60)
  }

  /// Until when the places of a session can be given back.
  ///
  /// - Parameter wasMoved: whether a closure brought the booking there: whoever was moved did not choose the time, and may give it
  ///   back until it begins.
  public func giveBackUntil(_ session: VisitSession, wasMoved: Bool) -> Instant {
    wasMoved ? session.starts : session.starts - .seconds(Int64(cancelMinutesBefore) * 60)
  }

  /// The first day that lies outside of the notice that groups have to give, when they ask on a day.
  public func firstGroupDay(askedOn day: Day, _ calendar: WorkingCalendar) -> Day {
    guard let group else { return day }
    return calendar.day(group.noticeDays, group.noticeIsWorking ? .working : .calendar, after: day)
  }

  /// Until when somebody is barred whose last missed visits were on these days; `nil` while they are too few (TC-124).
  public func barred(after missed: [Day]) -> Day? {
    guard missed.count >= noShow.limit, let last = missed.max() else { return nil }
    return last.adding(days: noShow.blockDays)
  }
}
