import SQL

extension Reader {
  /// The grants of a person that hold; one on behalf of another holds as long as that one's does.
  public func grants(of person: ID<Person>, at now: Instant) throws -> [Grant] {
    try all(
      Grant.self,
      """
      SELECT \(Grant.columns) FROM grants g LEFT JOIN grants s ON s.id = g.source_id
      WHERE g.person_id = \(person) AND g.revoked_at IS NULL AND g.begins_at <= \(now) AND (g.ends_at IS NULL OR g.ends_at > \(now))
        AND (g.source_id IS NULL OR (s.revoked_at IS NULL AND s.begins_at <= \(now) AND (s.ends_at IS NULL OR s.ends_at > \(now))))
      ORDER BY g.id
      """)
  }

  /// All grants that a person has or had, latest first.
  func history(of person: ID<Person>) throws -> [Grant] {
    try all(Grant.self, "SELECT \(Grant.columns) FROM grants g WHERE g.person_id = \(person) ORDER BY g.id DESC LIMIT 200")
  }

  func grant(_ id: ID<Grant>) throws -> Grant? {
    try first(Grant.self, "SELECT \(Grant.columns) FROM grants g WHERE g.id = \(id)")
  }

  /// The grants that hold for exactly this scope.
  public func grants(for scope: Scope, at now: Instant) throws -> [Grant] {
    try all(
      Grant.self,
      """
      SELECT \(Grant.columns) FROM grants g
      WHERE g.scope_kind = \(scope.kind) AND g.scope_key = \(scope.key) AND g.revoked_at IS NULL AND g.begins_at <= \(now)
        AND (g.ends_at IS NULL OR g.ends_at > \(now))
      ORDER BY g.id LIMIT 1000
      """)
  }

  /// How many grants of a role others than somebody have.
  func countGrants(of role: Role, but person: ID<Person>, at now: Instant) throws -> Int {
    Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM grants WHERE role = \(role.rawValue) AND revoked_at IS NULL AND person_id <> \(person)
          AND (ends_at IS NULL OR ends_at > \(now))
        """) ?? 0)
  }

  /// What somebody lets others do on their behalf.
  func delegations(by person: ID<Person>, at now: Instant) throws -> [Grant] {
    try all(
      Grant.self,
      """
      SELECT \(Grant.columns) FROM grants g JOIN grants s ON s.id = g.source_id
      WHERE s.person_id = \(person) AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > \(now)) ORDER BY g.id
      """)
  }
}

extension Writer {
  func insert(_ grant: Grant, at now: Instant) throws {
    try execute(
      """
      INSERT INTO grants (id, person_id, role, scope_kind, scope_key, begins_at, ends_at, given_by, given_at, reason, source_id)
      VALUES (
        \(grant.id), \(grant.person), \(grant.role.rawValue), \(grant.scope.kind), \(grant.scope.key), \(grant.begins), \(grant.ends),
        \(grant.giver), \(now), \(grant.reason), \(grant.source))
      """)
  }

  func revoke(_ id: ID<Grant>, by actor: String, at now: Instant) throws -> Bool {
    try execute("UPDATE grants SET revoked_at = \(now), revoked_by = \(actor) WHERE id = \(id) AND revoked_at IS NULL") == 1
  }
}
