import Crypto
import Foundation
import SQL

/// Proves that a form was made by this portal for this visitor (against cross-site request forgery).
///
/// The token is an HMAC over a value that only the visitor's cookie holds and the hour in which the form was made; it is good
/// for half a day.
public struct FormToken: Sendable {
  private let key: SymmetricKey
  private let clock: Clock
  private static let hours: Int64 = 12

  /// Tokens under a secret; a portal of several processes gives all of them the same.
  public init(secret: String, clock: Clock) {
    key = SymmetricKey(data: SHA256.hash(data: Data(secret.utf8)))
    self.clock = clock
  }

  /// A token for the visitor whose cookie holds `session`.
  public func make(for session: String) -> String { token(session, hour: clock.now().milliseconds / 3_600_000) }

  /// Whether a token is the visitor's and not too old; compared in constant time.
  public func isGood(_ token: String, for session: String) -> Bool {
    let hour = clock.now().milliseconds / 3_600_000
    return (0...Self.hours).contains { hoursAgo in
      let wanted = code(session, hour: hour - hoursAgo)
      return Data(base64Encoded: token).map { HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: wanted, using: key) }
        ?? false
    }
  }

  private func token(_ session: String, hour: Int64) -> String {
    Data(HMAC<SHA256>.authenticationCode(for: code(session, hour: hour), using: key)).base64EncodedString()
  }

  private func code(_ session: String, hour: Int64) -> Data { Data("\(hour):\(session)".utf8) }
}
