import SQL

extension Reader {
  func consents(of person: ID<Person>) throws -> [Consent] {
    try all(Consent.self, "SELECT \(Consent.columns) FROM consents WHERE person_id = \(person) ORDER BY id")
  }

  func guardians(of child: ID<Person>) throws -> [Guardian] {
    try all(Guardian.self, "SELECT \(Guardian.columns) FROM guardians WHERE child_id = \(child) ORDER BY id")
  }
}

extension Writer {
  func insertConsent(_ id: ID<Consent>, of person: ID<Person>, _ purpose: ConsentPurpose, by: String, at now: Instant) throws {
    try execute(
      """
      INSERT INTO consents (id, person_id, purpose, version, given_by, given_at)
      VALUES (\(id), \(person), \(purpose.key), \(purpose.version), \(by), \(now))
      """)
  }

  func withdrawConsent(to purpose: String, of person: ID<Person>, at now: Instant) throws {
    try execute(
      "UPDATE consents SET withdrawn_at = \(now) WHERE person_id = \(person) AND purpose = \(purpose) AND withdrawn_at IS NULL")
  }

  /// Takes back what guardians have consented to for a child.
  func withdrawConsentsOfGuardian(of child: ID<Person>, at now: Instant) throws {
    try execute(
      "UPDATE consents SET withdrawn_at = \(now) WHERE person_id = \(child) AND given_by = 'guardian' AND withdrawn_at IS NULL")
  }
}

extension Writer {
  /// Stores a guardian who is asked for their consent.
  func insertGuardian(_ id: ID<Guardian>, _ email: EmailAddress, of child: ID<Person>, at now: Instant) throws {
    try execute("INSERT INTO guardians (id, child_id, email, asked_at) VALUES (\(id), \(child), \(email.text), \(now))")
  }

  func noteConsent(of guardian: ID<Guardian>, at now: Instant) throws {
    try execute("UPDATE guardians SET consented_at = \(now), withdrawn_at = NULL WHERE id = \(guardian)")
  }

  func noteWithdrawal(of guardian: ID<Guardian>, at now: Instant) throws {
    try execute("UPDATE guardians SET withdrawn_at = \(now) WHERE id = \(guardian)")
  }
}
