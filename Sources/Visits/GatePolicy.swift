import People

/// What holds at the doors of bases (入场规则): `Policies/door.yaml`, in general and for sets of visit rules that differ.
public struct GatePolicy: Sendable {
  /// What holds at a door.
  public struct Door: Sendable, Hashable {
    /// How many minutes before a time its people may come in.
    public let early: Int
    /// How many minutes after its beginning they may still come; `nil` until its end.
    public let late: Int?
    /// Whether the door sees the names under which was booked.
    public let showsNames: Bool
  }

  private let general: Door
  private let sets: [String: Door]

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws {
    let file = try PolicyFile(path).whole
    try file.only(["general", "sets"])
    general = try Door(file["general"])
    let sets = try file["sets"].list { entry in
      try entry.only(["rules", "early_minutes", "late_minutes", "names"])
      return (try entry["rules"].key(), try Door(entry))
    }
    self.sets = Dictionary(sets) { _, last in last }
  }

  /// What holds at the door of a base with these visit rules.
  func door(_ rules: VisitRules) -> Door { sets[rules.key] ?? general }
}

extension GatePolicy.Door {
  fileprivate init(_ entry: PolicyFile.Entry) throws {
    early = try entry["early_minutes"].number(in: 0...1_440)
    late = try entry["late_minutes"].ifThere?.number(in: 0...1_440)
    showsNames = try entry["names"].flag()
  }
}

extension GateRules {
  /// The rules of a door, from the policies of the door and of visits.
  init(_ door: GatePolicy.Door, _ rules: VisitRules) {
    self.init(
      early: door.early, late: door.late, capacity: rules.instant)
  }
}
