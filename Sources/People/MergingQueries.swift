import SQL

extension Reader {
  /// The account that took the place of one, or the one itself.
  public func currentPerson(_ id: ID<Person>) throws -> ID<Person> {
    var current = id
    // As with units, the account merged into may be merged later: a short chain.
    for _ in 0..<8 {
      guard
        let next = try value(ID<Person>.self, "SELECT merged_into FROM people WHERE id = \(current) AND merged_into IS NOT NULL")
      else { return current }
      current = next
    }
    return current
  }
}

extension Writer {
  func moveGrant(_ id: ID<Grant>, to person: ID<Person>) throws {
    try execute("UPDATE grants SET person_id = \(person) WHERE id = \(id)")
  }

  func setRole(_ role: Membership.Role, ofMember id: ID<Membership>) throws {
    try execute("UPDATE members SET role = \(role.rawValue) WHERE id = \(id)")
  }

  func endMembership(_ id: ID<Membership>, at now: Instant) throws {
    try execute("UPDATE members SET until = \(now) WHERE id = \(id)")
  }

  /// What somebody did, was told and asked for goes to their other account; the profile only where that has none.
  func moveBelongings(of from: ID<Person>, to into: ID<Person>) throws {
    try execute("UPDATE achievements SET person_id = \(into), is_representative = 0 WHERE person_id = \(from)")
    try execute("UPDATE notices SET person_id = \(into) WHERE person_id = \(from)")
    try execute("UPDATE looks SET person_id = \(into) WHERE person_id = \(from)")
    try execute("UPDATE join_requests SET person_id = \(into) WHERE person_id = \(from) AND decided_at IS NULL")
    // What waits for a second person waits for somebody else than the one person that these two are.
    try execute("UPDATE second_person SET asked_by = \(into) WHERE asked_by = \(from) AND decided_at IS NULL")
    try execute(
      """
      UPDATE profiles SET person_id = \(into)
      WHERE person_id = \(from) AND NOT EXISTS (SELECT 1 FROM profiles WHERE person_id = \(into))
      """)
    try execute("DELETE FROM profiles WHERE person_id = \(from)")
  }

  /// The units under one, what waits to join it, the grants for it and what it did go to the unit that takes its place.
  func moveBelongings(of from: ID<Organization>, to into: ID<Organization>) throws {
    try execute("UPDATE organizations SET parent_id = \(into) WHERE parent_id = \(from) AND id <> \(into)")
    try execute("UPDATE organizations SET parent_id = NULL WHERE id = \(into) AND parent_id = \(from)")
    try execute("UPDATE join_requests SET organization_id = \(into) WHERE organization_id = \(from) AND decided_at IS NULL")
    try execute("UPDATE invitations SET organization_id = \(into) WHERE organization_id = \(from) AND accepted_at IS NULL")
    let (oldScope, newScope) = (Scope.organization(from), Scope.organization(into))
    try execute(
      "UPDATE grants SET scope_key = \(newScope.key) WHERE scope_kind = 'organization' AND scope_key = \(oldScope.key) AND revoked_at IS NULL"
    )
    try execute("UPDATE achievements SET organization_id = \(into) WHERE organization_id = \(from)")
  }

  /// Nobody logs in with a merged account, and nobody writes to it.
  func closeMerged(_ from: ID<Person>, into: ID<Person>, at now: Instant) throws {
    try execute(
      """
      UPDATE people SET email = NULL, email_key = NULL, birth_day = NULL, password = NULL, code_secret = NULL,
        code_confirmed_at = NULL, status = 'merged', merged_into = \(into), version = version + 1, updated_at = \(now)
      WHERE id = \(from)
      """)
    try deleteSessions(of: from)
    for table: SQL in ["passkeys", "recovery_codes", "external_logins", "links"] {
      try execute("DELETE FROM \(table) WHERE person_id = \(from)")
    }
    try execute("UPDATE api_tokens SET revoked_at = \(now) WHERE person_id = \(from) AND revoked_at IS NULL")
    try execute("UPDATE consents SET withdrawn_at = \(now) WHERE person_id = \(from) AND withdrawn_at IS NULL")
  }
}
