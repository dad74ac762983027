import SQL
import Site

/// Somebody with an account (a natural person; units are `Organization`s).
public struct Person: Sendable {
  /// Number of the account.
  public let id: ID<Person>
  /// What they are called.
  public var name: String
  /// Confirmed address; `nil` when the account was erased.
  public var email: String?
  /// The language in which they are written to.
  public var language: Language
  /// Known only of those under the age at which guardians need not be asked.
  public var birthDay: Day?
  /// What the account may do.
  public var status: Status
  /// How often a digest of messages is mailed.
  public var digest: Digest
  /// Grows with every change of the account.
  public var version: Int
  /// When the account was made.
  public let createdAt: Instant

  /// What an account may do.
  public enum Status: String, Sendable {
    /// Everything that its grants allow.
    case active
    /// Nothing until a guardian consents.
    case waiting
    /// Nothing; an officer said why.
    case suspended
    /// Nobody is behind it any more; what is public stays under no name.
    case erased
    /// Another account took its place.
    case merged
  }

  /// How often a digest of messages is mailed.
  public enum Digest: String, Sendable, CaseIterable {
    case never, daily, weekly
  }
}

extension Person: RowReadable {
  static let columns: SQL = "id, name, email, language, birth_day, status, digest, version, created_at"

  static let columnCount = 9

  /// Reads a row of `columns`.
  public init(row: Row) throws { try self.init(row: row, from: 0) }

  /// Reads `columns` that begin at a place of a longer row.
  init(row: Row, from start: Int) throws {
    id = try row.get(start)
    name = try row.text(start + 1)
    email = try row.textOrNil(start + 2)
    language = Language(tag: try row.text(start + 3)) ?? .zhHans
    birthDay = try row.textOrNil(start + 4).flatMap { Day($0) }
    status = Status(rawValue: try row.text(start + 5)) ?? .suspended
    digest = Digest(rawValue: try row.text(start + 6)) ?? .never
    version = Int(try row.int(start + 7))
    createdAt = try row.get(start + 8)
  }
}

/// An e-mail address in the form in which accounts are told apart.
public struct EmailAddress: Sendable, Hashable {
  /// As it was typed, without spaces around it.
  public let text: String
  /// In small letters; two accounts never share it.
  public let key: String

  /// Reads an address: one `@`, a name before it, a host with a dot or `localhost` after it, nothing that mail could take
  /// for something else.
  public init?(_ typed: String) {
    let text = String(typed.filter { !$0.isWhitespace })
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count), parts[0].isMailName,
      parts[1].isHostName
    else { return nil }
    self.text = text
    key = text.lowercased()
  }
}

extension Substring {
  fileprivate var isMailName: Bool {
    utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"(),:;<>[\\]@".utf8.contains($0) } && first != "." && last != "."
      && !contains("..")
  }

  fileprivate var isHostName: Bool {
    if self == "localhost" { return true }
    let labels = split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-".utf8.contains($0) }
      }
  }
}
