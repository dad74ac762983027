import SQL

/// The tables of what bases offer.
enum OfferSchema {
  static let migrations = [Migration("visits/offers-0001", tables)]

  private static let tables: [SQL] = [
    """
    CREATE TABLE visit_offers (
      id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), state TEXT NOT NULL, facts TEXT NOT NULL,
      version BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_offers_by_base ON visit_offers (base_id, state)",
    // Two programs that make sessions at the same time make each once.
    "CREATE UNIQUE INDEX visit_sessions_by_offer ON visit_sessions (offer_id, starts_at)",
    // Places that are kept for groups, and until when.
    """
    CREATE TABLE visit_releases (
      session_id BIGINT PRIMARY KEY REFERENCES visit_sessions (id), pool_id BIGINT NOT NULL REFERENCES pools (id),
      places BIGINT NOT NULL, at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_releases_by_time ON visit_releases (at)",
  ]
}
