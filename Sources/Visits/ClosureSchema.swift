import SQL

/// The tables of closures and of what they did with bookings.
enum ClosureSchema {
  static let migrations = [
    Migration("visits/closures-0001", tables),
    Migration("visits/closures-0002", ["CREATE INDEX visit_moves_by_closure ON visit_moves (closure_id)"]),
  ]

  private static let tables: [SQL] = [
    """
    CREATE TABLE visit_closures (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), first_day TEXT NOT NULL, last_day TEXT NOT NULL,
      session_id BIGINT REFERENCES visit_sessions (id), cause TEXT NOT NULL, note TEXT NOT NULL, at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_closures_by_base ON visit_closures (base_id, last_day)",
    """
    CREATE TABLE visit_moves (
      booking_id BIGINT NOT NULL REFERENCES bookings (id), closure_id BIGINT NOT NULL REFERENCES visit_closures (id),
      from_session BIGINT NOT NULL REFERENCES visit_sessions (id), instead_id BIGINT REFERENCES bookings (id),
      PRIMARY KEY (booking_id, closure_id, from_session))
    """,
  ]
}
