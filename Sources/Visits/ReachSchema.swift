import SQL

/// The tables by which people are reached: their contacts, sealed, and what they have been reminded of.
enum ReachSchema {
  static let migrations = [Migration("visits/reach-0001", tables)]

  private static let tables: [SQL] = [
    // By the hash under which bookings know a contact: what is sealed stands once, however many bookings have it.
    "CREATE TABLE sealed_contacts (contact TEXT PRIMARY KEY, sealed \(.blob) NOT NULL, last_day TEXT NOT NULL)",
    "CREATE INDEX sealed_contacts_by_day ON sealed_contacts (last_day)",
    // A deadline that moves is another one, of which people are reminded again.
    """
    CREATE TABLE visit_reminders (
      kind TEXT NOT NULL, subject BIGINT NOT NULL, due_at BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (kind, subject, due_at))
    """,
    "CREATE INDEX visit_reminders_by_time ON visit_reminders (due_at)",
    "CREATE INDEX school_visits_by_due ON school_visits (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX school_visits_by_day ON school_visits (day)",
    // Whom a closure brought elsewhere, for calling them.
    "CREATE INDEX visit_moves_by_session ON visit_moves (from_session)",
    // Whose names and contacts are erased, so that none is left out however long the portal stood still.
    "ALTER TABLE visit_sessions ADD COLUMN forgotten_at BIGINT",
    "CREATE INDEX visit_sessions_to_forget ON visit_sessions (day) WHERE forgotten_at IS NULL",
  ]
}
