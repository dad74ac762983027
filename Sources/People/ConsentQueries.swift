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
}
