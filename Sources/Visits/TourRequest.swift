import Geo
import Places
import SQL

/// What somebody who plans a one-day tour (科技一日游) asks for.
///
/// Times are minutes after midnight of the day; a time after midnight of the next is later than 1440.
public struct TourRequest: Sendable, Hashable, Codable {
  /// Where the group starts and comes back to.
  public var start: TourPlace
  /// The day.
  public var day: Day
  /// Who comes.
  public var party: Party
  /// As what they come.
  public var audience = Audience.group
  /// The stage of the pupils, where it is told: sessions that are not for their age are left out.
  public var stage: SchoolStage?
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

  /// The stages of the pupils, as bookings are told them.
  var stages: Set<SchoolStage> { stage.map { [$0] } ?? [] }

  /// A request with the usual times and wishes.
  public init(start: Coordinate, day: Day, party: Party) {
    self.start = TourPlace(start)
    self.day = day
    self.party = party
  }
}

/// A place as a tour is stored with it.
public struct TourPlace: Sendable, Hashable, Codable {
  /// Where it is.
  public let coordinate: Coordinate

  /// A place.
  public init(_ coordinate: Coordinate) { self.coordinate = coordinate }

  /// Reads latitude and longitude.
  public init(from decoder: any Decoder) throws {
    let numbers = try decoder.singleValueContainer().decode([Double].self)
    guard numbers.count == 2, let coordinate = Coordinate(latitude: numbers[0], longitude: numbers[1]) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not on Earth"))
    }
    self.coordinate = coordinate
  }

  /// Writes latitude and longitude.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode([coordinate.latitude, coordinate.longitude])
  }
}
