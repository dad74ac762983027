import SQL

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
  /// Whether whoever named the party confirmed that everybody is of an age for which the session is. Said of a session and not of
  /// the people, so it is neither compared nor stored with them.
  public var agesConfirmed = false

  private enum CodingKeys: String, CodingKey { case adults, minors, preschool, seniors, teachers }

  /// A party.
  public init(adults: Int = 0, minors: Int = 0, preschool: Int = 0, seniors: Int = 0, teachers: Int = 0) {
    self.adults = adults
    self.minors = minors
    self.preschool = preschool
    self.seniors = seniors
    self.teachers = teachers
  }

  /// Everybody; each needs a place.
  public var people: Int { adults + minors + preschool + seniors + teachers }

  /// Whether no kind is fewer than nobody.
  public var isPossible: Bool {
    people > 0 && [adults, minors, preschool, seniors, teachers].allSatisfy { (0...10_000).contains($0) }
  }
}

extension Party {
  private var counts: [Int] { [adults, minors, preschool, seniors, teachers] }

  /// Whether the same people come.
  public static func == (left: Party, right: Party) -> Bool { left.counts == right.counts }

  /// Hashes who comes.
  public func hash(into hasher: inout Hasher) { hasher.combine(counts) }

  /// Whether nobody comes who is not of another party too.
  func isPart(of other: Party) -> Bool { zip(counts, other.counts).allSatisfy { $0 <= $1 } }

  /// Reads five columns, as tables keep a party: adults, minors, preschool, seniors, teachers.
  init(_ row: Row, from column: Int) throws {
    self.init(
      adults: Int(try row.int(column)), minors: Int(try row.int(column + 1)), preschool: Int(try row.int(column + 2)),
      seniors: Int(try row.int(column + 3)), teachers: Int(try row.int(column + 4)))
  }
}

/// How many somebody takes care of (师生比).
public struct SupervisionRatio: Sendable, Hashable, Codable {
  /// Pupils for one teacher.
  public var pupilsPerTeacher: Int
  /// Children below school age for one teacher.
  public var preschoolPerTeacher: Int

  /// The teachers that children need: the pupils' and the preschool children's, each rounded up.
  ///
  /// Source: LB/T 054-2016 (1 : 20 pupils); group rules of Hubei Science and Technology Museum (1 : 10 before school); TC-120.
  public func teachers(pupils: Int, preschool: Int) -> Int {
    pupils.dividedUp(by: pupilsPerTeacher) + preschool.dividedUp(by: preschoolPerTeacher)
  }

  /// The teachers that a party needs.
  public func teachers(for party: Party) -> Int { teachers(pupils: party.minors, preschool: party.preschool) }
}

extension Int {
  /// The quotient, rounded up: 41 pupils at 20 a teacher need 3.
  func dividedUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
