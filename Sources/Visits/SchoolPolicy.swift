import People

/// How long each in the chain of a school's visit may take: `Policies/school-visits.yaml`.
public struct SchoolPolicy: Sendable {
  /// Days for the head of the school; as long the places are kept.
  public let headDays: Int
  /// Days for a base.
  public let baseDays: Int
  /// Days after the visit until the names in its plan are erased.
  public let eraseDays: Int

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["head_days", "base_days", "erase_days"])
    headDays = try file["head_days"].number(in: 1...60)
    baseDays = try file["base_days"].number(in: 1...60)
    eraseDays = try file["erase_days"].number(in: 0...3_650)
  }
}
