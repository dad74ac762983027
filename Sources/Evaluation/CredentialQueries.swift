import Credentials
import Foundation
import Identity
import People
import SQL
import Site

extension Reader {
  func keptKeys() throws -> [KeptKey] {
    try all(KeptKey.self, "SELECT kid, private_key, public_key, made_at, retired_at FROM credential_keys ORDER BY made_at, kid")
  }

  /// The places of withdrawn awards in the list.
  func withdrawnIndices() throws -> [Int] {
    try values(Int64.self, "SELECT status_index FROM awards WHERE status = 'withdrawn' ORDER BY status_index").map { Int($0) }
  }
}

extension Writer {
  func insert(_ key: SigningKey, _ public_: VerificationKey, sealed: [UInt8], at now: Instant) throws {
    try execute(
      """
      INSERT INTO credential_keys (kid, private_key, public_key, made_at)
      VALUES (\(key.id), \(sealed), \(public_.rawRepresentation), \(now))
      """)
  }

  func retireKeys(at now: Instant) throws {
    try execute("UPDATE credential_keys SET retired_at = \(now) WHERE retired_at IS NULL")
  }
}
