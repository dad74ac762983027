import SQL

/// What the counters of places come to, for looking after them.
public struct PlacesAccount: Sendable, Hashable {
  /// Places that bookings have.
  public let given: Int
  /// Pools that gave more or fewer than their bookings have; none, ever.
  public let wrongPools: Int
  /// Pools that gave more than they have; none, ever.
  public let oversold: Int
}

extension Visits {
  /// Counts all places again from the bookings themselves.
  public func account() async throws -> PlacesAccount {
    try await database.read { reader in
      PlacesAccount(
        given: try reader.placesGiven(), wrongPools: try reader.wrongPools().count, oversold: try reader.oversoldPools())
    }
  }

  /// Whether a booking is there and has its places.
  public func hasPlaces(_ id: ID<Booking>) async throws -> Bool {
    try await database.read { try $0.booking(id) }?.state.hasPlaces ?? false
  }
}
