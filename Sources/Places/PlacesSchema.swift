import SQL

extension Places {
  /// The tables of this room. A migration that has run somewhere is never edited; a change is a new one.
  public static let migrations: [Migration] = [
    Migration(
      "places/0001-regions",
      [
        """
        CREATE TABLE regions (
          code TEXT PRIMARY KEY,
          parent TEXT REFERENCES regions (code),
          level TEXT NOT NULL,
          kind TEXT NOT NULL,
          names TEXT NOT NULL,
          label_latitude DOUBLE PRECISION NOT NULL,
          label_longitude DOUBLE PRECISION NOT NULL,
          area DOUBLE PRECISION,
          part TEXT,
          residents BIGINT,
          residents_year BIGINT
        )
        """,
        """
        CREATE TABLE region_boundaries (
          code TEXT PRIMARY KEY REFERENCES regions (code),
          polygons TEXT NOT NULL
        )
        """,
      ]),
    Migration(
      "places/0002-bases",
      [
        """
        CREATE TABLE bases (
          id BIGINT PRIMARY KEY,
          slug TEXT NOT NULL UNIQUE,
          external_id TEXT NOT NULL UNIQUE,
          version BIGINT NOT NULL,
          status TEXT NOT NULL,
          name TEXT NOT NULL,
          name_hant TEXT,
          name_en TEXT,
          sort_key \(.blob) NOT NULL,
          region TEXT NOT NULL REFERENCES regions (code),
          category TEXT NOT NULL,
          industry TEXT,
          level TEXT,
          admission TEXT,
          hours TEXT,
          exceptions TEXT,
          themes TEXT NOT NULL,
          audiences TEXT NOT NULL,
          latitude DOUBLE PRECISION,
          longitude DOUBLE PRECISION,
          accuracy TEXT,
          cover TEXT,
          facts TEXT NOT NULL,
          created_at BIGINT NOT NULL,
          updated_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX bases_by_region ON bases (region)",
        "CREATE INDEX bases_by_change ON bases (updated_at, id)",
        """
        CREATE TABLE base_photos (
          id BIGINT PRIMARY KEY,
          base_id BIGINT NOT NULL REFERENCES bases (id),
          position BIGINT NOT NULL,
          caption TEXT,
          credit TEXT,
          digest TEXT NOT NULL,
          width BIGINT NOT NULL,
          height BIGINT NOT NULL,
          created_at BIGINT NOT NULL,
          UNIQUE (base_id, digest)
        )
        """,
      ]),
    Migration(
      "places/0003-calendar",
      [
        """
        CREATE TABLE public_holidays (
          region TEXT NOT NULL,
          day TEXT NOT NULL,
          names TEXT NOT NULL,
          PRIMARY KEY (region, day)
        )
        """
      ]),
  ]
}
