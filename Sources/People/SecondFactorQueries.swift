import Identity
import SQL

extension Reader {
  /// How many recovery codes somebody has left.
  func recoveryCodes(of person: ID<Person>) throws -> Int {
    Int(try value(Int64.self, "SELECT COUNT(*) FROM recovery_codes WHERE person_id = \(person)") ?? 0)
  }
}

extension Writer {
  /// Keeps the sealed secret of codes that somebody is setting up; one that is confirmed stays.
  func setCodeSecret(_ sealed: [UInt8], of person: ID<Person>) throws {
    try execute("UPDATE people SET code_secret = \(sealed), code_step = 0 WHERE id = \(person) AND code_confirmed_at IS NULL")
  }

  /// From now on codes are asked for; the one that showed it is used up.
  func confirmCodes(step: Int64, of person: ID<Person>, at now: Instant) throws {
    try execute(
      "UPDATE people SET code_confirmed_at = \(now), code_step = \(step), version = version + 1 WHERE id = \(person)")
  }

  /// Uses a code up; `false` when it, or one after it, was used before.
  func useCode(step: Int64, of person: ID<Person>) throws -> Bool {
    try execute("UPDATE people SET code_step = \(step) WHERE id = \(person) AND code_step < \(step)") == 1
  }

  func deleteCodeSecret(of person: ID<Person>) throws {
    try execute("UPDATE people SET code_secret = NULL, code_confirmed_at = NULL, version = version + 1 WHERE id = \(person)")
  }

  /// Stores a recovery code, as a hash.
  func insertRecoveryCode(_ code: String, of person: ID<Person>) throws {
    try execute(
      "INSERT INTO recovery_codes (code_hash, person_id) VALUES (\(SecretToken.hash("\(person):\(code)")), \(person))")
  }

  /// Uses a recovery code up; `false` when it is none.
  func useRecoveryCode(_ code: String, of person: ID<Person>) throws -> Bool {
    try execute(
      "DELETE FROM recovery_codes WHERE person_id = \(person) AND code_hash = \(SecretToken.hash("\(person):\(code)"))") == 1
  }

  func deleteRecoveryCodes(of person: ID<Person>) throws {
    try execute("DELETE FROM recovery_codes WHERE person_id = \(person)")
  }
}
