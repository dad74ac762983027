import SQL

/// One thing that happened at a door (入场记录): who came in, who left.
///
/// A device writes it down once and never changes it; a mistake is put right by a correction that follows.
public struct GateEvent: Hashable, Sendable {
  /// Which event of which device: its name for all time, by which a second telling is known.
  public struct Mark: Hashable, Sendable, Comparable {
    /// The device, by the name that it gave itself: random, of 22 letters and digits.
    public let device: String
    /// Counts the events of the device, from 1 and without gaps.
    public let number: Int

    /// The mark of an event.
    public init(device: String, number: Int) {
      self.device = device
      self.number = number
    }

    /// By device, then by number.
    public static func < (left: Mark, right: Mark) -> Bool { (left.device, left.number) < (right.device, right.number) }
  }

  /// What happened.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// People of a booking came in.
    case entry
    /// A group came in and was counted: who is not among them does not come any more.
    case group
    /// People without a booking came in.
    case walkIn = "walk_in"
    /// People left, of a booking or of no booking that was asked for.
    case exit
    /// The number was wrong: so many more, or fewer (negative), are inside.
    case correction
  }

  /// Its name.
  public let mark: Mark
  /// When, by the device's clock as it was last set right by the portal.
  public let at: Instant
  /// What.
  public let kind: Kind
  /// Of which booking; `nil` where none was asked for.
  public let booking: Int64?
  /// How many people; negative only in corrections.
  public let people: Int
  /// What the guard wrote down, or the name of the door.
  public let note: String

  /// An event; `nil` where the number of people cannot be.
  public init?(mark: Mark, at: Instant, kind: Kind, booking: Int64? = nil, people: Int, note: String = "") {
    let range =
      kind == .correction ? -Self.mostPeople...Self.mostPeople : kind == .group ? 0...Self.mostPeople : 1...Self.mostPeople
    guard range.contains(people), mark.number > 0 else { return nil }
    self.mark = mark
    self.at = at
    self.kind = kind
    self.booking = booking
    self.people = people
    self.note = note
  }

  /// By how many the people inside grow.
  var change: Int { kind == .exit ? -people : people }

  /// The most people that one event can be about.
  public static let mostPeople = 100_000

  /// The order in which what happened is told again, the same on every device: by time; where the clocks say the same, by mark.
  static func happenedBefore(_ left: GateEvent, _ right: GateEvent) -> Bool {
    (left.at, left.mark, left.tie) < (right.at, right.mark, right.tie)
  }

  /// Only a device that is broken, or lies, tells two things under one mark; then this one counts everywhere.
  func isKept(over other: GateEvent) -> Bool { Self.happenedBefore(self, other) }

  private var tie: String { "\(kind.rawValue) \(booking ?? -1) \(people) \(note)" }
}
