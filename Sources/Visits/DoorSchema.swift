import SQL

/// The tables of doors and of calendars that belong to somebody.
enum DoorSchema {
  static let migrations = [Migration("visits/door-0001", door)]

  private static let door: [SQL] = [
    """
    CREATE TABLE gate_devices (
      base_id BIGINT NOT NULL REFERENCES bases (id), device TEXT NOT NULL, name TEXT NOT NULL, last_number BIGINT NOT NULL,
      person_id BIGINT NOT NULL REFERENCES people (id), seen_at BIGINT NOT NULL, PRIMARY KEY (base_id, device))
    """,
    """
    CREATE TABLE gate_events (
      base_id BIGINT NOT NULL, device TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
      booking_id BIGINT, people BIGINT NOT NULL, note TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people (id),
      heard_at BIGINT NOT NULL, PRIMARY KEY (base_id, device, number))
    """,
    "CREATE INDEX gate_events_by_time ON gate_events (base_id, at)",
    "CREATE TABLE visit_calendars (person_id BIGINT PRIMARY KEY REFERENCES people (id), token TEXT NOT NULL UNIQUE, made_at BIGINT NOT NULL)",
  ]
}
