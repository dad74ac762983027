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
    Migration(
      "places/0004-hands",
      [
        "ALTER TABLE bases ADD COLUMN operator_id BIGINT REFERENCES organizations (id)",
        "ALTER TABLE bases ADD COLUMN created_by BIGINT REFERENCES people (id)",
        "ALTER TABLE bases ADD COLUMN confirmed_at BIGINT",
        "ALTER TABLE bases ADD COLUMN reminded_at BIGINT",
        "ALTER TABLE bases ADD COLUMN merged_into BIGINT REFERENCES bases (id)",
        "CREATE INDEX bases_by_status ON bases (status)",
        "CREATE INDEX bases_by_operator ON bases (operator_id)",
        """
        CREATE TABLE base_versions (
          base_id BIGINT NOT NULL REFERENCES bases (id), version BIGINT NOT NULL, status TEXT NOT NULL, facts TEXT NOT NULL,
          actor TEXT NOT NULL, reason TEXT, at BIGINT NOT NULL, PRIMARY KEY (base_id, version))
        """,
        """
        CREATE TABLE base_changes (
          id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), base_version BIGINT NOT NULL, facts TEXT NOT NULL,
          asked_by BIGINT NOT NULL REFERENCES people (id), asked_at BIGINT NOT NULL, reason TEXT, decided_by BIGINT,
          decided_at BIGINT, is_accepted BIGINT, answer TEXT)
        """,
        "CREATE INDEX base_changes_open ON base_changes (decided_at)",
        "CREATE INDEX base_changes_by_base ON base_changes (base_id)",
        """
        CREATE TABLE base_claims (
          id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), person_id BIGINT NOT NULL REFERENCES people (id),
          organization_id BIGINT REFERENCES organizations (id), message TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_by BIGINT,
          decided_at BIGINT, is_accepted BIGINT, answer TEXT)
        """,
        "CREATE INDEX base_claims_open ON base_claims (decided_at)",
        "CREATE INDEX base_claims_by_base ON base_claims (base_id)",
        "CREATE TABLE base_views (base_id BIGINT NOT NULL, day TEXT NOT NULL, views BIGINT NOT NULL, PRIMARY KEY (base_id, day))",
      ]),
  ]
}
