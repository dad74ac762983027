import Identity
import SQL

extension Reader {
  /// How many registrations of an address are good until after an instant.
  func countRegistrations(of email: EmailAddress, expiringAfter instant: Instant) throws -> Int {
    Int(
      try value(
        Int64.self, "SELECT COUNT(*) FROM registrations WHERE email = \(email.key) AND expires_at > \(instant)") ?? 0)
  }

  /// The registration of a link, while it is good.
  func registration(token: String, at now: Instant) throws -> WaitingRegistration? {
    try first(
      WaitingRegistration.self,
      """
      SELECT \(WaitingRegistration.columns) FROM registrations
      WHERE token_hash = \(SecretToken.hash(token)) AND expires_at > \(now)
      """)
  }
}

extension Writer {
  /// Stores a registration that waits for its address to be confirmed; the password as a hash.
  func insert(
    _ id: ID<Registration>, _ new: Registration, password hash: String, token: SecretToken, expires: Instant
  ) throws {
    try execute(
      """
      INSERT INTO registrations (id, token_hash, email, name, password, language, birth_day, guardian_email, consents, expires_at)
      VALUES (
        \(id), \(token.hash), \(new.email.key), \(new.name), \(hash), \(new.language.rawValue),
        \(new.birthDay?.description), \(new.guardian?.text), \(new.consents.joined(separator: ",")), \(expires))
      """)
  }

  func deleteExpiredRegistrations(at now: Instant) throws { try execute("DELETE FROM registrations WHERE expires_at < \(now)") }

  func deleteRegistrations(of email: EmailAddress) throws {
    try execute("DELETE FROM registrations WHERE email = \(email.key)")
  }
}
