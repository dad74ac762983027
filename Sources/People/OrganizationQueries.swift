import Hanzi
import Identity
import SQL

extension Reader {
  /// A unit by number.
  public func organization(_ id: ID<Organization>) throws -> Organization? {
    try first(Organization.self, "SELECT \(Organization.columns) FROM organizations o WHERE o.id = \(id)")
  }

  /// The unit that stands for another today: itself, or the one that took its place.
  public func currentOrganization(_ id: ID<Organization>) throws -> ID<Organization> {
    var current = id
    // A merger is never into one that was merged itself, but the unit merged into may be merged later: a short chain.
    for _ in 0..<8 {
      let next = try value(
        ID<Organization>.self, "SELECT merged_into FROM organizations WHERE id = \(current) AND merged_into IS NOT NULL")
      guard let next else { return current }
      current = next
    }
    return current
  }

  func organization(creditCode: CreditCode) throws -> Organization? {
    try first(
      Organization.self, "SELECT \(Organization.columns) FROM organizations o WHERE o.credit_code = \(creditCode.description)")
  }

  /// Units whose name begins with or holds a text, in a region and under it.
  func organizations(_ find: OrganizationSearch) throws -> [Organization] {
    let region = find.region.map { Scope.stem($0) + "%" } ?? "%"
    let kind = find.kind?.rawValue ?? "%"
    return try all(
      Organization.self,
      """
      SELECT \(Organization.columns) FROM organizations o
      WHERE o.status = \(find.status.rawValue) AND o.region LIKE \(region) AND o.kind LIKE \(kind)
        AND (o.name LIKE \("%" + find.text.likeEscaped + "%") ESCAPE '!' OR LOWER(COALESCE(o.name_en, '')) LIKE \("%" + find.text.lowercased().likeEscaped + "%") ESCAPE '!')
      ORDER BY o.sort_key, o.id LIMIT \(find.limit) OFFSET \(find.offset)
      """)
  }

  func countOrganizations(_ find: OrganizationSearch) throws -> Int {
    let region = find.region.map { Scope.stem($0) + "%" } ?? "%"
    let kind = find.kind?.rawValue ?? "%"
    return Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM organizations o
        WHERE o.status = \(find.status.rawValue) AND o.region LIKE \(region) AND o.kind LIKE \(kind)
          AND (o.name LIKE \("%" + find.text.likeEscaped + "%") ESCAPE '!' OR LOWER(COALESCE(o.name_en, '')) LIKE \("%" + find.text.lowercased().likeEscaped + "%") ESCAPE '!')
        """) ?? 0)
  }

  func memberships(of person: ID<Person>) throws -> [Membership] {
    try all(
      Membership.self,
      "SELECT \(Membership.columns) FROM \(Membership.from) WHERE m.person_id = \(person) AND m.until IS NULL ORDER BY m.since")
  }

  func members(of organization: ID<Organization>) throws -> [Membership] {
    try all(
      Membership.self,
      """
      SELECT \(Membership.columns) FROM \(Membership.from) WHERE m.organization_id = \(organization) AND m.until IS NULL
      ORDER BY m.since LIMIT 2000
      """)
  }

  func membership(of person: ID<Person>, in organization: ID<Organization>) throws -> Membership? {
    try first(
      Membership.self,
      """
      SELECT \(Membership.columns) FROM \(Membership.from)
      WHERE m.person_id = \(person) AND m.organization_id = \(organization) AND m.until IS NULL
      """)
  }

  func joinRequests(to organization: ID<Organization>) throws -> [JoinRequest] {
    try all(
      JoinRequest.self,
      """
      SELECT \(JoinRequest.columns) FROM join_requests j JOIN people p ON p.id = j.person_id
      WHERE j.organization_id = \(organization) AND j.decided_at IS NULL ORDER BY j.id LIMIT 500
      """)
  }

  func joinRequest(_ id: ID<JoinRequest>) throws -> JoinRequest? {
    try first(
      JoinRequest.self,
      "SELECT \(JoinRequest.columns) FROM join_requests j JOIN people p ON p.id = j.person_id WHERE j.id = \(id) AND j.decided_at IS NULL"
    )
  }

  func openInvitations(of organization: ID<Organization>, at now: Instant) throws -> [Invitation] {
    try all(
      Invitation.self,
      """
      SELECT \(Invitation.columns) FROM invitations i
      WHERE i.organization_id = \(organization) AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > \(now)
      ORDER BY i.id
      """)
  }

  func invitation(tokenHash: String, at now: Instant) throws -> Invitation? {
    try first(
      Invitation.self,
      """
      SELECT \(Invitation.columns) FROM invitations i
      WHERE i.token_hash = \(tokenHash) AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > \(now)
      """)
  }
}

/// What units are looked for.
struct OrganizationSearch: Sendable {
  var text = ""
  var region: String?
  var kind: Organization.Kind?
  var status = Organization.Status.active
  var limit = 50
  var offset = 0
}

extension Writer {
  func withdraw(_ id: ID<Invitation>, of organization: ID<Organization>, at now: Instant) throws {
    try execute(
      "UPDATE invitations SET withdrawn_at = \(now) WHERE id = \(id) AND organization_id = \(organization) AND accepted_at IS NULL"
    )
  }

  func insert(_ organization: Organization, at now: Instant) throws {
    try execute(
      """
      INSERT INTO organizations (
        id, name, name_hant, name_en, sort_key, kind, credit_code, region, parent_id, website, phone, about, status, version,
        created_at, updated_at)
      VALUES (
        \(organization.id), \(organization.names.zhHans), \(organization.names.zhHant), \(organization.names.en),
        \(Hanzi.sortKey(organization.names.zhHans)), \(organization.kind.rawValue), \(organization.creditCode), \(organization.region),
        \(organization.parent), \(organization.website), \(organization.phone), \(organization.about), \(organization.status.rawValue), 1,
        \(now), \(now))
      """)
  }

  func update(_ organization: Organization, at now: Instant) throws -> Bool {
    try execute(
      """
      UPDATE organizations SET
        name = \(organization.names.zhHans), name_hant = \(organization.names.zhHant), name_en = \(organization.names.en),
        sort_key = \(Hanzi.sortKey(organization.names.zhHans)), kind = \(organization.kind.rawValue),
        credit_code = \(organization.creditCode), region = \(organization.region), parent_id = \(organization.parent),
        website = \(organization.website), phone = \(organization.phone), about = \(organization.about),
        status = \(organization.status.rawValue), merged_into = \(organization.mergedInto), version = version + 1, updated_at = \(now)
      WHERE id = \(organization.id) AND version = \(organization.version)
      """) == 1
  }

  func insertMember(
    _ id: ID<Membership>, _ person: ID<Person>, in organization: ID<Organization>, as role: Membership.Role, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO members (id, organization_id, person_id, role, since)
      VALUES (\(id), \(organization), \(person), \(role.rawValue), \(now))
      """)
  }

  /// Who answers for a unit becomes an administrator, before another answers for it.
  func makeResponsibleAdministrator(in organization: ID<Organization>) throws {
    try execute(
      "UPDATE members SET role = 'administrator' WHERE organization_id = \(organization) AND role = 'responsible' AND until IS NULL"
    )
  }
}

