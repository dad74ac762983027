import SQL

/// All that happened at the doors of a base on one day, as far as somebody has heard of it.
///
/// A grow-only set: two logs become one by taking everything of both, in any order, as often as one likes. So devices work without
/// a connection and hear of each other later. Source: Shapiro, Preguiça, Baquero and Zawirski, "A
/// comprehensive study of Convergent and Commutative Replicated Data Types" (INRIA 2011), §3.3.1 G-Set.
public struct GateLog: Hashable, Sendable {
  private var kept: [GateEvent.Mark: GateEvent] = [:]

  /// A log of events, in any order.
  public init(_ events: some Sequence<GateEvent> = []) {
    for event in events { add(event) }
  }

  /// The events in the order in which they happened.
  public var events: [GateEvent] { kept.values.sorted(by: GateEvent.happenedBefore) }

  /// How many there are.
  public var count: Int { kept.count }

  /// Writes an event down; one that is known already changes nothing.
  public mutating func add(_ event: GateEvent) {
    if let known = kept[event.mark], known.isKept(over: event) { return }
    kept[event.mark] = event
  }

  /// Takes over everything that another log has.
  public mutating func merge(_ other: GateLog) {
    for event in other.kept.values { add(event) }
  }

  /// A log with everything of both.
  public func merging(_ other: GateLog) -> GateLog {
    var both = self
    both.merge(other)
    return both
  }

  /// Up to which number each device was heard. A device counts without gaps, so this says which events somebody has.
  public var heard: [String: Int] {
    var heard: [String: Int] = [:]
    for mark in kept.keys { heard[mark.device] = max(heard[mark.device] ?? 0, mark.number) }
    return heard
  }

  /// The events that somebody has not heard of, in the order of their marks.
  public func unheard(by heard: [String: Int]) -> [GateEvent] {
    kept.values.filter { $0.mark.number > heard[$0.mark.device] ?? 0 }.sorted { $0.mark < $1.mark }
  }
}
