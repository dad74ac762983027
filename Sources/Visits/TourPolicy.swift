import People

/// What the deployment decides about one-day tours: `Policies/tours.yaml`.
public struct TourPolicy: Sendable {
  /// Where the minutes of travel come from.
  public enum TravelSource: Sendable, Hashable {
    /// From straight distances.
    case factors
    /// From the table service of an OSRM server at an address.
    case osrm(String)
    /// From Amap's distance service (高德) at an address; the key is a setting of the server.
    case amap(String)
  }

  /// What each thing is worth, in thousandths of a point.
  public struct Points: Sendable, Hashable {
    /// For each base of the day.
    public var stop = 1_000
    /// For a base with the best rating; less in proportion for others.
    public var rating = 2_000
    /// For a base with a theme that was wished for.
    public var wantedTheme = 1_200
    /// For each different theme of the day.
    public var newTheme = 250
    /// For a base where a guide takes the group.
    public var guide = 500
    /// For a base at which the group has not been.
    public var notVisited = 800
    /// For each minute in a session.
    public var visitMinute = 5
    /// Against each minute on the road.
    public var travelMinute = 15
    /// Against each minute of waiting.
    public var waitingMinute = 10

    /// The points of a deployment that has decided nothing else.
    public init() {}
  }

  /// Where minutes of travel come from.
  public var source = TravelSource.factors
  /// Minutes by straight distance.
  public var factors = TravelFactors(
    parts: [
      .init(upTo: 3_000, winding: 1.45, speed: 20), .init(upTo: 15_000, winding: 1.4, speed: 32),
      .init(upTo: 60_000, winding: 1.3, speed: 55), .init(upTo: 1_000_000, winding: 1.25, speed: 75),
    ], boarding: 5)
  /// The longest way between two bases in minutes.
  public var longestLeg = 75
  /// The longest way between the start and a base in minutes.
  public var farthest = 105
  /// Minutes to be at a base before its session begins.
  public var arriveBefore = 10
  /// Minutes after a session until the group is on the road.
  public var leaveAfter = 5
  /// The longest wait between two sessions in minutes, lunch aside.
  public var longestWait = 60
  /// How long lunch takes in minutes.
  public var lunchMinutes = 45
  /// Minutes after midnight between which lunch has to be.
  public var lunchWindow = 11 * 60...13 * 60 + 30
  /// Whether every base of a tour is named by some scheme (domain rule §9.3).
  public var onlyNamed = true
  /// For how many years a naming counts beyond its end, as new lists come out late.
  public var yearsAfter = 1
  /// How many people one guide takes (domain rule §9.3).
  public var peoplePerGuide = 30
  /// How many one teacher takes care of (domain rules §9.1, §9.2).
  public var ratio = SupervisionRatio(pupilsPerTeacher: 20, preschoolPerTeacher: 10)
  /// A base counts with so many of its themes, so that one that names them all is not ahead of all.
  public var themesCounted = 3
  /// The rating of a base that nobody has rated, in thousandths.
  public var unrated = 600
  /// As how many schools' ratings that one counts beside those which were given.
  public var ratingWeight = 5
  /// How many days are proposed.
  public var days = 5
  /// So many bases two proposed days may have in common.
  public var sharedStops = 2
  /// So many beginnings of days are looked into for one proposal before the search says how far off the best it may be.
  public var mostLabels = 200_000
  /// What each thing is worth.
  public var points = Points()

  /// The policy of a deployment that has decided nothing else; tests begin with it.
  public init() {}

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws { try self.init(PolicyFile(path)) }

  init(_ file: PolicyFile) throws {
    try file.whole.only(["travel", "visit", "lunch", "bases", "people", "proposals", "points"])
    try readTravel(file["travel"])
    try readDay(file["visit"], lunch: file["lunch"])
    try file["bases"].only(["only_named", "years_after"])
    onlyNamed = try file["bases"]["only_named"].flag()
    yearsAfter = try file["bases"]["years_after"].number(in: 0...10)
    try readPeople(file["people"])
    let proposals = file["proposals"]
    try proposals.only(["days", "shared_stops", "themes_counted", "unrated", "rating_weight", "most_labels"])
    days = try proposals["days"].number(in: 1...20)
    sharedStops = try proposals["shared_stops"].number(in: 0...3)
    themesCounted = try proposals["themes_counted"].number(in: 0...10)
    unrated = try proposals["unrated"].number(in: 0...1_000)
    ratingWeight = try proposals["rating_weight"].number(in: 0...1_000)
    mostLabels = try proposals["most_labels"].number(in: 1_000...10_000_000)
    try points.read(file["points"])
  }

