import Places
import SQL
import Site

/// What a base offers to visitors again and again (开放项目): its sessions are made from it ahead of time.
public struct VisitOffer: Sendable, Hashable {
  /// Its number.
  public let id: ID<VisitOffer>
  /// Who offers it.
  public let base: ID<Base>
  /// Whether sessions are made.
  public var state: State
  /// What is offered, and when.
  public var facts: Facts
  /// Grows with every change.
  public var version: Int

  /// Whether sessions are made from an offer.
  public enum State: String, Sendable, CaseIterable { case open, ended }

  /// What is offered, and when.
  public struct Facts: Sendable, Hashable, Codable {
    /// What it is called.
    public var names: LocalizedText
    /// What kind its sessions are of.
    public var kind: VisitSession.Kind
    /// On which days of the week.
    public var weekdays: Set<Weekday>
    /// When its sessions begin on each of these days, in minutes after midnight.
    public var starts: [Int]
    /// How long each is, in minutes.
    public var minutes: Int
    /// The first day.
    public var first: Day
    /// The last day; none where it has no end.
    public var last: Day?
    /// What holds on public holidays and on worked weekends.
    public var holidays: Holidays
    /// Days on which there is none.
    public var dropped: Set<Day>
    /// Days on which there is one besides.
    public var added: Set<Day>
    /// Places of each session.
    public var places: Int
    /// So many of them are kept for some; the audiences of each are others, and all together no more than the places.
    public var kept: [KeptPlaces]
    /// Guides of each session; none where people go by themselves.
    public var guides: Int?
    /// How the places of its sessions are given.
    public var mode: VisitSession.Mode
    /// The hall in which they take place, whose people all sessions in it share; none where there is room for each.
    public var hall: ID<VisitHall>?
    /// What groups hand in before they come, where it is otherwise than the rules of the base say.
    public var groupPapers: Set<VisitPaper>?
    /// Whether the insurance needs the names of schools' pupils, where it is otherwise than the rules of the base say.
    public var pupilsNames: Bool?
    /// For visitors of which ages it is, where it is otherwise than the rules of the base say.
    public var ages: VisitorAges?

    /// Facts of an offer.
    public init(
      names: LocalizedText, kind: VisitSession.Kind, weekdays: Set<Weekday>, starts: [Int], minutes: Int, first: Day,
      last: Day? = nil, holidays: Holidays = .asAlways, dropped: Set<Day> = [], added: Set<Day> = [], places: Int,
      kept: [KeptPlaces] = [], guides: Int? = nil,
      mode: VisitSession.Mode = .firstCome, hall: ID<VisitHall>? = nil,
      groupPapers: Set<VisitPaper>? = nil, pupilsNames: Bool? = nil, ages: VisitorAges? = nil
    ) {
      self.names = names
      self.kind = kind
      self.weekdays = weekdays
      self.starts = starts
      self.minutes = minutes
      self.first = first
      self.last = last
      self.holidays = holidays
      self.dropped = dropped
      self.added = added
      self.places = places
      self.kept = kept
      self.guides = guides
      self.mode = mode
      self.hall = hall
      self.groupPapers = groupPapers
      self.pupilsNames = pupilsNames
      self.ages = ages
    }
  }

  /// What holds on public holidays and on weekends that are worked for them (调休).
  public enum Holidays: String, Sendable, CaseIterable, Codable {
    /// The day of the week counts, whatever day it is.
    case asAlways = "as_always"
    /// No sessions on public holidays.
    case closed
    /// Public holidays are like Sundays, and weekends that are worked like Fridays.
    case likeSundays = "like_sundays"
  }
}
