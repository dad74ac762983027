import Evaluation
import Foundation
import People
import Site

/// All sets of rules of a deployment, by their keys.
public struct VisitRulesLibrary: Sendable {
  private let sets: [String: VisitRules]

  /// Reads every `.yaml` file of a folder.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(folder: String) throws {
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
    var sets: [String: VisitRules] = [:]
    for file in files {
      let entry = try PolicyFile("\(folder)/\(file)").whole
      let rules = try VisitRules(entry)
      guard "\(rules.key).yaml" == file else { throw entry["key"].wrong("“\(file.dropLast(5))”, as the file is called") }
      sets[rules.key] = rules
    }
    guard sets["default"] != nil else {
      throw PolicyFile.Wrong(description: "\(folder) should have a file default.yaml with the rules of bases that chose none.")
    }
    self.sets = sets
  }

  /// The rules under a key.
  public subscript(key: String) -> VisitRules? { sets[key] }

  /// The rules in the order of their keys.
  public var all: [VisitRules] { sets.values.sorted { $0.key < $1.key } }
}

extension VisitRules {
  init(_ file: PolicyFile.Entry) throws {
    try file.only([
      "key", "name", "source", "window", "individual", "group", "day_limit", "instant", "care", "hold_minutes", "offer_minutes",
      "cancel_minutes_before", "no_show", "closure", "sessions", "papers", "ages",
    ])
    key = try file["key"].key()
    name = try file["name"].localized()
    _ = try file["source"].text()
    window = Window(
      opensDaysBefore: try file["window"]["opens_days_before"].number(in: 0...366),
      opensAtMinute: try file["window"]["opens_at"].minuteOfDay())
    individual = try Individual(file["individual"])
    group = try file["group"].ifThere.map(Group.init)
    dayLimit = try file["day_limit"].ifThere?.number(in: 1...1_000_000)
    instant = try file["instant"].ifThere.map {
      let places = try $0["places"].number(in: 1...1_000_000)
      return InstantCapacity(people: places, refill: try $0["refill"].number(in: 1...places))
    }
    care = Care(
      ratio: try SupervisionRatio(file["care"]),
      minorsPerGuardian: try file["care"]["minors_per_guardian"].number(in: 1...20),
      accompaniedFromAge: try file["care"]["accompanied_from_age"].number(in: 50...120))
    holdMinutes = try file["hold_minutes"].number(in: 1...120)
    offerMinutes = try file["offer_minutes"].number(in: 5...10_080)
    cancelMinutesBefore = try file["cancel_minutes_before"].number(in: 0...20_160)
    noShow = NoShow(
      limit: try file["no_show"]["limit"].number(in: 1...100), blockDays: try file["no_show"]["block_days"].number(in: 1...366),
      countedAfterMinutes: try file["no_show"]["counted_after_minutes"].ifThere?.number(in: 30...4_320))
    closure = try file["closure"].ifThere.map(Closure.init) ?? .usual
    sessions = Sessions(
      daysAhead: try file["sessions"]["days_ahead"].number(in: max(1, window.opensDaysBefore)...366),
      peoplePerGuide: try file["sessions"]["people_per_guide"].number(in: 1...1_000),
      outsideHours: try file["sessions"]["outside_opening_hours"].oneOf(OutsideHours.self))
    papers = try file["papers"].ifThere.map(PaperRules.init) ?? .nothing
    ages = try AgeRules(file["ages"])
  }
}

extension VisitRules.Individual {
  init(_ file: PolicyFile.Entry) throws {
    let booker = file["per_booker"]
    mostPeople = try file["most_people"].number(in: 1...100)
    perSession = try booker["session"].number(in: 1...100)
    perDay = try booker["day"].number(in: 1...100)
    open = try booker["open"].number(in: 1...1_000)
  }
}

extension VisitRules.Group {
  init(_ file: PolicyFile.Entry) throws {
    leastPeople = try file["least_people"].number(in: 1...1_000)
    mostPeople = try file["most_people"].number(in: leastPeople...10_000)
    noticeDays = try file["notice"]["days"].number(in: 0...366)
    noticeIsWorking = try file["notice"]["kind"].oneOf(DayCount.self) == .working
    onHolidays = try file["on_holidays"].flag()
    let limit = file["day_limit"].ifThere
    dayLimit = try limit?["places"].number(in: 1...1_000_000)
    dayLimitIsForHolidays = try limit.map { try $0["on"].oneOf(LimitedDays.self) == .holidays } ?? false
  }

  private enum LimitedDays: String, CaseIterable { case all, holidays }
}

extension VisitRules.Closure {
  init(_ file: PolicyFile.Entry) throws {
    try file.only(["move_within_days", "elsewhere_within_km", "offer_minutes"])
    moveWithinDays = try file["move_within_days"].number(in: 0...60)
    elsewhereKilometres = try file["elsewhere_within_km"].number(in: 0...300)
    offerMinutes = try file["offer_minutes"].number(in: 5...20_160)
  }
}

extension SupervisionRatio {
  init(_ file: PolicyFile.Entry) throws {
    pupilsPerTeacher = try file["pupils_per_teacher"].number(in: 1...100)
    preschoolPerTeacher = try file["preschool_per_teacher"].number(in: 1...100)
  }
}
