import People

/// How long each in the chain of a school's visit may take: `Policies/school-visits.yaml`.
public struct SchoolPolicy: Sendable {
  /// Days for the head of the school; as long the places are kept.
  public let headDays: Int
  /// Days for a base.
  public let baseDays: Int
  /// Days after the visit until the names in its plan are erased.
  public let eraseDays: Int
  /// Days after the visit in which the school says how it was.
  public let feedbackDays: Int
  /// How long before a deadline people are reminded of it.
  public let remind: Remind

  /// How long before a deadline people are reminded of it.
  public struct Remind: Sendable {
    /// The head who is to confirm, in hours.
    public let headHours: Int
    /// The base that is to answer, in hours.
    public let baseHours: Int
    /// The district of the school, of a base that has not answered, in hours.
    public let districtHours: Int
    /// The teacher, of a filing that is not noted, in days before the visit.
    public let filingDays: Int
    /// The teacher who has not said how it was, in days.
    public let feedbackDays: Int

    fileprivate init(_ file: PolicyFile.Entry, headDays: Int, baseDays: Int, feedbackDays days: Int) throws {
      try file.only(["head_hours", "base_hours", "district_hours", "filing_days", "feedback_days"])
      headHours = try file["head_hours"].number(in: 1...(headDays * 24))
      baseHours = try file["base_hours"].number(in: 1...(baseDays * 24))
      districtHours = try file["district_hours"].number(in: 1...(baseDays * 24))
      filingDays = try file["filing_days"].number(in: 1...60)
      feedbackDays = try file["feedback_days"].number(in: 0...days)
    }
  }

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["head_days", "base_days", "erase_days", "feedback_days", "remind"])
    headDays = try file["head_days"].number(in: 1...60)
    baseDays = try file["base_days"].number(in: 1...60)
    eraseDays = try file["erase_days"].number(in: 0...3_650)
    feedbackDays = try file["feedback_days"].number(in: 1...365)
    remind = try Remind(file["remind"], headDays: headDays, baseDays: baseDays, feedbackDays: feedbackDays)
  }
}
