import People
import SQL

/// Something that a group hands in before it comes (团体预约材料).
public enum VisitPaper: String, Sendable, CaseIterable, Codable, Hashable {
  /// The names of those who come (参观人员名单).
  case names
  /// A letter with the stamp of who sends the group (公函).
  case letter
}

/// What a base wants in its hands before a group or a school comes: nothing, where its rules do not say so.
public struct PaperRules: Sendable, Hashable, Codable {
  /// What groups hand in.
  public var groups: Set<VisitPaper>
  /// Whether the insurance of the base needs the names of schools' pupils; they come by their guardians' consent alone.
  public var pupilsNames: Bool
  /// So many days before the visit…
  public var untilDays: Int
  /// …until this minute of the day.
  public var untilMinute: Int
  /// Whoever books later than that has so many hours.
  public var leastHours: Int
  /// Whether places of groups whose papers are missing then go to others.
  public var givesBack: Bool

  /// Rules of a base that wants nothing.
  public static let nothing = PaperRules(
    groups: [], pupilsNames: false, untilDays: 2, untilMinute: 18 * 60, leastHours: 24, givesBack: false)

  /// What a booking hands in for sessions of an offer.
  func needed(of audience: Audience, _ offer: VisitOffer.Facts?) -> Set<VisitPaper> {
    // Schools pass a chain of confirmations in place of a letter, and their pupils' names come from guardians.
    audience == .group ? offer?.groupPapers ?? groups : []
  }

  /// Whether the names of schools' pupils are needed for sessions of an offer.
  func needsPupilsNames(_ offer: VisitOffer.Facts?) -> Bool { offer?.pupilsNames ?? pupilsNames }

  /// Until when everything has to be there, for somebody who booked at a moment.
  func due(for session: VisitSession, bookedAt: Instant) -> Instant {
    let regular = session.day.adding(days: -untilDays).localStart + .seconds(Int64(untilMinute) * 60)
    return min(session.starts, max(regular, bookedAt + .seconds(Int64(leastHours) * 3_600)))
  }
}

extension PaperRules {
  /// Reads `papers` of a file of rules.
  init(_ file: PolicyFile.Entry) throws {
    try file.only(["groups", "pupils_names", "until", "missing"])
    let until = file["until"]
    try until.only(["days", "at", "least_hours"])
    groups = Set(try file["groups"].list { try $0.oneOf(VisitPaper.self) })
    pupilsNames = try file["pupils_names"].flag()
    untilDays = try until["days"].number(in: 0...60)
    untilMinute = try until["at"].minuteOfDay()
    leastHours = try until["least_hours"].number(in: 0...336)
    givesBack = try file["missing"].oneOf(Consequence.self) == .giveBack
  }

  private enum Consequence: String, CaseIterable {
    case keep
    case giveBack = "give_back"
  }
}

/// The choices of an offer about what groups hand in.
enum PaperChoice: String, CaseIterable {
  case nothing, names, letter, both

  init(_ papers: Set<VisitPaper>) {
    self = papers.isEmpty ? .nothing : papers.count > 1 ? .both : papers.contains(.names) ? .names : .letter
  }

  var papers: Set<VisitPaper> {
    switch self {
    case .nothing: []
    case .names: [.names]
    case .letter: [.letter]
    case .both: [.names, .letter]
    }
  }
}

/// What holds for papers at all bases: `Policies/visit-papers.yaml`.
public struct PaperPolicy: Sendable {
  /// Days after the visit until lists of names and letters are erased.
  public let keepDays: Int
  /// How long before the deadline whoever booked is reminded.
  public let remindHours: Int
  /// The largest letter, in bytes.
  public let largestLetter: Int
  /// Slips that a school may make beyond its pupils.
  public let spareSlips: Int

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["source", "keep_days", "remind_hours", "largest_letter_mb", "spare_slips"])
    _ = try file["source"].text()
    keepDays = try file["keep_days"].number(in: 0...3_650)
    remindHours = try file["remind_hours"].number(in: 1...720)
    largestLetter = try file["largest_letter_mb"].number(in: 1...60) << 20
    spareSlips = try file["spare_slips"].number(in: 0...100)
  }
}
