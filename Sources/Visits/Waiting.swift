import People
import SQL

/// Somebody who waits for places in a session that is full (候补).
public struct Waiting: Sendable, Hashable {
  /// Its number; who came first has the smaller one.
  public let id: ID<Waiting>
  /// What they asked for.
  public let request: BookingRequest
  /// Where it stands.
  public var state: State

  /// Where somebody stands who waits.
  public enum State: String, Sendable, CaseIterable {
    case waiting
    /// Places are held for them until the offer ends.
    case offered
    /// They booked what was offered.
    case taken
    /// They let the offer pass or declined it.
    case passed
    case left
  }
}

extension Waiting: RowReadable {
  static let columns: SQL =
    "w.id, w.session_id, w.audience, w.adults, w.minors, w.preschool, w.seniors, w.teachers, w.person_id, w.booker, w.contact, w.name, w.state, w.ages_confirmed"

  /// How many columns these are.
  static let width = 14

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    var party = try Party(row, from: 3)
    party.agesConfirmed = try row.int(13) != 0
    request = BookingRequest(
      session: try row.get(1), audience: Audience(rawValue: try row.text(2)) ?? .individual, party: party,
      person: try row.get(8), booker: try row.text(9), contact: try row.text(10), name: try row.text(11))
    state = State(rawValue: try row.text(12)) ?? .left
  }
}
