/// The people of a booking, by kind (参观人员构成). Leaders and teachers count as people (domain rules §9.1).
public struct Party: Sendable, Hashable, Codable {
  /// Adults who are in nobody's care.
  public var adults: Int
  /// Children and young people of school age.
  public var minors: Int
  /// Children below school age.
  public var preschool: Int
  /// Those of an age from which the base asks for company.
  public var seniors: Int
  /// Teachers and leaders who take care of others.
  public var teachers: Int

  /// A party.
  public init(adults: Int = 0, minors: Int = 0, preschool: Int = 0, seniors: Int = 0, teachers: Int = 0) {
    self.adults = adults
    self.minors = minors
    self.preschool = preschool
    self.seniors = seniors
    self.teachers = teachers
  }

  /// All of them.
  public var people: Int { adults + minors + preschool + seniors + teachers }

  /// Whether no kind is fewer than nobody.
  public var isPossible: Bool {
    people > 0 && [adults, minors, preschool, seniors, teachers].allSatisfy { (0...10_000).contains($0) }
  }
}