  private mutating func readTravel(_ travel: PolicyFile.Entry) throws {
    try travel.only(["source", "address", "parts", "boarding_minutes", "longest_leg_minutes", "farthest_minutes"])
    source = try Self.source(travel)
    let parts = try travel["parts"].list { part in
      try part.only(["up_to_km", "winding", "kmh"])
      return TravelFactors.Part(
        upTo: try part["up_to_km"].decimal(in: 0.1...5_000) * 1_000, winding: try part["winding"].decimal(in: 1...5),
        speed: try part["kmh"].decimal(in: 1...350))
    }
    guard !parts.isEmpty, zip(parts, parts.dropFirst()).allSatisfy({ $0.upTo < $1.upTo }) else {
      throw travel["parts"].wrong("a list with rising distances")
    }
    factors = TravelFactors(parts: parts, boarding: try travel["boarding_minutes"].number(in: 0...60))
    longestLeg = try travel["longest_leg_minutes"].number(in: 5...600)
    farthest = try travel["farthest_minutes"].number(in: 5...600)
  }

  private static func source(_ travel: PolicyFile.Entry) throws -> TravelSource {
    switch try travel["source"].text() {
    case "factors": return .factors
    case "osrm": return .osrm(try travel["address"].text())
    case "amap": return .amap(try travel["address"].text())
    default: throw travel["source"].wrong("factors, osrm or amap")
    }
  }

  private mutating func readDay(_ visit: PolicyFile.Entry, lunch: PolicyFile.Entry) throws {
    try visit.only(["arrive_minutes_before", "leave_minutes_after", "longest_wait_minutes"])
    arriveBefore = try visit["arrive_minutes_before"].number(in: 0...120)
    leaveAfter = try visit["leave_minutes_after"].number(in: 0...120)
    longestWait = try visit["longest_wait_minutes"].number(in: 0...600)
    try lunch.only(["minutes", "from", "until"])
    lunchMinutes = try lunch["minutes"].number(in: 1...240)
    let (from, until) = (try lunch["from"].minuteOfDay(), try lunch["until"].minuteOfDay())
    guard from + lunchMinutes <= until else { throw lunch["until"].wrong("a time at which lunch can be over") }
    lunchWindow = from...until
  }

  private mutating func readPeople(_ people: PolicyFile.Entry) throws {
    try people.only(["per_guide", "pupils_per_teacher", "preschool_per_teacher"])
    peoplePerGuide = try people["per_guide"].number(in: 1...1_000)
    ratio = try SupervisionRatio(people)
  }
}

extension TourPolicy.Points {
  fileprivate mutating func read(_ entry: PolicyFile.Entry) throws {
    try entry.only([
      "stop", "rating", "wanted_theme", "new_theme", "guide", "not_visited", "visit_minute", "travel_minute", "waiting_minute",
    ])
    stop = try entry["stop"].number(in: 0...100_000)
    rating = try entry["rating"].number(in: 0...100_000)
    wantedTheme = try entry["wanted_theme"].number(in: 0...100_000)
    newTheme = try entry["new_theme"].number(in: 0...100_000)
    guide = try entry["guide"].number(in: 0...100_000)
    notVisited = try entry["not_visited"].number(in: 0...100_000)
    visitMinute = try entry["visit_minute"].number(in: 0...10_000)
    travelMinute = try entry["travel_minute"].number(in: 0...10_000)
    waitingMinute = try entry["waiting_minute"].number(in: 0...10_000)
  }
}

extension PolicyFile.Entry {
  /// Minutes after midnight of a time written as `HH:MM`, up to 24:00.
  func minuteOfDay() throws -> Int {
    let parts = (try? scalar())?.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) } ?? []
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...59).contains(minute),
      (0...1_440).contains(hour * 60 + minute)
    else { throw wrong("a time such as \"09:30\"") }
    return hour * 60 + minute
  }
}
