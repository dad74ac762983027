import SQL

enum TourSchema {
  /// The tables of one-day tours.
  static let tours = [Migration("visits/tours-0001", tables)]

  private static let tables: [SQL] = [
    // Sessions of all bases on one day; the index of the core begins with the base.
    "CREATE INDEX visit_sessions_of_day ON visit_sessions (day, base_id)",
    // Where a group can have lunch; only what a base has told.
    "CREATE TABLE tour_lunch (base_id BIGINT PRIMARY KEY REFERENCES bases (id), note TEXT NOT NULL, at BIGINT NOT NULL)",
    """
    CREATE TABLE trips (
      id \(.id) PRIMARY KEY, person_id BIGINT REFERENCES people (id), day TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL,
      latitude DOUBLE PRECISION NOT NULL, longitude DOUBLE PRECISION NOT NULL, start_name TEXT NOT NULL, request TEXT NOT NULL,
      plan TEXT NOT NULL, sheet TEXT NOT NULL, token TEXT NOT NULL UNIQUE, version BIGINT NOT NULL, created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX trips_by_person ON trips (person_id, day)",
    """
    CREATE TABLE trip_bookings (
      trip_id BIGINT NOT NULL REFERENCES trips (id), place BIGINT NOT NULL, booking_id BIGINT NOT NULL UNIQUE REFERENCES bookings (id),
      PRIMARY KEY (trip_id, place))
    """,
    """
    CREATE TABLE tour_routes (
      id \(.id) PRIMARY KEY, slug TEXT NOT NULL UNIQUE, state TEXT NOT NULL, facts TEXT NOT NULL, version BIGINT NOT NULL,
      updated_at BIGINT NOT NULL)
    """,
    """
    CREATE TABLE tour_route_stops (
      route_id BIGINT NOT NULL REFERENCES tour_routes (id), place BIGINT NOT NULL, base_id BIGINT NOT NULL REFERENCES bases (id),
      PRIMARY KEY (route_id, place))
    """,
    "CREATE INDEX tour_route_stops_by_base ON tour_route_stops (base_id)",
    """
    CREATE TABLE tour_badges (
      id \(.id) PRIMARY KEY, route_id BIGINT NOT NULL REFERENCES tour_routes (id), person_id BIGINT NOT NULL REFERENCES people (id),
      at BIGINT NOT NULL, UNIQUE (route_id, person_id))
    """,
  ]
}
