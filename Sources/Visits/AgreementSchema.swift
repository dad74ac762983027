import SQL

enum AgreementSchema {
  /// The tables of agreements of schools with bases.
  static let agreements = [Migration("visits/agreements-0001", tables)]

  private static let tables: [SQL] = [
    """
    CREATE TABLE school_agreements (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), school_id BIGINT NOT NULL REFERENCES organizations (id),
      first_day TEXT NOT NULL, last_day TEXT NOT NULL, visits BIGINT NOT NULL CHECK (visits > 0),
      pupils BIGINT NOT NULL CHECK (pupils > 0), words TEXT NOT NULL, proposer TEXT NOT NULL, state TEXT NOT NULL,
      reason TEXT NOT NULL, version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX school_agreements_by_base ON school_agreements (base_id, last_day)",
    "CREATE INDEX school_agreements_by_school ON school_agreements (school_id, last_day)",
    """
    CREATE TABLE school_agreement_signatures (
      agreement_id BIGINT NOT NULL REFERENCES school_agreements (id), side TEXT NOT NULL,
      person_id BIGINT NOT NULL REFERENCES people (id), at BIGINT NOT NULL, PRIMARY KEY (agreement_id, side))
    """,
    """
    CREATE TABLE kept_sessions (
      booking_id BIGINT PRIMARY KEY REFERENCES bookings (id), agreement_id BIGINT NOT NULL REFERENCES school_agreements (id),
      session_id BIGINT NOT NULL REFERENCES visit_sessions (id), taken_up_at BIGINT)
    """,
    "CREATE INDEX kept_sessions_by_agreement ON kept_sessions (agreement_id, session_id)",
    "CREATE INDEX kept_sessions_by_session ON kept_sessions (session_id)",
  ]
}
