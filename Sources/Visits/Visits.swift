import Evaluation
import Journal
import People
import Places
import SQL

/// The room of visits: times at bases, who has places in them, and who waits for some.
///
/// Whatever changes places is one transaction that takes from every pool concerned or from none.
public struct Visits: Sendable {
  let database: Database
  let journal: Journal
  let clock: Clock
  let ids: IDGenerator
  let rules: VisitRulesLibrary
  let calendar: WorkingCalendar

  /// The room over a migrated database.
  ///
  /// - Parameters:
  ///   - rules: how visits are booked.
  ///   - calendar: which days are worked, for the notice of groups and for weekends and holidays.
  public init(
    database: Database, journal: Journal, clock: Clock, ids: IDGenerator, rules: VisitRulesLibrary, calendar: WorkingCalendar
  ) {
    self.database = database
    self.journal = journal
    self.clock = clock
    self.ids = ids
    self.rules = rules
    self.calendar = calendar
  }

  /// The rules of a base: those that it chose, or the general ones.
  ///
  /// - Throws: `BookingRefusal.notFound` where a set was taken away that a base still names and there are no general rules.
  func rules(named key: String?) throws -> VisitRules {
    guard let rules = key.flatMap({ rules[$0] }) ?? rules["default"] else { throw BookingRefusal.notFound }
    return rules
  }

  /// The name of the group in which writes of bookings may share transactions.
  static let group = "bookings"

  /// Does something about bookings in a transaction that may hold others' work too, since many want the same places at once.
  ///
  /// - Throws: `BookingRefusal` of the work, `DatabaseError`.
  @discardableResult
  public func together<Value: Sendable>(_ work: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    try await database.write(together: Self.group, work)
  }

  func record(
    _ action: String, _ booking: Booking, by actor: JournalEntry.Actor, reason: String? = nil, in writer: Writer
  ) throws {
    try journal.record(
      JournalEntry(
        action, on: .init("booking", booking.id), by: actor, reason: reason,
        details: BookingDetails(session: booking.session, people: booking.people, version: booking.version)), in: writer)
  }
}

/// What the journal tells of a booking; nothing of who comes.
private struct BookingDetails: Encodable {
  let session: ID<VisitSession>
  let people: Int
  let version: Int
}
