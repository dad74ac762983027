import Foundation
import SQL

/// One change of state: who did what, on what, why. What a room hands to `Journal.record`.
///
/// It keeps references and never personal data, because nothing can be erased from the journal.
public struct JournalEntry: Sendable, Hashable {
  /// Who did it.
  public var actor: Actor
  /// What was done: a thing and a past participle, `base.published`.
  public var action: String
  /// On what.
  public var subject: Subject?
  /// Why, where somebody had to say so.
  public var reason: String?
  /// What else there is to know: canonical JSON, an object with sorted keys.
  public var details: String
  /// The request that asked for it, as in the logs.
  public var request: String?

  /// Who does something, as a reference.
  public struct Actor: Sendable, Hashable, CustomStringConvertible {
    /// `system`, `command:import`, `person:0A1B…`.
    public let description: String

    /// An actor as stored.
    public init(_ description: String) {
      self.description = description
    }

    /// The program by itself.
    public static let system = Actor("system")

    /// Somebody at a terminal.
    public static func command(_ name: String) -> Actor { Actor("command:\(name)") }

    /// A person with an account.
    public static func person<Person>(_ id: ID<Person>) -> Actor { Actor("person:\(id)") }
  }

  /// What something is done to, as a reference.
  public struct Subject: Sendable, Hashable {
    /// `base`, `region`.
    public let kind: String
    /// The ID as in URLs, or a code.
    public let id: String

    /// A thing that is known by a code.
    public init(_ kind: String, _ id: String) {
      self.kind = kind
      self.id = id
    }

    /// A thing with an ID.
    public init<Of>(_ kind: String, _ id: ID<Of>) {
      self.init(kind, id.description)
    }
  }

  /// An entry without details.
  public init(
    _ action: String, on subject: Subject? = nil, by actor: Actor, reason: String? = nil,
    request: String? = nil
  ) {
    self.actor = actor
    self.action = action
    self.subject = subject
    self.reason = reason
    self.request = request
    details = "{}"
  }

  /// An entry with details, which are written as JSON with sorted keys, so that equal details are equal text.
  public init(
    _ action: String, on subject: Subject? = nil, by actor: Actor, reason: String? = nil,
    request: String? = nil,
    details: some Encodable
  ) throws {
    self.init(action, on: subject, by: actor, reason: reason, request: request)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self.details = String(decoding: try encoder.encode(details), as: UTF8.self)
  }
}

/// An entry as the journal keeps it.
public struct JournalRecord: Sendable, Hashable {
  /// Its number, by time of writing.
  public let id: ID<JournalEntry>
  /// When it was written.
  public let at: Instant
  /// What was written.
  public let entry: JournalEntry
  /// Its place in the sealed chain, from 1; `nil` until it is sealed. This is the order for readers: transactions may commit
  /// in another order than that of their IDs.
  public let sequence: Int64?
}

/// The end of the sealed chain: noted elsewhere, it shows later whether the chain was cut or written anew.
public struct JournalHead: Sendable, Hashable {
  /// How many entries are sealed.
  public let sequence: Int64
  /// SHA-256 over the whole chain.
  public let hash: [UInt8]

  init(sequence: Int64, hash: [UInt8]) {
    self.sequence = sequence
    self.hash = hash
  }

  /// Before the first entry.
  static let start = JournalHead(sequence: 0, hash: [UInt8](repeating: 0, count: 32))
}

extension JournalHead: LosslessStringConvertible {
  /// `17:` and 64 hexadecimal digits.
  public var description: String {
    "\(sequence):" + hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Reads what `description` writes.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0 else { return nil }
    let digits = parts[1].compactMap(\.hexDigitValue)
    guard digits.count == 64, parts[1].count == 64 else { return nil }
    self.init(
      sequence: sequence, hash: (0..<32).map { UInt8(digits[$0 * 2] << 4 | digits[$0 * 2 + 1]) })
  }
}
