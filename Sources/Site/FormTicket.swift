import Crypto
import Foundation
import SQL

/// Makes the tickets that stand in every form: proof that this portal made the form for this visitor (against cross-site
/// request forgery), and a number by which a form that is sent twice acts once.
///
/// A ticket is `hour.nonce.code`; the code is an HMAC over both and a value that only the visitor's cookie holds.
struct FormTickets: Sendable {
  private let key: SymmetricKey
  private let clock: Clock
  private static let hours: Int64 = 12

  /// Tickets under a secret; a portal of several processes gives all of them the same.
  init(secret: String, clock: Clock) {
    key = SymmetricKey(data: SHA256.hash(data: Data(secret.utf8)))
    self.clock = clock
  }

  private var hour: Int64 { clock.now().milliseconds / 3_600_000 }

  /// A new ticket for the visitor whose cookie holds `binding`.
  func make(for binding: String) -> String {
    var random = SystemRandomNumberGenerator()
    let nonce = String(random.next(), radix: 36)
    let hour = hour
    return "\(hour).\(nonce).\(code(hour, nonce, binding))"
  }

  /// Whether a ticket is the visitor's and at most half a day old; compared in constant time.
  func isGood(_ ticket: String, for binding: String) -> Bool {
    let parts = ticket.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].utf8.count <= 16, let made = Int64(parts[0]), (0...Self.hours).contains(hour - made),
      let code = Data(base64Encoded: String(parts[2]))
    else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.message(made, String(parts[1]), binding), using: key)
  }

  private func code(_ hour: Int64, _ nonce: String, _ binding: String) -> String {
    Data(HMAC<SHA256>.authenticationCode(for: Self.message(hour, nonce, binding), using: key)).base64EncodedString()
  }

  private static func message(_ hour: Int64, _ nonce: String, _ binding: String) -> Data {
    Data("\(hour).\(nonce).\(binding)".utf8)
  }
}
