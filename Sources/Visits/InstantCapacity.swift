/// How many people may be inside at once (瞬时承载量), and how the door opens again after it was full.
///
/// Sources: domain rules §4.7 (area a person), §9.1 (share of the capacity, "50 out, 50 in"); tests TC-125, TC-127, TC-128.
public struct InstantCapacity: Sendable, Hashable {
  /// The most people inside.
  public let people: Int
  /// How many have to leave before the door that was full opens again; 1 lets one in for each that leaves.
  public let refill: Int

  /// A capacity; a refill is at least 1, and at most everybody.
  public init(people: Int, refill: Int = 1) {
    self.people = max(0, people)
    self.refill = min(max(1, refill), max(1, people))
  }

  /// A share of the capacity, such as 75 % of 12,500.
  public init(people: Int, percent: Int, refill: Int = 1) { self.init(people: people * max(0, percent) / 100, refill: refill) }

  /// By the floor: how many have the area that each needs, both in square decimetres so that 2.5 m² is whole.
  public init(squareDecimetres: Int, perPerson: Int, refill: Int = 1) {
    self.init(people: perPerson > 0 ? squareDecimetres / perPerson : 0, refill: refill)
  }
}
