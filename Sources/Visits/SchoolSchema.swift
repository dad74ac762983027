import SQL

enum SchoolSchema {
  /// The tables of schools' visits.
  static let schools = [Migration("visits/schools-0001", tables)]

  private static let tables: [SQL] = [
    """
    CREATE TABLE school_visits (
      id \(.id) PRIMARY KEY, school_id BIGINT NOT NULL REFERENCES organizations (id), teacher_id BIGINT NOT NULL REFERENCES people (id),
      state TEXT NOT NULL, trip_id BIGINT UNIQUE REFERENCES trips (id), day TEXT NOT NULL, plan TEXT NOT NULL,
      token TEXT NOT NULL UNIQUE, due_at BIGINT, erased_at BIGINT, version BIGINT NOT NULL, created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX school_visits_by_school ON school_visits (school_id, day)",
    "CREATE INDEX school_visits_to_erase ON school_visits (day) WHERE erased_at IS NULL",
    """
    CREATE TABLE school_visit_legs (
      visit_id BIGINT NOT NULL REFERENCES school_visits (id), place BIGINT NOT NULL, base_id BIGINT NOT NULL REFERENCES bases (id),
      session_id BIGINT NOT NULL REFERENCES visit_sessions (id), booking_id BIGINT UNIQUE REFERENCES bookings (id),
      answer TEXT NOT NULL, came BIGINT, PRIMARY KEY (visit_id, place))
    """,
    "CREATE INDEX school_visit_legs_by_base ON school_visit_legs (base_id, visit_id)",
    "CREATE INDEX school_visit_legs_by_session ON school_visit_legs (session_id)",
    """
    CREATE TABLE school_visit_steps (
      id \(.id) PRIMARY KEY, visit_id BIGINT NOT NULL REFERENCES school_visits (id), kind TEXT NOT NULL,
      person_id BIGINT NOT NULL REFERENCES people (id), base_id BIGINT REFERENCES bases (id), reason TEXT NOT NULL, at BIGINT NOT NULL)
    """,
    "CREATE INDEX school_visit_steps_by_visit ON school_visit_steps (visit_id, id)",
    """
    CREATE TABLE school_visit_feedback (
      visit_id BIGINT NOT NULL REFERENCES school_visits (id), base_id BIGINT NOT NULL REFERENCES bases (id), side TEXT NOT NULL,
      points BIGINT NOT NULL CHECK (points BETWEEN 1 AND 5), words TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people (id),
      at BIGINT NOT NULL, PRIMARY KEY (visit_id, base_id, side))
    """,
    """
    CREATE TABLE learning_sheets (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), stage TEXT NOT NULL, title TEXT NOT NULL,
      words TEXT NOT NULL, address TEXT NOT NULL, at BIGINT NOT NULL)
    """,
    "CREATE INDEX learning_sheets_by_base ON learning_sheets (base_id, stage)",
  ]
}
