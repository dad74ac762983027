import People

/// What holds for bookings at all bases (预约通则): `Policies/bookings.yaml`.
public struct BookingPolicy: Sendable {
  /// For how many days after the visit name and contact of a booking are kept.
  ///
  /// Missed visits count for 366 days, so they are kept somewhat longer; then nobody can tell whose the booking was.
  public let keepDays: Int
  /// For how many days after the visit a base can still read how a visitor can be reached; then only a hash is left.
  public let contactDays: Int
  /// So many hours before a visit whoever has an account is reminded of it.
  public let remindHours: Int
  /// Most sets of places that people without an account hold at once from one network, before they say who they are.
  public let holdsPerNetwork: Int

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["source", "keep_days", "contact_days", "remind_hours", "holds_per_network"])
    _ = try file["source"].text()
    keepDays = try file["keep_days"].number(in: 1...3_660)
    contactDays = try file["contact_days"].number(in: 0...keepDays)
    remindHours = try file["remind_hours"].number(in: 1...720)
    holdsPerNetwork = try file["holds_per_network"].number(in: 1...10_000)
  }
}
