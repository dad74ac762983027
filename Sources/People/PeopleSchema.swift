import SQL

extension People {
  /// The tables of the room.
  public static let migrations = [
    Migration("people/0001-accounts", accounts), Migration("people/0002-grants", grants),
    Migration("people/0003-organizations", organizations), Migration("people/0004-profiles", profiles),
    Migration("people/0005-desk", desk), Migration("people/0006-tokens", tokens),
    Migration("people/0007-minors", minors),
    Migration("people/0008-mergers", ["CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL"]),
  ]

  private static let accounts: [SQL] = [
    """
    CREATE TABLE people (
      id \(.id) PRIMARY KEY, name TEXT NOT NULL, email TEXT, email_key TEXT UNIQUE, language TEXT NOT NULL,
      birth_day TEXT, status TEXT NOT NULL, password TEXT, password_changed_at BIGINT, code_secret \(.blob),
      code_confirmed_at BIGINT, code_step BIGINT NOT NULL, digest TEXT NOT NULL, merged_into BIGINT,
      version BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX people_by_name ON people (name)",
    """
    CREATE TABLE registrations (
      id \(.id) PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, email TEXT NOT NULL, name TEXT NOT NULL,
      password TEXT NOT NULL, language TEXT NOT NULL, birth_day TEXT, guardian_email TEXT, consents TEXT NOT NULL,
      expires_at BIGINT NOT NULL)
    """,
    """
    CREATE TABLE sessions (
      id \(.id) PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person_id BIGINT NOT NULL REFERENCES people (id),
      state TEXT NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL, second_factor BIGINT NOT NULL,
      created_at BIGINT NOT NULL, confirmed_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
    """,
    "CREATE INDEX sessions_by_person ON sessions (person_id)",
    """
    CREATE TABLE links (
      token_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, person_id BIGINT REFERENCES people (id), payload TEXT NOT NULL,
      expires_at BIGINT NOT NULL)
    """,
    "CREATE INDEX links_by_person ON links (person_id)",
    "CREATE TABLE recovery_codes (code_hash TEXT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id))",
    "CREATE INDEX recovery_codes_by_person ON recovery_codes (person_id)",
    """
    CREATE TABLE passkeys (
      id \(.id) PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id), credential TEXT NOT NULL UNIQUE,
      public_key \(.blob) NOT NULL, sign_count BIGINT NOT NULL, is_backed_up BIGINT NOT NULL, name TEXT NOT NULL,
      created_at BIGINT NOT NULL, used_at BIGINT)
    """,
    "CREATE INDEX passkeys_by_person ON passkeys (person_id)",
    """
    CREATE TABLE external_logins (
      provider TEXT NOT NULL, subject TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people (id),
      created_at BIGINT NOT NULL, PRIMARY KEY (provider, subject))
    """,
    "CREATE INDEX external_logins_by_person ON external_logins (person_id)",
    """
    CREATE TABLE login_failures (
      failure_key TEXT PRIMARY KEY, failures BIGINT NOT NULL, blocked_until BIGINT NOT NULL, last_at BIGINT NOT NULL)
    """,
    """
    CREATE TABLE consents (
      id \(.id) PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id), purpose TEXT NOT NULL, version BIGINT NOT NULL,
      given_by TEXT NOT NULL, given_at BIGINT NOT NULL, withdrawn_at BIGINT)
    """,
    "CREATE INDEX consents_by_person ON consents (person_id)",
    """
    CREATE TABLE guardians (
      id \(.id) PRIMARY KEY, child_id BIGINT NOT NULL REFERENCES people (id), email TEXT NOT NULL, name TEXT,
      asked_at BIGINT NOT NULL, consented_at BIGINT, withdrawn_at BIGINT)
    """,
    "CREATE INDEX guardians_by_child ON guardians (child_id)",
    """
    CREATE TABLE looks (
      id \(.id) PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id), by_id BIGINT NOT NULL, what TEXT NOT NULL,
      reason TEXT, at BIGINT NOT NULL)
    """,
    "CREATE INDEX looks_by_person ON looks (person_id, at)",
  ]

  private static let grants: [SQL] = [
    """
    CREATE TABLE grants (
      id \(.id) PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id), role TEXT NOT NULL, scope_kind TEXT NOT NULL,
      scope_key TEXT NOT NULL, begins_at BIGINT NOT NULL, ends_at BIGINT, given_by TEXT NOT NULL, given_at BIGINT NOT NULL,
      reason TEXT, source_id BIGINT REFERENCES grants (id), revoked_at BIGINT, revoked_by TEXT)
    """,
    "CREATE INDEX grants_by_person ON grants (person_id)",
    "CREATE INDEX grants_by_scope ON grants (scope_kind, scope_key)",
    """
    CREATE TABLE second_person (
      id \(.id) PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, words TEXT NOT NULL, scope_kind TEXT NOT NULL,
      scope_key TEXT NOT NULL, asked_by BIGINT NOT NULL, asked_at BIGINT NOT NULL, reason TEXT NOT NULL, decided_by BIGINT,
      decided_at BIGINT, is_confirmed BIGINT)
    """,
    "CREATE INDEX second_person_open ON second_person (decided_at)",
    """
    CREATE TABLE api_tokens (
      id \(.id) PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person_id BIGINT NOT NULL REFERENCES people (id),
      organization_id BIGINT, name TEXT NOT NULL, scopes TEXT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT,
      expires_at BIGINT NOT NULL, revoked_at BIGINT)
    """,
    "CREATE INDEX api_tokens_by_person ON api_tokens (person_id)",
  ]

  private static let organizations: [SQL] = [
    """
    CREATE TABLE organizations (
      id \(.id) PRIMARY KEY, name TEXT NOT NULL, name_hant TEXT, name_en TEXT, sort_key \(.blob) NOT NULL, kind TEXT NOT NULL,
      credit_code TEXT UNIQUE, region TEXT NOT NULL, parent_id BIGINT REFERENCES organizations (id), website TEXT, phone TEXT,
      about TEXT, status TEXT NOT NULL, merged_into BIGINT REFERENCES organizations (id), version BIGINT NOT NULL,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX organizations_by_name ON organizations (name)",
    "CREATE INDEX organizations_by_region ON organizations (region)",
    """
    CREATE TABLE members (
      id \(.id) PRIMARY KEY, organization_id BIGINT NOT NULL REFERENCES organizations (id),
      person_id BIGINT NOT NULL REFERENCES people (id), role TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT)
    """,
    "CREATE INDEX members_by_person ON members (person_id)",
    "CREATE INDEX members_by_organization ON members (organization_id)",
    """
    CREATE TABLE invitations (
      id \(.id) PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, organization_id BIGINT NOT NULL REFERENCES organizations (id),
      email TEXT NOT NULL, role TEXT NOT NULL, invited_by BIGINT NOT NULL, created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL, accepted_at BIGINT, withdrawn_at BIGINT)
    """,
    "CREATE INDEX invitations_by_organization ON invitations (organization_id)",
    """
    CREATE TABLE join_requests (
      id \(.id) PRIMARY KEY, organization_id BIGINT NOT NULL REFERENCES organizations (id),
      person_id BIGINT NOT NULL REFERENCES people (id), message TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_at BIGINT,
      decided_by BIGINT, is_accepted BIGINT, reason TEXT)
    """,
    "CREATE INDEX join_requests_by_organization ON join_requests (organization_id)",
  ]

  private static let profiles: [SQL] = [
    """
    CREATE TABLE profiles (
      person_id BIGINT PRIMARY KEY REFERENCES people (id), facts TEXT NOT NULL, is_listed BIGINT NOT NULL, fields TEXT NOT NULL,
      languages TEXT NOT NULL, region TEXT, sort_key \(.blob) NOT NULL, updated_at BIGINT NOT NULL)
    """,
    "CREATE INDEX profiles_listed ON profiles (is_listed, sort_key)",
    """
    CREATE TABLE achievements (
      id \(.id) PRIMARY KEY, person_id BIGINT REFERENCES people (id), organization_id BIGINT REFERENCES organizations (id),
      kind TEXT NOT NULL, title TEXT NOT NULL, role TEXT NOT NULL, level TEXT NOT NULL, day TEXT NOT NULL, evidence TEXT,
      record_kind TEXT, record_key TEXT, credit_key TEXT UNIQUE, state TEXT NOT NULL, reason TEXT, decided_by BIGINT, decided_at BIGINT,
      is_representative BIGINT NOT NULL, created_at BIGINT NOT NULL)
    """,
    "CREATE INDEX achievements_by_person ON achievements (person_id, day)",
    "CREATE INDEX achievements_by_organization ON achievements (organization_id, day)",
    "CREATE TABLE readers (name TEXT PRIMARY KEY, sequence BIGINT NOT NULL)",
  ]

  private static let desk: [SQL] = [
    """
    CREATE TABLE notices (
      id \(.id) PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people (id), kind TEXT NOT NULL, payload TEXT NOT NULL,
      path TEXT NOT NULL, at BIGINT NOT NULL, read_at BIGINT, mailed_at BIGINT)
    """,
    "CREATE INDEX notices_by_person ON notices (person_id, at)",
    "CREATE INDEX notices_unread ON notices (person_id) WHERE read_at IS NULL",
  ]

  private static let tokens: [SQL] = ["ALTER TABLE api_tokens ADD COLUMN has_second_factor BIGINT NOT NULL DEFAULT 0"]

  private static let minors: [SQL] = [
    """
    CREATE TABLE minor_approvals (
      id \(.id) PRIMARY KEY, minor_id BIGINT NOT NULL REFERENCES people (id), person_id BIGINT NOT NULL REFERENCES people (id),
      reason TEXT NOT NULL, given_by BIGINT NOT NULL, given_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
    """,
    "CREATE INDEX minor_approvals_by_minor ON minor_approvals (minor_id, person_id)",
    "ALTER TABLE looks ADD COLUMN approval_id BIGINT REFERENCES minor_approvals (id)",
  ]
}
