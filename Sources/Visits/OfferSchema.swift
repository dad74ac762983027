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
    // What a counter of places that are kept for others gives more, and when.
    """
    CREATE TABLE visit_releases (
      session_id BIGINT NOT NULL REFERENCES visit_sessions (id), pool_id BIGINT NOT NULL REFERENCES pools (id),
      part BIGINT NOT NULL, places BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (session_id, pool_id, part))
    """,
    "CREATE INDEX visit_releases_by_time ON visit_releases (at)",
  ]
}
