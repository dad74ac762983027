import SQL

/// The tables of draws over sessions.
enum DrawSchema {
  static let migrations = [Migration("visits/draws-0001", draws)]

  private static let draws: [SQL] = [
    // The secret is sealed under the portal's own, so that a copy of the database alone does not give it away.
    """
    CREATE TABLE visit_draws (
      id \(.id) PRIMARY KEY, names TEXT NOT NULL, method TEXT NOT NULL, audience TEXT NOT NULL, state TEXT NOT NULL,
      smaller_may_follow BIGINT NOT NULL, opens_at BIGINT NOT NULL, closes_at BIGINT NOT NULL, draws_by BIGINT NOT NULL,
      value_name TEXT NOT NULL, commitment TEXT, secret \(.blob), digest TEXT, offered_value TEXT, offered_source TEXT,
      offered_by BIGINT REFERENCES people (id), public_value TEXT, value_source TEXT, drawn_at BIGINT, releases_at BIGINT,
      released_at BIGINT, forgotten_at BIGINT, reason TEXT, made_by BIGINT NOT NULL REFERENCES people (id), last_number BIGINT NOT NULL,
      version BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_draws_by_state ON visit_draws (state, closes_at)",
    """
    CREATE TABLE draw_sessions (
      draw_id BIGINT NOT NULL REFERENCES visit_draws (id), position BIGINT NOT NULL,
      session_id BIGINT NOT NULL REFERENCES visit_sessions (id), places BIGINT NOT NULL,
      hold_id BIGINT NOT NULL REFERENCES bookings (id), mode_before TEXT NOT NULL, PRIMARY KEY (draw_id, position))
    """,
    "CREATE INDEX draw_sessions_by_session ON draw_sessions (session_id)",
    """
    CREATE TABLE draw_requests (
      id \(.id) PRIMARY KEY, draw_id BIGINT NOT NULL REFERENCES visit_draws (id), number BIGINT NOT NULL,
      person_id BIGINT NOT NULL REFERENCES people (id), unit_id BIGINT REFERENCES organizations (id), booker TEXT NOT NULL,
      contact TEXT NOT NULL, name TEXT NOT NULL, adults BIGINT NOT NULL, minors BIGINT NOT NULL, preschool BIGINT NOT NULL,
      seniors BIGINT NOT NULL, teachers BIGINT NOT NULL, wishes TEXT NOT NULL, findings TEXT NOT NULL, weight BIGINT NOT NULL,
      tiers TEXT NOT NULL, state TEXT NOT NULL, session_id BIGINT REFERENCES visit_sessions (id),
      booking_id BIGINT REFERENCES bookings (id), told BIGINT NOT NULL, version BIGINT NOT NULL, updated_at BIGINT NOT NULL,
      UNIQUE (draw_id, number))
    """,
    "CREATE INDEX draw_requests_by_booker ON draw_requests (booker, draw_id)",
    "CREATE INDEX draw_requests_by_contact ON draw_requests (contact, draw_id)",
    "CREATE INDEX draw_requests_by_person ON draw_requests (person_id, draw_id)",
    "CREATE INDEX draw_requests_by_unit ON draw_requests (unit_id, draw_id)",
    "CREATE INDEX draw_requests_by_state ON draw_requests (draw_id, state)",
    "CREATE INDEX draw_requests_by_booking ON draw_requests (booking_id)",
    "CREATE INDEX draw_requests_untold ON draw_requests (draw_id, number) WHERE told = 0",
    // The closed list as it was published, and the signed file after the draw.
    """
    CREATE TABLE draw_files (
      draw_id BIGINT NOT NULL REFERENCES visit_draws (id), kind TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (draw_id, kind))
    """,
  ]
}
