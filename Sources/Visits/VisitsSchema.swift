import SQL

extension Visits {
  /// The tables of the room.
  public static let migrations =
    [Migration("visits/0001-bookings", bookings)] + DoorSchema.migrations + TourSchema.tours + ClosureSchema.migrations
    + PublicBookingSchema.migrations + SchoolSchema.schools + AgreementSchema.agreements + OfferSchema.migrations
    + HallSchema.migrations + DrawSchema.migrations + PaperSchema.migrations + ReachSchema.migrations

  private static let bookings: [SQL] = [
    "CREATE TABLE visit_settings (base_id BIGINT PRIMARY KEY REFERENCES bases (id), ruleset TEXT NOT NULL)",
    """
    CREATE TABLE visit_sessions (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), day TEXT NOT NULL, starts_at BIGINT NOT NULL,
      ends_at BIGINT NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'entry', mode TEXT NOT NULL DEFAULT 'first_come',
      offer_id BIGINT, least_age BIGINT, greatest_age BIGINT)
    """,
    "CREATE INDEX visit_sessions_by_day ON visit_sessions (base_id, day, starts_at)",
    """
    CREATE TABLE pools (
      id \(.id) PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, base_id BIGINT NOT NULL REFERENCES bases (id),
      capacity BIGINT NOT NULL, taken BIGINT NOT NULL, CHECK (taken >= 0 AND taken <= capacity))
    """,
    """
    CREATE TABLE session_pools (
      session_id BIGINT NOT NULL REFERENCES visit_sessions (id), pool_id BIGINT NOT NULL REFERENCES pools (id), audiences TEXT,
      per BIGINT NOT NULL CHECK (per > 0), PRIMARY KEY (session_id, pool_id))
    """,
    "CREATE INDEX session_pools_by_pool ON session_pools (pool_id)",
    """
    CREATE TABLE bookings (
      id \(.id) PRIMARY KEY, session_id BIGINT NOT NULL REFERENCES visit_sessions (id), base_id BIGINT NOT NULL, day TEXT NOT NULL,
      audience TEXT NOT NULL, adults BIGINT NOT NULL, minors BIGINT NOT NULL, preschool BIGINT NOT NULL, seniors BIGINT NOT NULL,
      teachers BIGINT NOT NULL, state TEXT NOT NULL, person_id BIGINT REFERENCES people (id), booker TEXT NOT NULL,
      contact TEXT NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL UNIQUE, held_until BIGINT, version BIGINT NOT NULL,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, ages_confirmed BIGINT NOT NULL DEFAULT 0)
    """,
    "CREATE INDEX bookings_by_session ON bookings (session_id, state)",
    "CREATE INDEX bookings_by_person ON bookings (person_id, day)",
    "CREATE INDEX bookings_by_booker ON bookings (booker, day)",
    "CREATE INDEX bookings_by_contact ON bookings (contact, day)",
    "CREATE INDEX bookings_held ON bookings (held_until) WHERE state = 'held'",
    """
    CREATE TABLE waiting (
      id \(.id) PRIMARY KEY, session_id BIGINT NOT NULL REFERENCES visit_sessions (id), audience TEXT NOT NULL,
      adults BIGINT NOT NULL, minors BIGINT NOT NULL, preschool BIGINT NOT NULL, seniors BIGINT NOT NULL,
      teachers BIGINT NOT NULL, person_id BIGINT REFERENCES people (id), booker TEXT NOT NULL, contact TEXT NOT NULL,
      name TEXT NOT NULL, state TEXT NOT NULL, booking_id BIGINT REFERENCES bookings (id), at BIGINT NOT NULL, told_at BIGINT,
      ages_confirmed BIGINT NOT NULL DEFAULT 0, UNIQUE (session_id, booker))
    """,
    "CREATE INDEX waiting_by_session ON waiting (session_id, state, id)",
    "CREATE INDEX waiting_by_booking ON waiting (booking_id)",
    """
    CREATE TABLE visit_bars (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), booker TEXT NOT NULL, until_day TEXT NOT NULL,
      lifted_at BIGINT, at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_bars_by_booker ON visit_bars (booker, base_id)",
  ]
}
