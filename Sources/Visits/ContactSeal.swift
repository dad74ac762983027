import Identity
import SQL
import Site

/// Keeps what visitors gave to be reached by (联系方式), so that a base can tell them when their visit cannot take place.
///
/// It is sealed under the portal's secret and bound to the hash by which bookings know the contact, so that a copy of the database
/// alone gives nobody's number away. It is opened to write to an address, or for whoever looks after the base, which is noted.
struct ContactSeal: Sendable {
  private let box: SecretBox

  /// Under the portal's secret.
  init(secret: String) { box = SecretBox(secret: secret, use: "visits/contacts") }

  /// A contact that was opened.
  struct Opened: Sendable, Hashable {
    /// As it was typed.
    let text: String
    /// In which language they booked.
    let language: Language
    /// Whether it can be written to.
    var isEmail: Bool { text.contains("@") }
  }

  /// Keeps a contact under its hash, until some days after the last day for which somebody booked with it.
  func keep(_ contact: BookerContact, as hash: String, in language: Language, for day: Day, _ writer: Writer) throws {
    let sealed = try box.seal(Array("\(language.rawValue)\n\(contact.typed)".utf8), for: hash)
    try writer.keep(sealedContact: sealed, of: hash, for: day)
  }

  /// The contact under a hash; `nil` where none was given, or it is erased.
  func open(_ hash: String, _ reader: Reader) throws -> Opened? {
    guard let sealed = try reader.sealedContact(of: hash), let bytes = box.open(sealed, for: hash) else { return nil }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    return Opened(text: String(parts[1]), language: Language(rawValue: String(parts[0])) ?? .zhHans)
  }
}
