import People

/// What the deployment decides about how bases' pages are kept: `Policies/places.yaml`.
public struct PlacesPolicy: Sendable {
  let risky: Set<String>
  let staleAfterDays: Int
  let remindEveryDays: Int
  let duplicatesWithin: Double

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path)
    risky = Set(try file["risky"].list { try $0.oneOf(BaseColumn.self).rawValue })
    staleAfterDays = try file["confirmation"]["stale_after_days"].number(in: 7...3_650)
    remindEveryDays = try file["confirmation"]["remind_every_days"].number(in: 1...366)
    duplicatesWithin = Double(try file["duplicates"]["within_metres"].number(in: 10...50_000))
  }
}
