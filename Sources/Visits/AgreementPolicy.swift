import People

/// What agreements of schools with bases may say: `Policies/school-agreements.yaml`.
public struct AgreementPolicy: Sendable {
  /// Most sessions that an agreement keeps for a school.
  public let mostVisits: Int
  /// Most days from the first of a term to its last.
  public let longestDays: Int
  /// Days before a session when places that were not taken up are everybody's again.
  public let releaseDays: Int

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["most_visits", "longest_days", "release_days"])
    mostVisits = try file["most_visits"].number(in: 1...1_000)
    longestDays = try file["longest_days"].number(in: 1...3_700)
    releaseDays = try file["release_days"].number(in: 0...365)
  }
}
