import Geo
import Places
import SQL

/// What somebody who plans a one-day tour (科技一日游) asks for.
///
/// Times are minutes after midnight of the day; a time after midnight of the next is later than 1440.
public struct TourRequest: Sendable, Hashable {
  /// Where the group starts and comes back to.
  public var start: Coordinate
  /// The day.
  public var day: Day
  /// Who comes.
  public var party: TourParty
  /// How old the youngest and the oldest visitor are, in years; bases see to it that a session is for them.
  public var ages: ClosedRange<Int>?
  /// Themes that are wished for (Data/themes.csv).
  public var themes: Set<String> = []
  /// When the group can leave at the earliest.
  public var earliestStart = 8 * 60
  /// When the group has to be back at the latest.
  public var latestReturn = 17 * 60 + 30
  /// Whether every base has to be accessible.
  public var needsAccess = false
  /// Whether the group carries its lunch, so that it can eat at any base.
  public var bringsLunch = false
  /// Bases at which the group has been.
  public var visited: Set<ID<Base>> = []
  /// How many bases the day has, within 2…4.
  public var stops = 2...4

  /// A request with the usual times and wishes.
  public init(start: Coordinate, day: Day, party: TourParty) {
    self.start = start
    self.day = day
    self.party = party
  }
}

/// Who goes on a tour, by kind; everybody needs a place.
public struct TourParty: Sendable, Hashable, Codable {
  /// Pupils of primary and secondary schools.
  public var pupils: Int
  /// Children before school.
  public var preschool: Int
  /// Teachers and others who take care of them.
  public var teachers: Int
  /// Other adults.
  public var adults: Int

  /// A party by its numbers.
  public init(pupils: Int = 0, preschool: Int = 0, teachers: Int = 0, adults: Int = 0) {
    self.pupils = pupils
    self.preschool = preschool
    self.teachers = teachers
    self.adults = adults
  }

  /// Everybody.
  public var people: Int { pupils + preschool + teachers + adults }
}
