import SQL

/// The tables of what groups hand in, and of guardians' consents.
enum PaperSchema {
  static let migrations = [Migration("visits/papers-0001", papers), Migration("visits/guardians-0001", guardians)]

  private static let papers: [SQL] = [
    // Names are sealed under the portal's secret, so that a copy of the database alone does not give them away.
    """
    CREATE TABLE visit_papers (
      booking_id BIGINT NOT NULL REFERENCES bookings (id), paper TEXT NOT NULL, count BIGINT NOT NULL, names \(.blob),
      folder BIGINT, digest TEXT, kind TEXT, at BIGINT NOT NULL, PRIMARY KEY (booking_id, paper))
    """,
    "CREATE INDEX visit_papers_by_folder ON visit_papers (folder)",
    "CREATE TABLE visit_paper_notes (booking_id BIGINT PRIMARY KEY REFERENCES bookings (id), reminded_at BIGINT, told_at BIGINT)",
    "CREATE INDEX bookings_of_groups ON bookings (day, id) WHERE audience = 'group' AND state = 'booked'",
  ]

  private static let guardians: [SQL] = [
    """
    CREATE TABLE guardian_slips (
      id \(.id) PRIMARY KEY, visit_id BIGINT NOT NULL REFERENCES school_visits (id), number BIGINT NOT NULL,
      token_hash TEXT NOT NULL UNIQUE, language TEXT NOT NULL, answer TEXT NOT NULL, name \(.blob), answered_at BIGINT,
      version BIGINT NOT NULL)
    """,
    "CREATE INDEX guardian_slips_by_visit ON guardian_slips (visit_id, number)",
    // The one link that a class gets; each slip has its code besides.
    "CREATE TABLE guardian_classes (token_hash TEXT PRIMARY KEY, visit_id BIGINT NOT NULL REFERENCES school_visits (id))",
    "CREATE INDEX guardian_classes_by_visit ON guardian_classes (visit_id)",
    "CREATE TABLE guardian_notes (visit_id BIGINT PRIMARY KEY REFERENCES school_visits (id), told_at BIGINT NOT NULL)",
  ]
}
