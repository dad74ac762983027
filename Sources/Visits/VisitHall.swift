import Journal
import Places
import SQL

/// A room of a base in which several sessions can take place at the same time and share its places (展厅).
public struct VisitHall: Sendable, Hashable {
  /// Its number.
  public let id: ID<VisitHall>
  /// Where it is.
  public let base: ID<Base>
  /// What the base calls it; visitors do not see it.
  public var name: String
  /// Most people in it at once.
  public var capacity: Int
  /// Grows with every change.
  public var version: Int
}

extension VisitHall {
  /// How long the times are for which people in a hall are counted, in milliseconds. Halls are counted in fixed times, so that a
  /// new session never divides one that has bookings; the keys of counters are made of them, so the length never changes.
  private static let quarter: Int64 = 900_000

  /// The beginnings of the quarters of an hour that a session touches: it has its people from the first to the last of them.
  static func quarters(from starts: Instant, until ends: Instant) -> [Instant] {
    let first = starts.milliseconds.floored(to: quarter)
    return stride(from: first, to: max(ends.milliseconds, first + 1), by: Int(quarter)).map(Instant.init(milliseconds:))
  }

  /// The key of its counter for a quarter of an hour.
  func key(of quarter: Instant) -> String { "h:\(id):\(quarter.milliseconds)" }
}

extension Int64 {
  /// The largest multiple of a step that is not larger; also before 1970.
  fileprivate func floored(to step: Int64) -> Int64 {
    let rest = self % step
    return self - (rest < 0 ? rest + step : rest)
  }
}

extension Visits {
  /// Adds a hall to a base.
  @discardableResult
  func addHall(
    _ name: String, capacity: Int, at base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> VisitHall {
    let hall = VisitHall(id: ids.next(), base: base, name: name, capacity: capacity, version: 1)
    try writer.insert(hall)
    try record("hall.added", hall, by: actor, in: writer)
    return hall
  }

  /// Changes a hall and its counters from today on. Where more people have booked already than it now has places, they keep them
  /// and nobody else comes in.
  func change(
    _ id: ID<VisitHall>, version: Int, name: String, capacity: Int, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    guard var hall = try writer.hall(id) else { throw BookingRefusal.notFound }
    guard hall.version == version else { throw BookingRefusal.changedMeanwhile }
    let grows = capacity > hall.capacity
    (hall.name, hall.capacity, hall.version) = (name, capacity, version + 1)
    try writer.update(hall)
    let today = clock.now().localDay
    try writer.setCapacity(of: hall, from: today)
    try record("hall.changed", hall, by: actor, in: writer)
    guard grows else { return }
    for session in try writer.sessionsWithLine(in: hall, from: today) { try offerPlaces(of: session, in: writer) }
  }

  /// Lets a session take its people from a hall too, in every quarter of an hour of it.
  func put(_ session: VisitSession, in hall: VisitHall, _ writer: Writer) throws {
    for quarter in VisitHall.quarters(from: session.starts, until: session.ends) {
      try addPool(hall.key(of: quarter), .hall, capacity: hall.capacity, to: session, in: writer)
    }
  }

  private func record(_ action: String, _ hall: VisitHall, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try journal.record(
      JournalEntry(
        action, on: .init("hall", hall.id), by: actor, details: ["base": "\(hall.base)", "places": "\(hall.capacity)"]),
      in: writer)
  }
}
