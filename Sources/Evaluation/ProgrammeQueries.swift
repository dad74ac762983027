import Crypto
import Foundation
import People
import SQL

extension Reader {
  /// A programme as it was when a round was made.
  func programme(digest: String) throws -> Programme? {
    guard let text = try value(String.self, "SELECT text FROM programmes WHERE digest = \(digest)") else { return nil }
    return try Programme(text: text, named: "the programme kept as \(digest.prefix(8))")
  }

  func programmeText(digest: String) throws -> String? {
    try value(String.self, "SELECT text FROM programmes WHERE digest = \(digest)")
  }
}

extension Writer {
  func keep(_ text: ProgrammeText, at now: Instant) throws {
    try execute(
      """
      INSERT INTO programmes (digest, programme, version, text, loaded_at)
      VALUES (\(text.digest), \(text.key), \(text.version), \(text.text), \(now)) ON CONFLICT (digest) DO NOTHING
      """)
  }
}
