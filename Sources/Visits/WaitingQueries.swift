import SQL

extension Reader {
  func waiting(_ id: ID<Waiting>) throws -> Waiting? {
    try first(Waiting.self, "SELECT \(Waiting.columns) FROM waiting w WHERE w.id = \(id)")
  }

  /// Those who wait for a session, who came first foremost.
  func waiting(for session: ID<VisitSession>, limit: Int) throws -> [Waiting] {
    try all(
      Waiting.self,
      """
      SELECT \(Waiting.columns) FROM waiting w
      WHERE w.session_id = \(session) AND w.state = 'waiting' ORDER BY w.id LIMIT \(limit)
      """)
  }

  /// Places that are held for those who waited and who have not been told yet.
  func offersToTell(limit: Int) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM waiting w JOIN bookings b ON b.id = w.booking_id
      WHERE w.state = 'offered' AND w.told_at IS NULL ORDER BY b.id LIMIT \(limit)
      """)
  }

  func waits(_ booker: String, for session: ID<VisitSession>) throws -> ID<Waiting>? {
    try value(ID<Waiting>.self, "SELECT id FROM waiting WHERE session_id = \(session) AND booker = \(booker)")
  }
}

extension Writer {
  func insert(_ waiting: Waiting, at now: Instant) throws {
    let (request, party) = (waiting.request, waiting.request.party)
    try execute(
      """
      INSERT INTO waiting (id, session_id, audience, adults, minors, preschool, seniors, teachers, person_id, booker, contact, name,
        state, at, ages_confirmed)
      VALUES (\(waiting.id), \(request.session), \(request.audience.rawValue), \(party.adults), \(party.minors),
        \(party.preschool), \(party.seniors), \(party.teachers), \(request.person), \(request.booker), \(request.contact),
        \(request.name), \(waiting.state.rawValue), \(now), \(party.agesConfirmed ? 1 : 0))
      """)
  }

  func offer(_ booking: ID<Booking>, to waiting: ID<Waiting>) throws {
    try execute("UPDATE waiting SET state = 'offered', booking_id = \(booking), told_at = NULL WHERE id = \(waiting)")
  }

  /// Ends the wait that led to a booking, if one did.
  func close(waitingFor booking: ID<Booking>, as state: Waiting.State) throws {
    try execute("UPDATE waiting SET state = \(state.rawValue) WHERE booking_id = \(booking) AND state = 'offered'")
  }

  /// Notes that an offer was told.
  func markTold(_ booking: ID<Booking>, at now: Instant) throws {
    try execute("UPDATE waiting SET told_at = \(now) WHERE booking_id = \(booking)")
  }

  func setState(_ state: Waiting.State, of waiting: ID<Waiting>) throws {
    try execute("UPDATE waiting SET state = \(state.rawValue) WHERE id = \(waiting)")
  }

  func forget(_ waiting: ID<Waiting>) throws { try execute("DELETE FROM waiting WHERE id = \(waiting) AND state <> 'offered'") }
}