extension Writer {
  func insertJoinRequest(
    _ id: ID<JoinRequest>, of person: ID<Person>, to organization: ID<Organization>, message: String, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO join_requests (id, organization_id, person_id, message, asked_at)
      VALUES (\(id), \(organization), \(person), \(message), \(now))
      """)
  }

  /// Notes the answer to a request; `false` when it was answered before.
  func decideJoinRequest(
    _ id: ID<JoinRequest>, isAccepted: Bool, reason: String, by officer: ID<Person>, at now: Instant
  ) throws -> Bool {
    try execute(
      """
      UPDATE join_requests SET decided_at = \(now), decided_by = \(officer), is_accepted = \(isAccepted ? 1 : 0), reason = \(reason)
      WHERE id = \(id) AND decided_at IS NULL
      """) == 1
  }

  func insertInvitation(
    _ id: ID<Invitation>, token: SecretToken, of email: EmailAddress, to organization: ID<Organization>, as role: Membership.Role,
    by inviter: ID<Person>, at now: Instant, expires: Instant
  ) throws {
    try execute(
      """
      INSERT INTO invitations (id, token_hash, organization_id, email, role, invited_by, created_at, expires_at)
      VALUES (\(id), \(token.hash), \(organization), \(email.key), \(role.rawValue), \(inviter), \(now), \(expires))
      """)
  }

  /// Takes back what an address was invited to and has not accepted, as only the newest letter is to be good.
  func withdrawInvitations(of email: EmailAddress, to organization: ID<Organization>, at now: Instant) throws {
    try execute(
      "UPDATE invitations SET withdrawn_at = \(now) WHERE organization_id = \(organization) AND email = \(email.key) AND accepted_at IS NULL"
    )
  }

  /// Uses an invitation up; `false` when it was accepted or withdrawn before.
  func acceptInvitation(_ id: ID<Invitation>, at now: Instant) throws -> Bool {
    try execute("UPDATE invitations SET accepted_at = \(now) WHERE id = \(id) AND accepted_at IS NULL AND withdrawn_at IS NULL")
      == 1
  }
}

extension String {
  /// The text with what `LIKE … ESCAPE '!'` would take for a pattern made plain.
  var likeEscaped: String { replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_") }
}
