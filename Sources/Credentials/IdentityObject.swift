import Crypto
import Foundation

/// By what a holder can be recognized: a name or an address, as a salted hash or, if the person wants it read, as it is
/// (Open Badges 3.0, IdentityObject).
///
/// A hash keeps a name out of sight and out of searches. It keeps no secret from somebody who already suspects a certain name
/// and has the credential: names and addresses are few enough to try.
public struct IdentityObject: Sendable, Hashable {
  /// What kind of identifier it is.
  public let type: IdentifierType
  /// `sha256$` and the hash in hexadecimal digits, or the text itself.
  public let value: String
  /// Whether `value` is a hash.
  public let isHashed: Bool
  /// The salt of the hash.
  public let salt: String?

  init(type: IdentifierType, value: String, isHashed: Bool, salt: String?) {
    self.type = type
    self.value = value
    self.isHashed = isHashed
    self.salt = salt
  }

  /// A name or address that is not to be read, only confirmed. The salt is new for each credential, at least 16 random bytes as
  /// text: otherwise two credentials of one person could be told to be of one person.
  public static func hashed(_ text: String, as type: IdentifierType, salt: String) -> IdentityObject {
    IdentityObject(type: type, value: hash(text, salt: salt), isHashed: true, salt: salt)
  }

  /// A name that the person agreed to have in the credential for all to read.
  public static func readable(_ text: String, as type: IdentifierType) -> IdentityObject {
    IdentityObject(type: type, value: text, isHashed: false, salt: nil)
  }

  /// Whether this is somebody whose identifier of that kind is known (Open Badges 3.0 §9.3).
  public func isOf(_ text: String, as type: IdentifierType) -> Bool {
    type == self.type && value == (isHashed ? Self.hash(text, salt: salt ?? "") : text)
  }

  /// SHA-256 over the text and the salt. Letters are composed first (Unicode NFC): the same name typed on two machines is the
  /// same name.
  private static func hash(_ text: String, salt: String) -> String {
    let digest = SHA256.hash(data: Data((text.precomposedStringWithCanonicalMapping + salt).utf8))
    return "sha256$" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Kinds of identifiers (Open Badges 3.0, IdentifierTypeEnum).
  public enum IdentifierType: String, Sendable, Hashable, CaseIterable {
    /// A name.
    case name
    /// An e-mail address.
    case emailAddress
    /// A name under which somebody logs in.
    case userName
    /// A number or code in some system.
    case systemId
  }
}
